//! What pages load beside themselves: a stylesheet, a script and the mark, each at an address that changes when it does.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use dunlin_workbench::graph;
use dunlin_workbench::report::chart;

use crate::store::Hash;

/// A file that pages load.
pub(super) struct Asset {
    name: &'static str,
    media: &'static str,
    text: LazyLock<String>,
    address: LazyLock<String>,
}

impl Asset {
    /// Where pages load it from.
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

fn addressed(name: &str, text: &str) -> String {
    let mut hash = Hash::of(&[text.as_bytes()]).to_string();
    hash.truncate(12);
    format!("/ui/assets/{name}?v={hash}")
}

pub(super) static STYLE: Asset = Asset {
    name: "style.css",
    media: "text/css; charset=utf-8",
    text: LazyLock::new(|| [include_str!("assets/style.css"), graph::STYLE, chart::STYLE].concat()),
    address: LazyLock::new(|| addressed(STYLE.name, &STYLE.text)),
};

pub(super) static SCRIPT: Asset = Asset {
    name: "page.js",
    media: "text/javascript; charset=utf-8",
    text: LazyLock::new(|| include_str!("assets/page.js").to_owned()),
    address: LazyLock::new(|| addressed(SCRIPT.name, &SCRIPT.text)),
};

static MARK: Asset = Asset {
    name: "mark.svg",
    media: "image/svg+xml",
    text: LazyLock::new(|| include_str!("assets/mark.svg").to_owned()),
    address: LazyLock::new(|| addressed(MARK.name, &MARK.text)),
};

/// A file by its name.
pub(super) async fn show(Path(name): Path<String>) -> Response {
    let all = [&STYLE, &SCRIPT, &MARK];
    let Some(asset) = all.into_iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, asset.media),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.text.as_str()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_the_stylesheet_closes_what_it_opens() {
        for part in STYLE.text.split("\n/* ") {
            let [opened, closed] = ['{', '}'].map(|mark| part.matches(mark).count());
            assert_eq!(opened, closed, "{part}");
        }
    }
}
