//! The calendar: which days are worked.

use std::sync::Arc;

use super::document::{DocumentKind, Documents};
use super::fields::{Fields, list};
use super::scalar::{self, second_of_one, wrong_value};
use super::yaml::Node;
use crate::rules::calendar::{Calendar, DayRule, Holiday, parse_weekday};
use crate::source::Report;

pub(super) fn read(documents: &Documents, report: &mut Report) -> Calendar {
    let mut calendar = None;
    for document in documents.of(DocumentKind::Calendar) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let Some(node) = fields.take("calendar") else {
            continue;
        };
        let Some(name) = scalar::name(node, report) else {
            continue;
        };
        let first = report.named("calendar", None, "", node.span);
        if calendar.is_some() {
            report.add(node.span, second_of_one("calendar", "kalender", first));
            continue;
        }
        let mut weekend = Vec::new();
        for item in fields
            .take("weekend")
            .map(|node| list(node, report))
            .unwrap_or_default()
        {
            let Some(text) = scalar::text(item, report) else {
                continue;
            };
            match parse_weekday(text) {
                Some(day) => weekend.push(day),
                None => report.add(
                    item.span,
                    wrong_value(text, "a weekday", "en ugedag").help(
                        "write it in English, such as saturday",
                        "skriv den på engelsk, for eksempel saturday",
                    ),
                ),
            }
        }
        let mut holidays = Vec::new();
        for item in fields
            .take("holidays")
            .map(|node| list(node, report))
            .unwrap_or_default()
        {
            holidays.extend(holiday(item, report));
        }
        fields.finish(report);
        calendar = Some(Calendar {
            name,
            weekend,
            holidays,
            blackouts: Vec::new(),
        });
    }
    calendar.unwrap_or_default()
}

fn holiday(node: &Node, report: &mut Report) -> Option<Holiday> {
    let mut fields = Fields::of(node, report)?;
    let name = fields
        .need("name", report)
        .and_then(|node| scalar::text(node, report))
        .map(Arc::from);
    let date = fields.need("date", report);
    let from = fields.take("from").and_then(|node| year(node, report));
    let until = fields.take("until").and_then(|node| year(node, report));
    fields.finish(report);
    let date = date?;
    let text = scalar::text(date, report)?;
    let Some(rule) = DayRule::parse(text) else {
        report.add(
            date.span,
            wrong_value(text, "a day of the year", "en dag i året").help(
                "write `12-24`, `easter + 1 days` or `first friday from 06-19`",
                "skriv `12-24`, `easter + 1 days` eller `first friday from 06-19`",
            ),
        );
        return None;
    };
    Some(Holiday {
        name: name?,
        rule,
        from,
        until,
    })
}

fn year(node: &Node, report: &mut Report) -> Option<i32> {
    let year = scalar::integer(node, report)?;
    i32::try_from(year).ok()
}
