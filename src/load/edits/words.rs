//! What an edit does, as an operations person says it, in English and Danish. Nothing is compared here.

use super::EditKind;
use super::compare::{Change, Part};
use super::files::{Piece, letter as letter_of, letter_name};
use super::noun::{Names, Noun, noun};
use super::shape;
use super::tree::{scalar, tidy, under};
use super::verbs::{is_condition, now, switch, text_noun, verb};
use super::wording::{Wait, both, date, language, name, quoted, shortened, value, values};
use crate::load::document::DocumentKind;
use crate::load::yaml::{Body, Node};

/// A change in words.
pub(super) fn of(change: &Change, names: &Names) -> [String; 2] {
    let (noun, rest) = noun(change, names);
    match rest {
        [] => as_a_whole(change, &noun),
        [Part::Key(list), Part::Item(item)] => in_a_list(change, &noun, list, item),
        [Part::At(at)] => in_a_row(change, &noun, *at, names),
        [Part::Key(key)] => under_key(change, &noun, key),
        [Part::Key(key), Part::Key(code)] if text_noun(key).is_some() => {
            text(change, &noun, key, Some(code))
        }
        rest => elsewhere(change, &noun, rest),
    }
}

/// Something with a name that comes, goes, moves, or is another.
fn as_a_whole(change: &Change, noun: &Noun) -> [String; 2] {
    let [en, da] = noun.full();
    if noun.is_effect {
        return effect(change, noun);
    }
    let [alone_en, alone_da] = &noun.said;
    match (change.kind, noun.outer()) {
        (EditKind::Added, Some([outer_en, outer_da])) if !is_document_of_many(change) => both(
            format!("{alone_en} is added to {outer_en}"),
            format!("{alone_da} er tilføjet i {outer_da}"),
        ),
        (EditKind::Removed, Some([outer_en, outer_da])) if !is_document_of_many(change) => both(
            format!("{alone_en} is removed from {outer_en}"),
            format!("{alone_da} er fjernet fra {outer_da}"),
        ),
        (EditKind::Added, _) => both(format!("{en} is added"), format!("{da} er tilføjet")),
        (EditKind::Removed, _) => both(format!("{en} is removed"), format!("{da} er fjernet")),
        (EditKind::Moved, _) => moved(change, [en, da]),
        (EditKind::Changed, _) => instead(change, [en, da], ["is", "er"]),
    }
}

/// Whether a document only gathers what it declares, so that it isn't said what stands in it.
fn is_document_of_many(change: &Change) -> bool {
    !matches!(
        change.about.kind,
        DocumentKind::Flow | DocumentKind::Action | DocumentKind::Timer | DocumentKind::Table
    ) && change.about.path.len() <= 2
}

fn moved(change: &Change, [en, da]: [String; 2]) -> [String; 2] {
    match &change.behind {
        Some(behind) => both(
            format!("{en} now comes after {}", name(behind)),
            format!("{da} kommer nu efter {}", name(behind)),
        ),
        None => both(
            format!("{en} now comes first"),
            format!("{da} kommer nu først"),
        ),
    }
}

/// An effect that happens now, or no longer.
fn effect(change: &Change, noun: &Noun) -> [String; 2] {
    let entry = change.new.as_ref().or(change.old.as_ref());
    let said = entry.and_then(|entry| {
        let (effect, arguments) = shape::effect(&entry.node)?;
        let when = under(&entry.node, "when")
            .and_then(scalar)
            .map(|when| shortened(&tidy(&when.text)));
        Some(match (shape::subject(arguments), when) {
            (Some(subject), None) => both(
                format!("{} with {}", name(effect), name(subject)),
                format!("{} med {}", name(effect), name(subject)),
            ),
            (Some(subject), Some(when)) => both(
                format!("{} with {} when `{when}`", name(effect), name(subject)),
                format!("{} med {}, når `{when}`", name(effect), name(subject)),
            ),
            (None, Some(when)) => both(
                format!("{} when `{when}`", name(effect)),
                format!("{}, når `{when}`", name(effect)),
            ),
            (None, None) => both(name(effect), name(effect)),
        })
    });
    let [en, da] = said.unwrap_or_else(|| noun.said.clone());
    let [outer_en, outer_da] = noun.outer().unwrap_or_default();
    match change.kind {
        EditKind::Added => both(
            format!("{outer_en} now also does {en}"),
            format!("{outer_da} udfører nu også {da}"),
        ),
        EditKind::Removed => both(
            format!("{outer_en} no longer does {en}"),
            format!("{outer_da} udfører ikke længere {da}"),
        ),
        EditKind::Moved => {
            let [en, da] = both(format!("{en} in {outer_en}"), format!("{da} i {outer_da}"));
            moved(change, [en, da])
        }
        EditKind::Changed => instead(change, noun.full(), ["is", "er"]),
    }
}

