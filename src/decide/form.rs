//! What an action asks for, as a rule set declares it: a form's fields and their options. Nothing is copied from the rule set.

use rust_decimal::Decimal;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::inputs::offered_flows;
use crate::rules::action::{Action, Input};
use crate::rules::{Choice, FlowId, Kind, Rules};
use crate::text::Texts;
use crate::value::Value;

/// One thing that an action asks for.
///
/// As JSON it is `{"name","label","help","type","optional","default","options","depends_on","min","max","max_length"}`,
/// without what isn't there.
#[derive(Clone, Copy)]
pub struct Field<'e> {
    rules: &'e Rules,
    action: &'e Action,
    input: &'e Input,
    /// The case's flow: which other flows it may be left for. None where no case is asked about.
    flow: Option<FlowId>,
}

impl<'e> Field<'e> {
    pub(super) fn new(
        rules: &'e Rules,
        action: &'e Action,
        input: &'e Input,
        flow: Option<FlowId>,
    ) -> Self {
        Self {
            rules,
            action,
            input,
            flow,
        }
    }

    /// Returns the input's name.
    #[must_use]
    pub fn name(&self) -> &'e str {
        &self.input.name
    }

    /// Returns its label in every language.
    #[must_use]
    pub fn label(&self) -> Texts<'e> {
        self.rules.label(&self.input.label, &self.input.name)
    }

    /// Returns what to write, in every language.
    #[must_use]
    pub fn help(&self) -> Option<Texts<'e>> {
        let help = self.input.help.as_ref()?;
        Some(self.rules.label(help, ""))
    }

    /// Returns its type: `bool`, `integer`, `decimal`, `amount`, `percent`, `text`, `date`, `datetime`, `choice`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.input.ty.kind {
            Kind::Choice(_) => "choice",
            Kind::List(_) => "list",
            kind => Kind::NAMED
                .iter()
                .find(|(_, named)| named == kind)
                .map_or("", |(name, _)| name),
        }
    }

    /// Returns whether it may be left out.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        self.input.ty.optional || self.input.default.is_set()
    }

    /// Returns what it is when it is left out.
    #[must_use]
    pub fn default(&self) -> Option<&'e Value> {
        Some(&self.input.default).filter(|default| default.is_set())
    }

    /// Returns the options of a choice; of a flow, those that the case's flow may be left for, or all where there is no case.
    pub fn options(&self) -> impl Iterator<Item = FieldOption<'e>> + use<'e> {
        let Self { rules, flow, .. } = *self;
        let is_flow = self.input.is_flow;
        let list = match self.input.ty.kind {
            Kind::Choice(list) => rules.words.list(list),
            _ => None,
        };
        let options = list.map(|list| &list.options).into_iter().flatten();
        options
            .filter(move |(name, _)| {
                let offered = flow.filter(|_| is_flow);
                offered.is_none_or(|flow| offered_flows(rules, flow).any(|to| to == &***name))
            })
            .map(move |(name, option)| FieldOption {
                rules,
                name,
                option,
            })
    }

    /// Returns the field that must be chosen from first.
    #[must_use]
    pub fn depends_on(&self) -> Option<&'e str> {
        let before = self.action.inputs.get(self.input.depends_on?)?;
        Some(&before.name)
    }

    /// Returns the smallest number.
    #[must_use]
    pub fn min(&self) -> Option<Decimal> {
        self.input.min
    }

    /// Returns the largest number.
    #[must_use]
    pub fn max(&self) -> Option<Decimal> {
        self.input.max
    }

    /// Returns the most characters.
    #[must_use]
    pub fn max_length(&self) -> Option<usize> {
        self.input.max_length
    }
}

impl std::fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Field")
            .field("name", &self.name())
            .field("kind", &self.kind())
            .field("is_optional", &self.is_optional())
            .finish_non_exhaustive()
    }
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Field", 11)?;
        out.serialize_field("name", self.name())?;
        out.serialize_field("label", &self.label())?;
        if let Some(help) = self.help() {
            out.serialize_field("help", &help)?;
        }
        out.serialize_field("type", self.kind())?;
        out.serialize_field("optional", &self.is_optional())?;
        if let Some(default) = self.default() {
            out.serialize_field("default", default)?;
        }
        let options: Vec<_> = self.options().collect();
        if !options.is_empty() {
            out.serialize_field("options", &options)?;
        }
        if let Some(before) = self.depends_on() {
            out.serialize_field("depends_on", before)?;
        }
        if let Some(min) = self.min() {
            out.serialize_field("min", &min)?;
        }
        if let Some(max) = self.max() {
            out.serialize_field("max", &max)?;
        }
        if let Some(length) = self.max_length() {
            out.serialize_field("max_length", &length)?;
        }
        out.end()
    }
}

/// One option of a choice.
///
/// As JSON it is `{"value","label","under"}`, the last where it belongs under options of another field.
#[derive(Clone, Copy)]
pub struct FieldOption<'e> {
    rules: &'e Rules,
    name: &'e str,
    option: &'e Choice,
}

impl<'e> FieldOption<'e> {
    /// Returns the option's name, which a request gives.
    #[must_use]
    pub fn value(&self) -> &'e str {
        self.name
    }

    /// Returns its label in every language.
    #[must_use]
    pub fn label(&self) -> Texts<'e> {
        self.rules.label(&self.option.label, self.name)
    }

    /// Returns the options of the field it depends on, under which it can be chosen.
    pub fn under(&self) -> impl ExactSizeIterator<Item = &'e str> + use<'e> {
        self.option.under.iter().map(|under| &**under)
    }
}

impl std::fmt::Debug for FieldOption<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("FieldOption").field(&self.name).finish()
    }
}

impl Serialize for FieldOption<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("FieldOption", 3)?;
        out.serialize_field("value", self.value())?;
        out.serialize_field("label", &self.label())?;
        if self.under().len() > 0 {
            out.serialize_field("under", &self.under().collect::<Vec<_>>())?;
        }
        out.end()
    }
}
