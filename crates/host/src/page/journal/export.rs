//! What is sought in the journal as lines of JSON, read as fast as they are taken.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use tokio::sync::mpsc;

use super::super::form::Fields;
use super::super::visitor::Visitor;
use super::looked;
use crate::app::App;
use crate::store::Line;

/// How many entries are read at once, and how many such lots wait to be taken.
const LOT: usize = 500;
const WAITING: usize = 2;

/// Lots of lines, as they come.
struct Lots(mpsc::Receiver<Bytes>);

impl hyper::body::Body for Lots {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let lot = self.0.poll_recv(context);
        lot.map(|lot| lot.map(|lot| Ok(Frame::data(lot))))
    }
}

pub(crate) async fn export(
    State(app): State<Arc<App>>,
    _visitor: Visitor,
    fields: Fields,
) -> Response {
    let (sender, receiver) = mpsc::channel(WAITING);
    let mut looked = looked(&app, &fields);
    tokio::spawn(async move {
        loop {
            let lines = match app.decisions(looked.clone(), LOT).await {
                Ok(lines) => lines,
                Err(error) => return tracing::error!(%error, "the journal couldn't be exported"),
            };
            let Some(last) = lines.last() else { return };
            looked.before = Some(last.entry.seq);
            let lot: String = lines.iter().map(line).collect();
            // Whoever asked may be gone.
            if sender.send(lot.into()).await.is_err() || lines.len() < LOT {
                return;
            }
        }
    });
    let headers = [
        (CONTENT_TYPE, "application/x-ndjson"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"journal.ndjson\"",
        ),
    ];
    (headers, Body::new(Lots(receiver))).into_response()
}

/// An entry as a line: its place, its hash, and the record as it was written.
fn line(line: &Line) -> String {
    let entry = &line.entry;
    format!(
        "{{\"seq\":{},\"entry\":{},\"hash\":\"{}\",\"record\":{}}}\n",
        entry.seq, entry.entry, entry.hash, entry.record
    )
}
