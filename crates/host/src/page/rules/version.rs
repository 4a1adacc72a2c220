//! A version of the rules: what it says otherwise than the one before, and its files to read · nothing of it is in force by being looked at.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use dunlin::{EditKind, Edits, Place, Sources};
use rusqlite::Connection;
use serde::Serialize;

use super::super::form::Fields;
use super::super::printed::Printed;
use super::super::render;
use super::super::visitor::Visitor;
use super::words::in_path;
use crate::app::{App, Failure};
use crate::http::{Language, Path};
use crate::store::StoreError;
use crate::store::rule_sets::{self, RuleSetRow};

#[derive(Serialize)]
struct Page {
    name: String,
    version: String,
    since: String,
    fingerprint: String,
    is_in_force: bool,
    address: String,
    before: Option<Before>,
    edits: Vec<Edited>,
    /// Whether what differs can't be told.
    is_unread: bool,
    files: Vec<File>,
    file: Option<Shown>,
}

/// The version before.
#[derive(Serialize)]
struct Before {
    version: String,
    short: String,
    address: String,
}

/// Something that is said otherwise.
#[derive(Serialize)]
struct Edited {
    kind: &'static str,
    sign: &'static str,
    words: String,
    file: Option<String>,
    address: Option<String>,
}

#[derive(Serialize)]
struct File {
    name: String,
    address: String,
    is_here: bool,
}

/// A file that is read.
#[derive(Serialize)]
struct Shown {
    name: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    number: usize,
    text: String,
    is_comment: bool,
}

/// What the store has of a version.
struct Kept {
    row: RuleSetRow,
    sources: Sources,
    before: Option<(RuleSetRow, Sources)>,
}

/// The version before, and what is said otherwise; no edits where one of the two can't be read.
struct Compared {
    before: RuleSetRow,
    edits: Option<Edits>,
}

/// Where a version is shown.
pub(super) fn address(fingerprint: &str) -> String {
    format!("/ui/rules/versions/{fingerprint}")
}

/// Where a line of a file of a version is shown.
pub(super) fn line_address(version: &str, file: &str, line: u32) -> String {
    format!("{version}?file={}#L{line}", in_path(file))
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(fingerprint): Path<String>,
    fields: Fields,
) -> Response {
    let read = app
        .store
        .read(move |connection| kept(connection, &fingerprint));
    let kept = match read.await {
        Ok(Some(kept)) => kept,
        Ok(None) => return render::nothing(&app, &visitor),
        Err(error) => {
            let failure = Failure::from(error);
            return render::failed(&app, &visitor.reader, Some(&visitor.session), &failure);
        }
    };
    // A file is read for itself: what differs stands on the version's own page.
    let file = fields.filled("file");
    let compared = match file {
        Some(_) => None,
        None => compared(&kept).await,
    };
    let engine = app.engine();
    let printed = Printed::new(engine.rules(), visitor.reader.language);
    let page = page(&kept, compared.as_ref(), file, printed);
    render::page(&app, &visitor, "rules_version.html", page)
}

fn kept(connection: &Connection, fingerprint: &str) -> Result<Option<Kept>, StoreError> {
    let mut versions = rule_sets::all(connection)?
        .into_iter()
        .skip_while(|version| version.fingerprint != fingerprint);
    let (row, before) = (versions.next(), versions.next());
    let Some(row) = row else { return Ok(None) };
    let Some(sources) = rule_sets::sources(connection, &row.fingerprint)? else {
        return Ok(None);
    };
    let before = match before {
        Some(before) => {
            let sources = rule_sets::sources(connection, &before.fingerprint)?;
            sources.map(|sources| (before, sources))
        }
        None => None,
    };
    Ok(Some(Kept {
        row,
        sources,
        before,
    }))
}

/// What a version says otherwise than the one before. Comparing takes long enough to keep others waiting.
async fn compared(kept: &Kept) -> Option<Compared> {
    let (before, old) = kept.before.clone()?;
    let new = kept.sources.clone();
    let edits = tokio::task::spawn_blocking(move || Edits::between(&old, &new).ok()).await;
    Some(Compared {
        before,
        edits: edits.ok().flatten(),
    })
}

fn page(
    kept: &Kept,
    compared: Option<&Compared>,
    file: Option<&str>,
    printed: Printed<'_>,
) -> Page {
    let own = address(&kept.row.fingerprint);
    let before = compared.map(|compared| &compared.before);
    let edits = compared.and_then(|compared| {
        let files = [address(&compared.before.fingerprint), own.clone()];
        let edits = compared.edits.as_ref()?;
        Some(edited(edits, &files, printed.language))
    });
    let is_unread = compared.is_some() && edits.is_none();
    let files = kept.sources.iter().map(|source| File {
        name: source.name().to_owned(),
        address: format!("{own}?file={}", in_path(source.name())),
        is_here: file == Some(source.name()),
    });
    Page {
        name: kept.row.name.clone(),
        version: kept.row.version.clone(),
        since: printed.moment(kept.row.since),
        fingerprint: kept.row.fingerprint.clone(),
        is_in_force: kept.row.fingerprint == printed.rules.fingerprint(),
        before: before.map(|before| Before {
            version: before.version.clone(),
            short: super::short(&before.fingerprint),
            address: address(&before.fingerprint),
        }),
        edits: edits.unwrap_or_default(),
        is_unread,
        files: files.collect(),
        file: file
            .and_then(|file| kept.sources.get(file))
            .map(|source| Shown {
                name: source.name().to_owned(),
                lines: lines(source.text()),
            }),
        address: own,
    }
}

fn edited(edits: &Edits, [old, new]: &[String; 2], language: Language) -> Vec<Edited> {
    let told = edits.iter().map(|edit| {
        let (kind, sign) = match edit.kind() {
            EditKind::Added => ("added", "+"),
            EditKind::Removed => ("removed", "−"),
            EditKind::Moved => ("moved", "↕"),
            _ => ("changed", "~"),
        };
        // What is no longer there can be read where it was.
        let place = match (edit.after(), edit.before()) {
            (Some(place), _) => Some((new, place)),
            (None, Some(place)) => Some((old, place)),
            (None, None) => None,
        };
        let text = |place: &Place| format!("{}:{}", place.file, place.line);
        Edited {
            kind,
            sign,
            words: edit.words(language.code()).to_owned(),
            file: place.map(|(_, place)| text(place)),
            address: place.map(|(files, place)| line_address(files, &place.file, place.line)),
        }
    });
    told.collect()
}

fn lines(text: &str) -> Vec<Line> {
    let numbered = text.lines().enumerate();
    let lines = numbered.map(|(at, line)| Line {
        number: at + 1,
        text: line.to_owned(),
        is_comment: line.trim_start().starts_with('#'),
    });
    lines.collect()
}
