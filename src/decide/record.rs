//! A decision as an owned record: what journals keep and what crosses a boundary; and its replay.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::advance::{ADVANCE, reached, take, turn_asked};
use super::answer;
use super::decision::{ApplyError, Decision, Verdict};
use super::letter::Letter;
use super::open::{OPEN_CASE, opening_of};
use super::system::Action as SystemAction;
use super::trace::TraceLine;
use super::{Denial, Warning};
use crate::case::{Case, Draft, Moment, apply_effect, civil, fit_opening};
use crate::rules::effect::EffectKind;
use crate::rules::fit::{fit, instant};
use crate::rules::{Kind, RuleSet, Rules, Sort, Type};
use crate::string::Str;
use crate::value::Value;

/// The form of records that this engine writes.
const SCHEMA: u32 = 1;

/// A decision, owned: one line of a journal.
///
/// As JSON it is `{"schema":1,"engine","case","revision","request","at","rule_set","verdict","effects","warnings","denials"}`,
/// with `trace` where the decision was asked to explain itself. Times are RFC 3339 in UTC; the
/// revision is the one that was decided about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Record {
    /// The form of the record.
    pub schema: u32,
    /// The engine's version.
    pub engine: String,
    /// The case.
    pub case: String,
    /// The case's revision before the decision.
    pub revision: i64,
    /// What was asked for.
    pub request: RecordedRequest,
    /// When it was asked for.
    pub at: DateTime<Utc>,
    /// By which rules it was decided.
    pub rule_set: RecordedRules,
    /// Whether it was allowed.
    pub verdict: Verdict,
    /// What follows, in order.
    pub effects: Vec<RecordedEffect>,
    /// What somebody should know.
    pub warnings: Vec<Warning<'static>>,
    /// Why it was denied.
    pub denials: Vec<Denial<'static>>,
    /// Each condition with the values it saw, where that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<TraceLine>,
}

/// A request, as a record keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The action.
    pub action: String,
    /// Who asked.
    pub actor: String,
    /// The actor's role.
    pub role: String,
    /// The inputs, as they were given.
    pub input: IndexMap<String, Value>,
}

/// A rule set's identity, as a record keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecordedRules {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The fingerprint of its files.
    pub fingerprint: String,
}

/// An effect, as a record keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecordedEffect {
    /// Its id.
    pub id: String,
    /// Its name.
    pub effect: String,
    /// Its letter, if it sends one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// Its arguments, by name.
    #[serde(flatten)]
    pub arguments: IndexMap<String, Value>,
}

impl RecordedRules {
    /// Returns the identity of a rule set.
    #[must_use]
    pub fn of(rules: &RuleSet) -> Self {
        Self {
            name: rules.name().to_owned(),
            version: rules.version().to_owned(),
            fingerprint: rules.fingerprint().to_owned(),
        }
    }
}

impl Record {
    pub(super) fn of(decision: &Decision<'_>) -> Self {
        let request = &decision.request;
        let rules = decision.rules;
        Self {
            schema: SCHEMA,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            case: decision.case.id().to_owned(),
            revision: decision.case.revision(),
            request: RecordedRequest {
                action: request.action().to_owned(),
                actor: request.actor().id().to_owned(),
                role: request.actor().role().to_owned(),
                input: request
                    .inputs()
                    .map(|(name, value)| (name.to_owned(), value.plain()))
                    .collect(),
            },
            at: decision.now,
            rule_set: RecordedRules::of(rules),
            verdict: decision.verdict(),
            effects: decision
                .effects
                .iter()
                .map(|effect| RecordedEffect {
                    id: effect.id().to_owned(),
                    effect: effect.name().to_owned(),
                    letter: effect.letter().cloned(),
                    arguments: effect
                        .arguments()
                        .map(|(name, value)| (name.to_owned(), value.plain()))
                        .collect(),
                })
                .collect(),
            warnings: owned(&decision.warnings, Warning::into_owned),
            denials: owned(&decision.denials, Denial::into_owned),
            trace: decision.trace.clone(),
        }
    }
}

fn owned<T: Clone, O>(borrowed: &[T], into_owned: fn(T) -> O) -> Vec<O> {
    borrowed.iter().cloned().map(into_owned).collect()
}

impl Case {
    /// Returns the case as a recorded decision left it: the same as [`Case::apply`], from a journal.
    ///
    /// # Errors
    ///
    /// [`ApplyError`] where the record is about another case or revision, or its effects don't fit.
    pub fn replay(&self, record: &Record) -> Result<Self, ApplyError> {
        replay(self, record)
    }
}

