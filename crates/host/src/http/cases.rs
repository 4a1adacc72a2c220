//! Cases are looked at: listed, shown, their menus and forecasts.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Days, NaiveDate, Utc};
use dunlin::{Case, Due};
use dunlin_workbench::document::{ForecastDocument, MenuDocument};
use rusqlite::Connection;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::language::Language;
use super::problem::{Kind, Problem};
use super::read::{Limit, Path, Place, Query};
use super::{at_revision, told};
use crate::app::{App, Bearer, Failure, Standing};
use crate::store::{self, Filter, Listed};

/// How far a forecast looks if nobody says, and at most, in days.
const AHEAD: u64 = 365;
const FARTHEST: i64 = 3_660;

/// How a case stands.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Active,
    Paused,
    Closed,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Closed => "closed",
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Only cases in this flow.
    flow: Option<String>,
    /// Only cases that stand so.
    #[param(inline)]
    status: Option<Status>,
    /// Only cases whose next step is this one.
    step: Option<String>,
    /// Only this customer's.
    customer: Option<String>,
    /// Only what is owed and was due before today, or only what isn't.
    overdue: Option<bool>,
    /// Only what falls due by itself by this time.
    due_by: Option<DateTime<Utc>>,
    /// Only cases that don't go on, or only those that do.
    held: Option<bool>,
    /// Only cases with effects that are given up, or only those without.
    dead: Option<bool>,
    /// Only cases with at least this balance.
    #[param(value_type = Option<String>, pattern = "^-?[0-9]{1,20}([.][0-9]{1,4})?$")]
    balance_from: Option<Decimal>,
    /// Only cases with at most this balance.
    #[param(value_type = Option<String>, pattern = "^-?[0-9]{1,20}([.][0-9]{1,4})?$")]
    balance_to: Option<Decimal>,
    /// Words that the case's id or its searched facts begin with.
    search: Option<String>,
    /// How many at once: 50, and 500 at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    #[serde(default)]
    limit: Limit,
    /// The `next` of the page before.
    #[param(value_type = Option<i64>, minimum = 0)]
    before: Option<Place>,
}

/// A page of cases.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    items: Vec<T>,
    /// What the next page is asked for with, if there is one.
    next: Option<i64>,
}

impl<T> Page<T> {
    pub(super) fn of(items: Vec<T>, limit: usize, place: impl Fn(&T) -> i64) -> Self {
        let next = (items.len() == limit).then(|| items.last().map(place));
        Self {
            next: next.flatten(),
            items,
        }
    }

    /// The same page of what its items are to whoever asks.
    pub(super) fn map<U>(self, each: impl Fn(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(each).collect(),
            next: self.next,
        }
    }
}

/// Lists cases: the newest first; of what is overdue or due, the longest first, unless words are searched for
///
/// A page may have fewer cases than asked for, or none, although more follow: so many are looked through at once, and the list goes on while there is a `next`.
#[utoipa::path(get, path = "/cases", operation_id = "listCases", tag = "cases", params(ListQuery), security(("token" = [])),
    responses((status = 200, body = Page<Listed>, description = "A page of cases")))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    language: Language,
    Query(query): Query<ListQuery>,
) -> Response {
    let limit = query.limit.0;
    let today = app.engine().rules().local(app.now()).date();
    let filter = filter(query, today);
    let look = move |connection: &Connection| store::lists::list(connection, &filter, limit);
    match app.store.read(look).await {
        Ok(part) => {
            let (items, next) = (part.cases, part.next);
            told(&Page { items, next }, language)
        }
        Err(error) => Problem::of(&error.into(), language).into_response(),
    }
}

fn filter(query: ListQuery, today: NaiveDate) -> Filter {
    Filter {
        flow: query.flow,
        status: query.status.map(|status| status.name().to_owned()),
        step: query.step,
        customer: query.customer,
        overdue: query.overdue.map(|overdue| (overdue, today)),
        due_by: query.due_by,
        held: query.held,
        dead: query.dead,
        balance_from: query.balance_from,
        balance_to: query.balance_to,
        search: query.search,
        before: query.before.map(|place| place.0),
    }
}

/// A case, and what comes next.
#[derive(Serialize)]
struct Shown<'s> {
    case: &'s Case,
    due: &'s Due,
    /// Why it doesn't go on.
    held: Option<serde_json::Value>,
}

