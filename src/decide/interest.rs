//! What `add_interest` comes to: rates are asked of the rules, each for its own days. It is added up and posted elsewhere.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::effects::{Denials, Run};
use super::trace::Watch;
use super::{DenialKind, wording};
use crate::case::{Period, accrued, charged, round_to_currency};
use crate::expr::{Env, Fault, FaultKind, eval};
use crate::rules::interest::Interest;
use crate::value::Value;

impl<'e, W: Watch> Run<'e, '_, W> {
    /// The arguments of `add_interest` as they are applied and recorded: until when, from when,
    /// how much.
    ///
    /// What is charged is the interest on everything up to then, as it is known now, less what was
    /// charged before: a payment that came late, dated earlier, gives back what was too much.
    pub(super) fn interest(&self, arguments: &[Value]) -> Result<Vec<Value>, Denials<'e>> {
        let rules = self.rules;
        let view = self.draft.view();
        let Some(interest) = &rules.interest else {
            return Err(self.refused("no_interest", NO_INTEREST));
        };
        if let Some(until) = arguments.first().and_then(Value::as_date)
            && until > self.today
        {
            return Err(self.refused("interest_ahead", ahead(until)));
        }
        let failed = |fault: Fault| vec![wording::failed(rules, "add_interest", &fault)];
        let start = self.value(&interest.from).map_err(failed)?.as_date();
        let before = charged(view);
        let until = arguments.first().and_then(Value::as_date);
        let until = before.until.max(until.or(Some(self.today)));
        let until = until.unwrap_or(self.today);
        let amount = match start.filter(|_| view.closing().is_none()) {
            Some(from) if from < until => {
                let period = Period { from, until };
                let rate = |day| self.rate(interest, day);
                accrued(view, interest, period, rate).map_err(failed)?
            }
            _ => Decimal::ZERO,
        };
        let amount = round_to_currency(amount, view.currency()).saturating_sub(before.sum);
        Ok(vec![
            Value::Date(until),
            before.until.or(start).map_or(Value::Unset, Value::Date),
            Value::Amount(amount),
        ])
    }

    /// The rate on a day, in the tables' versions of that day.
    fn rate(&self, interest: &Interest, day: NaiveDate) -> Result<Decimal, Fault> {
        let env = Env {
            today: day,
            ..self.env()
        };
        let rate = eval(&interest.rate, &env, &mut self.watch.aside())?;
        rate.as_decimal()
            .ok_or_else(|| Fault::new(FaultKind::WrongValue, interest.rate.span))
    }

    fn refused(&self, rule: &'static str, words: [impl Into<Cow<'e, str>>; 2]) -> Denials<'e> {
        let denial = wording::denial(self.rules, DenialKind::Effect, rule, words);
        vec![denial]
    }
}

const NO_INTEREST: [&str; 2] = [
    "The rule set doesn't say how interest is worked out.",
    "Regelsættet siger ikke, hvordan renter beregnes.",
];

fn ahead(until: NaiveDate) -> [String; 2] {
    [
        format!("Interest can't be added until {until}, which is after today."),
        format!("Der kan ikke tilskrives renter til {until}, som ligger efter i dag."),
    ]
}
