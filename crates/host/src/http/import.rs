//! Cases come in: an opening, a stream of them, an invoice in UBL, a portfolio in CSV. Each is taken or refused by itself.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use dunlin::Opening;
use dunlin_import::{CsvError, Kind as Customer, Options};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::language::Language;
use super::problem::{Kind, Problem};
use super::read::Query;
use super::told;
use super::who::Write;
use crate::app::{App, Failure, Idempotency, Opened};
use crate::store::Answer;

/// What an id is written without in a path.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');
/// How many cases are opened in one write: others have their turns between.
const BATCH: usize = 256;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportQuery {
    /// The flow in which cases begin, where the document doesn't say.
    pub(crate) flow: Option<String>,
    /// The days from the invoice's date to its due date, where it has none.
    pub(crate) due_days: Option<u32>,
    /// Who owes, where the document doesn't show it.
    #[param(inline)]
    pub(crate) kind: Option<CustomerKind>,
    /// Of a CSV file: which of the configured mappings reads it.
    pub(crate) mapping: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CustomerKind {
    Business,
    Consumer,
}

/// What became of one case.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Line {
    /// Its place in what was sent, from 1 on: an object, or a line.
    pub(crate) place: usize,
    pub(crate) id: Option<String>,
    /// `opened`, `exists` (and is left as it is), or `refused`.
    pub(crate) outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<String>,
}

/// What became of each case.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Lines {
    pub(crate) opened: usize,
    pub(crate) existing: usize,
    pub(crate) refused: usize,
    /// Each that wasn't opened and, where there are few, each that was.
    pub(crate) cases: Vec<Line>,
}

/// What was read.
#[derive(Default)]
pub(crate) struct Read {
    openings: Vec<(usize, Opening)>,
    refused: Vec<Line>,
}

/// Opens cases
///
/// Takes one opening (`application/json`), a stream of them (`application/x-ndjson`), an invoice in UBL (`application/xml`), or a portfolio
/// (`text/csv`, by one of the configured mappings). One opening that isn't taken is a problem; of several, each is taken or refused by itself.
#[utoipa::path(post, path = "/cases", operation_id = "openCases", tag = "cases", security(("token" = [])),
    params(ImportQuery, ("Idempotency-Key" = String, Header, description = "New for each import")),
    request_body(content((ref("#/components/schemas/Opening") = "application/json"), (String = "application/x-ndjson"), (String = "application/xml"), (String = "text/csv"))),
    responses((status = 200, body = Lines, description = "What became of each"), (status = 201, body = Line, description = "The one case is opened", headers(("Location" = String, description = "Where it is"))),
        (status = 409),
        (status = 415), (status = 422)))]
pub(super) async fn import(
    State(app): State<Arc<App>>,
    Query(query): Query<ImportQuery>,
    write: Write,
) -> Response {
    let language = write.language;
    let media = write.headers.get(CONTENT_TYPE);
    let media = media
        .and_then(|media| media.to_str().ok())
        .unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    let is_one = matches!(media, "application/json" | "application/xml" | "text/xml");
    let read = match media {
        "application/json" => one(&write.body.0, language),
        "application/x-ndjson" => Ok(stream(&write.body.0, language)),
        "application/xml" | "text/xml" => invoice(&write.body.0, &query, language),
        "text/csv" => portfolio(&app, &write.body.0, &query, language),
        _ => Err(unknown_media(language)),
    };
    let read = match read {
        Ok(read) => read,
        Err(problem) => return problem.into_response(),
    };
    if is_one {
        return single(&app, read.openings, write.idempotency, language).await;
    }
    match all(&app, read, &write.idempotency, language).await {
        Ok(lines) => told(&lines, language),
        Err(failure) => Problem::of(&failure, language).into_response(),
    }
}

