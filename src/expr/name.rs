//! A slot's name as rule files write it: for traces and messages.

use super::tree::{Field, HistoryPart, Read};
use crate::rules::Vocabulary;

impl Read {
    pub(crate) fn name(&self, words: &Vocabulary) -> String {
        match self {
            Self::Case(field) => format!("case.{}", field.name(words)),
            Self::Before(field) => format!("before.{}", field.name(words)),
            Self::Input(index) => format!("input {}", index + 1),
            Self::ActorId => "actor.id".to_owned(),
            Self::ActorRole => "actor.role".to_owned(),
            Self::Setting(id) => {
                let name = words
                    .settings
                    .get_index(id.index())
                    .map_or("", |(name, _)| name);
                format!("settings.{name}")
            }
            Self::Today => "today".to_owned(),
            Self::Now => "now".to_owned(),
            Self::Parameter(index) => format!("input {}", index + 1),
            Self::Added(entry) => format!("added(\"{}\")", words.entry_name(*entry)),
        }
    }
}

impl Field {
    fn name(&self, words: &Vocabulary) -> String {
        let plain = match self {
            Self::Id => "id",
            Self::Revision => "revision",
            Self::Currency => "currency",
            Self::Status => "status",
            Self::Flow => "flow",
            Self::FlowStarted => "flow_started",
            Self::Step => "step",
            Self::StepIndex => "step_index",
            Self::Closing => "closing",
            Self::ClosingCode => "closing.code",
            Self::ClosingReason => "closing.reason",
            Self::ClosingAt => "closing.at",
            Self::Principal => "principal",
            Self::PrincipalLeft => "principal_left",
            Self::Balance => "balance",
            Self::Fact(fact) => words.fact(*fact).map_or("", |(name, _)| name),
            Self::Whole => "",
            Self::Count(entry) => return format!("count(\"{}\")", words.entry_name(*entry)),
            Self::Sum(entry) => return format!("sum(\"{}\")", words.entry_name(*entry)),
            Self::History(part, key) => {
                let part = match part {
                    HistoryPart::Times => "times",
                    HistoryPart::Last => "last",
                    HistoryPart::Done => "done",
                    HistoryPart::Failed => "failed",
                    HistoryPart::Pending => "pending",
                };
                let effect = key.effect.name(words);
                return match &key.name {
                    Some(name) => format!("{part}(\"{effect}\", \"{name}\")"),
                    None => format!("{part}(\"{effect}\")"),
                };
            }
        };
        plain.to_owned()
    }
}
