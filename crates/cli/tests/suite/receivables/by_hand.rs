//! What must happen to each invoice, reckoned from its dates alone · no engine, no rule file, no calendar of theirs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use rust_decimal::Decimal;

use super::Supposed;

/// What happened to an invoice: its letters, the move to collection and the costs, each with its day.
pub(super) type Course = Vec<(NaiveDate, String)>;

/// A line of the file, moved by 626 weeks.
pub(super) struct Invoice<'f> {
    pub(super) id: &'f str,
    amount: Decimal,
    sent: NaiveDate,
    due: NaiveDate,
    settled: NaiveDate,
    disputed: bool,
}

/// The invoices of the file. It has no quote, so that cutting at commas will do.
pub(super) fn invoices(file: &str) -> Vec<Invoice<'_>> {
    assert!(!file.contains('"'));
    let rows = file.lines().skip(1).filter(|line| !line.is_empty());
    let invoices = rows.map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let [_, _, _, id, sent, due, amount, disputed, settled, ..] = cells[..] else {
            panic!("{line}");
        };
        Invoice {
            id,
            amount: amount.parse().unwrap(),
            sent: moved(sent),
            due: moved(due),
            settled: moved(settled),
            disputed: disputed == "Yes",
        }
    });
    invoices.collect()
}

fn moved(day: &str) -> NaiveDate {
    let day = NaiveDate::parse_from_str(day, "%m/%d/%Y").unwrap();
    day + Days::new(626 * 7)
}

/// What is denied: objections and answers to closed cases, and closings in collection.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Denied {
    pub(super) objections: usize,
    pub(super) answers: usize,
    pub(super) resumptions: usize,
    pub(super) closings: usize,
}

impl Denied {
    pub(super) fn all(&self) -> u64 {
        (self.objections + self.answers + self.resumptions + self.closings) as u64
    }
}

/// Reckons with the public holidays of a list that others made.
pub(super) struct ByHand {
    holidays: BTreeSet<NaiveDate>,
    supposed: Supposed,
}

impl ByHand {
    pub(super) fn new(holidays: &str, supposed: Supposed) -> Self {
        let days = holidays.lines().skip(1).filter_map(|line| {
            let (day, _) = line.split_once(',')?;
            day.parse().ok()
        });
        Self {
            holidays: days.collect(),
            supposed,
        }
    }

    /// Returns what must happen to each invoice, and what is denied.
    pub(super) fn reckon(&self, invoices: &[Invoice<'_>]) -> (BTreeMap<String, Course>, Denied) {
        let mut denied = Denied::default();
        let courses = invoices.iter();
        let courses = courses.map(|one| (one.id.to_owned(), self.course(one, &mut denied)));
        (courses.collect(), denied)
    }

    fn course(&self, invoice: &Invoice<'_>, denied: &mut Denied) -> Course {
        let due = invoice.due;
        let settled = invoice.settled + Days::new(self.supposed.late);
        let answered = due + Days::new(14);
        // Objections and answers come at eight, payments at nine.
        let objects = invoice.disputed && settled >= due;
        if invoice.disputed {
            denied.objections += usize::from(settled < due);
            denied.answers += usize::from(settled < answered);
            denied.resumptions += usize::from(self.supposed.resumed && settled < answered);
        }

        let mut course = Vec::new();
        // What is settled at nine comes before the steps of nine.
        if settled > invoice.sent {
            course.push((invoice.sent, "invoice"));
        }
        let reminded = invoice.amount >= Decimal::from(50);
        if reminded && (!objects || self.supposed.resumed) {
            let stopped = if objects { 14 } else { 0 };
            let first = self.working(due + Days::new(5 + stopped));
            course.extend(self.reminded(first, settled));
        }
        let collected = course.iter().find(|(_, what)| *what == "collection");
        if self.supposed.let_go && collected.is_some_and(|(day, _)| settled > *day) {
            denied.closings += 1;
        }
        course.sort_by_key(|(day, _)| *day);
        let owned = course.into_iter().map(|(day, what)| (day, what.to_owned()));
        owned.collect()
    }

    /// From the first reminder to the costs, until it is settled.
    fn reminded(&self, first: NaiveDate, settled: NaiveDate) -> Vec<(NaiveDate, &'static str)> {
        let second = self.working(first + Days::new(10));
        let third = self.working(second + Days::new(10));
        let notice = self.working(third + Days::new(10));
        let collection = self.working(notice + Days::new(11));
        let mut course = vec![
            (first, "reminder_1"),
            (second, "reminder_2"),
            (third, "reminder_3"),
            (notice, "collection_notice"),
            (collection, "collection"),
            (collection, "collection_cost"),
        ];
        // The fee of the first reminder is left, and pursued, where nobody lets go of it.
        let fee_is_left = !self.supposed.let_go && settled > first;
        course.retain(|(day, _)| fee_is_left || settled > *day);
        course
    }

    /// Returns the first day from this one on that is neither in a weekend, nor a holiday, nor between 24 December and 1 January.
    fn working(&self, from: NaiveDate) -> NaiveDate {
        let off = |day: &NaiveDate| {
            matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
                || self.holidays.contains(day)
                || matches!((day.month(), day.day()), (12, 24..) | (1, 1))
        };
        from.iter_days().find(|day| !off(day)).unwrap()
    }
}
