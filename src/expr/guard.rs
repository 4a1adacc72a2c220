//! What is known to be set at a place: the guards that conditions before it give. Nothing is evaluated here.

use super::tree::{Expr, Field, Node, Read};

/// The slots that are known to be set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guards {
    reads: Vec<Read>,
    /// Whether a condition before this place is broken, so that it may have guarded anything.
    anything: bool,
}

impl Guards {
    pub(crate) fn holds(&self, read: &Read) -> bool {
        self.anything
            || self.reads.contains(read)
            || record_of(read).is_some_and(|record| self.reads.contains(&record))
    }

    /// Forgets that a field of the case is set.
    pub(crate) fn forget(&mut self, field: &Field) {
        let forgotten = Read::Case(field.clone());
        self.reads
            .retain(|read| *read != forgotten && record_of(read).as_ref() != Some(&forgotten));
    }

    /// These guards and those of a condition; of a broken one, any.
    #[must_use]
    pub(crate) fn and_perhaps(&self, condition: Option<&Expr>) -> Self {
        match condition {
            Some(condition) => self.and(condition),
            None => Self {
                anything: true,
                ..self.clone()
            },
        }
    }

    /// These guards and those that `condition`, once true, gives.
    #[must_use]
    pub(crate) fn and(&self, condition: &Expr) -> Self {
        let mut guards = self.clone();
        guards.reads.extend(when_true(condition));
        guards
    }

    /// These guards and those that `condition`, once false, gives.
    #[must_use]
    pub(crate) fn and_not(&self, condition: &Expr) -> Self {
        let mut guards = self.clone();
        guards.reads.extend(when_false(condition));
        guards
    }
}

/// The record that a part belongs to, which guards its parts.
fn record_of(read: &Read) -> Option<Read> {
    let closing = |field: &Field| {
        matches!(
            field,
            Field::ClosingCode | Field::ClosingReason | Field::ClosingAt
        )
    };
    match read {
        Read::Case(field) if closing(field) => Some(Read::Case(Field::Closing)),
        Read::Before(field) if closing(field) => Some(Read::Before(Field::Closing)),
        _ => None,
    }
}

fn when_true(condition: &Expr) -> Vec<Read> {
    match &condition.node {
        Node::IsSet(part) => match &part.node {
            Node::Read(read) => vec![read.clone()],
            _ => vec![],
        },
        Node::Not(part) => when_false(part),
        Node::And(parts) => parts.iter().flat_map(when_true).collect(),
        // Only what every side gives holds after an "or".
        Node::Or(parts) => shared(parts.iter().map(when_true)),
        _ => vec![],
    }
}

fn when_false(condition: &Expr) -> Vec<Read> {
    match &condition.node {
        Node::Not(part) => when_true(part),
        Node::Or(parts) => parts.iter().flat_map(when_false).collect(),
        Node::And(parts) => shared(parts.iter().map(when_false)),
        _ => vec![],
    }
}

fn shared(mut sides: impl Iterator<Item = Vec<Read>>) -> Vec<Read> {
    let Some(mut common) = sides.next() else {
        return vec![];
    };
    for side in sides {
        common.retain(|read| side.contains(read));
    }
    common
}
