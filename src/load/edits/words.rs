//! What an edit does, as an operations person says it, in English and Danish. Nothing is compared here.

use std::collections::{BTreeMap, BTreeSet};

use super::EditKind;
use super::compare::{Change, Part};
use super::files::{Piece, Version, letter as letter_of, letter_name};
use super::shape;
use super::tree::{scalar, tidy, under};
use super::wording::{Wait, both, date, language, name, quoted, shortened, value, values};
use crate::load::document::DocumentKind;
use crate::load::yaml::{Body, Node};

/// Names that say too little alone, and those that a table gives its columns.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The steps that more than one flow has.
    steps: BTreeSet<String>,
    /// The inputs and outputs of each table.
    columns: BTreeMap<String, (usize, Vec<String>)>,
}

impl Names {
    pub(super) fn of(old: &Version<'_>, new: &Version<'_>) -> Self {
        let mut names = Self::default();
        for version in [old, new] {
            let mut seen = BTreeSet::new();
            for document in version
                .files
                .iter()
                .filter_map(|file| file.document.as_ref())
            {
                let steps = under(&document.root, "steps").map(|steps| &steps.body);
                if let (DocumentKind::Flow, Some(Body::List(steps))) = (document.kind, steps) {
                    let named = steps.iter().filter_map(|step| scalar(under(step, "step")?));
                    for step in named.map(|step| step.text.clone()) {
                        if !seen.insert(step.clone()) {
                            names.steps.insert(step);
                        }
                    }
                }
                if document.kind == DocumentKind::Table {
                    let columns = ["in", "out"]
                        .into_iter()
                        .flat_map(|key| keys(&document.root, key));
                    let columns = (shape::inputs(&document.root), columns.collect());
                    names.columns.insert(document.name.clone(), columns);
                }
            }
        }
        names
    }
}

fn keys(root: &Node, key: &str) -> Vec<String> {
    match under(root, key).map(|node| &node.body) {
        Some(Body::Map(map)) => map
            .entries
            .iter()
            .map(|(key, _)| key.text.clone())
            .collect(),
        _ => Vec::new(),
    }
}

/// What an edit is about in a sentence, and what that stands in.
struct Noun {
    said: [String; 2],
    /// "requirement `x`" stands in "action `pause`".
    within: Option<Box<Noun>>,
    /// Whether it says enough without what it stands in.
    is_known: bool,
    /// Whether it is an effect in a list, which happens.
    is_effect: bool,
    /// Whether it is a table from a date on, which says the table too.
    is_version: bool,
}

impl Noun {
    fn new(en: impl Into<String>, da: impl Into<String>) -> Self {
        Self {
            said: both(en, da),
            within: None,
            is_known: true,
            is_effect: false,
            is_version: false,
        }
    }

    fn of(kind: [&str; 2], called: &str) -> Self {
        let [en, da] = kind;
        Self::new(
            format!("{en} {}", name(called)),
            format!("{da} {}", name(called)),
        )
    }

    /// An effect in a list, and on what it happens.
    fn effect(called: &str, on_en: &str, on_da: &str) -> Self {
        let called = name(called);
        Self {
            is_known: false,
            is_effect: true,
            ..Self::new(
                format!("effect {called}{on_en}"),
                format!("effekten {called}{on_da}"),
            )
        }
    }

    fn within(self, outer: Self) -> Self {
        Self {
            within: Some(Box::new(outer)),
            ..self
        }
    }

    fn unknown_alone(self) -> Self {
        Self {
            is_known: false,
            ..self
        }
    }

    /// "requirement `x` in action `pause`".
    fn full(&self) -> [String; 2] {
        let [en, da] = &self.said;
        match &self.within {
            Some(outer) if !self.is_known => {
                let [outer_en, outer_da] = outer.full();
                both(format!("{en} in {outer_en}"), format!("{da} i {outer_da}"))
            }
            _ => both(en, da),
        }
    }

    fn outer(&self) -> Option<[String; 2]> {
        self.within.as_ref().map(|outer| outer.full())
    }
}

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

/// The innermost thing with a name on the way to a change, and the way from there.
fn noun<'c>(change: &'c Change, names: &Names) -> (Noun, &'c [Part]) {
    let about = &change.about;
    let mut noun = document(about.kind, &about.document);
    let mut rest = match (about.kind, about.path.as_slice()) {
        (DocumentKind::Ledger | DocumentKind::Interest, [_, rest @ ..]) if !rest.is_empty() => rest,
        (_, path) => path,
    };
    while let Some((inner, after)) = inner(about.kind, &noun, rest, names) {
        noun = if inner.is_version {
            inner
        } else {
            inner.within(noun)
        };
        rest = after;
    }
    (noun, rest)
}

