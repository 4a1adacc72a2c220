//! The rules: which are in force and since when, what was found in them, why newer ones aren't, their flows, actions and earlier versions · what they say is the engine's.

mod action;
mod explained;
mod flow;
mod found;
mod version;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use dunlin::RuleSet;
use dunlin_workbench::graph::Inline;
use serde::Serialize;

use self::found::Found;
use super::printed::Printed;
use super::render;
use super::visitor::Visitor;
use crate::app::{App, Failure, InForce, Refused};
use crate::store::rule_sets::{self, RuleSetRow};

/// How many versions are listed.
const VERSIONS: usize = 30;
/// How much of a fingerprint tells versions apart for people.
const SHORT: usize = 12;

/// The routes of the pages about the rules.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/ui/rules", get(show))
        .route("/ui/rules/flows/{flow}", get(flow::show))
        .route("/ui/rules/actions/{action}", get(action::show))
        .route("/ui/rules/versions/{fingerprint}", get(version::show))
        .route("/ui/rules/findings/{code}", get(explained::show))
}

#[derive(Serialize)]
struct Page {
    name: String,
    version: String,
    since: String,
    short: String,
    address: String,
    refused: Option<NotTaken>,
    findings: Vec<Found>,
    drawing: String,
    flows: Vec<Listed>,
    /// What people may ask for.
    actions: Vec<Listed>,
    /// What other systems tell.
    events: Vec<Listed>,
    versions: Vec<Version>,
}

/// Why what is in the folder isn't in force.
#[derive(Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
enum NotTaken {
    Unreadable { problem: String },
    Findings { findings: Vec<Found> },
    Scenarios { failed: Vec<String> },
}

/// A flow or an action, with where it is told.
#[derive(Serialize)]
struct Listed {
    label: String,
    about: Option<String>,
    who: String,
    address: String,
}

/// A version of the rules.
#[derive(Serialize)]
struct Version {
    name: String,
    version: String,
    since: String,
    short: String,
    address: String,
    is_in_force: bool,
}

pub(super) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    match app.store.read(rule_sets::all).await {
        Ok(versions) => {
            let page = page(&app.in_force(), &versions, &visitor);
            render::page(&app, &visitor, "rules.html", page)
        }
        Err(error) => {
            let failure = Failure::from(error);
            render::failed(&app, &visitor.reader, Some(&visitor.session), &failure)
        }
    }
}

fn page(in_force: &InForce, versions: &[RuleSetRow], visitor: &Visitor) -> Page {
    let rules = in_force.engine.rules();
    let printed = Printed::new(rules, visitor.reader.language);
    let own = versions
        .iter()
        .find(|version| version.fingerprint == rules.fingerprint());
    let since = own.map_or(in_force.since, |own| own.since);
    let address = version::address(rules.fingerprint());
    let (actions, events) = listed_actions(printed);
    Page {
        name: rules.name().to_owned(),
        version: rules.version().to_owned(),
        since: printed.moment(since),
        short: short(rules.fingerprint()),
        findings: found::all(
            &in_force.findings,
            rules.sources(),
            Some(&address),
            printed.language,
        ),
        address,
        refused: in_force
            .refused
            .as_deref()
            .map(|refused| not_taken(refused, printed)),
        drawing: Inline::of(rules, printed.language.code()).flows("flows"),
        flows: listed_flows(printed),
        actions,
        events,
        versions: versions
            .iter()
            .take(VERSIONS)
            .map(|version| listed_version(version, printed))
            .collect(),
    }
}

fn not_taken(refused: &Refused, printed: Printed<'_>) -> NotTaken {
    match refused {
        Refused::Unreadable(problem) => NotTaken::Unreadable {
            problem: problem.clone(),
        },
        Refused::Findings { findings, sources } => NotTaken::Findings {
            findings: found::all(findings, sources, None, printed.language),
        },
        Refused::Scenarios { failed, .. } => NotTaken::Scenarios {
            failed: failed.clone(),
        },
    }
}

fn listed_flows(printed: Printed<'_>) -> Vec<Listed> {
    let outline = printed.rules.outline();
    let flows = outline.flows.iter().map(|flow| {
        let code = printed.language.code();
        let steps: Vec<&str> = flow.steps.iter().map(|step| step.label.get(code)).collect();
        Listed {
            label: flow.label.get(code).to_owned(),
            about: Some(steps.join(" → ")),
            who: String::new(),
            address: words::flow_address(flow.name),
        }
    });
    flows.collect()
}

/// The actions that people may ask for, and those that are other systems' alone.
fn listed_actions(printed: Printed<'_>) -> (Vec<Listed>, Vec<Listed>) {
    let rules: &RuleSet = printed.rules;
    let (events, actions): (Vec<&str>, Vec<&str>) = rules
        .actions()
        .partition(|action| rules.who(action).all(|role| role == words::SYSTEM));
    let listed = |action: &str| {
        let code = printed.language.code();
        let outlined = rules.outline_of_action(action)?;
        Some(Listed {
            label: outlined.label.get(code).to_owned(),
            about: outlined.help.map(|help| help.get(code).to_owned()),
            who: words::who(&outlined.who, printed.language),
            address: words::action_address(action),
        })
    };
    let all = |actions: Vec<&str>| actions.into_iter().filter_map(listed).collect();
    (all(actions), all(events))
}

fn listed_version(version: &RuleSetRow, printed: Printed<'_>) -> Version {
    Version {
        name: version.name.clone(),
        version: version.version.clone(),
        since: printed.moment(version.since),
        short: short(&version.fingerprint),
        address: version::address(&version.fingerprint),
        is_in_force: version.fingerprint == printed.rules.fingerprint(),
    }
}

fn short(fingerprint: &str) -> String {
    fingerprint.chars().take(SHORT).collect()
}
