//! Effects as rules ask for them: which, with what arguments, under what condition.

use std::sync::Arc;

use super::{HostEffectId, Parameter, Sort, Type, Vocabulary};
use crate::expr::Expr;
use crate::rules::{Kind, builtin};
use crate::source::Span;
use crate::text::Message;
use crate::value::Value;

/// An effect on the case, which the engine itself applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum CaseEffect {
    Close,
    Reopen,
    Pause,
    Resume,
    ScheduleResume,
    SwitchFlow,
    RestartFlow,
    Post,
    AddInterest,
    SetFact,
    AddNote,
}

impl CaseEffect {
    pub(crate) const ALL: [Self; 11] = [
        Self::Close,
        Self::Reopen,
        Self::Pause,
        Self::Resume,
        Self::ScheduleResume,
        Self::SwitchFlow,
        Self::RestartFlow,
        Self::Post,
        Self::AddInterest,
        Self::SetFact,
        Self::AddNote,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Close => "close_case",
            Self::Reopen => "reopen_case",
            Self::Pause => "pause_case",
            Self::Resume => "resume_case",
            Self::ScheduleResume => "schedule_resume",
            Self::SwitchFlow => "switch_flow",
            Self::RestartFlow => "restart_flow",
            Self::Post => "post",
            Self::AddInterest => "add_interest",
            Self::SetFact => "set_fact",
            Self::AddNote => "add_note",
        }
    }

    /// The lists of options that it takes from, which the rule set must declare.
    pub(crate) fn lists(self) -> &'static [&'static str] {
        match self {
            Self::Close => &["close_code", "close_reason"],
            Self::Pause | Self::Resume | Self::ScheduleResume => &["pause_reason"],
            _ => &[],
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.name() == name)
    }

    /// Its parameters under a rule set's lists, worked out once when it loads.
    pub(crate) fn parameters_under(self, words: &Vocabulary) -> Vec<Parameter> {
        let list = |name: &str| words.list_named(name).map_or(Kind::Text, Kind::Choice);
        let (clock, interest) = (
            Kind::Choice(builtin::CLOCK),
            Kind::Choice(builtin::INTEREST),
        );
        let plain = |name: &str, ty: Type| parameter(name, ty, Sort::Plain);
        match self {
            Self::Close => vec![
                plain("code", Type::of(list("close_code"))),
                plain("reason", Type::of(list("close_reason"))),
            ],
            Self::Reopen | Self::RestartFlow => vec![],
            Self::Pause => vec![
                plain("reason", Type::of(list("pause_reason"))),
                plain("note", Type::optional(Kind::Text)),
                plain("clock", Type::optional(clock)),
                plain("interest", Type::optional(interest)),
            ],
            Self::Resume => vec![plain("reason", Type::optional(list("pause_reason")))],
            Self::ScheduleResume => vec![
                plain("on", Type::of(Kind::Date)),
                plain("reason", Type::optional(list("pause_reason"))),
            ],
            Self::SwitchFlow => {
                vec![parameter(
                    "to",
                    Type::of(Kind::Choice(builtin::FLOW)),
                    Sort::Flow,
                )]
            }
            Self::Post => vec![
                parameter("entry", Type::of(Kind::Text), Sort::Entry),
                plain("amount", Type::of(Kind::Amount)),
                plain("date", Type::optional(Kind::Date)),
                plain("book", Type::optional(Kind::Bool)),
                plain("currency", Type::optional(Kind::Choice(builtin::CURRENCY))),
            ],
            Self::AddInterest => vec![
                plain("until", Type::optional(Kind::Date)),
                parameter("from", Type::optional(Kind::Date), Sort::Found),
                parameter("amount", Type::optional(Kind::Amount), Sort::Found),
            ],
            Self::SetFact => vec![
                parameter("fact", Type::of(Kind::Text), Sort::Fact),
                parameter("value", Type::optional(Kind::Text), Sort::FactValue),
            ],
            Self::AddNote => vec![parameter("text", Type::of(Kind::Text), Sort::Message)],
        }
    }
}

fn parameter(name: &str, ty: Type, sort: Sort) -> Parameter {
    Parameter {
        name: Arc::from(name),
        ty,
        sort,
    }
}

/// Which effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum EffectKind {
    Case(CaseEffect),
    Host(HostEffectId),
}

impl EffectKind {
    pub(crate) fn name(self, words: &Vocabulary) -> &str {
        match self {
            Self::Case(effect) => effect.name(),
            Self::Host(id) => words
                .effects
                .get_index(id.index())
                .map_or("", |(name, _)| name),
        }
    }

    pub(crate) fn named(name: &str, words: &Vocabulary) -> Option<Self> {
        CaseEffect::named(name).map(Self::Case).or_else(|| {
            words
                .effects
                .get_index_of(name)
                .map(|id| Self::Host(HostEffectId::new(id)))
        })
    }

    pub(crate) fn parameters(self, words: &Vocabulary) -> &[Parameter] {
        let parameters = match self {
            Self::Case(effect) => words.case_effects.get(effect as usize),
            Self::Host(id) => words
                .effects
                .get_index(id.index())
                .map(|(_, signature)| &signature.parameters),
        };
        parameters.map(Vec::as_slice).unwrap_or_default()
    }
}

/// The place of the first template, entry or choice argument: the history keeps an effect by its value.
pub(crate) fn naming(parameters: &[Parameter]) -> Option<usize> {
    parameters
        .iter()
        .position(|parameter| match parameter.sort {
            Sort::Plain => matches!(parameter.ty.kind, Kind::Choice(_)),
            Sort::Message | Sort::FactValue | Sort::Found => false,
            Sort::Flow | Sort::Template | Sort::Entry | Sort::Fact => true,
        })
}

/// What an argument is made of.
#[derive(Debug, Clone)]
pub(crate) enum Argument {
    /// A value, fixed or computed.
    Value(Expr),
    /// A text in every language.
    Message(Message),
}

impl Argument {
    /// The value of an argument that is the same for every case.
    pub(crate) fn fixed(&self) -> Option<&Value> {
        match self {
            Self::Value(expr) => expr.as_constant(),
            Self::Message(_) => None,
        }
    }
}

/// One effect with its arguments, in the order of its parameters.
#[derive(Debug, Clone)]
pub(crate) struct EffectCall {
    pub(crate) kind: EffectKind,
    pub(crate) arguments: Vec<Option<Argument>>,
    pub(crate) span: Span,
}

/// An item of a list of effects.
#[derive(Debug, Clone)]
pub(crate) struct EffectItem {
    pub(crate) when: Option<Expr>,
    pub(crate) bodies: Vec<EffectItemBody>,
}

/// What an item does: one effect, or further items under its condition.
#[derive(Debug, Clone)]
pub(crate) enum EffectItemBody {
    Call(EffectCall),
    Item(EffectItem),
}

/// A host effect's answers: what follows on the case when it is done, and when it has failed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers {
    pub(crate) done: Vec<EffectItem>,
    pub(crate) failed: Vec<EffectItem>,
}