/// A name in a list of names: who may take an action, what a flow leads to.
fn in_a_list(change: &Change, noun: &Noun, list: &str, item: &str) -> [String; 2] {
    let [en, da] = noun.full();
    let item = name(item);
    let is_added = change.kind == EditKind::Added;
    match (list, change.kind) {
        (_, EditKind::Moved) => {
            let of = both(
                format!("{item} in {} of {en}", name(list)),
                format!("{item} i {} i {da}", name(list)),
            );
            moved(change, of)
        }
        ("who", _) if is_added => both(
            format!("{item} may now also take {en}"),
            format!("{item} må nu også udføre {da}"),
        ),
        ("who", _) => both(
            format!("{item} may no longer take {en}"),
            format!("{item} må ikke længere udføre {da}"),
        ),
        ("switch_to", _) if is_added => both(
            format!("a case in {en} may now also be moved to flow {item}"),
            format!("en sag i {da} må nu også flyttes til flowet {item}"),
        ),
        ("switch_to", _) => both(
            format!("a case in {en} may no longer be moved to flow {item}"),
            format!("en sag i {da} må ikke længere flyttes til flowet {item}"),
        ),
        ("options", _) if is_added => both(
            format!("option {item} is added to {en}"),
            format!("muligheden {item} er tilføjet i {da}"),
        ),
        ("options", _) => both(
            format!("option {item} is removed from {en}"),
            format!("muligheden {item} er fjernet fra {da}"),
        ),
        ("roles", _) if is_added => both(
            format!("role {item} is added"),
            format!("rollen {item} er tilføjet"),
        ),
        ("roles", _) => both(
            format!("role {item} is removed"),
            format!("rollen {item} er fjernet"),
        ),
        ("flows", _) if is_added => both(
            format!("{en} now also holds for flow {item}"),
            format!("{da} gælder nu også for flowet {item}"),
        ),
        ("flows", _) => both(
            format!("{en} no longer holds for flow {item}"),
            format!("{da} gælder ikke længere for flowet {item}"),
        ),
        _ if is_added => both(
            format!("{item} is added to {} of {en}", name(list)),
            format!("{item} er tilføjet i {} i {da}", name(list)),
        ),
        _ => both(
            format!("{item} is removed from {} of {en}", name(list)),
            format!("{item} er fjernet fra {} i {da}", name(list)),
        ),
    }
}

/// A cell of a table's row.
fn in_a_row(change: &Change, row: &Noun, at: usize, names: &Names) -> [String; 2] {
    let table = &change.about.document;
    let columns = names.columns.get(table);
    let column = columns
        .and_then(|(_, columns)| columns.get(at))
        .map_or("", String::as_str);
    let inputs = columns.map_or(0, |(inputs, _)| *inputs);
    let outputs = columns.map_or(0, |(_, columns)| columns.len().saturating_sub(inputs));
    let known = change.about.path.iter().rev().find_map(|part| match part {
        Part::Row(known) if !known.is_empty() => Some(known.as_str()),
        _ => None,
    });
    let from = change.about.path.iter().find_map(|part| match part {
        Part::Item(from) if !from.is_empty() => Some(date(from)),
        _ => None,
    });
    if at < inputs {
        let [en, da] = row.full();
        let of = both(
            format!("{} of {en}", name(column)),
            format!("{} i {da}", name(column)),
        );
        return instead(change, of, ["is", "er"]);
    }
    let [from_en, from_da] = match from {
        Some([en, da]) => both(format!(" from {en}"), format!(" fra {da}")),
        None => both("", ""),
    };
    let of = if outputs == 1 {
        both(name(table), name(table))
    } else {
        both(
            format!("{} of {}", name(column), name(table)),
            format!("{} i {}", name(column), name(table)),
        )
    };
    let [en, da] = of;
    let [row_en, row_da] = match known {
        Some(known) => both(
            format!(" for {}", name(known)),
            format!(" for {}", name(known)),
        ),
        None => both("", ""),
    };
    instead(
        change,
        both(
            format!("{en}{row_en}{from_en}"),
            format!("{da}{row_da}{from_da}"),
        ),
        ["is", "er"],
    )
}

