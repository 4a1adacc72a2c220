//! The engine's own words to people, in Danish and English. Rules' words are the rule set's.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Denial, DenialKind};
use crate::expr::{Fault, FaultKind};
use crate::rules::fit::Misfit;
use crate::rules::{Choice, Kind, Label, ListId, Parameter, Rules, TableId};
use crate::text::{Texts, printed_options};
use crate::value::Value;

/// A denial in the engine's own words.
pub(super) fn denial<'e>(
    rules: &'e Rules,
    kind: DenialKind,
    rule: impl Into<Cow<'e, str>>,
    words: [impl Into<Cow<'e, str>>; 2],
) -> Denial<'e> {
    Denial {
        kind,
        rule: rule.into(),
        input: None,
        message: Texts::of_engine(&rules.words.languages, words),
        source: None,
        place: None,
    }
}

pub(super) fn hidden(rules: &Rules) -> Denial<'_> {
    let words = [
        "The action isn't available for the case as it is now.",
        "Handlingen kan ikke bruges på sagen, som den er nu.",
    ];
    denial(rules, DenialKind::Hidden, "hidden", words)
}

pub(super) fn role<'e>(rules: &'e Rules, role: &str, who: &[Arc<str>]) -> Denial<'e> {
    let who: Vec<String> = who.iter().map(|role| format!("`{role}`")).collect();
    let (en, da) = (who.join(" or "), who.join(" eller "));
    let words = [
        format!("The role `{role}` may not do this; it takes {en}."),
        format!("Rollen `{role}` må ikke gøre dette; det kræver {da}."),
    ];
    denial(rules, DenialKind::Role, "role", words)
}

pub(super) fn unknown_input<'e>(rules: &'e Rules, name: &str) -> Denial<'e> {
    let words = [
        format!("The action takes no input `{name}`."),
        format!("Handlingen tager ikke imod `{name}`."),
    ];
    let mut denial = denial(rules, DenialKind::Input, "unknown_input", words);
    denial.input = Some(Cow::Owned(name.to_owned()));
    denial
}

/// An input that doesn't fit, named by its label.
pub(super) fn misfit<'e>(
    rules: &'e Rules,
    name: &'e str,
    label: &Label,
    kind: &Kind,
    value: &Value,
    misfit: &Misfit,
) -> Denial<'e> {
    let rule = match misfit {
        Misfit::Option(list) => return not_offered(rules, name, label, value, *list, |_, _| true),
        Misfit::Missing => "missing",
        Misfit::Malformed => "malformed",
        Misfit::Decimals(_) => "decimals",
        Misfit::TooLarge => "too_large",
    };
    let texts = labelled(rules, name, label, |danish, label, _| match misfit {
        Misfit::Missing if danish => format!("{label} mangler."),
        Misfit::Missing => format!("{label} is missing."),
        Misfit::Malformed | Misfit::Option(_) => malformed(danish, label, kind, value),
        Misfit::Decimals(decimals) if danish => {
            format!("{label} må højst have {decimals} decimaler.")
        }
        Misfit::Decimals(decimals) => format!("{label} may have at most {decimals} decimals."),
        Misfit::TooLarge if danish => format!("{label} er større, end der kan gemmes."),
        Misfit::TooLarge => format!("{label} is larger than can be kept."),
    });
    input(rule, name, texts)
}

fn malformed(danish: bool, label: &str, kind: &Kind, value: &Value) -> String {
    let (en, da) = match kind {
        Kind::Bool => ("true or false", "true eller false"),
        Kind::Integer => ("a whole number, such as 14", "et helt tal, for eksempel 14"),
        Kind::Amount => (
            "an amount, such as 1000.00",
            "et beløb, for eksempel 1000.00",
        ),
        Kind::Decimal | Kind::Percent => ("a number, such as 9.75", "et tal, for eksempel 9.75"),
        Kind::Date => (
            "a date, such as 2026-03-20",
            "en dato, for eksempel 2026-03-20",
        ),
        Kind::DateTime => (
            "a point in time, such as 2026-03-20T09:00:00Z",
            "et tidspunkt, for eksempel 2026-03-20T09:00:00Z",
        ),
        Kind::Choice(_) => ("one of its options", "en af mulighederne"),
        _ => ("a text", "en tekst"),
    };
    if danish {
        format!("{label}: `{value}` kan ikke læses. Skriv {da}.")
    } else {
        format!("{label}: `{value}` can't be read. Write {en}.")
    }
}

