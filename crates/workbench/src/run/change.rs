//! What a decision changed in the case, in lines. Only differences are told.

use dunlin::Value;

use super::lines::Lines;
use super::report::value;
use super::state::{Closing, Entry, Hold, State};

/// Writes what differs between the case before and after, under `case`.
pub(super) fn changes(lines: &mut Lines, before: &State, after: &State) {
    if before == after {
        lines.line("case: unchanged");
        return;
    }
    lines.block("case:", |lines| {
        let from_to = |lines: &mut Lines, name: &str, from: &str, to: &str| {
            if from != to {
                lines.line(&format!("{name}: {from} -> {to}"));
            }
        };
        from_to(lines, "status", &before.status, &after.status);
        from_to(lines, "flow", &before.flow, &after.flow);
        if before.flow == after.flow && before.flow_started != after.flow_started {
            lines.line(&format!("flow: {}, begun anew", after.flow));
        }
        from_to(lines, "next step", before.step(), after.step());
        closing(lines, before.closing.as_ref(), after.closing.as_ref());
        holds(lines, &before.holds, &after.holds);
        from_to(lines, "balance", &before.owed(), &after.owed());
        // Entries and notes are only ever added.
        ledger(
            lines,
            after.ledger.get(before.ledger.len()..).unwrap_or_default(),
        );
        for note in after.notes.get(before.notes.len()..).unwrap_or_default() {
            value(lines, &format!("note by {}", note.by), &note.text);
        }
        facts(lines, before, after);
    });
}

/// Writes the case as it begins.
pub(super) fn beginning(lines: &mut Lines, state: &State, told: impl Fn(&str) -> bool) {
    lines.block("case:", |lines| {
        lines.line(&format!("status: {}", state.status));
        lines.line(&format!("flow: {}", state.flow));
        lines.line(&format!("next step: {}", state.step()));
        lines.line(&format!("balance: {}", state.owed()));
        ledger(lines, &state.ledger);
        let facts: Vec<_> = state.facts.iter().filter(|(name, _)| told(name)).collect();
        if !facts.is_empty() {
            lines.block("facts:", |lines| {
                facts
                    .iter()
                    .for_each(|(name, fact)| value(lines, name, fact));
            });
        }
    });
}

fn closing(lines: &mut Lines, before: Option<&Closing>, after: Option<&Closing>) {
    match after {
        Some(closing) if before != after => {
            lines.line(&format!("closed as: {}, {}", closing.code, closing.reason));
        }
        None if before.is_some() => lines.line("closed as: none"),
        _ => {}
    }
}

/// A hold that ended stays on the case: the first that are there before are the same after.
fn holds(lines: &mut Lines, before: &[Hold], after: &[Hold]) {
    for (at, hold) in after.iter().enumerate() {
        match before.get(at) {
            Some(same) if same == hold => {}
            Some(was) if was.ended.is_none() && hold.ended.is_some() => {
                lines.line(&format!("hold ended: {}", hold.reason));
            }
            Some(_) => self::hold(lines, "hold changed", hold),
            None => self::hold(lines, "hold", hold),
        }
    }
}

fn hold(lines: &mut Lines, name: &str, hold: &Hold) {
    let until = hold
        .resume_on
        .map_or_else(String::new, |date| format!(", until {date}"));
    let Hold {
        reason,
        clock,
        interest,
        ..
    } = hold;
    lines.line(&format!(
        "{name}: {reason}, clock {clock}, interest {interest}{until}"
    ));
    if let Some(note) = &hold.note {
        lines.within(|lines| lines.pair("note", note));
    }
}

fn ledger(lines: &mut Lines, entries: &[Entry]) {
    for Entry {
        entry,
        amount,
        date,
        book,
    } in entries
    {
        let book = if *book { "" } else { ", not to be booked" };
        lines.line(&format!("ledger: {entry} {amount} on {date}{book}"));
    }
}

fn facts(lines: &mut Lines, before: &State, after: &State) {
    let unset = Value::Unset;
    let fact = |state: &State, name: &str| state.facts.get(name).cloned().unwrap_or(unset.clone());
    let added = after
        .facts
        .keys()
        .filter(|name| !before.facts.contains_key(*name));
    for name in before.facts.keys().chain(added) {
        let (from, to) = (fact(before, name), fact(after, name));
        if from != to {
            lines.line(&format!("{name}: {} -> {}", plain(&from), plain(&to)));
        }
    }
}

fn plain(value: &Value) -> String {
    if value.is_set() {
        value.to_string().replace('\n', " / ")
    } else {
        "none".to_owned()
    }
}
