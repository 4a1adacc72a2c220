//! The case as scripts see it: read-only, its fields by name, the history and the ledger by the same questions as in expressions.

use std::sync::Arc;

use rhai::{Dynamic, EvalAltResult, ImmutableString, Map, NativeCallContext};

use super::calls::Library;
use super::convert::to_script;
use super::fault::complaint;
use super::work::spend;
use crate::case::{Case, Delta, NO_CHANGE, View};
use crate::expr::{Field, HistoryKey, HistoryPart};
use crate::rules::effect::EffectKind;

/// A case with a decision's changes so far; scripts hold it by value, so it owns what it shows.
#[derive(Clone)]
pub(super) struct ScriptCase {
    case: Case,
    /// None where nothing is changed yet, as in most conditions.
    delta: Option<Arc<Delta>>,
}

/// An entry of the ledger or a hold: read-only, and one item of its list however much it says.
#[derive(Clone)]
struct Row(Arc<Map>);

type Asked = Result<Dynamic, Box<EvalAltResult>>;

/// How a part of a case is answered.
type Part = fn(&View<'_>) -> Dynamic;

/// What every case has, whatever the rule set declares.
const PARTS: [(&str, Part); 14] = [
    ("id", |view| to_script(&view.field(&Field::Id))),
    ("revision", |view| to_script(&view.field(&Field::Revision))),
    ("currency", |view| to_script(&view.field(&Field::Currency))),
    ("status", |view| to_script(&view.field(&Field::Status))),
    ("flow", |view| to_script(&view.field(&Field::Flow))),
    ("flow_started", |view| {
        to_script(&view.field(&Field::FlowStarted))
    }),
    ("step", |view| to_script(&view.field(&Field::Step))),
    ("step_index", |view| {
        to_script(&view.field(&Field::StepIndex))
    }),
    ("principal", |view| {
        to_script(&view.field(&Field::Principal))
    }),
    ("principal_left", |view| {
        to_script(&view.field(&Field::PrincipalLeft))
    }),
    ("balance", |view| to_script(&view.field(&Field::Balance))),
    ("closing", closing),
    ("holds", holds),
    ("ledger", ledger),
];

impl ScriptCase {
    pub(super) fn of(view: &View<'_>) -> Self {
        let is_changed = *view.delta != NO_CHANGE;
        Self {
            case: view.case.clone(),
            delta: is_changed.then(|| Arc::new(view.delta.clone())),
        }
    }

    fn view(&self) -> View<'_> {
        View {
            case: &self.case,
            delta: self.delta.as_deref().unwrap_or(&NO_CHANGE),
        }
    }

    /// Counts what an answer may have to look at.
    fn ask(&self, context: &NativeCallContext) -> Result<(), Box<EvalAltResult>> {
        let View { case, delta } = self.view();
        let state = &case.state;
        let ledger = state.ledger.len() + delta.ledger.len();
        let history = state.history.len() + delta.history.len();
        spend(context, 1 + ledger + history + state.facts.len())
    }

    fn part(&self, name: &str) -> Asked {
        let view = self.view();
        match PARTS.iter().find(|(known, _)| *known == name) {
            Some((_, part)) => Ok(part(&view)),
            None => facts(&view, name),
        }
    }

    fn past(&self, part: HistoryPart, effect: &str, name: Option<&str>) -> Asked {
        let view = self.view();
        let kind = EffectKind::named(effect, &view.rules().words);
        let kind = kind.ok_or_else(|| {
            complaint(
                format!("there is no effect `{effect}`"),
                format!("der findes ingen effekt `{effect}`"),
            )
        })?;
        let key = HistoryKey {
            effect: kind,
            name: name.map(crate::string::Str::from),
        };
        Ok(to_script(&view.past(part, &key)))
    }

    fn entries(&self, kind: &str, field: fn(crate::rules::EntryId) -> Field) -> Asked {
        let view = self.view();
        let entry = view.rules().words.entry_id(kind);
        let entry = entry.ok_or_else(|| {
            complaint(
                format!("there is no ledger entry `{kind}`"),
                format!("der findes ingen kontopost `{kind}`"),
            )
        })?;
        Ok(to_script(&view.field(&field(entry))))
    }
}

