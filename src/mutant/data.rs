//! The edits of what is declared as data: tables, settings, facts, options, the calendar, interest, where letters go. Nothing that happens is edited here.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::MutantKind::{self, Calendar as Days, Declaration, Setting, Table as Tabled};
use super::editor::{Editor, NOWHERE, Words};
use super::effects::computed;
use super::expr::{expr, failing, other_values, step};
use crate::expr::{Comparison, Expr};
use crate::rules::calendar::{Blackout, Calendar, DayRule};
use crate::rules::interest::DayCount;
use crate::rules::table::{Cell, Row, Table, Version};
use crate::rules::{Contact, Kind, Rules, TableType, Vocabulary};
use crate::source::Span;

pub(super) fn walk(rules: &mut Rules, editor: &mut Editor<'_>) {
    let types: Vec<(Arc<str>, TableType)> = editor
        .words()
        .tables
        .iter()
        .map(|(name, ty)| (Arc::clone(name), ty.clone()))
        .collect();
    for (table, (name, ty)) in rules.tables.iter_mut().zip(types) {
        editor.enter(&name);
        self::table(table, &ty, editor);
    }
    declared(&mut rules.words, editor);
    editor.enter(&Arc::clone(&rules.calendar.name));
    calendar(&mut rules.calendar, editor);
    if let Some(interest) = &mut rules.interest {
        editor.enter("interest");
        let span = editor.words().interest.unwrap_or(NOWHERE);
        expr(&mut interest.rate, editor);
        expr(&mut interest.from, editor);
        count(&mut interest.day_count, span, editor);
    }
    if let Some(contact) = &mut rules.contact {
        editor.enter("contact");
        self::contact(contact, editor);
    }
}

fn table(table: &mut Table, ty: &TableType, editor: &mut Editor<'_>) {
    for at in 0..table.versions.len() {
        let several = table.versions.len() > 1;
        if let (Some(version), true) = (table.versions.get(at), several) {
            let (span, from) = (version.span, version.from);
            let from = from.map_or_else(String::new, |from| from.to_string());
            editor.offer(
                Tabled,
                span,
                &mut table.versions,
                |_| {
                    Words::new(
                        format!("the rows from `{from}` are dropped"),
                        format!("rækkerne fra `{from}` er fjernet"),
                    )
                },
                |versions| drop(versions.remove(at)),
            );
        }
        if let Some(version) = table.versions.get_mut(at) {
            let span = version.span;
            day(&mut version.from, "from", span, Tabled, editor);
            rows(version, ty, editor);
        }
    }
}

fn rows(version: &mut Version, ty: &TableType, editor: &mut Editor<'_>) {
    for at in 0..version.rows.len() {
        let span = version.rows.get(at).map_or(NOWHERE, |row| row.span);
        let text = editor.text(span);
        editor.probing(
            &mut version.rows,
            |rows| {
                if let Some(row) = rows.get_mut(at) {
                    row.outputs
                        .iter_mut()
                        .for_each(|output| *output = failing(output));
                }
            },
            |rows, editor| {
                editor.offer(
                    Tabled,
                    span,
                    rows,
                    |_| {
                        Words::new(
                            format!("the row `{text}` is dropped"),
                            format!("rækken `{text}` er fjernet"),
                        )
                    },
                    |rows| drop(rows.remove(at)),
                );
                if let Some(row) = rows.get_mut(at) {
                    self::row(row, ty, editor);
                }
            },
        );
    }
}

fn row(row: &mut Row, ty: &TableType, editor: &mut Editor<'_>) {
    let Row {
        cells,
        places,
        outputs,
        span,
    } = row;
    for (at, cell) in cells.iter_mut().enumerate() {
        let place = places.get(at).copied().unwrap_or(*span);
        let kind = ty.inputs.get(at).map(|input| &input.ty.kind);
        self::cell(cell, kind, place, editor);
    }
    for output in outputs {
        computed(output, editor);
    }
}

fn cell(cell: &mut Cell, kind: Option<&Kind>, span: Span, editor: &mut Editor<'_>) {
    let text = editor.text(span);
    for (words, other) in other_cells(cell, kind, &text, editor) {
        editor.offer(Tabled, span, cell, |_| words, |cell| *cell = other);
    }
}

