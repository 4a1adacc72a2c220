//! Interest on what is left of the principal: added up over spans of days on which nothing changes. Which rate a day has is asked elsewhere.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Entry, Hold, Period, View, civil, ledger};
use crate::expr::{Fault, FaultKind};
use crate::rules::EntryId;
use crate::rules::interest::{Days, Interest};

/// What has been charged as interest, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charged {
    pub(crate) sum: Decimal,
    /// The end of the last period.
    pub(crate) until: Option<NaiveDate>,
}

/// What `add_interest` has charged so far; what a rule posted as interest isn't of it.
pub(crate) fn charged(view: View<'_>) -> Charged {
    let none = Charged {
        sum: Decimal::ZERO,
        until: None,
    };
    view.entries()
        .fold(none, |charged, entry| match entry.period {
            Some(period) => Charged {
                sum: charged.sum.saturating_add(entry.amount),
                until: charged.until.max(Some(period.until)),
            },
            None => charged,
        })
}

/// The interest for a period, exact but for one division; `rate` is asked once for each span of
/// days in which it stays the same.
///
/// A day counts with what is left of the principal at its end, so that a payment ends the
/// interest on it from its own date on. The principal that the case was opened with was owed
/// before, so it counts from the first day of the period, whatever day the case was opened; what
/// is posted later counts from its own date.
pub(crate) fn accrued(
    view: View<'_>,
    interest: &Interest,
    period: Period,
    rate: impl FnMut(NaiveDate) -> Result<Decimal, Fault>,
) -> Result<Decimal, Fault> {
    let parts = parts(view, interest, period, rate)?;
    quotient(&parts, interest).ok_or_else(|| too_large(interest))
}

fn too_large(interest: &Interest) -> Fault {
    Fault::new(FaultKind::Overflow, interest.rate.span)
}

/// Percents of amounts times days, those of leap years apart.
#[derive(Default)]
struct Parts {
    in_leap_years: Decimal,
    others: Decimal,
}

impl Parts {
    fn add(&mut self, yearly: Decimal, days: Days) -> Option<()> {
        let times = |days: i64| yearly.checked_mul(Decimal::from(days));
        self.in_leap_years = self.in_leap_years.checked_add(times(days.in_leap_years)?)?;
        self.others = self.others.checked_add(times(days.others)?)?;
        Some(())
    }
}

fn parts(
    view: View<'_>,
    interest: &Interest,
    period: Period,
    mut rate: impl FnMut(NaiveDate) -> Result<Decimal, Fault>,
) -> Result<Parts, Fault> {
    let rules = view.rules();
    let mut parts = Parts::default();
    let Some(principal) = rules.words.principal else {
        return Ok(parts);
    };
    let entries = owed_from_the_beginning(view, principal);
    let left = ledger::left_by_date(&rules.words, entries.iter(), principal);
    let stops = stops(view.holds(), |time| civil(rules.time_zone, time));
    let mut dates: Vec<NaiveDate> = left.iter().map(|(date, _)| *date).collect();
    dates.extend(stops.iter().flat_map(|stop| [stop.from, stop.until]));
    dates.extend(&interest.changes);
    dates.extend([period.from, period.until]);
    dates.retain(|date| (period.from..=period.until).contains(date));
    dates.sort_unstable();
    dates.dedup();
    // The days, and what is true of them, are walked through side by side.
    let (mut left, mut stops) = (left.iter().peekable(), stops.iter().peekable());
    let mut changes = interest.changes.iter().peekable();
    let (mut principal, mut known) = (Decimal::ZERO, None);
    for span in dates.windows(2) {
        let [from, until] = span else { continue };
        while let Some((_, amount)) = left.next_if(|(date, _)| date <= from) {
            principal = *amount;
        }
        while stops.next_if(|stop| stop.until <= *from).is_some() {}
        while changes.next_if(|date| *date <= from).is_some() {
            known = None;
        }
        let stopped = stops.peek().is_some_and(|stop| stop.from <= *from);
        if stopped || principal.is_zero() {
            continue;
        }
        let yearly = match known {
            Some(known) => known,
            None => rate(*from)?,
        };
        known = Some(yearly);
        let days = interest.day_count.days(*from, *until);
        principal
            .checked_mul(yearly)
            .and_then(|yearly| parts.add(yearly, days))
            .ok_or_else(|| too_large(interest))?;
    }
    Ok(parts)
}

/// The entries, the principal of the opening before all others.
fn owed_from_the_beginning(view: View<'_>, principal: EntryId) -> Vec<Entry> {
    let mut entries: Vec<Entry> = view.entries().copied().collect();
    // A case is born with its principal: nothing is posted before it.
    if let Some(first) = entries.first_mut()
        && first.entry == principal
    {
        first.date = NaiveDate::MIN;
    }
    entries
}

/// The parts as one amount, divided once.
fn quotient(parts: &Parts, interest: &Interest) -> Option<Decimal> {
    let (leap, other) = interest.day_count.year();
    let (leap, other) = (Decimal::from(leap), Decimal::from(other));
    let (numerator, year) = if leap == other {
        (parts.in_leap_years.checked_add(parts.others)?, other)
    } else {
        let in_leap_years = parts.in_leap_years.checked_mul(other)?;
        let others = parts.others.checked_mul(leap)?;
        (in_leap_years.checked_add(others)?, leap.checked_mul(other)?)
    };
    numerator.checked_div(year.checked_mul(Decimal::ONE_HUNDRED)?)
}

/// The days of holds that stop interest, joined where they meet, in their order.
fn stops(
    holds: &[Hold],
    civil: impl Fn(chrono::DateTime<chrono::Utc>) -> NaiveDate,
) -> Vec<Period> {
    let stopping = holds.iter().filter(|hold| hold.interest_stops);
    let mut stops: Vec<Period> = stopping
        .map(|hold| Period {
            from: civil(hold.since),
            until: hold.ended.map_or(NaiveDate::MAX, &civil),
        })
        .collect();
    stops.sort_unstable_by_key(|stop| stop.from);
    let mut joined: Vec<Period> = Vec::with_capacity(stops.len());
    for stop in stops {
        match joined.last_mut() {
            Some(last) if stop.from <= last.until => last.until = last.until.max(stop.until),
            _ => joined.push(stop),
        }
    }
    joined
}