pub(super) fn register(library: &mut Library) {
    library.engine.register_type_with_name::<ScriptCase>("case");
    library.engine.register_indexer_get(
        |context: NativeCallContext, case: &mut ScriptCase, name: ImmutableString| {
            case.ask(&context)?;
            case.part(&name)
        },
    );
    // Found at once, where a part that is asked for by the indexer is first looked for in vain.
    for (name, part) in PARTS {
        library.engine.register_get(
            name,
            move |context: NativeCallContext, case: &mut ScriptCase| -> Asked {
                case.ask(&context)?;
                Ok(part(&case.view()))
            },
        );
    }
    library.engine.register_type_with_name::<Row>("row");
    library
        .engine
        .register_indexer_get(|row: &mut Row, name: ImmutableString| {
            let value = row.0.get(name.as_str()).cloned();
            value.ok_or_else(|| {
                complaint(
                    format!("there is no `{name}` in a row of the case"),
                    format!("der findes ingen `{name}` i en række på sagen"),
                )
            })
        });
    for (name, part) in [
        ("times", HistoryPart::Times),
        ("last", HistoryPart::Last),
        ("done", HistoryPart::Done),
        ("failed", HistoryPart::Failed),
        ("pending", HistoryPart::Pending),
    ] {
        library.register_fn(
            &format!("case.{name}(effect)"),
            move |context: NativeCallContext, case: &mut ScriptCase, effect: ImmutableString| {
                case.ask(&context)?;
                case.past(part, &effect, None)
            },
        );
        library.register_fn(
            &format!("case.{name}(effect, name)"),
            move |context: NativeCallContext,
                  case: &mut ScriptCase,
                  effect: ImmutableString,
                  name: ImmutableString| {
                case.ask(&context)?;
                case.past(part, &effect, Some(&name))
            },
        );
    }
    for (name, field) in [
        ("count", Field::Count as fn(_) -> _),
        ("sum", Field::Sum),
        ("left", Field::Left),
    ] {
        library.register_fn(
            &format!("case.{name}(entry)"),
            move |context: NativeCallContext, case: &mut ScriptCase, kind: ImmutableString| {
                case.ask(&context)?;
                case.entries(&kind, field)
            },
        );
    }
}

/// A fact, or the facts below a dot as a map.
fn facts(view: &View<'_>, name: &str) -> Asked {
    let words = &view.rules().words;
    if let Some(index) = words.facts.get_index_of(name) {
        return Ok(to_script(view.fact(crate::rules::FactId::new(index))));
    }
    let below = fact_map(view, &format!("{name}."));
    if below.is_empty() {
        return Err(complaint(
            format!("there is no field or fact `{name}` on the case"),
            format!("der findes intet felt eller faktum `{name}` på sagen"),
        ));
    }
    Ok(Dynamic::from_map(below))
}

fn fact_map(view: &View<'_>, prefix: &str) -> Map {
    let mut map = Map::new();
    for (index, name) in view.rules().words.facts.keys().enumerate() {
        let Some(rest) = name.strip_prefix(prefix) else {
            continue;
        };
        match rest.split_once('.') {
            None => {
                let value = view.fact(crate::rules::FactId::new(index));
                map.insert(rest.into(), to_script(value));
            }
            Some((part, _)) if !map.contains_key(part) => {
                let inner = fact_map(view, &format!("{prefix}{part}."));
                map.insert(part.into(), Dynamic::from_map(inner));
            }
            Some(_) => {}
        }
    }
    map
}

fn closing(view: &View<'_>) -> Dynamic {
    let Some(closing) = view.closing() else {
        return Dynamic::UNIT;
    };
    let mut map = Map::new();
    map.insert("code".into(), to_script(&closing.code));
    map.insert("reason".into(), to_script(&closing.reason));
    map.insert("at".into(), Dynamic::from(closing.at));
    Dynamic::from_map(map)
}

fn holds(view: &View<'_>) -> Dynamic {
    let holds = view.holds().iter().map(|hold| {
        let mut map = Map::new();
        map.insert("reason".into(), to_script(&hold.reason));
        map.insert(
            "note".into(),
            hold.note
                .as_deref()
                .map_or(Dynamic::UNIT, |note| note.to_owned().into()),
        );
        map.insert(
            "clock".into(),
            if hold.clock_stops { "stops" } else { "runs" }.into(),
        );
        map.insert(
            "interest".into(),
            if hold.interest_stops {
                "stops"
            } else {
                "accrues"
            }
            .into(),
        );
        map.insert("since".into(), Dynamic::from(hold.since));
        map.insert(
            "resume_on".into(),
            hold.resume_on.map_or(Dynamic::UNIT, Dynamic::from),
        );
        map.insert(
            "ended".into(),
            hold.ended.map_or(Dynamic::UNIT, Dynamic::from),
        );
        Dynamic::from(Row(Arc::new(map)))
    });
    Dynamic::from_array(holds.collect())
}

fn ledger(view: &View<'_>) -> Dynamic {
    let words = &view.rules().words;
    let entries = view.entries().map(|entry| {
        let mut map = Map::new();
        map.insert(
            "entry".into(),
            words.entry_name(entry.entry).to_owned().into(),
        );
        map.insert("amount".into(), Dynamic::from_decimal(entry.amount));
        map.insert("date".into(), Dynamic::from(entry.date));
        map.insert("book".into(), entry.book.into());
        Dynamic::from(Row(Arc::new(map)))
    });
    Dynamic::from_array(entries.collect())
}
