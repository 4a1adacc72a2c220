//! Cases come in by files that somebody drops: invoices in UBL, portfolios in CSV; each file is taken or refused by itself, and says why.

use std::sync::Arc;

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{FromRequest, Request, State};
use axum::response::Response;
use serde::Serialize;

use super::cases::case_address;
use super::form::foreign;
use super::render;
use super::visitor::{Visitor, is_from_here};
use crate::app::{App, Failure, Idempotency};
use crate::http::import::{CustomerKind, ImportQuery, Lines, all, invoice, portfolio};
use crate::http::{Kind, Language, Problem};
use crate::store::Hash;

/// How many files are taken at once.
const FILES: usize = 200;

/// What was sent: the form, and files with their names.
#[derive(Default)]
struct Form {
    csrf: String,
    key: String,
    asked: ImportQuery,
    files: Vec<(String, Vec<u8>)>,
}

#[derive(Serialize)]
struct Page {
    flows: Vec<Choice>,
    mappings: Vec<String>,
    key: String,
    /// What became of each file, once some were sent.
    files: Vec<Became>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// What became of a file.
#[derive(Serialize, Default)]
struct Became {
    name: String,
    opened: usize,
    existing: usize,
    refused: usize,
    /// Why nothing of it was taken.
    problem: Option<String>,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    place: usize,
    id: Option<String>,
    address: Option<String>,
    outcome: String,
    problem: Option<String>,
}

/// The form.
pub(super) async fn form(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    shown(&app, &visitor, Vec::new())
}

fn shown(app: &Arc<App>, visitor: &Visitor, files: Vec<Became>) -> Response {
    let engine = app.engine();
    let rules = engine.rules();
    let language = visitor.reader.language.code();
    let flow = |flow: &str| Choice {
        value: flow.to_owned(),
        label: rules.label_of_flow(flow).get(language).to_owned(),
    };
    let key = match App::new_key() {
        Ok(key) => key,
        Err(failure) => {
            return render::failed(app, &visitor.reader, Some(&visitor.session), &failure);
        }
    };
    let page = Page {
        flows: rules.start().map(flow).collect(),
        mappings: app.config.mappings().map(str::to_owned).collect(),
        key,
        files,
    };
    render::page(app, visitor, "import.html", page)
}

/// Opens the cases of the files that were sent.
pub(super) async fn take(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    request: Request,
) -> Response {
    let is_from_here = is_from_here(request.headers());
    let language = visitor.reader.language;
    let form = match Multipart::from_request(request, &app).await {
        Ok(multipart) => read(multipart, language).await,
        Err(rejection) => Err(unread(&rejection, language)),
    };
    let form = match form {
        Ok(form) if is_from_here && visitor.vouches(Some(&form.csrf)) => form,
        Ok(_) => return foreign(&app, &visitor),
        Err(problem) => {
            return render::problem(&app, &visitor.reader, Some(&visitor.session), &problem);
        }
    };
    let mut files = Vec::with_capacity(form.files.len());
    for (place, (name, bytes)) in form.files.iter().enumerate() {
        let key = format!("{}\n{place}", form.key);
        let opened = opened(&app, &visitor, &form.asked, (name, bytes), key).await;
        match opened {
            Ok(became) => files.push(became),
            Err(failure) => {
                return render::failed(&app, &visitor.reader, Some(&visitor.session), &failure);
            }
        }
    }
    shown(&app, &visitor, files)
}

async fn read(mut multipart: Multipart, language: Language) -> Result<Form, Problem> {
    let mut form = Form::default();
    loop {
        let field = multipart.next_field().await;
        let Some(field) = field.map_err(|error| broken(error.body_text(), language))? else {
            return Ok(form);
        };
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await;
        let bytes = bytes.map_err(|error| broken(error.body_text(), language))?;
        let text = || {
            let text = String::from_utf8_lossy(&bytes).trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        match (name.as_str(), file) {
            ("files", Some(file)) if !bytes.is_empty() && form.files.len() < FILES => {
                form.files.push((file, bytes.to_vec()));
            }
            ("csrf", None) => form.csrf = text().unwrap_or_default(),
            ("key", None) => form.key = text().unwrap_or_default(),
            ("flow", None) => form.asked.flow = text(),
            ("mapping", None) => form.asked.mapping = text(),
            ("due_days", None) => form.asked.due_days = text().and_then(|days| days.parse().ok()),
            ("kind", None) => {
                form.asked.kind = match text().as_deref() {
                    Some("business") => Some(CustomerKind::Business),
                    Some("consumer") => Some(CustomerKind::Consumer),
                    _ => None,
                };
            }
            _ => {}
        }
    }
}

fn unread(rejection: &MultipartRejection, language: Language) -> Problem {
    broken(rejection.body_text(), language)
}

fn broken(why: String, language: Language) -> Problem {
    let detail = language.of([
        format!("The files couldn't be read: {why}. Nothing was done; choose them again."),
        format!("Filerne kunne ikke læses: {why}. Intet er gjort; vælg dem igen."),
    ]);
    Problem::new(Kind::BadRequest, language, detail)
}

/// Opens the cases of one file.
async fn opened(
    app: &Arc<App>,
    visitor: &Visitor,
    asked: &ImportQuery,
    (name, bytes): (&str, &[u8]),
    key: String,
) -> Result<Became, Failure> {
    let language = visitor.reader.language;
    let is_xml = bytes
        .iter()
        .find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF))
        .is_some_and(|first| *first == b'<');
    let read = match is_xml {
        true => invoice(bytes, asked, language),
        false => portfolio(app, bytes, asked, language),
    };
    let read = match read {
        Ok(read) => read,
        Err(problem) => {
            return Ok(Became {
                name: name.to_owned(),
                refused: 1,
                problem: Some(problem.told().2.to_owned()),
                ..Became::default()
            });
        }
    };
    let idempotency = Idempotency {
        token: visitor.session.bearer.name.clone(),
        key,
        request: Hash::of(&[b"import", bytes]),
    };
    let lines = all(app, read, &idempotency, language).await?;
    Ok(became(name, lines))
}

fn became(name: &str, lines: Lines) -> Became {
    Became {
        name: name.to_owned(),
        opened: lines.opened,
        existing: lines.existing,
        refused: lines.refused,
        problem: None,
        lines: lines
            .cases
            .into_iter()
            .map(|line| Line {
                place: line.place,
                address: line
                    .id
                    .as_deref()
                    .filter(|_| line.outcome != "refused")
                    .map(case_address),
                id: line.id,
                outcome: line.outcome,
                problem: line.problem,
            })
            .collect(),
    }
}