fn replay(case: &Case, record: &Record) -> Result<Case, ApplyError> {
    if record.schema != SCHEMA {
        return Err(ApplyError::OtherSchema(record.schema));
    }
    if record.case != case.id() {
        return Err(ApplyError::OtherCase {
            case: case.id().to_owned(),
            decision: record.case.clone(),
        });
    }
    if record.revision != case.revision() {
        return Err(ApplyError::OtherRevision {
            case: case.id().to_owned(),
            at: case.revision(),
            decided: record.revision,
        });
    }
    if record.verdict == Verdict::Denied {
        return Ok(case.clone());
    }
    let rules = &case.rules.0;
    let mut draft = Draft::new(case);
    answer_from(&mut draft, record);
    // What was decided was allowed: the ledger may hold what its action let it hold.
    let moment = Moment {
        now: record.at,
        today: civil(rules.time_zone, record.at),
        by: &record.request.actor,
        over_allowed: true,
    };
    let mut effects = Vec::new();
    for effect in &record.effects {
        let misfit = |why: &str| ApplyError::Misfit {
            case: case.id().to_owned(),
            effect: effect.effect.clone(),
            why: why.to_owned(),
        };
        let kind = EffectKind::named(&effect.effect, &rules.words)
            .ok_or_else(|| misfit("the rule set has no such effect"))?;
        let mut arguments = arguments_of(rules, kind, effect, draft.view().currency())
            .ok_or_else(|| misfit("its arguments are of other types"))?;
        let id = Str::from(effect.id.as_str());
        apply_effect(&mut draft, kind, &mut arguments, &id, &moment)
            .map_err(|refused| misfit(&refused.message[0]))?;
        effects.push((kind, arguments.into_iter().next()));
    }
    if record.request.action == ADVANCE {
        let Some((turn, passed_over)) = turn_asked(&record.request.input) else {
            return Err(ApplyError::Misfit {
                case: case.id().to_owned(),
                effect: ADVANCE.to_owned(),
                why: "it names no step and no timer".to_owned(),
            });
        };
        let effects = effects.iter().map(|(kind, first)| (*kind, first.as_ref()));
        let reached = reached(&rules.words, effects);
        take(&mut draft, &turn, record.at, passed_over, reached);
    }
    let state = draft.delta.onto(&case.state, &case.rules.0.words);
    Ok(Case {
        rules: case.rules.clone(),
        state: Arc::new(state),
    })
}

/// A host's answer, which changes the history before any effect does.
fn answer_from(draft: &mut Draft<'_>, record: &Record) {
    let input = |name: &str| record.request.input.get(name).and_then(Value::as_str);
    let Some(id) = input("id") else { return };
    let already = draft.view().history().find(|past| &*past.id == id).cloned();
    match SystemAction::named(&record.request.action) {
        Some(SystemAction::EffectDone) => {
            let done = already.is_some_and(|past| past.done.is_some() && past.failed.is_none());
            if !done {
                let at = input("at").and_then(instant).unwrap_or(record.at);
                answer::mark(draft, id, Some(at), record.at);
            }
        }
        Some(SystemAction::EffectFailed) if already.is_some_and(|past| past.failed.is_none()) => {
            answer::mark(draft, id, None, record.at);
        }
        _ => {}
    }
}

/// The arguments in the order of the effect's parameters, each of its type again.
pub(super) fn arguments_of(
    rules: &Rules,
    kind: EffectKind,
    effect: &RecordedEffect,
    currency: &str,
) -> Option<Vec<Value>> {
    let words = &rules.words;
    kind.parameters(words)
        .iter()
        .map(|parameter| {
            let value = effect
                .arguments
                .get(&*parameter.name)
                .cloned()
                .unwrap_or_default();
            let kind = match parameter.sort {
                Sort::Message if matches!(value, Value::Record(_)) => return Some(value),
                Sort::FactValue => {
                    let fact = effect.arguments.get("fact").and_then(Value::as_str)?;
                    words.facts.get(fact)?.ty.kind.clone()
                }
                Sort::Flow => Kind::Text,
                _ => parameter.ty.kind.clone(),
            };
            let ty = Type {
                kind,
                optional: true,
            };
            let fitted = fit(&value, &ty, words, currency).ok()?;
            Some(match (parameter.sort, fitted) {
                (Sort::Flow, Value::Text(name)) => Value::Choice(name),
                (_, value) => value,
            })
        })
        .collect()
}

/// The case that a journal's records lead to, the first of them its opening.
pub(super) fn replay_all<'r>(
    rules: &RuleSet,
    records: impl IntoIterator<Item = &'r Record>,
) -> Result<Case, ApplyError> {
    let mut records = records.into_iter();
    let no_opening = |why: String| ApplyError::NoOpening(why);
    let first = records
        .next()
        .ok_or_else(|| no_opening("it is empty".to_owned()))?;
    if first.request.action != OPEN_CASE {
        return Err(no_opening(format!(
            "it begins with `{}`",
            first.request.action
        )));
    }
    if first.verdict == Verdict::Denied {
        return Err(no_opening("it was denied".to_owned()));
    }
    let opening = opening_of(&first.case, first.request.input.clone().into_iter());
    let (state, _) =
        fit_opening(&rules.0, &opening, first.at).map_err(|error| no_opening(error.to_string()))?;
    let unborn = Case {
        rules: rules.clone(),
        state: Arc::new(state),
    };
    let born = unborn.replay(first)?;
    records.try_fold(born, |case, record| case.replay(record))
}
