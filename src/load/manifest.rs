//! The manifest: what the rule set is called, whose days and words it uses, and what differs between creditors.

use std::sync::Arc;

use chrono_tz::Tz;
use indexmap::IndexMap;

use super::base::Chain;
use super::bounds::Bounds;
use super::choices::list_of;
use super::document::{DocumentKind, Documents};
use super::expression::expression;
use super::fields::{Fields, list};
use super::scalar::{self, repeated_name, wrong_value};
use super::yaml::{Body, Key, Node};
use crate::expr::unknown;
use crate::expr::{Expected, Guards, Roots, Scope};
use crate::rules::action::Action;
use crate::rules::{
    ByName, Choice, ChoiceList, Contact, FlowId, Kind, Label, Setting, Sort, Type, Vocabulary,
    builtin, currency,
};
use crate::source::{Code, LANGUAGE, Problem, Report};
use crate::value::Value;

/// What the manifests say, those of extensions over those of their bases.
pub(super) struct Manifest<'n> {
    pub(super) name: Arc<str>,
    pub(super) version: Arc<str>,
    pub(super) time_zone: Tz,
    /// The settings of each manifest, the base's declarations first.
    settings: Vec<Vec<(&'n Key, &'n Node)>>,
    start: Option<&'n Node>,
    menu: Option<&'n Node>,
    contact: Option<&'n Node>,
    example_case: Option<&'n Node>,
}

/// Reads the manifests' names, and declares languages, currencies and roles.
pub(super) fn declare<'n>(
    documents: &'n Documents,
    chain: &Chain,
    words: &mut Vocabulary,
    report: &mut Report,
) -> Option<Manifest<'n>> {
    builtin_lists(words);
    let mut own: Option<(Arc<str>, Arc<str>)> = None;
    let mut base = None;
    let mut all_settings = Vec::new();
    for prefix in chain.own_first() {
        let name = format!("{prefix}dunlin.yaml");
        let document = documents
            .of(DocumentKind::Manifest)
            .find(|document| document.name == name)?;
        let mut fields = Fields::of(&document.node, report)?;
        let name = fields
            .need("rule_set", report)
            .and_then(|node| scalar::name(node, report));
        let version = fields
            .need("version", report)
            .and_then(|node| scalar::text(node, report));
        let settings = fields
            .take("settings")
            .and_then(|node| Fields::of(node, report));
        all_settings.insert(
            0,
            settings
                .map(|mut settings| settings.rest(report))
                .unwrap_or_default(),
        );
        // Where they are missing, that was told, and nothing comes of the rule set.
        own.get_or_insert_with(|| {
            (
                name.unwrap_or_else(|| Arc::from("")),
                Arc::from(version.unwrap_or_default()),
            )
        });
        if fields.take("extends").is_some() {
            for (key, _) in fields.rest(report) {
                report.add(key.span, only_in_base(&key.text));
            }
        } else {
            base = Some(whole(fields, words, report));
        }
    }
    let Whole {
        time_zone,
        start,
        menu,
        contact,
        example_case,
    } = base?;
    let (name, version) = own?;
    Some(Manifest {
        name,
        version,
        // A rule set whose zone can't be read doesn't load; its other findings are told all the same.
        time_zone: time_zone.unwrap_or(Tz::UTC),
        settings: all_settings,
        start,
        menu,
        contact,
        example_case,
    })
}

/// What only the manifest of a rule set that extends no other says.
struct Whole<'n> {
    time_zone: Option<Tz>,
    start: Option<&'n Node>,
    menu: Option<&'n Node>,
    contact: Option<&'n Node>,
    example_case: Option<&'n Node>,
}