/// Opens the cases that were read, each taken or refused by itself.
pub(crate) async fn all(
    app: &Arc<App>,
    read: Read,
    idempotency: &Idempotency,
    language: Language,
) -> Result<Lines, Failure> {
    let mut lines = read.refused;
    for (number, batch) in read.openings.chunks(BATCH).enumerate() {
        // A part of it has a key of its own, which nobody can send.
        let idempotency = Idempotency {
            key: format!("{}\n{number}", idempotency.key),
            ..idempotency.clone()
        };
        let told = move |opened: &[(usize, Opened)]| {
            let lines = opened
                .iter()
                .map(|(place, opened)| line(*place, opened, language));
            Answer {
                status: StatusCode::OK.as_u16(),
                body: serde_json::to_string(&lines.collect::<Vec<_>>()).unwrap_or_default(),
            }
        };
        let answer = app.open(batch.to_vec(), idempotency, told).await?;
        lines.extend(serde_json::from_str::<Vec<Line>>(&answer.body).unwrap_or_default());
    }
    Ok(counted(lines))
}

/// Opens the one case that was asked for.
async fn single(
    app: &Arc<App>,
    openings: Vec<(usize, Opening)>,
    idempotency: Idempotency,
    language: Language,
) -> Response {
    let told = move |opened: &[(usize, Opened)]| match opened.first() {
        Some((_, Opened::Denied { denials, .. })) => Problem::denied(denials, language).answer(),
        Some((place, opened)) => {
            let line = line(*place, opened, language);
            match opened {
                Opened::New { .. } => Answer {
                    status: StatusCode::CREATED.as_u16(),
                    body: serde_json::to_string(&line).unwrap_or_default(),
                },
                Opened::Exists { .. } => {
                    Problem::new(Kind::Exists, language, line.problem.unwrap_or_default()).answer()
                }
                _ => Problem::new(
                    Kind::InputDenied,
                    language,
                    line.problem.unwrap_or_default(),
                )
                .answer(),
            }
        }
        None => Problem::new(Kind::BadRequest, language, "").answer(),
    };
    let answer = match app.open(openings, idempotency, told).await {
        Ok(answer) => answer,
        Err(failure) => return Problem::of(&failure, language).into_response(),
    };
    let mut response = super::answered(&answer);
    if response.status() == StatusCode::CREATED
        && let Ok(line) = serde_json::from_str::<Line>(&answer.body)
        && let Some(id) = line.id
        && let Ok(location) =
            HeaderValue::from_str(&format!("/cases/{}", utf8_percent_encode(&id, IN_PATH)))
    {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// What became of an opening, in words.
fn line(place: usize, opened: &Opened, language: Language) -> Line {
    let (id, outcome, problem) = match opened {
        Opened::New { id } => (id, "opened", None),
        Opened::Exists { id } => (
            id,
            "exists",
            Some(language.of([
                format!("There is a case `{id}` already, and it stays as it is."),
                format!("Der er allerede en sag `{id}`, og den bliver, som den er."),
            ])),
        ),
        Opened::Denied { id, denials } => {
            let denials = denials
                .iter()
                .map(|denial| denial.message.get(language.code()));
            (id, "refused", Some(denials.collect::<Vec<_>>().join(" ")))
        }
        Opened::Unfit { id, problem } => (id, "refused", Some(problem.clone())),
    };
    Line {
        place,
        id: Some(id.clone()),
        outcome: outcome.to_owned(),
        problem,
    }
}

/// The lines in order, and how many of each there are.
fn counted(mut lines: Vec<Line>) -> Lines {
    lines.sort_by_key(|line| line.place);
    let count = |outcome: &str| lines.iter().filter(|line| line.outcome == outcome).count();
    let mut counted = Lines {
        opened: count("opened"),
        existing: count("exists"),
        refused: count("refused"),
        cases: Vec::new(),
    };
    if lines.len() > BATCH {
        lines.retain(|line| line.outcome != "opened");
    }
    counted.cases = lines;
    counted
}

fn refused(place: usize, problem: String) -> Line {
    Line {
        place,
        id: None,
        outcome: "refused".to_owned(),
        problem: Some(problem),
    }
}

/// One opening.
fn one(body: &[u8], language: Language) -> Result<Read, Problem> {
    match serde_json::from_slice(body) {
        Ok(opening) => Ok(Read {
            openings: vec![(1, opening)],
            refused: Vec::new(),
        }),
        Err(error) => Err(not_an_opening(&error.to_string(), language)),
    }
}

fn not_an_opening(why: &str, language: Language) -> Problem {
    let detail = language.of([
        format!("The body is no opening: {why}. Write an object with `id`, `flow`, `principal`, `currency` and `facts`."),
        format!("Indholdet er ingen åbning: {why}. Skriv et objekt med `id`, `flow`, `principal`, `currency` og `facts`."),
    ]);
    Problem::new(Kind::BadRequest, language, detail)
}

/// Openings, one a line.
fn stream(body: &[u8], language: Language) -> Read {
    let mut read = Read::default();
    for (place, line) in body.split(|byte| *byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice(line) {
            Ok(opening) => read.openings.push((place + 1, opening)),
            Err(error) => {
                let problem = language.of([
                    format!("No opening is on this line: {error}"),
                    format!("Der er ingen åbning på denne linje: {error}"),
                ]);
                read.refused.push(refused(place + 1, problem));
            }
        }
    }
    read
}

fn options(query: &ImportQuery) -> Options {
    let mut options = Options::default();
    options.flow = query.flow.clone();
    options.due_days = query.due_days;
    options.kind = query.kind.map(|kind| match kind {
        CustomerKind::Business => Customer::Business,
        CustomerKind::Consumer => Customer::Consumer,
    });
    options
}

/// An invoice.
pub(crate) fn invoice(
    body: &[u8],
    query: &ImportQuery,
    language: Language,
) -> Result<Read, Problem> {
    match dunlin_import::ubl(body, &options(query)) {
        Ok(opening) => Ok(Read {
            openings: vec![(1, of_import(&opening, language)?)],
            refused: Vec::new(),
        }),
        Err(refusal) => Err(Problem::new(
            Kind::InputDenied,
            language,
            refusal.told(language.code()),
        )),
    }
}

/// A portfolio.
pub(crate) fn portfolio(
    app: &App,
    body: &[u8],
    query: &ImportQuery,
    language: Language,
) -> Result<Read, Problem> {
    let mapping = query
        .mapping
        .as_deref()
        .and_then(|name| app.config.mapping(name));
    let Some(mapping) = mapping else {
        let known = app.config.mappings().collect::<Vec<_>>().join(", ");
        let detail = language.of([
            format!(
                "Name by `?mapping=` which of the configured mappings reads the file: [{known}]."
            ),
            format!("Angiv med `?mapping=`, hvilken af de opsatte læsninger filen har: [{known}]."),
        ]);
        return Err(Problem::new(Kind::BadRequest, language, detail));
    };
    let imported = dunlin_import::csv(body, mapping, &options(query)).map_err(|error| {
        let told = match &error {
            CsvError::Refused(findings) | CsvError::Row(findings) => {
                let told = findings.iter().map(|finding| finding.told(language.code()));
                told.collect::<Vec<_>>().join("\n")
            }
            other => other.to_string(),
        };
        Problem::new(Kind::InputDenied, language, told)
    })?;
    let mut read = Read::default();
    for (place, opening) in imported.openings.iter().enumerate() {
        read.openings
            .push((place + 1, of_import(opening, language)?));
    }
    for finding in &imported.bad_rows {
        let line = finding.line().and_then(|line| usize::try_from(line).ok());
        let told = finding.told(language.code());
        read.refused.push(refused(line.unwrap_or_default(), told));
    }
    Ok(read)
}

/// An opening as the engine takes it.
fn of_import(opening: &dunlin_import::Opening, language: Language) -> Result<Opening, Problem> {
    let opening = serde_json::to_value(opening).and_then(serde_json::from_value);
    opening.map_err(|error| not_an_opening(&error.to_string(), language))
}

fn unknown_media(language: Language) -> Problem {
    let detail = language.of([
        "`Content-Type` is one of application/json (an opening), application/x-ndjson (openings, one a line), application/xml (an invoice in UBL), text/csv (a portfolio).",
        "`Content-Type` er en af application/json (en åbning), application/x-ndjson (åbninger, en pr. linje), application/xml (en faktura i UBL), text/csv (en portefølje).",
    ]);
    Problem::new(Kind::BadMedia, language, detail)
}