/// A value under a key.
fn under_key(change: &Change, noun: &Noun, key: &str) -> [String; 2] {
    let [en, da] = noun.full();
    if text_noun(key).is_some() {
        return text(change, noun, key, None);
    }
    let said = |entry: &Option<super::tree::Entry>| {
        let entry = entry.as_ref()?;
        scalar(&entry.node).map(|scalar| scalar.text.clone())
    };
    let (old, new) = (said(&change.old), said(&change.new));
    let shown = new.as_deref().or(old.as_deref()).unwrap_or_default();
    if let Some([[on_en, off_en], [on_da, off_da]]) = switch(key, shown) {
        let is_on = new.as_deref().is_some_and(|new| new != "false");
        let [en_said, da_said] = if is_on {
            [on_en, on_da]
        } else {
            [off_en, off_da]
        };
        return both(format!("{en} {en_said}"), format!("{da} {da_said}"));
    }
    match verb(key, noun) {
        Some(verb) if is_condition(verb) => condition(change, [en, da], verb),
        Some(verb) => instead(change, [en, da], verb),
        None => elsewhere(change, noun, &[Part::Key(key.to_owned())]),
    }
}

/// A condition: what it limits happens always where there is none.
fn condition(change: &Change, [en, da]: [String; 2], verb: [&str; 2]) -> [String; 2] {
    let [verb_en, verb_da] = verb;
    let (does_en, when_en) = verb_en.rsplit_once(' ').unwrap_or((verb_en, ""));
    let (does_da, when_da) = verb_da.split_once(", ").unwrap_or((verb_da, ""));
    match (&change.old, &change.new) {
        (None, Some(new)) => {
            let new = value(&new.node);
            both(
                format!("{en} now {does_en} only {when_en} {new}"),
                format!("{da} {does_da} nu kun, {when_da} {new}"),
            )
        }
        (Some(old), None) => {
            let old = value(&old.node);
            both(
                format!("{en} now always {does_en}, not only {when_en} {old}"),
                format!("{da} {does_da} nu altid, ikke kun {when_da} {old}"),
            )
        }
        _ => instead(change, [en, da], verb),
    }
}

/// "… waits 14 days instead of 10".
fn instead(change: &Change, [en, da]: [String; 2], [verb_en, verb_da]: [&str; 2]) -> [String; 2] {
    let old = change.old.as_ref().map(|entry| &entry.node);
    let new = change.new.as_ref().map(|entry| &entry.node);
    let is_wait = ["waits", "runs every"].contains(&verb_en) || verb_en.contains("apart");
    let wait = |node: &Node, da: bool| {
        let wait = if is_wait { Wait::of(node) } else { None };
        wait.map_or_else(|| value(node), |wait| wait.said(da))
    };
    let earlier = |old: &Node, new: &Node, da: bool| match (Wait::of(old), Wait::of(new)) {
        (Some(old), Some(new)) if is_wait => new.instead_of(&old, da),
        _ => value(old),
    };
    if let (Some(old), Some(new), false) = (old, new, is_wait) {
        let [old, new] = values(old, new);
        return both(
            format!("{en} {verb_en} {new} instead of {old}"),
            format!("{da} {verb_da} {new} i stedet for {old}"),
        );
    }
    match (old, new) {
        (Some(old), Some(new)) => both(
            format!(
                "{en} {verb_en} {} instead of {}",
                wait(new, false),
                earlier(old, new, false)
            ),
            format!(
                "{da} {verb_da} {} i stedet for {}",
                wait(new, true),
                earlier(old, new, true)
            ),
        ),
        (None, Some(new)) => {
            let verb_da = now(verb_da, "nu");
            both(
                format!("{en} now {verb_en} {}", wait(new, false)),
                format!("{da} {verb_da} {}", wait(new, true)),
            )
        }
        (Some(old), None) => {
            let verb_da = now(verb_da, "ikke længere");
            both(
                format!("{en} no longer {verb_en} {}", wait(old, false)),
                format!("{da} {verb_da} {}", wait(old, true)),
            )
        }
        (None, None) => both(en, da),
    }
}

