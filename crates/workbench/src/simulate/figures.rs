//! A summary worded for a report, in its language · nothing is counted here.

use dunlin::{RuleSet, Turn};
use rust_decimal::Decimal;

use super::summary::{Fared, Money, PostedKind, Reached, Refused, Standing, Summary};
use crate::report;

impl Summary {
    /// Returns what a report tells of it, in a language of the rule set.
    #[must_use]
    pub fn figures(&self, rules: &RuleSet, language: &str) -> report::Figures {
        let words = Words { rules, language };
        let stood = self.standing.iter();
        let stood = stood.filter(|standing| standing.months.iter().any(|count| *count > 0));
        // None begins in it, and some came to it: collection, for one.
        let reached = self.reached.iter();
        let reached = reached.filter(|reached| reached.began == 0 && reached.cases > 0);
        report::Figures {
            rule_set: format!("{} {}", self.rule_set.name, self.rule_set.version),
            from: rules.local(self.from).date(),
            until: rules.local(self.until).date(),
            cases: self.cases.opened + self.cases.given,
            paid: self.cases.paid,
            reached: reached
                .map(|Reached { flow, cases, .. }| (words.flow(flow), *cases))
                .collect(),
            months: self.months.clone(),
            standing: stood.map(|standing| words.standing(standing)).collect(),
            letters: self
                .letters
                .iter()
                .map(|letters| report::Series::new(&letters.name, letters.months.clone()))
                .collect(),
            money: self.money.iter().map(|money| words.money(money)).collect(),
            days_to_payment: self.days_to_payment.histogram.clone(),
            steps: self.steps.iter().map(|step| words.step(step)).collect(),
            refused: self
                .refused
                .iter()
                .map(|refused| words.refused(refused))
                .collect(),
        }
    }
}

/// What things are called.
struct Words<'r> {
    rules: &'r RuleSet,
    language: &'r str,
}

impl Words<'_> {
    fn flow(&self, flow: &str) -> String {
        self.rules.label_of_flow(flow).get(self.language).to_owned()
    }

    fn turn(&self, flow: Option<&str>, name: &str) -> String {
        let turn = match flow {
            Some(flow) => Turn::Step {
                flow: flow.into(),
                step: name.into(),
            },
            None => Turn::Timer { timer: name.into() },
        };
        self.rules.label_of(&turn).get(self.language).to_owned()
    }

    fn standing(&self, standing: &Standing) -> report::Series {
        let danish = self.language == "da";
        let status = match (standing.status, danish) {
            ("paused", true) => ", i bero",
            ("paused", false) => ", paused",
            ("closed", true) => ", lukket",
            ("closed", false) => ", closed",
            _ => "",
        };
        let label = format!("{}{status}", self.flow(&standing.flow));
        let series = report::Series::new(label, standing.months.clone());
        if standing.status == "closed" {
            series.quiet()
        } else {
            series
        }
    }

    fn money(&self, money: &Money) -> report::Money {
        let sum_of = |name: &str| {
            let mut entries = money.entries.iter();
            let entry = entries.find(|entry| entry.entry == name);
            entry.map_or(Decimal::ZERO, |entry| entry.sum)
        };
        let charged = |entry: &&PostedKind| entry.is_charge && entry.entry != PRINCIPAL;
        let entries = money.entries.iter();
        report::Money {
            currency: money.currency.clone(),
            principal: sum_of(PRINCIPAL),
            charged: entries
                .clone()
                .filter(charged)
                .map(|entry| report::Series::new(self.entry(&entry.entry), entry.months.clone()))
                .collect(),
            settled: entries
                .filter(|entry| !entry.is_charge)
                .map(|entry| (self.entry(&entry.entry), entry.sum))
                .collect(),
            outstanding: money.outstanding.values().sum(),
        }
    }

    fn entry(&self, entry: &str) -> String {
        entry.to_owned()
    }

    fn step(&self, fared: &Fared) -> report::Fared {
        report::Fared {
            flow: fared
                .flow
                .as_deref()
                .map(|flow| self.flow(flow))
                .unwrap_or_default(),
            step: self.turn(fared.flow.as_deref(), &fared.step),
            ran: fared.ran,
            passed: fared.passed_over,
            held: fared.held,
        }
    }

    fn refused(&self, refused: &Refused) -> report::Refused {
        let what = match refused.is_held {
            true => self.turn(refused.flow.as_deref(), &refused.what),
            false => self
                .rules
                .label_of_action(&refused.what)
                .get(self.language)
                .to_owned(),
        };
        report::Refused {
            what,
            why: refused.message.get(self.language).to_owned(),
            times: refused.times,
            example: refused.example.clone(),
            is_held: refused.is_held,
        }
    }
}

/// The kind of entry that a case is opened with.
const PRINCIPAL: &str = "principal";
