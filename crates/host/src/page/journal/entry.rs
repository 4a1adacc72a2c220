//! One decision: what was asked, what followed or why nothing did, and each condition that was looked at.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use dunlin::{Record, TraceLine, Value, Verdict};
use serde::Serialize;

use super::super::cases::case_address;
use super::super::printed::Printed;
use super::super::render;
use super::super::told::{Effect, Reason};
use super::super::visitor::Visitor;
use super::{ADVANCE, OPEN, heading, who};
use crate::app::{App, Made, Why};
use crate::http::Path;

/// What a trace says that a condition is about, where it is a limit that holds for every case.
const LIMIT: &str = "invariant ";

#[derive(Serialize)]
struct Page {
    what: String,
    at: String,
    case: String,
    case_address: String,
    who: Option<String>,
    is_allowed: bool,
    rules: Rules,
    inputs: Vec<Input>,
    effects: Vec<Effect>,
    warnings: Vec<String>,
    reasons: Vec<Reason>,
    why: Vec<Condition>,
    /// Limits that hold for every case, each as it was looked at.
    limits: Vec<Condition>,
    /// Where the conditions come from, or why there are none.
    about_why: &'static str,
    /// What stands in the way of telling, for who looks after the service.
    problem: Option<String>,
    record: String,
    entry: String,
    hash: String,
}

/// By which rules it was decided.
#[derive(Serialize)]
struct Rules {
    name: String,
    version: String,
    address: String,
    is_in_force: bool,
}

/// What was given with the request.
#[derive(Serialize)]
struct Input {
    label: String,
    value: String,
}

/// A condition as it was looked at.
#[derive(Serialize)]
struct Condition {
    outcome: String,
    words: Option<String>,
    condition: String,
    seen: Vec<Input>,
}

pub(crate) async fn entry(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(seq): Path<String>,
) -> Response {
    let Ok(seq) = seq.parse() else {
        return render::nothing(&app, &visitor);
    };
    match app.decision(seq).await {
        Ok(Some(made)) => {
            let page = page(&app, &visitor, &made);
            render::page(&app, &visitor, "journal_entry.html", page)
        }
        Ok(None) => render::nothing(&app, &visitor),
        Err(failure) => render::failed(&app, &visitor.reader, Some(&visitor.session), &failure),
    }
}

fn page(app: &App, visitor: &Visitor, made: &Made) -> Page {
    // What the rules of then call things; those of now where they can't be had.
    let engine = made.engine.clone().unwrap_or_else(|| app.engine());
    let printed = Printed::new(engine.rules(), visitor.reader.language);
    let (line, record) = (&made.line, &made.record);
    let currency = &line.currency;
    let trace: &[TraceLine] = match &made.why {
        Why::Recorded => &record.trace,
        Why::Again(trace) => trace,
        Why::Opened | Why::Unknown(_) => &[],
    };
    let (limits, why): (Vec<&TraceLine>, Vec<&TraceLine>) =
        trace.iter().partition(|line| line.about.starts_with(LIMIT));
    let told = |lines: Vec<&TraceLine>| {
        let lines = lines.into_iter();
        lines
            .map(|line| condition(line, currency, printed))
            .collect()
    };
    Page {
        what: heading(record, printed),
        at: printed.moment(record.at),
        case: line.case.clone(),
        case_address: case_address(&line.case),
        who: who(&record.request.actor, &record.request.role),
        is_allowed: record.verdict == Verdict::Allowed,
        rules: Rules {
            name: record.rule_set.name.clone(),
            version: record.rule_set.version.clone(),
            address: format!("/ui/rules/versions/{}", record.rule_set.fingerprint),
            is_in_force: made.is_in_force,
        },
        inputs: inputs(record, currency, printed),
        effects: printed.effects(&record.effects, currency, record.at),
        warnings: printed.warnings(&record.warnings),
        reasons: printed.reasons(&record.denials),
        why: told(why),
        limits: told(limits),
        about_why: printed.language.of(about(&made.why)),
        problem: match &made.why {
            Why::Unknown(problem) => Some(problem.clone()),
            _ => None,
        },
        record: pretty(&line.entry.record),
        entry: printed.whole(line.entry.entry),
        hash: line.entry.hash.to_string(),
    }
}

