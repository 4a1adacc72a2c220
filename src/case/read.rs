//! A case from plain data, held to the rule set: nothing is guessed, and everything wrong is said at once.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::error::{CaseError, CaseErrorKind, id_problem, known, misfit_words};
use super::write::SCHEMA;
use super::{Case, Closing, Entry, Hold, Ledger, Note, Past, Period, State, Taken, Turn};
use crate::rules::effect::EffectKind;
use crate::rules::fit::fit;
use crate::rules::{FlowId, Kind, RuleSet, Type, Vocabulary, builtin};
use crate::string::Str;
use crate::value::Value;

/// Whether a fact that is given as `null` is cleared, or left out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cleared {
    IsKept,
    TakesTheDefault,
}

/// The facts in the rule set's order, with its defaults.
pub(super) fn fit_facts(
    words: &Vocabulary,
    given: &IndexMap<String, Value>,
    currency: &str,
    cleared: Cleared,
    problems: &mut Vec<String>,
) -> Vec<Value> {
    for name in given
        .keys()
        .filter(|name| !words.facts.contains_key(name.as_str()))
    {
        let near = crate::source::nearest(name, words.facts.keys().map(|fact| &**fact));
        let hint = near
            .map(|near| format!(": did you mean `{near}`?"))
            .unwrap_or_default();
        problems.push(format!("there is no fact `{name}`{hint}"));
    }
    let mut facts = Vec::with_capacity(words.facts.len());
    for (name, fact) in &words.facts {
        let value = match given.get(&**name) {
            // A case says so when a fact was cleared that has a default.
            Some(Value::Unset) if cleared == Cleared::IsKept => &Value::Unset,
            Some(value) if value.is_set() => value,
            _ => &fact.default,
        };
        match fit(value, &fact.ty, words, currency) {
            Ok(value) => facts.push(value),
            Err(misfit) => {
                problems.push(misfit_words(
                    &format!("facts.{name}"),
                    value,
                    &fact.ty.kind,
                    &misfit,
                    words,
                ));
                facts.push(Value::Unset);
            }
        }
    }
    facts
}

/// Reads a case file's text.
pub(crate) fn read_case(rules: &RuleSet, json: &str) -> Result<Case, CaseError> {
    let unreadable = |why: &dyn fmt::Display| {
        CaseError::new(CaseErrorKind::Case, "", format!("can't be read: {why}"))
    };
    // Through a value, which refuses a key that stands twice.
    let fields = match serde_json::from_str(json) {
        Ok(Value::Record(fields)) => fields,
        Ok(_) => return Err(unreadable(&"it isn't a map of names and values")),
        Err(error) => return Err(unreadable(&error)),
    };
    let fields: Fields = fields
        .iter()
        .map(|(name, value)| (name.to_string(), value.clone()))
        .collect();
    let mut reader = Reader {
        words: &rules.0.words,
        problems: Vec::new(),
        currency: String::new(),
    };
    let id = fields
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let state = reader.state(fields);
    let state = match state {
        Some(state) if reader.problems.is_empty() => state,
        _ => {
            return Err(CaseError {
                kind: CaseErrorKind::Case,
                case: id,
                problems: reader.problems,
            });
        }
    };
    Ok(Case {
        rules: rules.clone(),
        state: Arc::new(state),
    })
}

type Fields = IndexMap<String, Value>;

/// What every reader of JSON can hold without loss.
const LARGEST_REVISION: i64 = 9_007_199_254_740_991;

/// Takes the fields of a case file one by one, and keeps what is wrong with them.
struct Reader<'w> {
    words: &'w Vocabulary,
    problems: Vec<String>,
    currency: String,
}

