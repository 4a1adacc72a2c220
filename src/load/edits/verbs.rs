//! What the keys of a rule file say of what they stand in, as verbs and nouns, in English and Danish. No edit is known here.

use super::noun::Noun;

/// What a key says of what it stands in, as a verb.
pub(super) fn verb(key: &str, noun: &Noun) -> Option<[&'static str; 2]> {
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
pub(super) fn switch(key: &str, value: &str) -> Option<[[&'static str; 2]; 2]> {
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

pub(super) fn is_condition([verb, _]: [&str; 2]) -> bool {
    verb.ends_with(" when") || verb.ends_with(" while")
}

/// What a key holds that is a text for people.
pub(super) fn text_noun(key: &str) -> Option<[&'static str; 2]> {
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

/// A Danish verb with an adverb behind its first word: "vises nu, når".
pub(super) fn now(verb: &str, adverb: &str) -> String {
    let (first, rest) = match verb.split_once(' ') {
        Some((first, rest)) => (first, format!(" {rest}")),
        None => (verb, String::new()),
    };
    match first.strip_suffix(',') {
        Some(first) => format!("{first} {adverb},{rest}"),
        None => format!("{first} {adverb}{rest}"),
    }
}
