//! Credit notes in e-conomic: each booked once, however often it is tried, since booking can't be undone.
//!
//! A request that broke off may yet be carried out there, now or later. So whoever tries again first looks for what is there,
//! by the reference that each draft and each invoice carries: drafts before booked ones, since a draft that is booked meanwhile
//! is then seen among the booked. Of several drafts, only the one with the lowest number is ever booked: what comes late has a
//! higher one. And a draft is booked once by e-conomic itself.

mod client;
mod invoice;
mod poll;
mod settings;

use std::sync::Arc;

use dunlin::{Case, RecordedEffect, Value};
use rust_decimal::Decimal;

use client::Client;
use invoice::{Booking, Invoice, Note};
pub(crate) use settings::Settings;

use super::{Beside, Carry, Undone};
use crate::app::{App, Failure};

const DRAFTS: &str = "/invoices/drafts";
const BOOKED: &str = "/invoices/booked";
/// How many drafts of one effect are thrown away before it is left to later.
const ROUNDS: usize = 4;

/// Carries credit notes out in e-conomic.
#[derive(Debug)]
pub(crate) struct Economic {
    app: Arc<App>,
    settings: Settings,
    client: Client,
}

/// What e-conomic has of a credit note.
#[derive(Debug)]
enum Found {
    Booked(Invoice),
    /// The draft that is to be booked.
    Draft(Invoice),
    Nothing,
}

impl Economic {
    /// Reads the tokens, or says what is wrong with the settings.
    pub(crate) fn new(app: &Arc<App>, settings: &Settings) -> Result<Self, String> {
        Ok(Self {
            app: app.clone(),
            client: Client::new(settings)?,
            settings: settings.clone(),
        })
    }

    /// Books a credit note, unless it is booked.
    fn credit(&self, note: &Note) -> Result<(), Undone> {
        let mut made: Option<Invoice> = None;
        for _ in 0..ROUNDS {
            let draft = match (self.found(note)?, &made) {
                (Found::Booked(invoice), _) => return booked(&invoice, note),
                (Found::Draft(draft), _) => draft,
                (Found::Nothing, Some(draft)) => draft.clone(),
                (Found::Nothing, None) => {
                    made = Some(self.draft(note)?);
                    continue;
                }
            };
            if draft.credits(note) {
                return self.book(&draft, note);
            }
            // Settings that were wrong, or somebody has changed it there: it would be booked for good.
            let number = draft.draft_invoice_number;
            self.client.delete(&format!("{DRAFTS}/{number}"))?;
            if made.is_some_and(|made| made.draft_invoice_number == number) {
                return Err(Undone::Never(format!(
                    "e-conomic made a draft of {}, and {} {} is to be credited: nothing was booked; mend `vat_percent`, `product` or `vat_zone` of this carrier",
                    draft.told(),
                    note.amount,
                    note.currency
                )));
            }
            made = None;
        }
        Err(Undone::Later(
            "e-conomic has drafts of this credit note that keep being changed".to_owned(),
        ))
    }

    /// What there is of a credit note. Drafts are looked for first: see the top of this file.
    fn found(&self, note: &Note) -> Result<Found, Undone> {
        let mut drafts = self.referring(DRAFTS, note)?;
        drafts.sort_unstable_by_key(|draft| draft.draft_invoice_number);
        let booked = self.referring(BOOKED, note)?.into_iter().next();
        let first = drafts.into_iter().next();
        Ok(match (booked, first) {
            (Some(invoice), _) => Found::Booked(invoice),
            (None, Some(draft)) => Found::Draft(draft),
            (None, None) => Found::Nothing,
        })
    }

    fn referring(&self, path: &str, note: &Note) -> Result<Vec<Invoice>, Undone> {
        let filter = format!("references.other$eq:{}", client::escaped(&note.key));
        let mut found: Vec<Invoice> = self.client.all(path, &filter)?;
        // Filters don't tell small letters from large ones.
        found.retain(|invoice| invoice.refers_to(&note.key));
        Ok(found)
    }

