//! A flow: its picture, and its steps, timers and ways out in words · what it says is the engine's.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use dunlin::{Cause, Lead, OutlinedStep, OutlinedTimer};
use dunlin_workbench::graph::{Inline, Width};
use serde::Serialize;

use super::super::printed::Printed;
use super::super::render;
use super::super::visitor::Visitor;
use super::words::{self, Asked, Done};
use crate::app::App;
use crate::http::{Language, Path};

#[derive(Serialize)]
struct Page {
    label: String,
    is_start: bool,
    apart: Option<String>,
    drawing: String,
    steps: Vec<Step>,
    timers: Vec<Timer>,
    moves: Vec<Moved>,
    /// The flows that a case in it may be moved to.
    leads_to: Vec<Other>,
}

#[derive(Serialize)]
struct Step {
    label: String,
    wait: String,
    wait_for: Option<Asked>,
    when: Option<Asked>,
    does: Vec<Done>,
}

#[derive(Serialize)]
struct Timer {
    label: String,
    wait: String,
    condition: Option<Asked>,
    does: Vec<Done>,
}

/// An action, or the answer of another system, that moves the case.
#[derive(Serialize)]
struct Moved {
    label: String,
    words: String,
    who: String,
    address: Option<String>,
}

#[derive(Serialize)]
struct Other {
    label: String,
    address: String,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(flow): Path<String>,
) -> Response {
    let engine = app.engine();
    let printed = Printed::new(engine.rules(), visitor.reader.language);
    match page(printed, &flow) {
        Some(page) => render::page(&app, &visitor, "rules_flow.html", page),
        None => render::nothing(&app, &visitor),
    }
}

fn page(printed: Printed<'_>, name: &str) -> Option<Page> {
    let (rules, language) = (printed.rules, printed.language);
    let code = language.code();
    let outline = rules.outline_in_words();
    let flow = outline.flows.iter().find(|flow| flow.name == name)?;
    let drawn = Inline::of(rules, code);
    let timers = outline.timers.iter();
    let moves = outline
        .moves
        .iter()
        .filter(|moved| moved.from.contains(&name));
    Some(Page {
        label: flow.label.get(code).to_owned(),
        is_start: flow.is_start,
        apart: flow.apart.as_ref().map(|apart| apart.get(code).to_owned()),
        drawing: drawn.flow(name, "flow", Width::Narrow)?,
        steps: flow.steps.iter().map(|told| step(told, language)).collect(),
        timers: timers
            .filter(|timer| timer.flows.contains(&name))
            .map(|told| timer(told, language))
            .collect(),
        moves: moves.map(|told| moved(told, language)).collect(),
        leads_to: flow
            .switch_to
            .iter()
            .map(|to| Other {
                label: rules.label_of_flow(to).get(code).to_owned(),
                address: words::flow_address(to),
            })
            .collect(),
    })
}

fn step(step: &OutlinedStep<'_>, language: Language) -> Step {
    let code = language.code();
    Step {
        label: step.label.get(code).to_owned(),
        wait: step.wait.get(code).to_owned(),
        wait_for: step
            .wait_for
            .as_ref()
            .map(|one| words::asked(one, language)),
        when: step.when.as_ref().map(|one| words::asked(one, language)),
        does: step
            .does
            .iter()
            .map(|deed| words::done(deed, language))
            .collect(),
    }
}

fn timer(timer: &OutlinedTimer<'_>, language: Language) -> Timer {
    let code = language.code();
    let condition = timer.condition.as_ref();
    Timer {
        label: timer.label.get(code).to_owned(),
        wait: timer.wait.get(code).to_owned(),
        condition: condition.map(|one| words::asked(one, language)),
        does: timer
            .does
            .iter()
            .map(|deed| words::done(deed, language))
            .collect(),
    }
}

fn moved(moved: &dunlin::Move<'_>, language: Language) -> Moved {
    let label = moved.label.get(language.code());
    let (label, address) = match &moved.cause {
        Cause::Done(_) => {
            let done = language.of(["is done", "er udført"]);
            (format!("{label} {done}"), None)
        }
        Cause::Failed(_) => {
            let failed = language.of(["has failed", "er mislykket"]);
            (format!("{label} {failed}"), None)
        }
        Cause::Action(action) | Cause::Script(action) => {
            (label.to_owned(), Some(words::action_address(action)))
        }
        _ => (label.to_owned(), None),
    };
    Moved {
        label,
        words: match moved.lead {
            Lead::AnyFlow if matches!(moved.cause, Cause::Action(_)) => language
                .of(["Moves to the chosen flow", "Flytter til det valgte flow"])
                .to_owned(),
            _ => moved.words.get(language.code()).to_owned(),
        },
        who: words::who(&moved.who, language),
        address,
    }
}