fn document(kind: DocumentKind, called: &str) -> Noun {
    match kind {
        DocumentKind::Manifest => Noun::new("the rule set", "regelsættet"),
        DocumentKind::Flow => Noun::of(["flow", "flowet"], called),
        DocumentKind::Action => Noun::of(["action", "handlingen"], called),
        DocumentKind::Timer => Noun::of(["timer", "timeren"], called),
        DocumentKind::Table => Noun::of(["table", "tabellen"], called),
        DocumentKind::Calendar => Noun::new("the calendar", "kalenderen"),
        DocumentKind::Facts => Noun::new("the facts", "faktaene"),
        DocumentKind::Choices => Noun::new("the lists", "listerne"),
        DocumentKind::Functions => Noun::new("the functions", "funktionerne"),
        DocumentKind::Ledger => Noun::new("the ledger", "posteringerne"),
        DocumentKind::Interest => Noun::new("the interest", "renten"),
        DocumentKind::Effects => Noun::new("the effects", "effekterne"),
        DocumentKind::Invariants => Noun::new("the invariants", "invarianterne"),
    }
}

/// The thing with a name that the next parts of the way lead into.
fn inner<'c>(
    kind: DocumentKind,
    outer: &Noun,
    rest: &'c [Part],
    names: &Names,
) -> Option<(Noun, &'c [Part])> {
    let (noun, used) = match rest {
        [Part::Key(option), ..] if is_list(outer) && kind == DocumentKind::Choices => (
            Noun::of(["option", "muligheden"], option).unknown_alone(),
            1,
        ),
        [Part::Key(list), Part::Item(item), ..] => {
            let noun = match list.as_str() {
                "steps" if names.steps.contains(item) => {
                    Noun::new(name(item), name(item)).unknown_alone()
                }
                "steps" => Noun::new(name(item), name(item)),
                "require" => Noun::of(["requirement", "kravet"], item).unknown_alone(),
                "warn" => Noun::of(["warning", "advarslen"], item).unknown_alone(),
                "invariants" => Noun::of(["invariant", "invarianten"], item),
                "holidays" => Noun::of(["holiday", "helligdagen"], item),
                "blackouts" => Noun::of(["blackout", "pausen"], item),
                "effects" | "do" => Noun::effect(item, "", ""),
                "done" => Noun::effect(item, " on completion", " ved udførelse"),
                "failed" => Noun::effect(item, " on failure", " ved fejl"),
                "versions" => return Some((version(outer, item), rest.get(2..)?)),
                _ => return None,
            };
            (noun, 2)
        }
        [Part::Key(map), Part::Key(key), ..] => {
            let noun = match (kind, map.as_str()) {
                (DocumentKind::Effects, "effects") => Noun::of(["effect", "effekten"], key),
                (_, "inputs") => Noun::of(["input", "feltet"], key).unknown_alone(),
                (_, "settings") => Noun::of(["setting", "indstillingen"], key),
                (_, "facts") => Noun::of(["fact", "faktummet"], key),
                (_, "functions") => Noun::of(["function", "funktionen"], key),
                (_, "choices") => Noun::of(["list", "listen"], key),
                (_, "arguments") => Noun::of(["argument", "argumentet"], key).unknown_alone(),
                (_, "then") => Noun::of(["list", "listen"], key).unknown_alone(),
                (DocumentKind::Table, "in" | "out") => {
                    Noun::of(["column", "kolonnen"], key).unknown_alone()
                }
                (_, "in") => Noun::of(["parameter", "parameteren"], key).unknown_alone(),
                _ => return None,
            };
            (noun, 2)
        }
        [Part::Key(rows), Part::Row(inputs), ..] if rows == "rows" => {
            let noun = if inputs.is_empty() {
                Noun::new("the row", "rækken")
            } else {
                Noun::of(["row", "rækken"], inputs)
            };
            (noun.unknown_alone(), 2)
        }
        _ => return None,
    };
    Some((noun, rest.get(used..)?))
}

fn is_list(noun: &Noun) -> bool {
    noun.said
        .first()
        .is_some_and(|said| said.starts_with("list "))
}

