//! Errors as problems (RFC 9457): what is wrong, in the asked language, and what to do about it.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use dunlin::{CaseErrorKind, Denial, DenialKind};
use serde::Serialize;

use super::language::Language;
use crate::app::{Failure, Refused};
use crate::store::Answer;

/// What a problem's body is.
pub(super) const PROBLEM: &str = "application/problem+json";

/// Why something wasn't done.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Problem {
    /// Which kind of problem it is: `urn:dunlin:problem:denied`.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    /// What is wrong here, and what to do about it, in the asked language.
    detail: String,
    #[serde(flatten)]
    more: Option<Box<More>>,
}

/// What some kinds of problems tell beside.
#[derive(Debug, Clone, Default, Serialize)]
struct More {
    /// Of an action that is denied: every reason, with its rule, its input, its message in each language and its place in the rule files.
    #[serde(skip_serializing_if = "Option::is_none")]
    denials: Option<serde_json::Value>,
    /// Of a request about a revision that has passed: the one that the case is at.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<i64>,
    /// Of rules that aren't taken: what was found in them.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<serde_json::Value>,
}

/// The kinds of problems: their names, statuses and titles, in English and Danish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Denied,
    NotAllowed,
    InputDenied,
    Unauthorized,
    NotFound,
    NoMethod,
    Exists,
    Stale,
    KeyMissing,
    KeyReused,
    BadRequest,
    BadMedia,
    TooLarge,
    TooSlow,
    TooMany,
    Stranded,
    RulesRefused,
    Broken,
    Ending,
}

impl Kind {
    fn parts(self) -> (&'static str, StatusCode, [&'static str; 2]) {
        match self {
            Self::Denied => (
                "urn:dunlin:problem:denied",
                StatusCode::CONFLICT,
                ["The rules deny it", "Reglerne tillader det ikke"],
            ),
            Self::NotAllowed => (
                "urn:dunlin:problem:role",
                StatusCode::FORBIDDEN,
                ["Your role may not do it", "Din rolle må ikke gøre det"],
            ),
            Self::InputDenied => (
                "urn:dunlin:problem:input",
                StatusCode::UNPROCESSABLE_ENTITY,
                [
                    "What was filled in can't be taken",
                    "Det udfyldte kan ikke bruges",
                ],
            ),
            Self::Unauthorized => (
                "urn:dunlin:problem:token",
                StatusCode::UNAUTHORIZED,
                ["A token is needed", "Der mangler et token"],
            ),
            Self::NotFound => (
                "urn:dunlin:problem:not-found",
                StatusCode::NOT_FOUND,
                ["There is no such thing", "Det findes ikke"],
            ),
            Self::NoMethod => (
                "urn:dunlin:problem:method",
                StatusCode::METHOD_NOT_ALLOWED,
                [
                    "That can't be done with it",
                    "Det kan man ikke gøre med den",
                ],
            ),
            Self::Exists => (
                "urn:dunlin:problem:exists",
                StatusCode::CONFLICT,
                ["It is there already", "Den findes allerede"],
            ),
            Self::Stale => (
                "urn:dunlin:problem:stale",
                StatusCode::PRECONDITION_FAILED,
                ["The case has changed", "Sagen er ændret"],
            ),
            Self::KeyMissing => (
                "urn:dunlin:problem:idempotency-key-missing",
                StatusCode::BAD_REQUEST,
                [
                    "An idempotency key is needed",
                    "Der mangler en Idempotency-Key",
                ],
            ),
            Self::KeyReused => (
                "urn:dunlin:problem:idempotency-key-reused",
                StatusCode::UNPROCESSABLE_ENTITY,
                [
                    "The idempotency key was used for something else",
                    "Nøglen er brugt til noget andet",
                ],
            ),
            Self::BadRequest => (
                "urn:dunlin:problem:request",
                StatusCode::BAD_REQUEST,
                ["The request can't be read", "Forespørgslen kan ikke læses"],
            ),
            Self::BadMedia => (
                "urn:dunlin:problem:media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                ["That form isn't known", "Formatet er ukendt"],
            ),
            Self::TooLarge => (
                "urn:dunlin:problem:too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                ["It is too large", "Det er for stort"],
            ),
            Self::TooSlow => (
                "urn:dunlin:problem:too-slow",
                StatusCode::REQUEST_TIMEOUT,
                ["It took too long", "Det tog for lang tid"],
            ),
            Self::TooMany => (
                "urn:dunlin:problem:too-many",
                StatusCode::TOO_MANY_REQUESTS,
                [
                    "There are too many requests",
                    "Der er for mange forespørgsler",
                ],
            ),
            Self::Stranded => (
                "urn:dunlin:problem:stranded",
                StatusCode::CONFLICT,
                [
                    "The rules can't take the case",
                    "Reglerne kan ikke tage sagen",
                ],
            ),
            Self::RulesRefused => (
                "urn:dunlin:problem:rules",
                StatusCode::UNPROCESSABLE_ENTITY,
                ["The rules aren't taken", "Reglerne er ikke taget i brug"],
            ),
            Self::Broken => (
                "urn:dunlin:problem:broken",
                StatusCode::INTERNAL_SERVER_ERROR,
                ["Something is broken", "Noget er i stykker"],
            ),
            Self::Ending => (
                "urn:dunlin:problem:ending",
                StatusCode::SERVICE_UNAVAILABLE,
                ["The service is ending", "Tjenesten lukker ned"],
            ),
        }
    }
}

impl Problem {
    pub(crate) fn new(kind: Kind, language: Language, detail: impl Into<String>) -> Self {
        let (kind, status, title) = kind.parts();
        Self {
            kind,
            title: language.of(title),
            status: status.as_u16(),
            detail: detail.into(),
            more: None,
        }
    }

