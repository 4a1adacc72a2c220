//! What becomes of an invoice: who pays when, who objects, what clerks do about it · in the words of the shipped rules.

use chrono::{NaiveDate, TimeDelta};
use dunlin::{RuleSet, Value};

use super::TODAY;
use super::deed::{By, Deed, Event, Input};
use super::portfolio::{Invoice, mixed, on_a_workday};

/// How a customer takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    PaysInTime,
    PaysWhenReminded,
    PaysLate,
    PaysInParts,
    Promises,
    Objects,
    StaysSilent,
    IsCredited,
    IsClosed,
    IsClosedInAccounting,
    HasAnotherAddress,
    PaysInstalments,
    IsNotApproved,
    GoesToCollection,
    TakesItBack,
    /// Nobody can go on with it for now.
    IsHalted,
    /// An objection stands in the books, and nobody has paused the case.
    IsObjectedToElsewhere,
}

/// Of a hundred invoices, how many go which way.
const WAYS: [(u32, Fate); 17] = [
    (22, Fate::PaysInTime),
    (11, Fate::PaysWhenReminded),
    (7, Fate::PaysLate),
    (8, Fate::PaysInParts),
    (8, Fate::Promises),
    (9, Fate::Objects),
    (8, Fate::StaysSilent),
    (5, Fate::IsCredited),
    (4, Fate::IsClosed),
    (4, Fate::IsClosedInAccounting),
    (3, Fate::HasAnotherAddress),
    (3, Fate::PaysInstalments),
    (2, Fate::IsNotApproved),
    (2, Fate::GoesToCollection),
    (1, Fate::TakesItBack),
    (2, Fate::IsHalted),
    (1, Fate::IsObjectedToElsewhere),
];

/// Why a case halts.
const HALTS: [(&str, &str, &str); 4] = [
    (
        "bankruptcy",
        "Kurator har bedt om at få kravet anmeldt.",
        "The trustee has asked for the claim to be lodged.",
    ),
    (
        "awaiting_information",
        "Vi venter på følgesedlen fra lageret.",
        "We are waiting for the delivery note from the warehouse.",
    ),
    (
        "awaiting_credit",
        "Salg undersøger, om der skal gives afslag.",
        "Sales is looking into a discount.",
    ),
    (
        "other",
        "Kunden er bortrejst til og med marts.",
        "The customer is away until the end of March.",
    ),
];

/// How clerks close cases: a code, and a reason that belongs to it.
const CLOSINGS: [(&str, &str); 9] = [
    ("paid", "to_us"),
    ("settled", "waived"),
    ("abandoned", "customer_relation"),
    ("uncollectable", "bankrupt"),
    ("paid", "set_off"),
    ("credited", "reissued"),
    ("abandoned", "our_mistake"),
    ("settled", "reduced"),
    ("uncollectable", "untraceable"),
];

/// What customers write who object.
const OBJECTIONS: [(&str, &str); 6] = [
    (
        "Varen var beskadiget ved levering. Vi har sendt billeder.",
        "The goods were damaged on delivery. We have sent pictures.",
    ),
    (
        "Vi har kun modtaget halvdelen af ordren.",
        "We have received only half of the order.",
    ),
    (
        "Prisen er en anden end den aftalte.",
        "The price isn't the one we agreed on.",
    ),
    (
        "Fakturaen er allerede betalt, se vedhæftede kvittering.",
        "The invoice has been paid already, see the receipt attached.",
    ),
    (
        "Arbejdet er ikke færdigt endnu.",
        "The work isn't finished yet.",
    ),
    (
        "Vi har opsagt aftalen i god tid.",
        "We gave notice in good time.",
    ),
];

/// What happens to an invoice's case, in no order.
pub(super) fn events(invoice: &Invoice, rules: &RuleSet) -> Vec<Event> {
    let mut story = Story {
        invoice,
        rules,
        events: Vec::new(),
    };
    story.tell(fate(invoice));
    story.events
}

/// Which way an invoice goes.
fn fate(invoice: &Invoice) -> Fate {
    let overdue = (TODAY - invoice.due).num_days();
    // However the rest falls out, there are some of these when it opens.
    if (6..=30).contains(&overdue) && invoice.place % 13 == 4 {
        return Fate::IsObjectedToElsewhere;
    }
    let mut left = mixed(invoice.place, 5) % 100;
    for (share, fate) in WAYS {
        if left < share {
            return possible(fate, invoice);
        }
        left -= share;
    }
    Fate::PaysInTime
}

/// What can't happen to such an invoice happens otherwise.
fn possible(fate: Fate, invoice: &Invoice) -> Fate {
    let customer = &invoice.customer;
    match fate {
        Fate::IsCredited if customer.accounting != "economic" => Fate::PaysInTime,
        Fate::IsClosedInAccounting if customer.accounting == "none" => Fate::PaysWhenReminded,
        Fate::HasAnotherAddress if invoice.email().is_none() => Fate::PaysLate,
        fate => fate,
    }
}

