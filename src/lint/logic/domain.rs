//! Sets of the values that a term may have: ranges of numbers and days, names of options and texts. No expression is in here.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use chrono::Datelike;
use rust_decimal::Decimal;

use crate::expr::Comparison;
use crate::value::Value;

/// The values that a term may have.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::lint) enum Domain {
    /// Numbers, and days by their number.
    Numbers(Vec<Range>),
    /// The options or texts of these names.
    Names(BTreeSet<Arc<str>>),
    /// Every option or text but those of these names.
    OtherNames(BTreeSet<Arc<str>>),
}

/// The numbers from one to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::lint) struct Range {
    low: Bound<Decimal>,
    high: Bound<Decimal>,
}

impl Domain {
    /// The values that compare so with a value, where that is a number, a day, an option or a text.
    pub(super) fn compared(comparison: Comparison, value: &Value) -> Option<Self> {
        if let Some(number) = number(value) {
            return Some(Self::Numbers(ranges(comparison, number)));
        }
        let names = BTreeSet::from([Arc::from(value.as_str()?)]);
        match comparison {
            Comparison::Equal => Some(Self::Names(names)),
            Comparison::NotEqual => Some(Self::OtherNames(names)),
            _ => None,
        }
    }

    /// The options of these names.
    pub(super) fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self::Names(names.into_iter().map(Arc::from).collect())
    }

    /// The numbers within these limits, themselves included.
    pub(super) fn between(low: Option<Decimal>, high: Option<Decimal>) -> Self {
        let bound = |limit: Option<Decimal>| limit.map_or(Bound::Unbounded, Bound::Included);
        Self::Numbers(vec![Range {
            low: bound(low),
            high: bound(high),
        }])
    }

    /// The values that are in either.
    pub(super) fn or(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Numbers(mut these), Self::Numbers(those)) => {
                these.extend(those);
                Some(Self::Numbers(these))
            }
            (Self::Names(mut these), Self::Names(those)) => {
                these.extend(those);
                Some(Self::Names(these))
            }
            _ => None,
        }
    }

    /// The values that are in both; none where they aren't of one sort.
    pub(super) fn and(&self, other: &Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Numbers(these), Self::Numbers(those)) => {
                let pairs = these
                    .iter()
                    .flat_map(|this| those.iter().map(|that| this.and(that)));
                Self::Numbers(pairs.filter(|range| range.has_any()).collect())
            }
            (Self::Names(these), Self::Names(those)) => {
                Self::Names(these.intersection(those).cloned().collect())
            }
            (Self::Names(these), Self::OtherNames(those))
            | (Self::OtherNames(those), Self::Names(these)) => {
                Self::Names(these.difference(those).cloned().collect())
            }
            (Self::OtherNames(these), Self::OtherNames(those)) => {
                Self::OtherNames(these.union(those).cloned().collect())
            }
            _ => return None,
        })
    }

    /// Whether it holds no value, or no whole number where only those count.
    pub(super) fn is_empty(&self, whole: bool) -> bool {
        match self {
            Self::Numbers(ranges) if whole => !ranges.iter().any(Range::has_whole),
            Self::Numbers(ranges) => !ranges.iter().any(Range::has_any),
            Self::Names(names) => names.is_empty(),
            // There is always another text; a list's options are named.
            Self::OtherNames(_) => false,
        }
    }
}

impl Range {
    fn and(&self, other: &Self) -> Self {
        Self {
            low: stricter(self.low, other.low, Decimal::max),
            high: stricter(self.high, other.high, Decimal::min),
        }
    }

    fn has_any(&self) -> bool {
        match (self.low, self.high) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => true,
            (Bound::Included(low), Bound::Included(high)) => low <= high,
            (
                Bound::Included(low) | Bound::Excluded(low),
                Bound::Included(high) | Bound::Excluded(high),
            ) => low < high,
        }
    }

    fn has_whole(&self) -> bool {
        let first = match self.low {
            Bound::Included(low) => Some(low.ceil()),
            Bound::Excluded(low) => low.floor().checked_add(Decimal::ONE),
            Bound::Unbounded => None,
        };
        let last = match self.high {
            Bound::Included(high) => Some(high.floor()),
            Bound::Excluded(high) => high.ceil().checked_sub(Decimal::ONE),
            Bound::Unbounded => None,
        };
        first.zip(last).is_none_or(|(first, last)| first <= last)
    }
}

/// The bound that leaves less, where `pick` picks the stricter of two limits.
fn stricter(
    one: Bound<Decimal>,
    other: Bound<Decimal>,
    pick: fn(Decimal, Decimal) -> Decimal,
) -> Bound<Decimal> {
    let limit = |bound| match bound {
        Bound::Included(limit) | Bound::Excluded(limit) => Some(limit),
        Bound::Unbounded => None,
    };
    match (limit(one), limit(other)) {
        (None, _) => other,
        (_, None) => one,
        (Some(a), Some(b)) if a == b => {
            if matches!(one, Bound::Excluded(_)) {
                one
            } else {
                other
            }
        }
        (Some(a), Some(b)) if pick(a, b) == a => one,
        _ => other,
    }
}

fn ranges(comparison: Comparison, number: Decimal) -> Vec<Range> {
    let below = |high| Range {
        low: Bound::Unbounded,
        high,
    };
    let above = |low| Range {
        low,
        high: Bound::Unbounded,
    };
    let (with, without) = (Bound::Included(number), Bound::Excluded(number));
    match comparison {
        Comparison::Equal => vec![Range {
            low: with,
            high: with,
        }],
        Comparison::NotEqual => vec![below(without), above(without)],
        Comparison::Less => vec![below(without)],
        Comparison::LessOrEqual => vec![below(with)],
        Comparison::Greater => vec![above(without)],
        Comparison::GreaterOrEqual => vec![above(with)],
    }
}

/// A number, or the number of a day.
pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Date(date) => Some(Decimal::from(date.num_days_from_ce())),
        value => value.as_decimal(),
    }
}
