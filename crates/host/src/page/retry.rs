//! What was given up is tried again: whoever looks at it says so, once however often the form is sent.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use rusqlite::Connection;

use super::form::Sent;
use super::render::{self, on_to};
use super::visitor::{Said, ours};
use crate::app::{App, Failure, Idempotency};
use crate::http::Language;
use crate::store::{Answer, Hash, OutboxRow, OutboxState, outbox};

/// Has an effect tried again that was given up, and leads back to where it was seen.
pub(super) async fn take(State(app): State<Arc<App>>, form: Sent) -> Response {
    let Sent { visitor, fields } = form;
    let id = fields.get("id").unwrap_or_default().to_owned();
    let idempotency = Idempotency {
        token: visitor.session.bearer.name.clone(),
        key: fields.get("key").unwrap_or_default().to_owned(),
        request: Hash::of(&[b"retry", id.as_bytes()]),
    };
    let told = |_: &OutboxRow| Answer {
        status: StatusCode::OK.as_u16(),
        body: String::new(),
    };
    let language = visitor.reader.language;
    let retried = match app.retry(id.clone(), idempotency, told).await {
        Ok(_) => now_stands(&app, id).await,
        Err(failure) => Err(failure),
    };
    let said = match retried {
        Ok(state) => said(state, language),
        Err(Failure::NotDead(_)) => Said::bad(language.of([
            "It isn't given up any more, so there is nothing to try again.",
            "Det er ikke opgivet længere, så der er intet at prøve igen.",
        ])),
        Err(failure) => {
            return render::failed(&app, &visitor.reader, Some(&visitor.session), &failure);
        }
    };
    on_to(ours(fields.get("next")), &said)
}

fn said(state: OutboxState, language: Language) -> Said {
    match state {
        OutboxState::Done => Said::good(language.of(["It is carried out.", "Det er udført."])),
        OutboxState::Pending => {
            Said::good(language.of(["It is tried again now.", "Det forsøges igen nu."]))
        }
        OutboxState::Dead => Said::bad(language.of([
            "It was tried again, and couldn't be carried out.",
            "Det er forsøgt igen og kunne ikke udføres.",
        ])),
    }
}

/// How it stands with an effect; in a demonstration, once what is due has been carried out.
async fn now_stands(app: &Arc<App>, id: String) -> Result<OutboxState, Failure> {
    app.carry_on().await?;
    let find = move |connection: &Connection| {
        let row = outbox::find(connection, &id)?;
        row.ok_or(Failure::NoEffect(id))
    };
    Ok(app.store.read(find).await?.state)
}
