//! The journal, read: of one case, or of all as JSON lines.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::cases::Page;
use super::language::Language;
use super::problem::Problem;
use super::read::{Limit, Path, Place, Query};
use super::told;
use crate::app::{App, Failure};
use crate::store::{self, Entry};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct JournalQuery {
    /// The `next` of the page before.
    #[param(value_type = Option<i64>, minimum = 0)]
    after: Option<Place>,
    /// How many at once: 50, and 500 at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    #[serde(default)]
    limit: Limit,
}

/// A decision, as it was recorded.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JournalEntry)]
struct Told {
    /// Its place in the case's journal, from 1 on.
    entry: i64,
    /// The SHA-256 hash over the entry before and this record.
    hash: String,
    #[schema(schema_with = record)]
    record: Box<RawValue>,
}

/// A record, as the engine writes it.
fn record() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("Record")
}

fn told_of(entry: Entry) -> Result<(i64, Told), Failure> {
    let record = RawValue::from_string(entry.record);
    let record = record.map_err(|error| store::StoreError::Damaged(error.to_string()))?;
    let told = Told {
        entry: entry.entry,
        hash: entry.hash.to_string(),
        record,
    };
    Ok((entry.seq, told))
}

/// Tells every decision about a case, the first first
#[utoipa::path(get, path = "/cases/{id}/journal", operation_id = "journalOfCase", tag = "journal", params(("id" = String, Path, description = "The case"), JournalQuery), security(("token" = [])),
    responses((status = 200, body = Page<Told>, description = "A page of entries"), (status = 404)))]
pub(super) async fn of_case(
    State(app): State<Arc<App>>,
    language: Language,
    Path(id): Path<String>,
    Query(query): Query<JournalQuery>,
) -> Response {
    let limit = query.limit.0;
    let look = move |connection: &Connection| {
        if store::cases::find(connection, &id)?.is_none() {
            return Err(Failure::NoCase(id));
        }
        let after = query.after.map_or(0, |place| place.0);
        Ok(store::journal::of_case(connection, &id, after, limit)?)
    };
    let entries = app.store.read(look).await.and_then(|entries| {
        let entries = entries.into_iter().map(told_of);
        entries.collect::<Result<Vec<_>, _>>()
    });
    match entries {
        Ok(entries) => {
            let entries: Vec<Told> = entries.into_iter().map(|(_, told)| told).collect();
            told(&Page::of(entries, limit, |told| told.entry), language)
        }
        Err(failure) => Problem::of(&failure, language).into_response(),
    }
}

/// Tells every decision about every case, in the order in which they were made
#[utoipa::path(get, path = "/journal", operation_id = "journal", tag = "journal", params(JournalQuery), security(("token" = [])),
    responses((status = 200, body = Page<Told>, description = "A page of entries")))]
pub(super) async fn all(
    State(app): State<Arc<App>>,
    language: Language,
    Query(query): Query<JournalQuery>,
) -> Response {
    let limit = query.limit.0;
    let after = query.after.map_or(0, |place| place.0);
    let look = move |connection: &Connection| store::journal::all(connection, after, limit);
    let entries = app.store.read(look).await.map_err(Failure::from);
    let entries = entries.and_then(|entries| {
        let entries = entries.into_iter().map(told_of);
        entries.collect::<Result<Vec<_>, _>>()
    });
    match entries {
        Ok(entries) => {
            let page = Page::of(entries, limit, |(seq, _)| *seq);
            told(&page.map(|(_, told)| told), language)
        }
        Err(failure) => Problem::of(&failure, language).into_response(),
    }
}