fn whole<'n>(mut fields: Fields<'n>, words: &mut Vocabulary, report: &mut Report) -> Whole<'n> {
    let time_zone = fields
        .need("time_zone", report)
        .and_then(|node| zone(node, report));
    if let Some(node) = fields.need("languages", report) {
        words.languages = names(node, report);
        for item in list(node, &mut Report::default()) {
            if let Some(name) = scalar::text(item, &mut Report::default()) {
                report.named(LANGUAGE, None, name, item.span);
            }
        }
        set_options(words, builtin::LANGUAGE, &words.languages.clone());
    }
    if let Some(node) = fields.take("currencies") {
        let codes = names(node, report);
        for (code, item) in codes.iter().zip(list(node, &mut Report::default())) {
            if !currency::is_currency_code(code) {
                report.add(
                    item.span,
                    wrong_value(code, "a currency's code", "en valutakode").help(
                        "write three capital letters, such as DKK",
                        "skriv tre store bogstaver, for eksempel DKK",
                    ),
                );
            }
        }
        set_options(words, builtin::CURRENCY, &codes);
    }
    if let Some(node) = fields.need("roles", report) {
        words.roles = names(node, report);
        let system: Arc<str> = Arc::from(crate::rules::action::SYSTEM);
        if words.roles.contains(&system) {
            report.add(node.span, scalar::reserved_name(&system));
        } else {
            words.roles.push(system);
        }
        set_options(words, builtin::ROLE, &words.roles.clone());
    }
    let start = fields.need("start", report);
    let menu = fields.take("menu");
    let (contact, example_case) = (fields.take("contact"), fields.take("example_case"));
    fields.finish(report);
    Whole {
        time_zone,
        start,
        menu,
        contact,
        example_case,
    }
}

fn builtin_lists(words: &mut Vocabulary) {
    for (name, options) in builtin::LISTS {
        let list = ChoiceList {
            name: Arc::from(name),
            options: ByName::default(),
            parent: None,
            declared: None,
        };
        let id = crate::rules::ListId::new(words.lists.len());
        words.lists.push(list);
        let options: Vec<Arc<str>> = options.iter().map(|option| Arc::from(*option)).collect();
        set_options(words, id, &options);
    }
}

/// Gives a list options without labels of their own.
fn set_options(words: &mut Vocabulary, list: crate::rules::ListId, names: &[Arc<str>]) {
    let options = names.iter().map(|name| {
        let value = Value::choice(name);
        (
            name.clone(),
            Choice {
                label: Label::default(),
                value,
                under: Vec::new(),
                declared: None,
            },
        )
    });
    if let Some(list) = words.lists.get_mut(list.index()) {
        list.options = options.collect();
    }
}

fn names(node: &Node, report: &mut Report) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    if !matches!(node.body, Body::List(_)) {
        // Any name may have been meant to be among them.
        report.unread();
    }
    at_least_one(node, report);
    for item in list(node, report) {
        let Some(name) = scalar::name(item, report) else {
            continue;
        };
        let first = report.named("name", Some(node.span), &name, item.span);
        if first.is_some() {
            report.add(item.span, repeated_name("a name", "et navn", &name, first));
        } else {
            names.push(name);
        }
    }
    names
}

/// An empty list would leave nothing to choose from.
pub(super) fn at_least_one(node: &Node, report: &mut Report) {
    if matches!(&node.body, Body::List(items) if items.is_empty()) {
        report.add(
            node.span,
            Problem::new(
                Code::Empty,
                "at least one is needed here",
                "her skal stå mindst én",
            )
            .help(
                "write them between the brackets",
                "skriv dem mellem parenteserne",
            ),
        );
    }
}

fn zone(node: &Node, report: &mut Report) -> Option<Tz> {
    let text = scalar::text(node, report)?;
    let zone = text.parse::<Tz>().ok();
    if zone.is_none() {
        let known = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        report.add(
            node.span,
            unknown("time zone", "ingen tidszone", text).suggest(text, known),
        );
    }
    zone
}

/// Declares the settings, and sets those that extensions give another value.
pub(super) fn settings(manifest: &Manifest<'_>, words: &mut Vocabulary, report: &mut Report) {
    let mut manifests = manifest.settings.iter();
    let mut limits: IndexMap<&str, Bounds> = IndexMap::new();
    for (key, node) in manifests.next().into_iter().flatten() {
        if !scalar::is_name(&key.text) || !crate::expr::can_be_name(&key.text) {
            report.add(key.span, scalar::reserved_name(&key.text));
            report.broke(&key.text);
        } else if let Some((setting, bounds)) = setting(key, node, words, report) {
            words.settings.insert(Arc::from(key.text.as_str()), setting);
            limits.insert(&key.text, bounds);
        } else {
            report.broke(&key.text);
        }
    }
    for (key, node) in manifests.flatten() {
        let Some(setting) = words.settings.get(key.text.as_str()).cloned() else {
            let known = words.settings.keys().map(|name| &**name);
            report.add(
                key.span,
                unknown("setting", "ingen indstilling", &key.text).suggest(&key.text, known),
            );
            continue;
        };
        let Some(value) = scalar::value(node, &setting.kind, words, report) else {
            continue;
        };
        if let Some(bounds) = limits.get(key.text.as_str()) {
            bounds.hold(&value, node, report);
        }
        if let Some(declared) = words.settings.get_mut(key.text.as_str()) {
            declared.value = value;
        }
    }
}

