//! What a code of a finding means, as a page · the text is the engine's, and its Markdown ours: nothing of a case is in it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use dunlin::{Code, Severity};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, html};
use serde::Serialize;

use super::super::render;
use super::super::visitor::Visitor;
use crate::app::App;
use crate::http::Path;

#[derive(Serialize)]
struct Page {
    code: &'static str,
    is_error: bool,
    title: String,
    html: String,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Response {
    let known = Code::ALL.iter().find(|known| known.id() == code);
    let Some(code) = known.copied() else {
        return render::nothing(&app, &visitor);
    };
    let text = code.page(visitor.reader.language.code());
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    let title = title.trim_start_matches(['#', ' ']);
    let title = title.strip_prefix(code.id()).unwrap_or(title);
    let page = Page {
        code: code.id(),
        is_error: code.severity() == Severity::Error,
        title: title.trim_start_matches([':', ' ']).to_owned(),
        html: written(body),
    };
    render::page(&app, &visitor, "rules_explained.html", page)
}

/// The text below its heading. A block of code is told with the file that it stands in.
fn written(text: &str) -> String {
    let events = Parser::new(text).flat_map(|event| {
        let file = match &event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => info.split_once(' '),
            _ => None,
        };
        let file = file.map(|(_, file)| Event::Code(file.to_owned().into()));
        file.into_iter().chain([event])
    });
    let mut written = String::new();
    html::push_html(&mut written, events);
    written
}
