//! The menu: every action for a case and an actor, shown or not, enabled or not, why not, and its form as data.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::action::{finish, hidden, is_shown, may_ask, requirements, warnings};
use super::effects::Run;
use super::inputs::offered_flows;
use super::{Denial, Warning, schema, wording};
use crate::case::{Actor, Case};
use crate::expr::Silent;
use crate::rules::action::{Action, Body, Input};
use crate::rules::{Kind, Label, ListId, Rules};
use crate::text::Texts;
use crate::value::Value;

/// Every action for a case and an actor, in the order in which the rule set declares them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Menu {
    /// The actions, hidden ones too.
    pub actions: Vec<MenuItem>,
}

impl Menu {
    /// Returns the item of an action.
    #[must_use]
    pub fn item(&self, action: &str) -> Option<&MenuItem> {
        self.actions.iter().find(|item| &*item.action == action)
    }

    /// Returns the actions that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &MenuItem> {
        self.actions.iter().filter(|item| item.shown)
    }
}

/// One action, as a case and an actor find it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MenuItem {
    /// The action's name.
    pub action: Arc<str>,
    /// Its label in every language.
    pub label: Texts,
    /// What it is for, in every language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Texts>,
    /// Whether a menu shows it for this case.
    pub shown: bool,
    /// Whether nothing that is known without its inputs denies it.
    pub enabled: bool,
    /// Why it isn't enabled.
    pub denials: Vec<Denial>,
    /// The warnings that need no input.
    pub warnings: Vec<Warning>,
    /// What it asks for, in order.
    pub form: Vec<Field>,
    /// The same as JSON Schema (2020-12), for an object of its inputs.
    #[serde(serialize_with = "record")]
    pub schema: Value,
}

/// One thing that an action asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Field {
    /// The input's name.
    pub name: Arc<str>,
    /// Its label in every language.
    pub label: Texts,
    /// What to write, in every language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Texts>,
    /// Its type: `bool`, `integer`, `decimal`, `amount`, `percent`, `text`, `date`, `datetime`, `choice`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Whether it may be left out.
    pub optional: bool,
    /// What it is when it is left out.
    #[serde(skip_serializing_if = "unset")]
    pub default: Value,
    /// The options of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<FieldOption>,
    /// The field that must be chosen from first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<Arc<str>>,
    /// The smallest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// The largest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// The most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FieldOption {
    /// The option's name, which a request gives.
    pub value: Arc<str>,
    /// Its label in every language.
    pub label: Texts,
    /// The options of the field it depends on, under which it can be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub under: Vec<Arc<str>>,
}

fn unset(value: &Value) -> bool {
    !value.is_set()
}

fn record<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

pub(super) fn menu(case: &Case, actor: &Actor, now: DateTime<Utc>) -> Menu {
    let rules = &case.rules.0;
    let actions = rules
        .actions
        .values()
        .filter(|action| action.is_for_people());
    Menu {
        actions: actions
            .map(|action| item(case, actor, now, action))
            .collect(),
    }
}

fn item(case: &Case, actor: &Actor, now: DateTime<Utc>, action: &Action) -> MenuItem {
    let rules: &Rules = &case.rules.0;
    let defaults: Vec<Value> = action
        .inputs
        .iter()
        .map(|input| input.default.clone())
        .collect();
    let mut silent = Silent;
    let mut run = Run::new(case, defaults, actor, now, &mut silent);
    let mut item = MenuItem {
        action: action.name.clone(),
        label: rules.label(&action.label),
        help: action.help.as_ref().map(|help| rules.label(help)),
        shown: true,
        enabled: false,
        denials: Vec::new(),
        warnings: Vec::new(),
        form: action
            .inputs
            .iter()
            .map(|input| field(rules, case, action, input))
            .collect(),
        schema: Value::Unset,
    };
    item.schema = schema::schema(&item.form, case.view().currency());
    match is_shown(&mut run, action) {
        Ok(true) => {}
        Ok(false) => {
            item.shown = false;
            item.denials.push(hidden(&run, action));
            return item;
        }
        Err(fault) => {
            item.denials.push(wording::failed(rules, "shown", &fault));
            return item;
        }
    }
    if let Some(denial) = may_ask(&run, action) {
        item.denials.push(denial);
        return item;
    }
    item.denials = requirements(&mut run, action, <[usize]>::is_empty);
    let (known, faults) = warnings(&mut run, action, <[usize]>::is_empty);
    item.warnings = known;
    item.denials.extend(faults);
    // Without inputs, everything is known: what its effects and the invariants say, too.
    if let (true, true, Body::Effects(effects)) = (
        item.denials.is_empty(),
        action.inputs.is_empty(),
        &action.body,
    ) {
        run.over_allowed = action.over_allowed;
        let result = run.items(effects);
        item.denials = finish(run, result, Vec::new()).denials;
    }
    item.enabled = item.denials.is_empty();
    item
}

fn field(rules: &Rules, case: &Case, action: &Action, input: &Input) -> Field {
    let options = match (&input.ty.kind, input.is_flow) {
        (Kind::Choice(list), true) => {
            let offered = offered_flows(rules, &case.view());
            options(rules, *list)
                .into_iter()
                .filter(|option| offered.contains(&option.value))
                .collect()
        }
        (Kind::Choice(list), false) => options(rules, *list),
        _ => Vec::new(),
    };
    let depends_on = input.depends_on.and_then(|at| action.inputs.get(at));
    Field {
        name: input.name.clone(),
        label: label_or_name(rules, &input.label, &input.name),
        help: input.help.as_ref().map(|help| rules.label(help)),
        kind: kind_name(&input.ty.kind),
        optional: input.ty.optional || input.default.is_set(),
        default: input.default.clone(),
        options,
        depends_on: depends_on.map(|input| input.name.clone()),
        min: input.min,
        max: input.max,
        max_length: input.max_length,
    }
}

fn options(rules: &Rules, list: ListId) -> Vec<FieldOption> {
    let options = rules
        .words
        .list(list)
        .map(|list| list.options.iter())
        .into_iter()
        .flatten();
    options
        .map(|(name, option)| FieldOption {
            value: name.clone(),
            label: label_or_name(rules, &option.label, name),
            under: option.under.clone(),
        })
        .collect()
}

fn label_or_name(rules: &Rules, label: &Label, name: &Arc<str>) -> Texts {
    if label.0.is_empty() {
        return Texts::new(
            rules
                .words
                .languages
                .iter()
                .map(|language| (language.clone(), name.clone())),
        );
    }
    rules.label(label)
}

fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Choice(_) => "choice",
        Kind::List(_) => "list",
        kind => Kind::NAMED
            .iter()
            .find(|(_, named)| named == kind)
            .map_or("", |(name, _)| name),
    }
}
