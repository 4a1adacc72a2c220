//! The demonstration, as its pages have it: who is looked as, the clock that is moved, and what happened meanwhile in words.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::form::{Open, Sent};
use super::printed::Printed;
use super::render::{self, on_to};
use super::sign_in::begun;
use super::visitor::{Reader, Said, ours, to_sign_in};
use crate::app::App;
use crate::demo::{Happened, Kind, Way};
use crate::http::Language;

/// Somebody who may be chosen.
#[derive(Debug, Serialize)]
pub(super) struct Person {
    name: String,
    role: String,
    called: String,
}

/// Who may be chosen when one signs in.
pub(super) fn people(app: &App, reader: &Reader) -> Vec<Person> {
    let people = app.people().into_iter().map(|person| Person {
        called: reader.language.of(person.called),
        name: person.name,
        role: person.role,
    });
    people.collect()
}

/// Begins a session for whoever was chosen.
pub(super) async fn sign_in(State(app): State<Arc<App>>, form: Open) -> Response {
    let next = ours(form.fields.get("next"));
    let role = form.fields.get("role").unwrap_or_default();
    match app.look_as(role).await {
        Ok(Some(secret)) => begun(&form.reader, &secret, next),
        Ok(None) => to_sign_in(next),
        Err(failure) => render::failed(&app, &form.reader, None, &failure),
    }
}

/// Moves the clock, and goes back to the page that it was moved on.
pub(super) async fn clock(State(app): State<Arc<App>>, form: Sent) -> Response {
    let Sent { visitor, fields } = form;
    let way = match fields.get("by") {
        Some("day") => Way::Day,
        Some("week") => Way::Week,
        _ => Way::Something,
    };
    match app.move_clock(way).await {
        Ok(happened) => {
            let engine = app.engine();
            let printed = Printed::new(engine.rules(), visitor.reader.language);
            let now = printed.moment(app.now());
            let said = Said::good(told(&now, &happened, visitor.reader.language));
            on_to(ours(fields.get("next")), &said)
        }
        Err(failure) => {
            let session = Some(&visitor.session);
            render::failed(&app, &visitor.reader, session, &failure)
        }
    }
}

/// The time that it is, and what happened until then.
fn told(now: &str, happened: &Happened, language: Language) -> String {
    let all: Vec<(Kind, usize)> = happened.all().collect();
    // A step is told by what came of it, where anything did.
    let is_told = |kind| kind != Kind::Step || all.len() == 1;
    let words = all.iter().filter(|(kind, _)| is_told(*kind));
    let words: Vec<String> = words
        .map(|(kind, count)| counted(*kind, *count, language))
        .collect();
    let mut told = match words.split_last() {
        None => language.of([
            format!("It is {now} now. Nothing happened."),
            format!("Det er nu {now}. Der skete intet."),
        ]),
        Some((last, [])) => language.of([
            format!("It is {now} now. Meanwhile: {last}."),
            format!("Det er nu {now}. Imens: {last}."),
        ]),
        Some((last, others)) => {
            let others = others.join(", ");
            language.of([
                format!("It is {now} now. Meanwhile: {others} and {last}."),
                format!("Det er nu {now}. Imens: {others} og {last}."),
            ])
        }
    };
    if !happened.is_whole {
        told.push_str(language.of([
            " More is due: move the clock again.",
            " Mere er forfaldent: stil uret frem igen.",
        ]));
    }
    told
}

/// How often something happened, in words: of one, and of several.
fn counted(kind: Kind, count: usize, language: Language) -> String {
    let [english, danish] = match kind {
        Kind::Reminder => [
            ["reminder sent", "reminders sent"],
            ["rykker sendt", "rykkere sendt"],
        ],
        Kind::Notice => [
            ["collection notice sent", "collection notices sent"],
            ["inkassovarsel sendt", "inkassovarsler sendt"],
        ],
        Kind::Invoice => [
            ["invoice sent", "invoices sent"],
            ["faktura sendt", "fakturaer sendt"],
        ],
        Kind::Letter => [
            ["other letter sent", "other letters sent"],
            ["andet brev sendt", "andre breve sendt"],
        ],
        Kind::Payment => [
            ["payment came in", "payments came in"],
            ["betaling kom ind", "betalinger kom ind"],
        ],
        Kind::PaymentBack => [
            ["payment went back", "payments went back"],
            ["betaling gik tilbage", "betalinger gik tilbage"],
        ],
        Kind::Objection => [
            ["customer objected", "customers objected"],
            ["kunde gjorde indsigelse", "kunder gjorde indsigelse"],
        ],
        Kind::Bounced => [
            ["e-mail came back", "e-mails came back"],
            ["e-mail kom retur", "e-mails kom retur"],
        ],
        Kind::Unsent => [
            [
                "letter couldn't be delivered",
                "letters couldn't be delivered",
            ],
            ["brev kunne ikke afleveres", "breve kunne ikke afleveres"],
        ],
        Kind::Collection => [
            ["case went to collection", "cases went to collection"],
            ["sag gik til inkasso", "sager gik til inkasso"],
        ],
        Kind::Resumed => [
            ["case was resumed", "cases were resumed"],
            ["sag blev genoptaget", "sager blev genoptaget"],
        ],
        Kind::Closed => [
            ["case was closed", "cases were closed"],
            ["sag blev lukket", "sager blev lukket"],
        ],
        Kind::Opened => [
            ["new case came in", "new cases came in"],
            ["ny sag kom ind", "nye sager kom ind"],
        ],
        Kind::Task => [
            ["task was set", "tasks were set"],
            ["opgave blev oprettet", "opgaver blev oprettet"],
        ],
        Kind::Step => [
            ["step was taken", "steps were taken"],
            ["trin blev taget", "trin blev taget"],
        ],
    };
    let [one, several] = language.of([english, danish]);
    format!("{count} {}", if count == 1 { one } else { several })
}