/// Shows a case with its ledger and its history, and what comes next
#[utoipa::path(get, path = "/cases/{id}", operation_id = "showCase", tag = "cases", params(("id" = String, Path, description = "The case")), security(("token" = [])),
    responses((status = 200, body = ref("#/components/schemas/CaseShown"), description = "The case, and what comes next", headers(("ETag" = String, description = "The case's revision: what `If-Match` is held to"))), (status = 404), (status = 409)))]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    language: Language,
    Path(id): Path<String>,
) -> Response {
    with_standing(&app, id, language, |standing| {
        let due = standing.engine.next_due(&standing.case, standing.now);
        let due = due.map_err(Failure::Unasked)?;
        let held = standing.row.held.as_deref();
        let shown = Shown {
            case: &standing.case,
            due: &due,
            held: held.and_then(|held| serde_json::from_str(held).ok()),
        };
        Ok(told(&shown, language))
    })
    .await
}

/// Tells every action: whether it is shown and allowed, why not, and its form
#[utoipa::path(get, path = "/cases/{id}/menu", operation_id = "menuOfCase", tag = "cases", params(("id" = String, Path, description = "The case")), security(("token" = [])),
    responses((status = 200, body = ref("#/components/schemas/Menu"), description = "Every action", headers(("ETag" = String, description = "The case's revision: what `If-Match` is held to"))), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn menu(
    State(app): State<Arc<App>>,
    language: Language,
    bearer: Bearer,
    Path(id): Path<String>,
) -> Response {
    with_standing(&app, id, language, |standing| {
        let Standing {
            engine, case, now, ..
        } = standing;
        let menu = engine.menu(case, &bearer.actor(), *now);
        let menu = menu.map_err(Failure::Unasked)?;
        let due = engine.next_due(case, *now).map_err(Failure::Unasked)?;
        Ok(told(&MenuDocument::of(&menu, &due), language))
    })
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ForecastQuery {
    /// Up to when; a year from now if nobody says, and ten at most.
    until: Option<DateTime<Utc>>,
}

/// Tells what will happen to a case if nothing else does
#[utoipa::path(get, path = "/cases/{id}/forecast", operation_id = "forecastOfCase", tag = "cases", params(("id" = String, Path, description = "The case"), ForecastQuery), security(("token" = [])),
    responses((status = 200, body = ref("#/components/schemas/Forecast"), description = "What will happen", headers(("ETag" = String, description = "The case's revision: what `If-Match` is held to"))), (status = 404), (status = 409)))]
pub(super) async fn forecast(
    State(app): State<Arc<App>>,
    language: Language,
    Path(id): Path<String>,
    Query(query): Query<ForecastQuery>,
) -> Response {
    with_standing(&app, id, language, |standing| {
        let Standing {
            engine, case, now, ..
        } = standing;
        let year = now.checked_add_days(Days::new(AHEAD)).unwrap_or(*now);
        let until = query.until.unwrap_or(year);
        if let Some(problem) = too_far(*now, until, language) {
            return Ok(problem.into_response());
        }
        let forecast = engine.forecast(case, *now, until, &[]);
        let forecast = forecast.map_err(Failure::Unasked)?;
        let document = ForecastDocument::of(&forecast, engine.rules(), [*now, until]);
        Ok(told(&document, language))
    })
    .await
}

/// What is wrong with a time up to which somebody wants to look ahead.
pub(super) fn too_far(
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    language: Language,
) -> Option<Problem> {
    let detail = language.of([
        "`until` lies between now and ten years from now: write such a time.",
        "`until` ligger mellem nu og om ti år: skriv sådan et tidspunkt.",
    ]);
    let is_within = until >= now && (until - now).num_days() <= FARTHEST;
    (!is_within).then(|| Problem::new(Kind::BadRequest, language, detail))
}

/// Answers about a case that is there, with its revision.
pub(super) async fn with_standing(
    app: &Arc<App>,
    id: String,
    language: Language,
    answer: impl FnOnce(&Standing) -> Result<Response, Failure>,
) -> Response {
    let answered = match app.standing(id).await {
        Ok(standing) => answer(&standing).map(|response| (response, standing.row.revision)),
        Err(failure) => Err(failure),
    };
    match answered {
        Ok((response, revision)) => at_revision(response, revision),
        Err(failure) => Problem::of(&failure, language).into_response(),
    }
}