/// A text for people, in one language or in all.
fn text(change: &Change, noun: &Noun, key: &str, code: Option<&str>) -> [String; 2] {
    let [what_en, what_da] = text_noun(key).unwrap_or(["the text", "teksten"]);
    let [en, da] = noun.full();
    let [in_en, in_da] = match code.map(language) {
        Some([en, da]) => both(format!(" {en}"), format!(" {da}")),
        None => both("", ""),
    };
    let of = both(
        format!("{what_en} of {en}{in_en}"),
        format!("{what_da} for {da}{in_da}"),
    );
    let said = |entry: &Option<super::tree::Entry>| entry.as_ref().map(|entry| spoken(&entry.node));
    reads(of, said(&change.old), said(&change.new))
}

/// What a text says, in all of its languages.
fn spoken(node: &Node) -> String {
    match &node.body {
        Body::Scalar(scalar) => tidy(&scalar.text),
        Body::Map(map) => {
            let texts = map.entries.iter().map(|(_, node)| spoken(node));
            texts.collect::<Vec<_>>().join(" / ")
        }
        Body::List(items) => items.iter().map(spoken).collect::<Vec<_>>().join(" / "),
    }
}

fn reads([en, da]: [String; 2], old: Option<String>, new: Option<String>) -> [String; 2] {
    match (old, new) {
        (Some(old), Some(new)) => {
            let [old, new] = quoted(&old, &new);
            both(
                format!("{en} reads {new} instead of {old}"),
                format!("{da} lyder {new} i stedet for {old}"),
            )
        }
        (None, Some(new)) => both(
            format!("{en} is added: “{}”", shortened(&new)),
            format!("{da} er tilføjet: “{}”", shortened(&new)),
        ),
        (Some(old), None) => both(
            format!("{en} is removed: “{}”", shortened(&old)),
            format!("{da} er fjernet: “{}”", shortened(&old)),
        ),
        (None, None) => both(en, da),
    }
}

/// What no sentence is made for: "in action `pause`, `menu.group` is x instead of y".
fn elsewhere(change: &Change, noun: &Noun, rest: &[Part]) -> [String; 2] {
    let [en, da] = noun.full();
    // An effect's arguments stand under its name, which is said already.
    let rest = match rest {
        [_, more @ ..] if noun.is_effect && !more.is_empty() => more,
        rest => rest,
    };
    if let [Part::Key(key), Part::Key(code)] = rest
        && text_noun(key).is_some()
    {
        return text(change, noun, key, Some(code));
    }
    let way: Vec<String> = rest
        .iter()
        .map(|part| match part {
            Part::Key(name) | Part::Item(name) | Part::Row(name) => name.clone(),
            Part::At(at) => (at + 1).to_string(),
        })
        .collect();
    let way = name(&way.join("."));
    let in_it = both(format!("in {en}, {way}"), format!("i {da} er {way}"));
    let shown = |entry: &Option<super::tree::Entry>| entry.as_ref().map(|entry| value(&entry.node));
    let [en, da] = in_it;
    match (change.kind, shown(&change.old), shown(&change.new)) {
        (EditKind::Moved, ..) => both(
            format!("{en} stands at another place"),
            format!("{da} flyttet til en anden plads"),
        ),
        (_, Some(_), Some(_)) => {
            let [old, new] = match (&change.old, &change.new) {
                (Some(old), Some(new)) => values(&old.node, &new.node),
                _ => both("", ""),
            };
            both(
                format!("{en} is {new} instead of {old}"),
                format!("{da} {new} i stedet for {old}"),
            )
        }
        (_, None, Some(new)) => both(format!("{en} is now {new}"), format!("{da} nu {new}")),
        (_, Some(old), None) => both(
            format!("{en} is no longer {old}"),
            format!("{da} ikke længere {old}"),
        ),
        (_, None, None) => both(format!("{en} is changed"), format!("{da} ændret")),
    }
}