impl Reader<'_> {
    fn state(&mut self, mut fields: Fields) -> Option<State> {
        match fields.shift_remove("schema") {
            Some(Value::Integer(SCHEMA)) => {}
            Some(Value::Integer(newer)) if newer > SCHEMA => {
                self.problems.push(format!(
                    "`schema` is {newer}, and this engine reads up to {SCHEMA}: use a newer engine"
                ));
                return None;
            }
            _ => {
                self.problems.push(format!("`schema` must be {SCHEMA}"));
                return None;
            }
        }
        let without = self
            .words
            .list(builtin::CURRENCY)
            .is_none_or(|list| list.options.is_empty());
        let kind = Kind::Choice(builtin::CURRENCY);
        let currency = self.take(
            &mut fields,
            "currency",
            &Type {
                kind,
                optional: without,
            },
        );
        self.currency = currency
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let id = self.take(&mut fields, "id", &Type::of(Kind::Text));
        if let Some(id) = id.as_ref().and_then(Value::as_str) {
            self.problems.extend(id_problem(id));
        }
        let revision = self.take(&mut fields, "revision", &Type::of(Kind::Integer));
        let flow = self.take(&mut fields, "flow", &Type::of(Kind::Choice(builtin::FLOW)));
        let flow = flow
            .as_ref()
            .and_then(Value::as_str)
            .and_then(|name| self.words.flow_id(name));
        let flow_started = self.take(&mut fields, "flow_started", &Type::of(Kind::DateTime));
        let step = self.step(&mut fields, flow);
        let holds = self.rows(&mut fields, "holds", Self::hold);
        let closing = match fields.shift_remove("closing") {
            None | Some(Value::Unset) => None,
            Some(value) => self.record("closing", value, Self::closing),
        };
        let ledger = self.rows(&mut fields, "ledger", Self::entry);
        let history = self.rows(&mut fields, "history", Self::past);
        let turns = self.rows(&mut fields, "turns", Self::taken);
        let notes = self.rows(&mut fields, "notes", Self::note);
        let facts = match fields.shift_remove("facts") {
            None => IndexMap::new(),
            Some(Value::Record(facts)) => facts
                .iter()
                .map(|(name, value)| (name.to_string(), value.clone()))
                .collect(),
            Some(_) => {
                self.problems
                    .push("`facts` must be a map of names and values".to_owned());
                IndexMap::new()
            }
        };
        let facts = fit_facts(
            self.words,
            &facts,
            &self.currency,
            Cleared::IsKept,
            &mut self.problems,
        );
        let derived: Vec<(&str, Option<Value>)> = [
            "status",
            "step_index",
            "principal",
            "principal_left",
            "balance",
        ]
        .into_iter()
        .map(|name| (name, fields.shift_remove(name)))
        .collect();
        self.unknown(&fields, "");
        let (
            Some(id),
            Some(Value::Integer(revision)),
            Some(currency),
            Some(flow),
            Some(Value::DateTime(flow_started)),
        ) = (id, revision, currency, flow, flow_started)
        else {
            return None;
        };
        if !(0..=LARGEST_REVISION).contains(&revision) {
            self.problems.push(format!(
                "`revision` is {revision}: it counts from 0 to {LARGEST_REVISION}"
            ));
        }
        self.told_once(&holds, &history);
        let state = State {
            id,
            revision,
            currency,
            flow,
            flow_started,
            step,
            holds,
            closing: closing.map(Box::new),
            ledger: Ledger::new(self.words, ledger),
            history,
            turns,
            notes,
            facts,
        };
        // Where a part can't be read, what follows from it can't be held to anything.
        if self.problems.is_empty() {
            self.derived(&state, &derived);
        }
        Some(state)
    }

    /// What may be there only once: an open hold of a reason, an effect's id.
    fn told_once(&mut self, holds: &[Hold], history: &[Past]) {
        for (n, hold) in holds
            .iter()
            .enumerate()
            .filter(|(_, hold)| hold.ended.is_none())
        {
            let again = holds.iter().skip(n + 1);
            if again
                .into_iter()
                .any(|other| other.ended.is_none() && other.reason == hold.reason)
            {
                self.problems.push(format!(
                    "holds[{n}]: the case is held for `{}` twice",
                    hold.reason
                ));
            }
        }
        let mut ids = std::collections::HashSet::new();
        for (n, past) in history.iter().enumerate() {
            if !ids.insert(&*past.id) {
                self.problems.push(format!(
                    "history[{n}]: there is another effect `{}`",
                    past.id
                ));
            }
        }
    }

    /// Holds what a file says of derived fields to what follows from the others. The place of the
    /// step and what is left of the principal follow from the rules too, and may change with them.
    fn derived(&mut self, state: &State, derived: &[(&str, Option<Value>)]) {
        for (name, given) in derived {
            let Some(given) = given else { continue };
            let amount = |amount: Decimal| ("the ledger's entries give", Value::Decimal(amount));
            let (why, follows) = match (*name, self.words.principal) {
                ("status", _) => (
                    "from the other fields follows",
                    Value::choice(state.status().name()),
                ),
                ("balance", _) => amount(state.ledger.balance()),
                ("principal", Some(kind)) => amount(state.ledger.sum(kind)),
                ("principal", None) => amount(Decimal::ZERO),
                _ => continue,
            };
            let same = match &follows {
                Value::Decimal(amount) => {
                    let kind = Type::of(Kind::Decimal);
                    fit(given, &kind, self.words, "")
                        .ok()
                        .and_then(|v| v.as_decimal())
                        == Some(*amount)
                }
                Value::Choice(name) => given.as_str() == Some(name),
                follows => given == follows,
            };
            if !same {
                self.problems
                    .push(format!("`{name}` is {given}, and {why} {follows}"));
            }
        }
    }

    fn step(&mut self, fields: &mut Fields, flow: Option<FlowId>) -> Option<usize> {
        let name = match fields.shift_remove("step") {
            Some(Value::Unset) => return None,
            Some(Value::Text(name)) => name,
            Some(other) => {
                self.problems
                    .push(format!("`step` is `{other}`, which can't be read as step"));
                return None;
            }
            None => {
                let what = "`step` is missing: name the next step, or null after the last";
                self.problems.push(what.to_owned());
                return None;
            }
        };
        let flow = self.words.flow(flow?)?;
        let place = |name: &str| {
            flow.steps
                .iter()
                .position(|step| step.as_str() == Some(name))
        };
        // A step that was renamed is followed.
        let renamed = flow.renamed.iter().find(|(old, _)| **old == *name);
        let found = place(&name).or_else(|| place(&renamed?.1));
        if found.is_none() {
            let steps: Vec<String> = flow.steps.iter().map(|step| format!("`{step}`")).collect();
            self.problems.push(format!(
                "`step` is `{name}`: its flow has {}",
                steps.join(", ")
            ));
        }
        found
    }

    fn take(&mut self, fields: &mut Fields, name: &str, ty: &Type) -> Option<Value> {
        let value = fields.shift_remove(name).unwrap_or_default();
        match fit(&value, ty, self.words, &self.currency) {
            Ok(value) => Some(value),
            Err(misfit) => {
                self.problems
                    .push(misfit_words(name, &value, &ty.kind, &misfit, self.words));
                None
            }
        }
    }

    fn unknown(&mut self, fields: &Fields, within: &str) {
        for name in fields.keys() {
            self.problems
                .push(format!("there is no field `{within}{name}`"));
        }
    }

    fn rows<T>(
        &mut self,
        fields: &mut Fields,
        name: &str,
        read: fn(&mut Self, &mut Fields) -> Option<T>,
    ) -> Vec<T> {
        match fields.shift_remove(name) {
            None | Some(Value::Unset) => Vec::new(),
            Some(Value::List(items)) => items
                .iter()
                .enumerate()
                .filter_map(|(n, item)| self.record(&format!("{name}[{n}]"), item.clone(), read))
                .collect(),
            Some(_) => {
                self.problems.push(format!("`{name}` must be a list"));
                Vec::new()
            }
        }
    }

    fn record<T>(
        &mut self,
        name: &str,
        value: Value,
        read: fn(&mut Self, &mut Fields) -> Option<T>,
    ) -> Option<T> {
        let Value::Record(record) = value else {
            self.problems
                .push(format!("`{name}` must be a map of names and values"));
            return None;
        };
        let mut fields: Fields = record
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect();
        let before = self.problems.len();
        let row = read(self, &mut fields);
        self.unknown(&fields, "");
        for problem in self.problems.iter_mut().skip(before) {
            *problem = format!("{name}: {problem}");
        }
        row
    }

    fn list(&self, name: &str) -> Kind {
        self.words.list_named(name).map_or(Kind::Text, Kind::Choice)
    }

    fn hold(&mut self, fields: &mut Fields) -> Option<Hold> {
        let optional_time = Type::optional(Kind::DateTime);
        let reason = self.take(fields, "reason", &Type::of(self.list("pause_reason")));
        let note = self.take(fields, "note", &Type::optional(Kind::Text));
        let clock = self.take(fields, "clock", &Type::of(Kind::Choice(builtin::CLOCK)));
        let interest = self.take(
            fields,
            "interest",
            &Type::of(Kind::Choice(builtin::INTEREST)),
        );
        let since = self.take(fields, "since", &Type::of(Kind::DateTime));
        let resume_on = self.take(fields, "resume_on", &Type::optional(Kind::Date));
        let ended = self.take(fields, "ended", &optional_time);
        Some(Hold {
            reason: reason?,
            note: note?.as_str().map(Arc::from),
            clock_stops: clock?.as_str() == Some("stops"),
            interest_stops: interest?.as_str() == Some("stops"),
            since: moment(&since?)?,
            resume_on: resume_on?.as_date(),
            ended: moment(&ended?),
        })
    }

    fn closing(&mut self, fields: &mut Fields) -> Option<Closing> {
        let code = self.take(fields, "code", &Type::of(self.list("close_code")));
        let reason = self.take(fields, "reason", &Type::of(self.list("close_reason")));
        let at = self.take(fields, "at", &Type::of(Kind::DateTime));
        Some(Closing {
            code: code?,
            reason: reason?,
            at: moment(&at?)?,
        })
    }

    fn entry(&mut self, fields: &mut Fields) -> Option<Entry> {
        let kind = self.take(fields, "entry", &Type::of(Kind::Text));
        let amount = self.take(fields, "amount", &Type::of(Kind::Amount));
        let date = self.take(fields, "date", &Type::of(Kind::Date));
        let book = self.take(fields, "book", &Type::optional(Kind::Bool));
        let period = match fields.shift_remove("period") {
            None | Some(Value::Unset) => None,
            Some(value) => Some(self.record("period", value, Self::period)?),
        };
        let kind = kind?;
        let name = kind.as_str().unwrap_or_default();
        let Some(entry) = self.words.entry_id(name) else {
            self.problems.push(format!(
                "there is no ledger entry `{name}`: {}",
                known(self.words.entries.keys())
            ));
            return None;
        };
        Some(Entry {
            entry,
            amount: amount?.as_decimal()?,
            date: date?.as_date()?,
            book: book?.as_bool().unwrap_or(true),
            period,
        })
    }

    /// The days that an entry is interest for.
    fn period(&mut self, fields: &mut Fields) -> Option<Period> {
        let from = self.take(fields, "from", &Type::of(Kind::Date));
        let until = self.take(fields, "until", &Type::of(Kind::Date));
        let (from, until) = (from?.as_date()?, until?.as_date()?);
        if until < from {
            self.problems
                .push(format!("`until` is {until}, which is before `from`"));
            return None;
        }
        Some(Period { from, until })
    }

    fn past(&mut self, fields: &mut Fields) -> Option<Past> {
        let time = Type::optional(Kind::DateTime);
        let id = self.take(fields, "id", &Type::of(Kind::Text));
        let effect = self.take(fields, "effect", &Type::of(Kind::Text));
        let name = self.take(fields, "name", &Type::optional(Kind::Text));
        let at = self.take(fields, "at", &Type::of(Kind::DateTime));
        let done = self.take(fields, "done", &time);
        let failed = self.take(fields, "failed", &time);
        let settles = self.take(fields, "settles", &Type::optional(Kind::Amount));
        let effect = effect?;
        let effect_name = effect.as_str().unwrap_or_default();
        let Some(kind) = EffectKind::named(effect_name, self.words) else {
            self.problems
                .push(format!("there is no effect `{effect_name}`"));
            return None;
        };
        Some(Past {
            id: Str::from(id?.as_str()?),
            effect: kind,
            name: name?.as_str().map(Str::from),
            at: moment(&at?)?,
            done: moment(&done?),
            failed: moment(&failed?),
            settles: settles?.as_decimal(),
        })
    }

    /// A turn that was taken; the names may be of rules that have changed since.
    fn taken(&mut self, fields: &mut Fields) -> Option<Taken> {
        let name = Type::optional(Kind::Text);
        let flow = self.take(fields, "flow", &name)?;
        let step = self.take(fields, "step", &name)?;
        let timer = self.take(fields, "timer", &name)?;
        let at = self.take(fields, "at", &Type::of(Kind::DateTime));
        let truth = Type::optional(Kind::Bool);
        let passed_over = self.take(fields, "passed_over", &truth)?;
        let reached = self.take(fields, "reached", &truth)?;
        let turn = match (flow.as_str(), step.as_str(), timer.as_str()) {
            (Some(flow), Some(step), None) => Turn::Step {
                flow: Arc::from(flow),
                step: Arc::from(step),
            },
            (None, None, Some(timer)) => Turn::Timer {
                timer: Arc::from(timer),
            },
            _ => {
                let what = "a turn names `flow` and `step`, or `timer`";
                self.problems.push(what.to_owned());
                return None;
            }
        };
        Some(Taken {
            turn,
            at: moment(&at?)?,
            passed_over: passed_over.as_bool().unwrap_or(false),
            reached: reached.as_bool().unwrap_or(false),
        })
    }

    fn note(&mut self, fields: &mut Fields) -> Option<Note> {
        let text = fields.shift_remove("text").unwrap_or_default();
        let at = self.take(fields, "at", &Type::of(Kind::DateTime));
        let by = self.take(fields, "by", &Type::of(Kind::Text));
        Some(Note {
            text,
            at: moment(&at?)?,
            by: Arc::from(by?.as_str()?),
        })
    }
}

fn moment(value: &Value) -> Option<DateTime<Utc>> {
    match value {
        Value::DateTime(time) => Some(*time),
        _ => None,
    }
}

/// The same case under another rule set, by the names that it is made of.
pub(crate) fn carry_over(case: &Case, rules: &RuleSet) -> Result<Case, CaseError> {
    let json = serde_json::to_string(case).map_err(|error| {
        CaseError::new(
            CaseErrorKind::Case,
            case.id(),
            format!("can't be written: {error}"),
        )
    })?;
    read_case(rules, &json)
}