struct Story<'s> {
    invoice: &'s Invoice,
    rules: &'s RuleSet,
    events: Vec<Event>,
}

impl Story<'_> {
    fn tell(&mut self, fate: Fate) {
        let varied = i64::from(self.throw(6) % 8);
        self.opens(fate);
        match fate {
            Fate::PaysInTime => self.pays(varied - 6, 100),
            Fate::PaysWhenReminded => self.pays(7 + varied / 2, 100),
            Fate::PaysLate => self.pays(18 + varied, 100),
            Fate::PaysInParts => self.pays_in_parts(varied),
            Fate::Promises => self.promises(varied),
            Fate::Objects => self.objects(varied),
            Fate::StaysSilent => self.stays_silent(varied),
            Fate::IsHalted => self.is_halted(varied),
            Fate::IsCredited => self.by(By::Clerk, 2 + varied, "credit_note", Vec::new()),
            Fate::IsClosed => self.is_closed(varied),
            Fate::IsClosedInAccounting => {
                self.by(By::System, varied - 1, "accounting_closed", Vec::new());
            }
            Fate::HasAnotherAddress => self.has_another_address(varied),
            Fate::PaysInstalments => self.pays_instalments(),
            Fate::IsNotApproved => self.is_approved_late(varied),
            Fate::GoesToCollection => self.goes_to_collection(varied),
            Fate::TakesItBack => self.takes_it_back(varied),
            Fate::IsObjectedToElsewhere => self.is_objected_to_elsewhere(),
        }
    }

    /// Most come in as they are invoiced; some were reminded elsewhere before.
    fn opens(&mut self, fate: Fate) {
        let invoice = self.invoice;
        let (flow, day) = match self.throw(7) % 40 {
            0 | 1 => ("reminder", on_a_workday(invoice.due + TimeDelta::days(3))),
            2 if fate == Fate::StaysSilent => (
                "collection",
                on_a_workday(invoice.due + TimeDelta::days(12)),
            ),
            _ => ("invoice", invoice.date),
        };
        let opening = invoice.opening(flow, fate != Fate::IsNotApproved);
        let minutes = 7 * 60 + 5 + i64::from(self.throw(8) % 50);
        self.event(day, minutes, Deed::Open(Box::new(opening)));
    }

    /// Pays so many hundredths of what is owed then, so many days after the due date.
    fn pays(&mut self, after: i64, hundredths: i64) {
        let day = self.day(after);
        let input = vec![
            ("date", Input::Is(day.into())),
            ("amount", Input::Share(hundredths)),
        ];
        // The bank's file comes in the morning.
        let minutes = 6 * 60 + i64::from(self.throw(9) % 40);
        self.act(By::System, day, minutes, "payment_received", input);
    }

    /// Until it has gone to collection; then some pay.
    fn stays_silent(&mut self, varied: i64) {
        match varied {
            0 | 4 => self.pays(70 + varied * 5, 40),
            2 | 6 => {
                self.pays(75 + varied * 2, 100);
                let input = vec![("code", is("paid")), ("reason", is("registered"))];
                self.by(By::Clerk, 77 + varied * 2, "close", input);
            }
            _ => {}
        }
    }

    fn is_halted(&mut self, varied: i64) {
        let halt = HALTS.get(self.throw(10) as usize % HALTS.len());
        let (reason, danish, english) = halt.copied().unwrap_or_default();
        let note = self.words(danish, english);
        let input = vec![("reason", is(reason)), ("note", is(note))];
        self.by(By::Clerk, 3 + varied * 2, "pause", input);
    }

    fn pays_in_parts(&mut self, varied: i64) {
        let day = self.day(varied - 2);
        let input = vec![
            ("date", Input::Is(day.into())),
            ("amount", Input::Share(30 + varied * 3)),
        ];
        self.act(By::Clerk, day, self.in_the_day(), "partial_payment", input);
        self.pays(14 + varied, 40);
        if varied % 3 != 0 {
            self.pays(28 + varied, 100);
        }
    }

    fn promises(&mut self, varied: i64) {
        let until = self.day(28 + varied);
        let input = vec![
            ("reason", is("promised_payment")),
            (
                "note",
                is(self.words("Betaler, når lønnen er gået ind.", "Will pay after payday.")),
            ),
            ("resume_on", Input::Is(until.into())),
        ];
        self.by(By::Clerk, 6 + varied, "pause", input);
        // Half of them keep it.
        self.pays(if varied % 2 == 0 { 26 } else { 50 } + varied, 100);
    }

    fn objects(&mut self, varied: i64) {
        let words = OBJECTIONS.get(self.throw(10) as usize % OBJECTIONS.len());
        let (danish, english) = words.copied().unwrap_or_default();
        let note = is(self.words(danish, english));
        self.by(
            By::System,
            varied - 2,
            "objection_received",
            vec![("note", note)],
        );
        if varied % 4 == 3 {
            // Nobody gets round to answering it.
            return;
        }
        self.by(By::System, 13 + varied, "objection_answered", Vec::new());
        if varied % 3 == 0 {
            let input = vec![("code", is("disputed")), ("reason", is("justified"))];
            self.by(By::Clerk, 16 + varied, "close", input);
        } else {
            self.by(By::Clerk, 16 + varied, "resume", Vec::new());
            self.pays(25 + varied, 100);
        }
    }

    fn is_closed(&mut self, varied: i64) {
        let closing = CLOSINGS.get(self.throw(11) as usize % CLOSINGS.len());
        let (code, reason) = closing.copied().unwrap_or_default();
        let mut input = vec![("code", is(code)), ("reason", is(reason))];
        if self.invoice.email().is_some() && varied % 2 == 0 {
            input.push(("confirmation", Input::Is(true.into())));
        }
        self.by(By::Clerk, 4 + varied * 4, "close", input);
    }

    /// E-mails come back until somebody finds the address that works.
    fn has_another_address(&mut self, varied: i64) {
        self.by(By::System, 6, "email_bounced", Vec::new());
        let email = format!("{}@hjemme.example", self.invoice.id);
        let input = vec![("customer.email", is(&email))];
        self.by(By::System, 8 + varied / 2, "facts_changed", input);
        self.by(By::Clerk, 9 + varied / 2, "restart_flow", Vec::new());
        self.pays(22 + varied, 100);
    }

    fn pays_instalments(&mut self) {
        let input = vec![
            ("reason", is("instalments")),
            (
                "note",
                is(self.words(
                    "Fire rater, den første om 14 dage.",
                    "Four instalments, the first in 14 days.",
                )),
            ),
        ];
        self.by(By::Clerk, 8, "pause", input);
        for (after, hundredths) in [(22, 25), (52, 33), (82, 50), (112, 100)] {
            self.pays(after, hundredths);
        }
    }

    fn is_approved_late(&mut self, varied: i64) {
        if varied % 2 == 0 {
            let input = vec![("reminders_approved", Input::Is(true.into()))];
            // By somebody in another system, before it opens; what waits then waits for whoever looks.
            let day = self.day(12 + varied);
            if day < TODAY {
                self.act(By::System, day, self.in_the_day(), "facts_changed", input);
            }
        }
    }

    fn goes_to_collection(&mut self, varied: i64) {
        let input = vec![("to", is("collection"))];
        self.by(By::Manager, 14 + varied, "change_flow", input);
        self.pays(50 + varied, 100);
    }

    /// A payment goes back, as the account wasn't covered.
    fn takes_it_back(&mut self, varied: i64) {
        self.pays(1, 100);
        let day = self.day(5 + varied);
        let input = vec![("date", Input::Is(day.into())), ("amount", Input::LastPaid)];
        self.act(By::System, day, 6 * 60 + 45, "payment_bounced", input);
        self.pays(30 + varied, 100);
    }

    fn is_objected_to_elsewhere(&mut self) {
        let since = self.day(3);
        let input = vec![("objection.since", Input::Is(since.into()))];
        self.act(By::System, since, self.in_the_day(), "facts_changed", input);
        self.by(By::System, 36, "objection_answered", Vec::new());
        self.pays(41, 100);
    }

    /// An action so many days after the due date, by day.
    fn by(&mut self, by: By, after: i64, action: &'static str, input: Vec<(&'static str, Input)>) {
        let (day, minutes) = (self.day(after), self.in_the_day());
        self.act(by, day, minutes, action, input);
    }

    fn act(
        &mut self,
        by: By,
        day: NaiveDate,
        minutes: i64,
        action: &'static str,
        input: Vec<(&'static str, Input)>,
    ) {
        let deed = Deed::Act { action, by, input };
        self.event(day, minutes, deed);
    }

    fn event(&mut self, day: NaiveDate, minutes: i64, deed: Deed) {
        let local = day.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(minutes);
        self.events.push(Event {
            at: self.rules.instant(local),
            case: self.invoice.id.clone(),
            deed,
        });
    }

    /// The workday so many days after the due date.
    fn day(&self, after: i64) -> NaiveDate {
        on_a_workday(self.invoice.due + TimeDelta::days(after))
    }

    /// A minute between half past nine and half past three.
    fn in_the_day(&self) -> i64 {
        9 * 60 + 30 + i64::from(self.throw(12) % 360)
    }

    /// What the customer's language says.
    fn words<'w>(&self, danish: &'w str, english: &'w str) -> &'w str {
        if self.invoice.customer.is_danish() {
            danish
        } else {
            english
        }
    }

    fn throw(&self, what: u32) -> u32 {
        mixed(self.invoice.place, what)
    }
}

fn is(text: &str) -> Input {
    Input::Is(Value::from(text))
}