/// A file that comes or goes.
pub(super) fn file(path: &str, kind: EditKind) -> [String; 2] {
    let [en, da] = match letter_name(path) {
        Some((letter, code)) => {
            let [in_en, in_da] = language(code);
            both(
                format!("the letter {} {in_en}", name(letter)),
                format!("brevet {} {in_da}", name(letter)),
            )
        }
        None if path.ends_with(".rhai") => both(
            format!("script {}", name(path)),
            format!("scriptet {}", name(path)),
        ),
        None => both(
            format!("file {}", name(path)),
            format!("filen {}", name(path)),
        ),
    };
    match kind {
        EditKind::Removed => both(format!("{en} is removed"), format!("{da} er fjernet")),
        EditKind::Added => both(format!("{en} is added"), format!("{da} er tilføjet")),
        _ => both(format!("{en} is changed"), format!("{da} er ændret")),
    }
}

/// A letter that reads otherwise.
pub(super) fn letter(path: &str, [old, new]: &[String; 2]) -> [String; 2] {
    let (called, code) = letter_name(path).unwrap_or((path, ""));
    let [in_en, in_da] = language(code);
    let of = |en: &str, da: &str| {
        both(
            format!("{en} {} {in_en}", name(called)),
            format!("{da} {} {in_da}", name(called)),
        )
    };
    let letters = letter_of(old).zip(letter_of(new));
    match letters {
        Some(((old_subject, old), (new_subject, new))) if old == new => reads(
            of("the subject of letter", "emnet for brevet"),
            Some(old_subject),
            Some(new_subject),
        ),
        Some(((_, old), (_, new))) => reads(
            of("the letter", "brevet"),
            Some(old.to_owned()),
            Some(new.to_owned()),
        ),
        None => reads(
            of("the letter", "brevet"),
            Some(old.clone()),
            Some(new.clone()),
        ),
    }
}

/// A function of a script, or a line of a sheet.
pub(super) fn piece(path: &str, kind: EditKind, [old, new]: &[Option<Piece>; 2]) -> [String; 2] {
    let file = path.rsplit('/').next().unwrap_or(path);
    let called = new
        .as_ref()
        .or(old.as_ref())
        .and_then(|piece| piece.name.clone());
    let [en, da] = match called {
        Some(called) if path.ends_with(".rhai") => both(
            format!("function {} in {}", name(&called), name(file)),
            format!("funktionen {} i {}", name(&called), name(file)),
        ),
        Some(called) => both(
            format!("row {} in {}", name(&called), name(file)),
            format!("rækken {} i {}", name(&called), name(file)),
        ),
        None => both(
            format!("what stands beside the functions in {}", name(file)),
            format!("det, der står ved siden af funktionerne i {}", name(file)),
        ),
    };
    let said = |piece: &Option<Piece>| {
        let said = piece.as_ref().map_or("", |piece| piece.said.as_str());
        name(&tidy(said))
    };
    match kind {
        EditKind::Added => both(format!("{en} is added"), format!("{da} er tilføjet")),
        EditKind::Removed => both(format!("{en} is removed"), format!("{da} er fjernet")),
        _ if path.ends_with(".rhai") => both(format!("{en} is changed"), format!("{da} er ændret")),
        _ => both(
            format!("{en} is {} instead of {}", said(new), said(old)),
            format!("{da} er {} i stedet for {}", said(new), said(old)),
        ),
    }
}
