//! What the menu shows of an invoice's case, and what each action may do to it.

use chrono::{Days, NaiveDate};
use dunlin::{Actor, MenuItem, Request};
use rust_decimal::Decimal;

use super::{FLOWS, Invoice, clerk};

impl Invoice<'_> {
    pub(super) fn menu(&self) {
        let menu = self.engine.menu(&self.case, &clerk(), self.now).unwrap();
        let listed = |listed: fn(&MenuItem) -> bool| -> Vec<&str> {
            let items = menu.actions.iter().filter(|item| listed(item));
            items.map(|item| item.action()).collect()
        };
        let all = [
            "close",
            "partial_payment",
            "credit_note",
            "pause",
            "resume",
            "change_flow",
            "restart_flow",
        ];
        assert_eq!(listed(|_| true), all, "{}", self.name);
        assert_eq!(
            listed(|item| !item.shown),
            ["credit_note", "resume"],
            "{}",
            self.name
        );
        let disabled = listed(|item| item.shown && !item.enabled);
        let collection = self.flow == "collection";
        let expected: &[&str] = if collection {
            &["change_flow", "restart_flow"]
        } else {
            &[]
        };
        assert_eq!(disabled, expected, "{}", self.name);
    }

    pub(super) fn partial_payment(&self) {
        let pay = |amount: Decimal, date: NaiveDate| {
            Request::new("partial_payment", clerk())
                .with("amount", amount)
                .with("date", date)
        };
        let ore = Decimal::new(1, 2);
        let (first, tomorrow) = (self.invoice_date, self.today + Days::new(1));
        for date in [first, self.today] {
            let after = self.allowed(&self.case, pay(ore, date));
            assert_eq!(after.balance(), self.payable - ore, "{}", self.name);
        }
        let after = self.allowed(&self.case, pay(self.payable - ore, self.today));
        assert_eq!(
            (after.balance(), after.status()),
            (ore, "active"),
            "{}",
            self.name
        );
        self.denied(&after, pay(ore, self.today), &["less_than_owed"]);

        self.denied(
            &self.case,
            pay(self.payable, self.today),
            &["less_than_owed"],
        );
        self.denied(
            &self.case,
            pay(Decimal::ZERO, self.today),
            &["positive_amount"],
        );
        self.denied(
            &self.case,
            pay(Decimal::new(1, 3), self.today),
            &["decimals"],
        );
        self.denied(&self.case, pay(ore, tomorrow), &["not_in_the_future"]);
        self.denied(
            &self.case,
            pay(ore, first - Days::new(1)),
            &["not_before_the_invoice"],
        );
    }

    pub(super) fn close(&self) {
        let close = |code: &str, reason: &str| {
            Request::new("close", clerk())
                .with("code", code)
                .with("reason", reason)
        };
        let after = self.allowed(&self.case, close("abandoned", "too_small"));
        assert_eq!(
            (after.status(), after.balance()),
            ("closed", self.payable),
            "{}",
            self.name
        );
        self.denied(&self.case, close("abandoned", "to_us"), &["option"]);
        self.denied(&after, close("abandoned", "too_small"), &["hidden"]);

        let confirmed = self.ask(
            &self.case,
            close("paid", "to_us").with("confirmation", true),
        );
        match self
            .case
            .fact("customer.email")
            .filter(|email| email.is_set())
        {
            Some(email) => {
                let letter = confirmed
                    .effects()
                    .iter()
                    .find(|effect| effect.name() == "send")
                    .unwrap();
                assert_eq!(letter.argument("to"), Some(email), "{}", self.name);
                assert!(
                    letter.letter().unwrap().subject.contains(self.case.id()),
                    "{}",
                    self.name
                );
            }
            None => {
                let by: Vec<&str> = confirmed
                    .denials()
                    .iter()
                    .map(|denial| &*denial.rule)
                    .collect();
                assert_eq!(by, ["confirmation_without_address"], "{}", self.name);
            }
        }
    }

    pub(super) fn credit_note(&self) {
        let credit = || Request::new("credit_note", clerk());
        self.denied(&self.case, credit(), &["hidden"]);
        let economic = Request::new("facts_changed", Actor::system());
        let linked = self.allowed(&self.case, economic.with("accounting.system", "economic"));
        let decision = self.ask(&linked, credit());
        let [effect] = decision.effects() else {
            panic!("{}: {decision:?}", self.name)
        };
        assert_eq!(
            effect.argument("amount").unwrap().as_decimal(),
            Some(self.payable),
            "{}",
            self.name
        );
        let under_way = decision.case_after().unwrap();
        assert_eq!(under_way.balance(), self.payable, "{}", self.name);
        self.denied(&under_way, credit(), &["no_credit_note_under_way"]);

        // The credit counts when the accounting system has made it.
        let done = Request::new("effect_done", Actor::system()).with("id", effect.id());
        let credited = self.allowed(&under_way, done.with("at", self.now));
        assert_eq!(
            (credited.balance(), credited.status()),
            (Decimal::ZERO, "closed"),
            "{}",
            self.name
        );
    }

    pub(super) fn pause_and_resume(&self) {
        let pause = |until: NaiveDate| {
            Request::new("pause", clerk())
                .with("reason", "instalments")
                .with("resume_on", until)
        };
        self.denied(&self.case, pause(self.today), &["resume_in_the_future"]);
        self.denied(&self.case, Request::new("resume", clerk()), &["hidden"]);
        let paused = self.allowed(&self.case, pause(self.today + Days::new(1)));
        assert_eq!(
            (paused.status(), paused.balance()),
            ("paused", self.payable),
            "{}",
            self.name
        );
        self.denied(&paused, pause(self.today + Days::new(1)), &["hidden"]);
        let resumed = self.allowed(&paused, Request::new("resume", clerk()));
        assert_eq!(
            (resumed.status(), resumed.flow()),
            ("active", self.flow),
            "{}",
            self.name
        );
    }

    pub(super) fn change_flow(&self) {
        for to in FLOWS {
            let change = Request::new("change_flow", clerk()).with("to", to);
            if self.flow == "collection" {
                self.denied(&self.case, change, &["not_out_of_collection"]);
            } else if to == self.flow {
                self.denied(&self.case, change, &["another_flow"]);
            } else {
                let decision = self.ask(&self.case, change);
                assert!(decision.is_allowed(), "{}: {decision:?}", self.name);
                let warned = decision
                    .warnings()
                    .iter()
                    .any(|one| &*one.rule == "no_collection_notice");
                assert_eq!(warned, to == "collection", "{}", self.name);
                assert_eq!(decision.case_after().unwrap().flow(), to, "{}", self.name);
            }
        }
    }

    pub(super) fn restart_flow(&self) {
        let restart = |actor| Request::new("restart_flow", actor);
        if self.flow == "collection" {
            self.denied(
                &self.case,
                restart(clerk()),
                &["manager_restarts_collection"],
            );
        }
        let after = self.allowed(&self.case, restart(Actor::new("bo", "manager")));
        assert_eq!(
            (after.flow(), after.step()),
            (self.flow, self.case.step()),
            "{}",
            self.name
        );
        assert_eq!(after.balance(), self.payable, "{}", self.name);
    }
}
