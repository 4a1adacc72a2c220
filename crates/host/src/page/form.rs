//! A form that somebody who is signed in has sent: its fields, once it is known to come from a page of the same session.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::response::Response;
use axum::{Form, RequestExt};

use super::render;
use super::visitor::{Reader, Visitor, is_from_here};
use crate::app::App;
use crate::http::{Kind, Problem};

/// Fields that were sent, in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// What a field says, if anything.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    /// What a field says, if it is there.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.0.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What stands in a page's address after `?`, as far as it can be read.
impl<S: Sync> FromRequestParts<S> for Fields {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let fields = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        Ok(Self(fields.map(|Query(fields)| fields).unwrap_or_default()))
    }
}

/// A form and who has sent it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) visitor: Visitor,
    pub(crate) fields: Fields,
}

impl FromRequest<Arc<App>> for Sent {
    type Rejection = Response;

    async fn from_request(mut request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let visitor = request.extract_parts_with_state::<Visitor, _>(app).await?;
        let is_from_here = is_from_here(request.headers());
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, app)
            .await
            .map_err(|_| refused(app, &visitor, UNREAD))?;
        let fields = Fields(fields);
        match is_from_here && visitor.vouches(fields.get("csrf")) {
            true => Ok(Self { visitor, fields }),
            false => Err(foreign(app, &visitor)),
        }
    }
}

const UNREAD: [&str; 2] = [
    "The form couldn't be read: load the page again and send it once more.",
    "Formularen kunne ikke læses: genindlæs siden, og send den igen.",
];

impl Visitor {
    /// Whether what a form carries is of this session.
    pub(super) fn vouches(&self, token: Option<&str>) -> bool {
        token == Some(self.session.form_token().as_str())
    }
}

/// Of a form that isn't of this session's own pages.
pub(super) fn foreign(app: &Arc<App>, visitor: &Visitor) -> Response {
    let foreign = [
        "The form isn't of this session, so nothing was done: load the page again and send it once more.",
        "Formularen hører ikke til denne session, så intet er gjort: genindlæs siden, og send den igen.",
    ];
    refused(app, visitor, foreign)
}

fn refused(app: &Arc<App>, visitor: &Visitor, detail: [&str; 2]) -> Response {
    let language = visitor.reader.language;
    let problem = Problem::new(Kind::BadRequest, language, language.of(detail));
    render::problem(app, &visitor.reader, Some(&visitor.session), &problem)
}

/// The fields of a form that anybody may send, from a page of ours.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) reader: Reader,
    pub(super) fields: Fields,
}

impl FromRequest<Arc<App>> for Open {
    type Rejection = Response;

    async fn from_request(mut request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let Ok(reader) = request.extract_parts_with_state::<Reader, _>(app).await;
        let is_from_here = is_from_here(request.headers());
        let form = Form::<Vec<(String, String)>>::from_request(request, app).await;
        match form {
            Ok(Form(fields)) if is_from_here => Ok(Self {
                reader,
                fields: Fields(fields),
            }),
            _ => {
                let language = reader.language;
                let problem = Problem::new(Kind::BadRequest, language, language.of(UNREAD));
                Err(render::problem(app, &reader, None, &problem))
            }
        }
    }
}