/// What a cell could say instead: its boundary moved, another value, anything.
fn other_cells(
    cell: &Cell,
    kind: Option<&Kind>,
    text: &str,
    editor: &Editor<'_>,
) -> Vec<(Words, Cell)> {
    let mut others = Vec::new();
    let becomes = |to: String| Words::becomes(text, &to);
    match cell {
        Cell::Any => {}
        Cell::Compare(Comparison::Equal, value) => {
            for other in kind.map_or(Vec::new(), |kind| other_values(value, kind, editor)) {
                let words = becomes(other.to_string());
                others.push((words, Cell::Compare(Comparison::Equal, other)));
            }
            others.push((becomes("-".to_owned()), Cell::Any));
        }
        Cell::Compare(comparison, value) => {
            let boundary = match comparison {
                Comparison::Less => Comparison::LessOrEqual,
                Comparison::LessOrEqual => Comparison::Less,
                Comparison::Greater => Comparison::GreaterOrEqual,
                Comparison::GreaterOrEqual => Comparison::Greater,
                Comparison::Equal => Comparison::NotEqual,
                Comparison::NotEqual => Comparison::Equal,
            };
            let words = becomes(format!("{} {value}", boundary.symbol()));
            others.push((words, Cell::Compare(boundary, value.clone())));
            let up = matches!(comparison, Comparison::LessOrEqual | Comparison::Greater);
            if let Some(other) = step(value, if up { 1 } else { -1 }) {
                let words = becomes(format!("{} {other}", comparison.symbol()));
                others.push((words, Cell::Compare(*comparison, other)));
            }
            others.push((becomes("-".to_owned()), Cell::Any));
        }
        Cell::Range(low, high) => {
            for by in [1, -1] {
                if let Some(other) = step(low, by) {
                    let words = becomes(format!("{other} .. {high}"));
                    others.push((words, Cell::Range(other, high.clone())));
                }
                if let Some(other) = step(high, by) {
                    let words = becomes(format!("{low} .. {other}"));
                    others.push((words, Cell::Range(low.clone(), other)));
                }
            }
        }
        Cell::OneOf(values) => {
            for at in 0..values.len() {
                let mut fewer = values.clone();
                let gone = fewer.remove(at);
                let words = Words::new(
                    format!("`{text}` no longer takes `{gone}`"),
                    format!("`{text}` gælder ikke længere for `{gone}`"),
                );
                others.push((words, Cell::OneOf(fewer)));
            }
        }
    }
    others
}

/// A day from which or until which something holds: one later and one earlier.
pub(super) fn day(
    day: &mut Option<NaiveDate>,
    key: &str,
    span: Span,
    kind: MutantKind,
    editor: &mut Editor<'_>,
) {
    let Some(date) = *day else { return };
    for by in [1, -1] {
        let Some(moved) = date.checked_add_signed(TimeDelta::days(by)) else {
            continue;
        };
        editor.offer(
            kind,
            span,
            day,
            |_| Words::becomes(&format!("{key}: {date}"), &format!("{key}: {moved}")),
            |day| *day = Some(moved),
        );
    }
}

fn declared(words: &mut Vocabulary, editor: &mut Editor<'_>) {
    for (name, setting) in &mut words.settings {
        editor.enter(name);
        let (kind, span) = (setting.kind.clone(), setting.declared);
        for other in other_values(&setting.value, &kind, editor) {
            editor.offer(
                Setting,
                span,
                &mut setting.value,
                |value| Words::becomes(&format!("{name}: {value}"), &format!("{name}: {other}")),
                |value| *value = other.clone(),
            );
        }
    }
    for (name, fact) in &mut words.facts {
        editor.enter(name);
        let (kind, span) = (fact.ty.kind.clone(), fact.declared);
        for other in other_values(&fact.default, &kind, editor) {
            editor.offer(
                Declaration,
                span,
                &mut fact.default,
                |value| {
                    Words::new(
                        format!("`{name}` is `{other}` where nothing is said, not `{value}`"),
                        format!("`{name}` er `{other}`, hvor intet er sagt, ikke `{value}`"),
                    )
                },
                |value| *value = other.clone(),
            );
        }
    }
    allocation(words, editor);
}

/// What a payment pays first: each with the one after it.
fn allocation(words: &mut Vocabulary, editor: &mut Editor<'_>) {
    editor.enter("ledger");
    let order = words.allocation.clone();
    for (at, pair) in order.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let original = editor.words();
        let (one, other) = (original.entry_name(*first), original.entry_name(*second));
        let place = original.entries.get_index(first.index());
        let span = place.map_or(NOWHERE, |(_, entry)| entry.declared);
        editor.offer(
            Declaration,
            span,
            &mut words.allocation,
            |_| {
                Words::new(
                    format!("a payment pays `{other}` before `{one}`"),
                    format!("en betaling dækker `{other}` før `{one}`"),
                )
            },
            |order| order.swap(at, at + 1),
        );
    }
}