    fn draft(&self, note: &Note) -> Result<Invoice, Undone> {
        let body = note.draft(&self.settings).ok_or_else(|| {
            Undone::Never(format!(
                "{} has more digits than e-conomic takes",
                note.amount
            ))
        })?;
        let made = self.client.post(DRAFTS, &body);
        made.map_err(|refusal| private(refusal.into(), note))
    }

    fn book(&self, draft: &Invoice, note: &Note) -> Result<(), Undone> {
        let refusal = match self
            .client
            .post::<serde_json::Value>(BOOKED, &Booking::of(draft))
        {
            Ok(_) => return Ok(()),
            Err(refusal) => refusal,
        };
        if !refusal.is_final {
            return Err(refusal.into());
        }
        // An earlier request may have been carried out meanwhile.
        match (self.found(note)?, refusal.undone) {
            (Found::Booked(invoice), _) => booked(&invoice, note),
            (Found::Nothing, Undone::Never(why)) => Err(Undone::Later(why)),
            (_, undone) => Err(private(undone, note)),
        }
    }

    /// The credit note that an effect asks for.
    fn note(&self, case: &str, effect: &RecordedEffect) -> Result<Note, Undone> {
        let never = |why: String| Err(Undone::Never(why));
        let Some(amount) = effect.arguments.get("amount").and_then(amount) else {
            return never(format!(
                "`{}` has no amount: this carrier makes credit notes alone",
                effect.effect
            ));
        };
        if amount <= Decimal::ZERO {
            return never(format!("{amount} can't be credited"));
        }
        let (engine, case) = self.app.case_blocking(case).map_err(undone)?;
        let facts = &self.settings.facts;
        let Some(customer) = text(&case, &facts.customer) else {
            return never(format!(
                "the case doesn't say which customer it is in e-conomic: its `{}` isn't set",
                facts.customer
            ));
        };
        // `0042` is a customer's number as it is written, and 42 the one that e-conomic knows.
        let Some(customer) = customer.trim().parse().ok().filter(|number| *number != 0) else {
            return never(format!(
                "the case's `{}` is no customer's number: e-conomic's have digits alone",
                facts.customer
            ));
        };
        let Some(customer_name) = text(&case, &facts.customer_name) else {
            return never(format!("the case's `{}` isn't set", facts.customer_name));
        };
        let zone: chrono_tz::Tz = engine.rules().time_zone().parse().unwrap_or_default();
        Ok(Note {
            key: invoice::key(&effect.id),
            case: case.id().to_owned(),
            currency: case.currency().to_owned(),
            amount,
            customer,
            customer_name: customer_name.to_owned(),
            date: self.app.now().with_timezone(&zone).date_naive(),
        })
    }
}

impl Carry for Economic {
    fn carry(&self, case: &str, effect: &RecordedEffect) -> Result<(), Undone> {
        self.credit(&self.note(case, effect)?)
    }

    fn beside(self: Arc<Self>) -> Option<Beside> {
        Some(Box::pin(poll::run(self)))
    }
}

/// It is booked, and as it should be.
fn booked(invoice: &Invoice, note: &Note) -> Result<(), Undone> {
    if invoice.credits(note) {
        return Ok(());
    }
    Err(Undone::Never(format!(
        "e-conomic has booked {} as invoice {}, and {} {} of that customer was to be credited: what is booked can only be corrected there",
        invoice.told(),
        invoice.booked_invoice_number,
        note.amount,
        note.currency
    )))
}

/// Why not, without who the customer is.
fn private(undone: Undone, note: &Note) -> Undone {
    match undone {
        Undone::Never(why) => Undone::Never(why.replace(&note.customer_name, "…")),
        other => other,
    }
}

fn undone(failure: Failure) -> Undone {
    match failure {
        Failure::Store(_) => Undone::Later(failure.to_string()),
        failure => Undone::Never(failure.to_string()),
    }
}

/// An amount, which stands in an effect's record as a text.
fn amount(value: &Value) -> Option<Decimal> {
    value
        .as_decimal()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

fn text<'c>(case: &'c Case, fact: &str) -> Option<&'c str> {
    case.fact(fact)?.as_str()
}