fn setting(
    key: &Key,
    node: &Node,
    words: &mut Vocabulary,
    report: &mut Report,
) -> Option<(Setting, Bounds)> {
    let mut fields = Fields::of(node, report)?;
    let kind = typed(&mut fields, words, report);
    let default = fields.need("default", report);
    let bounds = Bounds::take(&mut fields, kind.as_ref(), report);
    fields.finish(report);
    let (kind, default) = (kind?, default?);
    let value = scalar::value(default, &kind, words, report)?;
    bounds.hold(&value, default, report);
    let declared = key.span;
    Some((
        Setting {
            kind,
            value,
            declared,
        },
        bounds,
    ))
}

/// The type of a `type:` key, with the `options:` of a choice that stands here.
pub(super) fn typed(
    fields: &mut Fields<'_>,
    words: &mut Vocabulary,
    report: &mut Report,
) -> Option<Kind> {
    let node = fields.need("type", report);
    let options = fields.take("options");
    match (scalar::text(node?, report)?, options) {
        ("choice", Some(options)) => Some(Kind::Choice(list_of(options, words, report)?)),
        ("choice", None) => {
            report.add(
                node?.span,
                Problem::new(
                    Code::MissingKey,
                    "a choice needs its `options`",
                    "et valg skal have sine `options`",
                )
                .help("add `options: [a, b]`", "tilføj `options: [a, b]`"),
            );
            None
        }
        (_, Some(options)) => {
            report.add(
                options.span,
                Problem::new(
                    Code::UnknownKey,
                    "only a `type: choice` has `options`",
                    "kun `type: choice` har `options`",
                )
                .help(
                    "write `type: choice`, or remove the options",
                    "skriv `type: choice`, eller fjern mulighederne",
                ),
            );
            None
        }
        _ => scalar::kind(node?, words, report),
    }
}

pub(super) fn start(
    manifest: &Manifest<'_>,
    words: &Vocabulary,
    report: &mut Report,
) -> Vec<FlowId> {
    let Some(node) = manifest.start else {
        return Vec::new();
    };
    at_least_one(node, report);
    flows(node, words, report)
}

/// Puts the actions in the order in which the manifest wants them in the menu; the others follow.
/// Returns how many it names, if it has a menu.
pub(super) fn order_menu(
    manifest: &Manifest<'_>,
    actions: &mut ByName<Action>,
    report: &mut Report,
) -> Option<usize> {
    let mut place = 0;
    for item in list(manifest.menu?, report) {
        let Some(name) = scalar::text(item, report) else {
            continue;
        };
        let first = report.named("menu", None, name, item.span);
        match actions.get_index_of(name) {
            Some(index) if index < place => report.add(
                item.span,
                repeated_name("a place for", "en plads til", name, first),
            ),
            Some(index) => {
                actions.move_index(index, place);
                place += 1;
            }
            None => {
                let known = actions.keys().map(|name| &**name);
                report.add(
                    item.span,
                    unknown("action", "ingen handling", name).suggest(name, known),
                );
            }
        }
    }
    Some(place)
}

/// Offers the flows in the order in which the manifest lets cases begin in them; the others follow.
pub(super) fn order_flows(manifest: &Manifest<'_>, words: &mut Vocabulary) {
    let start = manifest
        .start
        .map(|node| list(node, &mut Report::default()));
    let Some(flows) = words.lists.get_mut(builtin::FLOW.index()) else {
        return;
    };
    let mut place = 0;
    for item in start.unwrap_or_default() {
        let name = scalar::text(item, &mut Report::default()).unwrap_or_default();
        if let Some(index) = flows
            .options
            .get_index_of(name)
            .filter(|index| *index >= place)
        {
            flows.options.move_index(index, place);
            place += 1;
        }
    }
}

