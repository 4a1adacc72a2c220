//! The menu: every action for a case and an actor, shown or not, enabled or not, and why not. Its forms are elsewhere.

use chrono::{DateTime, Utc};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::action::{finish, hidden, is_shown, may_ask, requirements, warnings};
use super::effects::{Clock, Run};
use super::form::Field;
use super::{Denial, Warning, schema, wording};
use crate::case::{Actor, Case};
use crate::expr::Silent;
use crate::rules::action::{Action, Body};
use crate::rules::currency::currency_decimals;
use crate::rules::{FlowId, Rules};
use crate::text::Texts;
use crate::value::Value;

/// Every action for a case and an actor, in the order in which the rule set declares them.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Menu<'e> {
    /// The actions, hidden ones too.
    pub actions: Vec<MenuItem<'e>>,
}

impl<'e> Menu<'e> {
    /// Returns the item of an action.
    #[must_use]
    pub fn item(&self, action: &str) -> Option<&MenuItem<'e>> {
        self.actions.iter().find(|item| item.action() == action)
    }

    /// Returns the actions that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &MenuItem<'e>> {
        self.actions.iter().filter(|item| item.shown)
    }
}

/// One action, as a case and an actor find it. Its label and its form are the rule set's, and are read from there.
///
/// As JSON it is `{"action","label","help","shown","enabled","denials","warnings","form","schema"}`.
#[derive(Clone)]
#[non_exhaustive]
pub struct MenuItem<'e> {
    rules: &'e Rules,
    declared: &'e Action,
    flow: FlowId,
    /// The decimals of the case's currency.
    decimals: u32,
    /// Whether a menu shows it for this case.
    pub shown: bool,
    /// Whether nothing that is known without its inputs denies it.
    pub enabled: bool,
    /// Why it isn't enabled.
    pub denials: Vec<Denial<'e>>,
    /// The warnings that need no input.
    pub warnings: Vec<Warning<'e>>,
}

impl<'e> MenuItem<'e> {
    /// Returns the action's name.
    #[must_use]
    pub fn action(&self) -> &'e str {
        &self.declared.name
    }

    /// Returns its label in every language.
    #[must_use]
    pub fn label(&self) -> Texts<'e> {
        self.rules.label(&self.declared.label, &self.declared.name)
    }

    /// Returns what it is for, in every language.
    #[must_use]
    pub fn help(&self) -> Option<Texts<'e>> {
        let help = self.declared.help.as_ref()?;
        Some(self.rules.label(help, ""))
    }

    /// Returns what it asks for, in order.
    pub fn form(&self) -> impl ExactSizeIterator<Item = Field<'e>> + use<'e> {
        let (rules, action, flow) = (self.rules, self.declared, self.flow);
        let inputs = action.inputs.iter();
        inputs.map(move |input| Field::new(rules, action, input, Some(flow)))
    }

    /// Returns the same as JSON Schema (2020-12), for an object of its inputs.
    #[must_use]
    pub fn schema(&self) -> Value {
        schema::schema(self.form(), self.decimals)
    }
}

impl PartialEq for MenuItem<'_> {
    /// Whether two items say the same, under the same rules.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.declared, other.declared)
            && (self.flow, self.decimals) == (other.flow, other.decimals)
            && (self.shown, self.enabled) == (other.shown, other.enabled)
            && self.denials == other.denials
            && self.warnings == other.warnings
    }
}

impl std::fmt::Debug for MenuItem<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MenuItem")
            .field("action", &self.action())
            .field("shown", &self.shown)
            .field("enabled", &self.enabled)
            .field("denials", &self.denials)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

impl Serialize for MenuItem<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let help = self.help();
        let mut out = serializer.serialize_struct("MenuItem", 8 + usize::from(help.is_some()))?;
        out.serialize_field("action", self.action())?;
        out.serialize_field("label", &self.label())?;
        if let Some(help) = &help {
            out.serialize_field("help", help)?;
        }
        out.serialize_field("shown", &self.shown)?;
        out.serialize_field("enabled", &self.enabled)?;
        out.serialize_field("denials", &self.denials)?;
        out.serialize_field("warnings", &self.warnings)?;
        out.serialize_field("form", &self.form().collect::<Vec<_>>())?;
        out.serialize_field("schema", &self.schema())?;
        out.end()
    }
}

pub(super) fn menu<'e>(
    rules: &'e Rules,
    case: &Case,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Menu<'e> {
    let clock = Clock::new(rules, now);
    let actions = rules.actions.values();
    let actions = actions.filter(|action| action.is_for_people());
    let decimals = currency_decimals(case.currency());
    let mut silent = Silent;
    let mut run = Run::new(rules, case, &[], actor, clock, &mut silent);
    let mut items = Vec::with_capacity(rules.actions.len());
    items.extend(actions.map(|action| {
        run.begin(&action.defaults);
        item(&mut run, action, decimals)
    }));
    Menu { actions: items }
}

/// Why an action isn't enabled for a case and an actor; none where people may not ask for it at all.
pub(super) fn denials<'e>(
    rules: &'e Rules,
    case: &Case,
    (action, actor): (&str, &Actor),
    now: DateTime<Utc>,
) -> Option<Vec<Denial<'e>>> {
    let action = rules.actions.get(action)?;
    let mut silent = Silent;
    let clock = Clock::new(rules, now);
    let mut run = Run::new(rules, case, &action.defaults, actor, clock, &mut silent);
    let decimals = currency_decimals(case.currency());
    let item = item(&mut run, action, decimals);
    action.is_for_people().then_some(item.denials)
}

fn item<'e>(run: &mut Run<'e, '_, Silent>, action: &'e Action, decimals: u32) -> MenuItem<'e> {
    let rules = run.rules;
    let mut item = MenuItem {
        rules,
        declared: action,
        flow: run.draft.view().flow(),
        decimals,
        shown: true,
        enabled: false,
        denials: Vec::new(),
        warnings: Vec::new(),
    };
    match is_shown(run, action) {
        Ok(true) => {}
        Ok(false) => {
            item.shown = false;
            item.denials.push(hidden(run, action));
            return item;
        }
        Err(fault) => {
            item.denials.push(wording::failed(rules, "shown", &fault));
            return item;
        }
    }
    if let Some(denial) = may_ask(run, action) {
        item.denials.push(denial);
        return item;
    }
    requirements(run, action, <[usize]>::is_empty, &mut item.denials);
    let (known, faults) = warnings(run, action, <[usize]>::is_empty);
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
        item.denials = finish(run, result, Vec::new(), &action.held_to).denials;
    }
    item.enabled = item.denials.is_empty();
    item
}
