//! From texts to a rule set, or to every finding: shapes as written, names resolved, types agreed. The only room that knows YAML.

mod action;
mod base;
mod bounds;
mod calendar;
mod choices;
mod depth;
mod document;
mod edits;
mod effect_list;
mod expression;
mod facts;
mod fields;
mod fingerprint;
mod flow;
mod functions;
mod host_effects;
mod interest;
mod invariants;
mod label;
mod ledger;
mod limits;
mod manifest;
mod scalar;
mod syntax;
mod table;
mod template;
mod timer;
mod waiting;
mod yaml;

use std::sync::Arc;

#[cfg(feature = "fs")]
pub(crate) use base::base_of;
pub use edits::{Edit, EditKind, Edits};

use crate::rules::effect::CaseEffect;
use crate::rules::{ByName, Contact, Kind, Rules, Vocabulary};
use crate::script::{OwnedDates, Scripts};
use crate::source::{Findings, Lines, Report, Sources};
use document::DocumentKind;

/// Loads a rule set: the rules, unless one of the findings is an error.
pub(crate) fn load(sources: &Sources) -> (Option<Rules>, Findings) {
    let mut report = Report::default();
    let rules = read(sources, &mut report);
    if let Some(rules) = &rules {
        crate::lint::lint(rules, &mut report);
    }
    depth::tell(sources, &mut report);
    let rules = if report.has_errors() { None } else { rules };
    (rules, report.into_findings(sources))
}

pub(crate) fn read(sources: &Sources, report: &mut Report) -> Option<Rules> {
    let files = sources.iter().count();
    if files > limits::FILES {
        report.add_without_place(limits::too_many_files(files));
        return None;
    }
    document::unreadable(sources, report);
    let chain = base::chain(sources, report)?;
    let documents = document::read_all(sources, &chain, report);
    let mut words = Vocabulary::default();
    let manifest = manifest::declare(&documents, &chain, &mut words, report)?;

    // Names first, each kind of document before those that speak of it.
    declare(&documents, sources, &chain, &mut words, report);
    manifest::order_flows(&manifest, &mut words);
    manifest::settings(&manifest, &mut words, report);
    words.case_effects = CaseEffect::ALL
        .iter()
        .map(|effect| effect.parameters_under(&words))
        .collect();
    // Then what is said with them.
    let calendar = calendar::read(&documents, &words, report);
    let dates = OwnedDates {
        time_zone: manifest.time_zone,
        calendar: Arc::new(calendar.clone()),
    };
    let mut scripts = Scripts::new(dates);
    functions::compile(&documents, sources, &words, &mut scripts, report);
    let tables = table::read(&documents, sources, &words, report);
    let interest = interest::read(&documents, &words, &tables, report);
    let answers = host_effects::answers(&documents, &words, report);
    let flows = flow::read(&documents, &words, report);
    let timers = timer::read(&documents, &words, report);
    let mut actions = ByName::default();
    for document in documents.of(DocumentKind::Action) {
        match action::read(document, sources, &words, &mut scripts, report) {
            Some(action) => {
                actions.insert(action.name.clone(), action);
            }
            None => report.broke(&action::name_of(document)),
        }
    }
    let menu = manifest::order_menu(&manifest, &mut actions, report);
    let invariants = invariants::read(&documents, &words, report);
    let templates = template::read(sources, &chain, &words, report);
    let contact: Option<Contact> = manifest::contact(&manifest, &words, report);
    let start = manifest::start(&manifest, &words, report);
    let example_case = manifest::example_case(&manifest, &words, report);
    let mut rules = Rules {
        name: manifest.name,
        version: manifest.version,
        fingerprint: fingerprint::of(sources, &chain),
        time_zone: manifest.time_zone,
        formats: words
            .languages
            .iter()
            .map(|language| crate::text::Format::of(language))
            .collect(),
        start,
        contact,
        example_case,
        words,
        flows,
        timers,
        actions,
        menu,
        answers,
        invariants,
        tables,
        interest,
        templates,
        calendar,
        scripts,
        lines: sources
            .iter()
            .map(|source| Lines::of(source.text()))
            .collect(),
        sources: sources.clone(),
    };
    rules.locate();
    rules.hold();
    Some(rules)
}

fn declare(
    documents: &document::Documents,
    sources: &Sources,
    chain: &base::Chain,
    words: &mut Vocabulary,
    report: &mut Report,
) {
    choices::declare(documents, words, report);
    flow::declare(documents, words, report);
    facts::declare(documents, words, report);
    ledger::declare(documents, words, report);
    interest::declare(documents, words, report);
    template::declare(sources, chain, words);
    host_effects::declare(documents, words, report);
    functions::declare(documents, words, report);
    table::declare(documents, words, report);
}

/// A type by its name: one of the language's, or a list of options.
pub(crate) fn kind_named(name: &str, words: &Vocabulary) -> Option<Kind> {
    let named = Kind::NAMED
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, kind)| kind.clone());
    named.or_else(|| words.list_named(name).map(Kind::Choice))
}

/// Every name that a type may have here.
pub(crate) fn kind_names(words: &Vocabulary) -> Vec<&str> {
    let lists = words
        .lists
        .iter()
        .map(|list| &*list.name)
        .filter(|name| !name.is_empty());
    Kind::NAMED
        .iter()
        .map(|(name, _)| *name)
        .chain(["choice"])
        .chain(lists)
        .collect()
}