/// A list of flows by their names.
pub(super) fn flows(node: &Node, words: &Vocabulary, report: &mut Report) -> Vec<FlowId> {
    let mut flows = Vec::new();
    for item in list(node, report) {
        let Some(name) = scalar::text(item, report) else {
            continue;
        };
        match words.flow_id(name) {
            Some(flow) => flows.push(flow),
            None => {
                let known = words.flows.keys().map(|name| &**name);
                report.add(
                    item.span,
                    unknown("flow", "intet flow", name).suggest(name, known),
                );
            }
        }
    }
    flows
}

pub(super) fn contact(
    manifest: &Manifest<'_>,
    words: &Vocabulary,
    report: &mut Report,
) -> Option<Contact> {
    let mut fields = Fields::of(manifest.contact?, report)?;
    let scope = Scope::new(words, Roots::Case);
    let optional = |node: Option<&Node>, kind: Kind, report: &mut Report| {
        let ty = Type::optional(kind);
        node.and_then(|node| {
            expression(
                node,
                scope,
                &Guards::default(),
                &Expected::Value(&ty),
                report,
            )
        })
    };
    let email_node = fields.take("email");
    let email = optional(email_node, Kind::Text, report);
    let language = fields.take("language");
    // A choice of the rule set's own will do: it names a language.
    let language = optional(language, Kind::Text, report);
    let otherwise_node = fields.take("otherwise");
    let otherwise = otherwise_node.and_then(|node| scalar::name(node, report));
    fields.finish(report);
    for channels in channels(words) {
        let options = || channels.options.keys().map(|option| &**option);
        if let (Some(name), Some(node)) = (&otherwise, otherwise_node)
            && !channels.options.contains_key(name)
        {
            report.add(
                node.span,
                unknown("channel", "ingen kanal", name).suggest(name, options()),
            );
        }
        if let (Some(node), false) = (email_node, channels.options.contains_key("email")) {
            report.add(
                node.span,
                unknown("channel", "ingen kanal", "email").suggest("email", options()),
            );
        }
    }
    Some(Contact {
        email,
        language,
        otherwise,
    })
}

/// The channels that letters may go by, as each effect with a template declares them.
fn channels(words: &Vocabulary) -> impl Iterator<Item = &ChoiceList> {
    let letters = words.effects.values().filter(|effect| {
        effect
            .parameters
            .iter()
            .any(|parameter| parameter.sort == Sort::Template)
    });
    let channels = letters.flat_map(|effect| &effect.parameters);
    let channels = channels.filter(|parameter| &*parameter.name == "channel");
    channels.filter_map(|parameter| match parameter.ty.kind {
        Kind::Choice(list) => words.list(list),
        _ => None,
    })
}

/// The example's values, by the names of an opening's fields and facts.
pub(super) fn example_case(
    manifest: &Manifest<'_>,
    words: &Vocabulary,
    report: &mut Report,
) -> IndexMap<Arc<str>, Value> {
    let mut example = IndexMap::new();
    let Some(mut fields) = manifest
        .example_case
        .and_then(|node| Fields::of(node, report))
    else {
        return example;
    };
    for (key, node) in fields.rest(report) {
        let kind = match key.text.as_str() {
            "flow" => Kind::Choice(builtin::FLOW),
            "currency" => Kind::Choice(builtin::CURRENCY),
            "principal" => Kind::Amount,
            name => match words.facts.get(name) {
                Some(fact) => fact.ty.kind.clone(),
                None => {
                    let known = words.facts.keys().map(|fact| &**fact).chain([
                        "flow",
                        "currency",
                        "principal",
                    ]);
                    report.add(
                        key.span,
                        unknown("fact", "intet faktum", name).suggest(name, known),
                    );
                    continue;
                }
            },
        };
        if let Some(value) = scalar::value(node, &kind, words, report) {
            example.insert(Arc::from(key.text.as_str()), value);
        }
    }
    example
}

fn only_in_base(key: &str) -> Problem {
    Problem::new(
        Code::Extension,
        format!("a rule set that extends another can't say `{key}`"),
        format!("et regelsæt, der bygger på et andet, kan ikke angive `{key}`"),
    )
    .help(
        "it may set `settings` and replace templates, nothing else",
        "det må sætte `settings` og erstatte skabeloner, intet andet",
    )
}
