//! The language that whoever asks reads: English or Danish.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;

/// A language in which the service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    #[default]
    English,
    Danish,
}

impl Language {
    pub(crate) fn code(self) -> &'static str {
        self.of(["en", "da"])
    }

    /// The one of two that is in this language.
    pub(crate) fn of<T>(self, [english, danish]: [T; 2]) -> T {
        match self {
            Self::English => english,
            Self::Danish => danish,
        }
    }

    /// The language that a browser or a program asks for.
    pub(crate) fn of_headers(headers: &HeaderMap) -> Self {
        let header = headers.get(ACCEPT_LANGUAGE);
        let header = header.and_then(|header| header.to_str().ok());
        header.map(Self::accepted).unwrap_or_default()
    }

    /// The first language of an `Accept-Language` that is spoken here; what is written first is taken to be liked best.
    fn accepted(header: &str) -> Self {
        let languages = header.split(',').filter_map(|language| {
            let name = language.split([';', '-']).next()?.trim();
            match name.to_ascii_lowercase().as_str() {
                "en" => Some(Self::English),
                "da" => Some(Self::Danish),
                _ => None,
            }
        });
        languages.into_iter().next().unwrap_or_default()
    }
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of_headers(&parts.headers))
    }
}
