//! Dunlin on the shipped rule set, through its public face. The cases are kept as a host keeps them: read once.

use std::path::PathBuf;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use dunlin::{Actor, Case, Decision, Engine, Menu, Request, RuleSet, Sources, Value};
use rust_decimal::Decimal;
use serde_json::json;

use crate::policy::{Action, Rules, Verdict};
use crate::portfolio::{Pair, now};

pub(crate) struct Dunlin {
    pub(crate) engine: Engine,
    now: DateTime<Utc>,
}

/// The folder of the shipped rule set.
pub(crate) fn shipped() -> Result<Sources> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    Ok(Sources::read(folder)?)
}

impl Dunlin {
    pub(crate) fn new(sources: &Sources) -> Result<Self> {
        Ok(Self {
            engine: Engine::new(RuleSet::load(sources)?),
            now: now()?,
        })
    }

    /// Returns the pair's case.
    pub(crate) fn case(&self, pair: &Pair) -> Result<Case> {
        let text = case_file(pair);
        let case = self.engine.read_case(&text);
        case.with_context(|| format!("{pair:?}"))
    }

    /// Returns the decision, its request built from the pair.
    pub(crate) fn decision<'d>(&'d self, case: &'d Case, pair: &Pair) -> Result<Decision<'d>> {
        Ok(self.engine.decide(case, request(pair), self.now)?)
    }

    /// The verdict and the denying rules, of a decision that is otherwise left unread.
    pub(crate) fn decide(&mut self, case: &Case, pair: &Pair) -> Result<Verdict> {
        let decision = self.decision(case, pair)?;
        let rules = decision.denials().iter().try_fold(Rules::NONE, |all, it| {
            Some(all.and(Rules::named(&it.rule)?))
        });
        Ok(Verdict {
            allowed: decision.is_allowed(),
            rules: Some(rules.context("a rule that the policy doesn't name")?),
        })
    }

    /// The bytes of everything that a decision says, each text and argument read.
    pub(crate) fn complete(&self, case: &Case, pair: &Pair) -> Result<usize> {
        Ok(read(&self.decision(case, pair)?))
    }

    /// The bytes of everything that the menu says of what is shown, enabled, denied and warned of.
    pub(crate) fn menu(&self, case: &Case, pair: &Pair) -> Result<usize> {
        let menu = self.engine.menu(case, &actor(pair), self.now)?;
        Ok(read_menu(&menu))
    }

    /// Which actions of the menu are enabled.
    pub(crate) fn enabled(&self, case: &Case, pair: &Pair) -> Result<Vec<bool>> {
        let menu = self.engine.menu(case, &actor(pair), self.now)?;
        Ok(menu.actions.iter().map(|item| item.enabled).collect())
    }
}

fn read(decision: &Decision<'_>) -> usize {
    let mut size = 0;
    for effect in decision.effects() {
        size += effect.name().len();
        for (name, value) in effect.arguments() {
            size += name.len() + read_value(value);
        }
        if let Some(letter) = effect.letter() {
            size += letter.subject.len() + letter.body.len();
        }
    }
    let denials = decision.denials().iter();
    let denials = denials.map(|denial| (&denial.rule, &denial.message));
    let warnings = decision.warnings().iter();
    let warnings = warnings.map(|warning| (&warning.rule, &warning.message));
    for (rule, message) in denials.chain(warnings) {
        size += rule.len() + message.iter().map(|(_, text)| text.len()).sum::<usize>();
    }
    size
}

fn read_value(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        value => value.as_str().map_or(1, str::len),
    }
}

fn read_menu(menu: &Menu<'_>) -> usize {
    let mut size = 0;
    for item in &menu.actions {
        size += item.action().len() + usize::from(item.shown) + usize::from(item.enabled);
        for denial in &item.denials {
            size += denial
                .message
                .iter()
                .map(|(_, text)| text.len())
                .sum::<usize>();
        }
        for warning in &item.warnings {
            let texts = warning.message.iter();
            size += texts.map(|(_, text)| text.len()).sum::<usize>();
        }
    }
    size
}

fn actor(pair: &Pair) -> Actor {
    Actor::new("ida", pair.role)
}

/// The request as a host builds it, from its own struct.
pub(crate) fn request(pair: &Pair) -> Request {
    let mut request = Request::new(pair.action.name(), actor(pair));
    let texts = |request: Request, name: &'static str, value: Option<&'static str>| match value {
        Some(value) => request.with(name, value),
        None => request,
    };
    match pair.action {
        Action::Close => {
            request = texts(request, "code", pair.code);
            request = texts(request, "reason", pair.reason);
            request.with("confirmation", pair.confirmation)
        }
        Action::PartialPayment => {
            if let Some(date) = pair.paid_on {
                request = request.with("date", date);
            }
            match pair.amount {
                Some(amount) => request.with("amount", amount),
                None => request,
            }
        }
        Action::Pause => {
            request = texts(request, "reason", pair.reason);
            match pair.resume_on {
                Some(date) => request.with("resume_on", date),
                None => request,
            }
        }
        Action::ChangeFlow => texts(request, "to", pair.flow_to),
        Action::CreditNote | Action::Resume | Action::RestartFlow => request,
    }
}

/// The pair's case as a case file.
pub(crate) fn case_file(pair: &Pair) -> String {
    let at = "2026-01-02T09:00:00Z";
    let entry = |kind: &str, amount: Decimal| json!({ "entry": kind, "amount": amount.to_string(), "date": "2026-01-02", "book": true });
    let past = |place: u8, effect: &str, name: &str| json!({ "id": format!("{}:0:{place}", pair.id), "effect": effect, "name": name, "at": at, "done": at });
    let mut ledger = vec![entry("principal", pair.principal)];
    let mut history = vec![past(1, "post", "principal")];
    let settled = pair.principal - pair.balance;
    if !settled.is_zero() {
        ledger.push(entry("payment", settled));
        history.push(past(2, "post", "payment"));
    }
    if pair.noticed {
        history.push(past(3, "send", "collection_notice"));
    }
    if pair.pending_credit > 0 {
        history.push(json!({
            "id": format!("{}:1:1", pair.id), "effect": "create_credit_note", "at": at,
            "settles": pair.balance.to_string(),
        }));
    }
    let hold = json!({ "reason": "other", "clock": "stops", "interest": "accrues", "since": at });
    let closing = json!({ "code": "paid", "reason": "to_us", "at": at });
    json!({
        "schema": 1,
        "id": pair.id,
        "revision": 3,
        "currency": pair.currency,
        "flow": pair.flow,
        "flow_started": at,
        "step": null,
        "holds": if pair.status == "paused" { vec![hold] } else { Vec::new() },
        "closing": (pair.status == "closed").then_some(closing),
        "ledger": ledger,
        "history": history,
        "turns": [],
        "notes": [],
        "facts": {
            "invoice_date": pair.invoice_date.to_string(),
            "due_date": "2026-02-01",
            "customer.name": pair.customer,
            "customer.language": pair.language,
            "customer.email": pair.email,
            "customer.bounced_email": pair.bounced_email,
            "accounting.system": pair.accounting,
            "objection.since": pair.objection_since.map(|date| date.to_string()),
            "objection.answered": pair.objection_answered.map(|date| date.to_string()),
        },
    })
    .to_string()
}