fn calendar(calendar: &mut Calendar, editor: &mut Editor<'_>) {
    let places = calendar.places.clone();
    for (at, span) in places.weekend.into_iter().enumerate() {
        let text = editor.text(span);
        editor.offer(
            Days,
            span,
            &mut calendar.weekend,
            |_| Words::dropped(&text),
            |weekend| {
                weekend.remove(at);
            },
        );
    }
    for (at, span) in places.holidays.into_iter().enumerate() {
        holiday(calendar, at, span, editor);
    }
    for (at, span) in places.blackouts.into_iter().enumerate() {
        let name = calendar
            .blackouts
            .get(at)
            .map(|blackout| Arc::clone(&blackout.name));
        let name = name.unwrap_or_default();
        editor.offer(
            Days,
            span,
            &mut calendar.blackouts,
            |_| Words::dropped(&name),
            |blackouts| drop(blackouts.remove(at)),
        );
        if let Some(blackout) = calendar.blackouts.get_mut(at) {
            self::blackout(blackout, span, editor);
        }
    }
}

fn holiday(calendar: &mut Calendar, at: usize, span: Span, editor: &mut Editor<'_>) {
    let Some(holiday) = calendar.holidays.get(at) else {
        return;
    };
    let (name, is_weekend) = (
        Arc::clone(&holiday.name),
        is_always_on_weekend(holiday.rule, calendar),
    );
    // A day off that never is a working day can be left out.
    if !is_weekend {
        editor.offer(
            Days,
            span,
            &mut calendar.holidays,
            |_| Words::dropped(&name),
            |holidays| drop(holidays.remove(at)),
        );
    }
    let Some(holiday) = calendar.holidays.get_mut(at) else {
        return;
    };
    for (year, key) in [(&mut holiday.from, "from"), (&mut holiday.until, "until")] {
        let Some(written) = *year else { continue };
        for by in [1, -1] {
            let moved = written.saturating_add(by);
            editor.offer(
                Days,
                span,
                year,
                |_| Words::becomes(&format!("{key}: {written}"), &format!("{key}: {moved}")),
                |year| *year = Some(moved),
            );
        }
    }
}

fn is_always_on_weekend(rule: DayRule, calendar: &Calendar) -> bool {
    match rule {
        DayRule::Easter { offset } => {
            let days = chrono::Weekday::Sun.num_days_from_monday().cast_signed() + offset;
            let off = calendar.weekend.iter();
            off.into_iter()
                .any(|day| day.num_days_from_monday().cast_signed() == days.rem_euclid(7))
        }
        DayRule::Fixed { .. } => false,
        DayRule::NthWeekday { weekday, .. } => calendar.weekend.contains(&weekday),
    }
}

fn blackout(blackout: &mut Blackout, span: Span, editor: &mut Editor<'_>) {
    for (end, key) in [(&mut blackout.from, "from"), (&mut blackout.to, "to")] {
        let written = *end;
        for by in [1, -1] {
            let (month, day) = written;
            let moved = NaiveDate::from_ymd_opt(2024, month, day)
                .and_then(|date| date.checked_add_signed(TimeDelta::days(by)));
            let Some(moved) = moved.map(|date| (date.month(), date.day())) else {
                continue;
            };
            let named = |(month, day): (u32, u32)| format!("{key}: {month:02}-{day:02}");
            editor.offer(
                Days,
                span,
                end,
                |_| Words::becomes(&named(written), &named(moved)),
                |end| *end = moved,
            );
        }
    }
    for at in 0..blackout.flows.len() {
        let flow = blackout
            .flows
            .get(at)
            .map(|flow| editor.words().flow_name(*flow));
        let flow = flow.unwrap_or_default();
        let name = Arc::clone(&blackout.name);
        editor.offer(
            Days,
            span,
            &mut blackout.flows,
            |_| {
                Words::new(
                    format!("`{name}` doesn't stop `{flow}`"),
                    format!("`{name}` standser ikke `{flow}`"),
                )
            },
            |flows| {
                flows.remove(at);
            },
        );
    }
}

fn count(count: &mut DayCount, span: Span, editor: &mut Editor<'_>) {
    let name = |count: DayCount| {
        let known = DayCount::ALL.iter().find(|(_, known)| *known == count);
        known.map_or("", |(name, _)| *name)
    };
    let written = *count;
    for (to, other) in DayCount::ALL {
        if other == written {
            continue;
        }
        editor.offer(
            Declaration,
            span,
            count,
            |_| Words::becomes(name(written), to),
            |count| *count = other,
        );
    }
}

fn contact(contact: &mut Contact, editor: &mut Editor<'_>) {
    let fields: [(&mut Option<Expr>, &str); 2] = [
        (&mut contact.email, "email"),
        (&mut contact.language, "language"),
    ];
    for (field, key) in fields {
        let Some(span) = field.as_ref().map(|expr| expr.span) else {
            continue;
        };
        let text = editor.text(span);
        editor.offer(
            Declaration,
            span,
            field,
            |_| Words::dropped(&format!("{key}: {text}")),
            |field| *field = None,
        );
        if let Some(field) = field {
            expr(field, editor);
        }
    }
}