/// Where the conditions come from.
fn about(why: &Why) -> [&'static str; 2] {
    match why {
        Why::Recorded => [
            "Each condition, as it was recorded.",
            "Hver betingelse, som den blev registreret.",
        ],
        Why::Again(trace) if trace.is_empty() => [
            "No condition was looked at.",
            "Ingen betingelse blev set på.",
        ],
        Why::Again(_) => [
            "Each condition, found by asking the rules of then the same again, of the case as it was.",
            "Hver betingelse, fundet ved at spørge de daværende regler om det samme igen, om sagen som den var.",
        ],
        Why::Opened => [
            "A case is opened without conditions.",
            "En sag oprettes uden betingelser.",
        ],
        Why::Unknown(_) => [
            "Why it came out so can't be told any more: the case as it was, or the rules of then, can't be had.",
            "Hvorfor det faldt sådan ud, kan ikke længere vises: sagen som den var, eller de daværende regler, findes ikke.",
        ],
    }
}

fn inputs(record: &Record, currency: &str, printed: Printed<'_>) -> Vec<Input> {
    let asked = &record.request;
    // A step's place is its heading.
    if asked.action == ADVANCE {
        return Vec::new();
    }
    if asked.action == OPEN {
        return opened_with(record, currency, printed);
    }
    let language = printed.language.code();
    let action = printed.rules.outline_of_action(&asked.action);
    let input = |(name, value): (&String, &Value)| {
        let fields = action.iter().flat_map(|action| &action.asks);
        let field = fields.into_iter().find(|field| field.name() == *name);
        let options = field.iter().flat_map(|field| field.options());
        let mut chosen = options.filter(|option| value.as_str() == Some(option.value()));
        let label = field.map(|field| field.label().get(language).to_owned());
        Input {
            label: label.unwrap_or_else(|| match name.as_str() {
                "id" => printed.language.of(["What", "Hvad"]).to_owned(),
                "why" => printed.language.of(["Why", "Hvorfor"]).to_owned(),
                name => name.to_owned(),
            }),
            value: chosen
                .next()
                .map(|option| option.label().get(language).to_owned())
                .unwrap_or_else(|| printed.value(value, currency)),
        }
    };
    asked.input.iter().map(input).collect()
}

/// What a case was opened with, and what was known of it, as pages of cases have it.
fn opened_with(record: &Record, currency: &str, printed: Printed<'_>) -> Vec<Input> {
    let Printed { rules, language } = printed;
    let code = language.code();
    let input = |(name, value): (&String, &Value)| {
        let text = value.as_str().unwrap_or_default();
        let (label, value) = match name.as_str() {
            "flow" => (
                "Flow".to_owned(),
                rules.label_of_flow(text).get(code).to_owned(),
            ),
            "currency" => (
                language.of(["Currency", "Valuta"]).to_owned(),
                text.to_owned(),
            ),
            "principal" => (
                rules.label_of_entry(name).get(code).to_owned(),
                text.parse()
                    .map_or_else(|_| text.to_owned(), |sum| printed.amount(sum, currency)),
            ),
            fact => (
                rules.label_of_fact(fact).get(code).to_owned(),
                rules.printed_fact(fact, value, currency, code),
            ),
        };
        Input { label, value }
    };
    let inputs = record.request.input.iter().map(input);
    inputs.filter(|input| !input.value.is_empty()).collect()
}

fn condition(line: &TraceLine, currency: &str, printed: Printed<'_>) -> Condition {
    let language = printed.language;
    let outcome = match line.outcome.as_str() {
        "true" => language.of(["Yes", "Ja"]),
        "false" => language.of(["No", "Nej"]),
        "skipped" => language.of(["Not needed", "Ikke nødvendig"]),
        failed => failed,
    };
    let words = line.words.as_ref();
    let seen = line.seen.iter().map(|seen| Input {
        label: seen.name.clone(),
        value: printed.value(&seen.value, currency),
    });
    Condition {
        outcome: outcome.to_owned(),
        words: words.map(|words| words.get(language.code()).to_owned()),
        condition: dunlin_workbench::told::on_one_line(&line.condition),
        seen: seen.collect(),
    }
}

/// JSON on several lines; as it stands where it is none.
fn pretty(record: &str) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(record);
    let pretty = value.and_then(|value| serde_json::to_string_pretty(&value));
    pretty.unwrap_or_else(|_| record.to_owned())
}