/// A table from a date on.
fn version(table: &Noun, from: &str) -> Noun {
    let [en, da] = table.full();
    let [date_en, date_da] = date(from);
    Noun {
        is_version: true,
        ..Noun::new(
            format!("{en} from {date_en}"),
            format!("{da} fra {date_da}"),
        )
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

/// What a key says of what it stands in, as a verb.
fn verb(key: &str, noun: &Noun) -> Option<[&'static str; 2]> {
    let is = |kind: &str| noun.said.first().is_some_and(|said| said.starts_with(kind));
    Some(match key {
        "after" => ["waits", "venter"],
        "every" => ["runs every", "kører hver"],
        "at" => ["runs at", "kører kl."],
        "wait_for" => ["waits for", "venter på"],
        "when" if is("requirement") => ["applies when", "gælder, når"],
        "when" if is("warning") => ["warns when", "advarer, når"],
        "when" if is("effect") => ["happens when", "sker, når"],
        "when" => ["runs when", "kører, når"],
        "that" => ["requires", "kræver"],
        "shown" => ["is shown when", "vises, når"],
        "while" => ["runs while", "kører, mens"],
        "always" => ["requires", "kræver"],
        "never" => ["forbids", "forbyder"],
        "default" if is("setting") => ["is", "er"],
        "default" => ["is by default", "er som udgangspunkt"],
        "min" => ["is at least", "er mindst"],
        "max" => ["is at most", "er højst"],
        "max_length" => ["has a length of at most", "har en længde på højst"],
        "type" => ["is of type", "er af typen"],
        "date" => ["is on", "er den"],
        "from" if is("the interest") => ["runs from", "løber fra"],
        "from" => ["begins", "begynder"],
        "until" | "to" if is("effect") => return None,
        "until" => ["ends with", "slutter med"],
        "to" => ["ends", "slutter"],
        "apart" => [
            "keeps its letters and charges apart by",
            "holder sine breve og gebyrer adskilt med",
        ],
        "rate" => ["is charged at the rate", "beregnes med satsen"],
        "on" if is("the interest") => ["is charged on", "beregnes af"],
        "day_count" => ["counts days as", "tæller dage som"],
        "hit" => ["takes the row", "tager rækken"],
        "settles" => ["posts", "bogfører"],
        "input" => ["is told at input", "vises ved feltet"],
        "script" => ["is decided by script", "afgøres af scriptet"],
        "file" => ["is read from", "læses fra"],
        "out" => ["gives", "giver"],
        "version" => ["is version", "er version"],
        "rule_set" | "action" | "flow" | "timer" | "table" | "calendar" => ["is called", "hedder"],
        "extends" => ["extends", "bygger på"],
        "time_zone" => ["is in time zone", "er i tidszonen"],
        _ => return None,
    })
}

/// What is said by a key that is a switch: on, off.
fn switch(key: &str, value: &str) -> Option<[[&'static str; 2]; 2]> {
    Some(match (key, value) {
        ("optional", _) => [
            ["may now be left out", "must now be given"],
            ["må nu udelades", "skal nu angives"],
        ],
        ("outward", _) => [
            ["now reaches the customer", "no longer reaches the customer"],
            ["når nu ud til kunden", "når ikke længere ud til kunden"],
        ],
        ("over", "allowed") => [
            [
                "may now settle more than is owed",
                "may no longer settle more than is owed",
            ],
            [
                "må nu afregne mere, end der skyldes",
                "må ikke længere afregne mere, end der skyldes",
            ],
        ],
        ("day", "business") => [
            [
                "now runs on business days alone",
                "no longer waits for a business day",
            ],
            [
                "kører nu kun på hverdage",
                "venter ikke længere på en hverdag",
            ],
        ],
        _ => return None,
    })
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

fn is_condition([verb, _]: [&str; 2]) -> bool {
    verb.ends_with(" when") || verb.ends_with(" while")
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

/// A Danish verb with an adverb behind its first word: "vises nu, når".
fn now(verb: &str, adverb: &str) -> String {
    let (first, rest) = match verb.split_once(' ') {
        Some((first, rest)) => (first, format!(" {rest}")),
        None => (verb, String::new()),
    };
    match first.strip_suffix(',') {
        Some(first) => format!("{first} {adverb},{rest}"),
        None => format!("{first} {adverb}{rest}"),
    }
}

/// What a key holds that is a text for people.
fn text_noun(key: &str) -> Option<[&'static str; 2]> {
    Some(match key {
        "label" => ["the label", "navnet"],
        "help" => ["the help text", "hjælpeteksten"],
        "else" | "message" => ["the message", "beskeden"],
        "hidden" => [
            "the explanation when hidden",
            "forklaringen, når den er skjult,",
        ],
        "because" => ["the reason", "begrundelsen"],
        "text" => ["the text", "teksten"],
        "source" => ["the source", "kilden"],
        _ => return None,
    })
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