/// An option that isn't among those offered: by its list, under what was chosen before it, or for
/// the case as it is.
pub(super) fn not_offered<'e>(
    rules: &'e Rules,
    name: &'e str,
    label: &Label,
    value: &Value,
    list: ListId,
    offered: impl Fn(&Arc<str>, &Choice) -> bool,
) -> Denial<'e> {
    let texts = labelled(rules, name, label, |danish, label, language| {
        let options = rules.words.list(list).map(|list| list.options.iter());
        let options = options
            .into_iter()
            .flatten()
            .filter(|(name, option)| offered(name, option));
        let options = printed_options(options, language);
        match (danish, options.is_empty()) {
            (true, true) => {
                format!("{label}: `{value}` kan ikke vælges, og der er intet at vælge imellem.")
            }
            (true, false) => {
                format!("{label}: `{value}` kan ikke vælges her. Vælg mellem: {options}.")
            }
            (false, true) => {
                format!("{label}: `{value}` can't be chosen, and there is nothing to choose from.")
            }
            (false, false) => {
                format!("{label}: `{value}` can't be chosen here. Choose one of: {options}.")
            }
        }
    });
    input("option", name, texts)
}

/// A number or a text beyond the limits of its input.
pub(super) fn out_of_bounds<'e>(
    rules: &'e Rules,
    rule: &'static str,
    name: &'e str,
    label: &Label,
    limit: &str,
) -> Denial<'e> {
    let texts = labelled(rules, name, label, |danish, label, _| {
        match (rule, danish) {
            ("too_small", true) => format!("{label} skal være mindst {limit}."),
            ("too_small", false) => format!("{label} must be at least {limit}."),
            ("too_large", true) => format!("{label} må højst være {limit}."),
            ("too_large", false) => format!("{label} may be at most {limit}."),
            (_, true) => format!("{label} må højst være på {limit} tegn."),
            (_, false) => format!("{label} may have at most {limit} characters."),
        }
    });
    input(rule, name, texts)
}

fn input<'e>(rule: &'static str, name: &'e str, message: Texts<'e>) -> Denial<'e> {
    Denial {
        kind: DenialKind::Input,
        rule: Cow::Borrowed(rule),
        input: Some(Cow::Borrowed(name)),
        message,
        source: None,
        place: None,
    }
}

fn labelled<'e>(
    rules: &'e Rules,
    name: &str,
    label: &Label,
    words: impl Fn(bool, &str, usize) -> String,
) -> Texts<'e> {
    let languages = &rules.words.languages;
    let texts = languages.iter().enumerate().map(|(index, language)| {
        let label = label.0.get(index).map_or(name, |label| label);
        Cow::Owned(words(&**language == "da", label, index))
    });
    Texts::new(languages, texts.collect())
}

/// An evaluation that failed while deciding: nothing follows then.
pub(super) fn failed<'e>(rules: &'e Rules, rule: &'e str, fault: &Fault) -> Denial<'e> {
    let (en, da) = match &fault.kind {
        FaultKind::Overflow => (
            "a number too large to be kept".to_owned(),
            "et tal, der er for stort".to_owned(),
        ),
        FaultKind::DivisionByZero => (
            "a division by zero".to_owned(),
            "en division med nul".to_owned(),
        ),
        FaultKind::DateOutOfRange => (
            "a date beyond the calendar".to_owned(),
            "en dato uden for kalenderen".to_owned(),
        ),
        FaultKind::NoRow(table, inputs) => no_row(rules, *table, inputs),
        FaultKind::NoVersion(table, on) => {
            let (name, _) = table_named(rules, *table);
            (
                format!("the table `{name}` has no version that holds on {on}"),
                format!("tabellen `{name}` har ingen version, der gælder den {on}"),
            )
        }
        FaultKind::Script(script) => {
            let [en, da] = script.words.clone();
            (en, da)
        }
        FaultKind::WrongValue => (
            "a value of another type than declared".to_owned(),
            "en værdi af en anden type end erklæret".to_owned(),
        ),
    };
    let words = [
        format!("A rule could not be evaluated, so nothing was done: {en}."),
        format!("En regel kunne ikke beregnes, så intet blev udført: {da}."),
    ];
    let mut denial = denial(rules, DenialKind::Failed, rule, words);
    // In the script where it is known, else where the script is asked.
    let span = match &fault.kind {
        FaultKind::Script(script) => script.span,
        _ => None,
    };
    denial.place = rules.location(span.unwrap_or(fault.span)).map(Cow::Owned);
    denial
}

fn no_row(rules: &Rules, table: TableId, inputs: &[Value]) -> (String, String) {
    let (name, declared) = table_named(rules, table);
    let given: Vec<String> = declared
        .iter()
        .zip(inputs)
        .map(|(input, value)| format!("{} {value}", input.name))
        .collect();
    let given = given.join(", ");
    (
        format!("no row of the table `{name}` takes {given}"),
        format!("ingen række i tabellen `{name}` tager {given}"),
    )
}

/// A table's name and its inputs.
fn table_named(rules: &Rules, table: TableId) -> (&str, &[Parameter]) {
    let found = rules.words.tables.get_index(table.index());
    found.map_or(("", &[]), |(name, table)| (name, &table.inputs))
}