    /// A body that is larger than is taken.
    pub(super) fn too_large(language: Language) -> Self {
        let detail = language.of([
            "The body is larger than is taken here: send less at once.",
            "Indholdet er større, end der tages imod her: send mindre ad gangen.",
        ]);
        Self::new(Kind::TooLarge, language, detail)
    }

    /// Its status, its title and what it says in detail.
    pub(crate) fn told(&self) -> (StatusCode, &'static str, &str) {
        let status = StatusCode::from_u16(self.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, self.title, &self.detail)
    }

    fn with(self, more: More) -> Self {
        Self {
            more: Some(Box::new(more)),
            ..self
        }
    }

    /// A decision that denies.
    pub(super) fn denied(denials: &[Denial<'_>], language: Language) -> Self {
        let all = |kind: DenialKind| {
            !denials.is_empty() && denials.iter().all(|denial| denial.kind == kind)
        };
        let kind = if all(DenialKind::Role) {
            Kind::NotAllowed
        } else if all(DenialKind::Input) {
            Kind::InputDenied
        } else {
            Kind::Denied
        };
        let detail = denials
            .iter()
            .map(|denial| denial.message.get(language.code()));
        let detail: Vec<&str> = detail.collect();
        Self::new(kind, language, detail.join(" ")).with(More {
            denials: serde_json::to_value(denials).ok(),
            ..More::default()
        })
    }

    /// What a failure is to whoever asked.
    pub(crate) fn of(failure: &Failure, language: Language) -> Self {
        let told = |kind: Kind, english: String, danish: String| {
            Self::new(kind, language, language.of([english, danish]))
        };
        match failure {
            Failure::NoCase(id) => told(
                Kind::NotFound,
                format!("There is no case `{id}`."),
                format!("Der er ingen sag `{id}`."),
            ),
            Failure::NoEffect(id) => told(
                Kind::NotFound,
                format!("There is no effect `{id}` in the outbox."),
                format!("Der er ingen virkning `{id}` i udbakken."),
            ),
            Failure::NotDead(id) => told(
                Kind::Denied,
                format!("The effect `{id}` isn't given up, so there is nothing to retry."),
                format!("Virkningen `{id}` er ikke opgivet, så der er intet at prøve igen."),
            ),
            Failure::Stale { is, asked } => told(
                Kind::Stale,
                format!("The request is about revision {asked}, and the case is at {is}: read it again, then decide anew."),
                format!("Forespørgslen gælder revision {asked}, og sagen er ved {is}: læs den igen, og tag så stilling."),
            )
            .with(More {
                revision: Some(*is),
                ..More::default()
            }),
            Failure::KeyReused => told(
                Kind::KeyReused,
                "The `Idempotency-Key` was used for another request: use a new one for each thing that you do.".to_owned(),
                "Nøglen i `Idempotency-Key` er brugt til en anden forespørgsel: brug en ny for hver ting, du gør.".to_owned(),
            ),
            Failure::Unasked(error) => match error.kind() {
                CaseErrorKind::Action => told(
                    Kind::NotFound,
                    "The rules have no such action: the case's menu tells which there are.".to_owned(),
                    "Reglerne har ingen sådan handling: sagens menu fortæller, hvilke der er.".to_owned(),
                ),
                CaseErrorKind::Role => told(
                    Kind::NotAllowed,
                    "The rules in force don't know the role of this token: make one of a role that they have, by `dunlin token new`.".to_owned(),
                    "De gældende regler kender ikke dette tokens rolle: lav et med en rolle, de har, med `dunlin token new`.".to_owned(),
                ),
                _ => Self::new(Kind::BadRequest, language, error.to_string()),
            },
            Failure::Stranded { .. } => Self::new(Kind::Stranded, language, failure.to_string()),
            Failure::Refused(refused) => {
                let findings = match &**refused {
                    Refused::Findings { findings, .. } | Refused::Scenarios { findings, .. } => {
                        let document = dunlin_workbench::document::FindingsDocument::of(findings, language.code());
                        serde_json::to_value(document).ok().and_then(|mut document| Some(document.get_mut("findings")?.take()))
                    }
                    Refused::Unreadable(_) => None,
                };
                Self::new(Kind::RulesRefused, language, refused.to_string()).with(More {
                    findings,
                    ..More::default()
                })
            }
            Failure::Store(crate::store::StoreError::Ended) => told(
                Kind::Ending,
                "The service is ending, and nothing was done: ask again.".to_owned(),
                "Tjenesten lukker ned, og intet er gjort: prøv igen.".to_owned(),
            ),
            Failure::Store(_) | Failure::Unfit(_) | Failure::NoRandomness(_) => {
                // What went wrong is for those who run the service.
                tracing::error!(error = %failure, "a request couldn't be answered");
                told(
                    Kind::Broken,
                    "Nothing was done. Those who run the service find why in its log.".to_owned(),
                    "Intet er gjort. De, der driver tjenesten, kan se hvorfor i dens log.".to_owned(),
                )
            }
        }
    }

    /// The answer, as it is kept with what was written.
    pub(super) fn answer(&self) -> Answer {
        Answer {
            status: self.status,
            body: serde_json::to_string(self).unwrap_or_default(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        super::answered(&self.answer())
    }
}

/// Whether a status is of a problem.
pub(super) fn media(status: StatusCode) -> [(axum::http::HeaderName, &'static str); 1] {
    if status.is_client_error() || status.is_server_error() {
        [(CONTENT_TYPE, PROBLEM)]
    } else {
        [(CONTENT_TYPE, "application/json")]
    }
}
