//! The policy as an engineer would write it in Rust who wants all that Dunlin says: what denies in both languages,
//! what is warned of, the effects with their arguments, the letter. Also the menu. It stands on the verdict by hand.

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::by_hand::{denying, is_shown, may_ask, switch_to};
use crate::policy::{Action, Rules};
use crate::portfolio::Pair;

/// A rule and its message in Danish and English.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Said {
    pub(crate) rule: &'static str,
    pub(crate) da: Cow<'static, str>,
    pub(crate) en: Cow<'static, str>,
}

/// What follows, as data that borrows from the pair.
#[derive(Debug)]
pub(crate) enum Effect<'p> {
    CloseCase {
        code: &'p str,
        reason: &'p str,
    },
    Send {
        template: &'static str,
        channel: &'static str,
        to: &'p str,
        subject: String,
        body: String,
    },
    Post {
        entry: &'static str,
        amount: Decimal,
        date: NaiveDate,
        book: bool,
    },
    CreateCreditNote {
        system: &'static str,
        amount: Decimal,
    },
    PauseCase {
        reason: &'p str,
        clock: &'static str,
        interest: &'static str,
    },
    ScheduleResume {
        on: NaiveDate,
    },
    ResumeCase,
    SwitchFlow {
        to: &'p str,
    },
    RestartFlow,
}

#[derive(Debug, Default)]
pub(crate) struct Decision<'p> {
    pub(crate) denials: Vec<Said>,
    pub(crate) warnings: Vec<Said>,
    pub(crate) effects: Vec<Effect<'p>>,
}

pub(crate) fn decide(pair: &Pair) -> Decision<'_> {
    let mut decision = Decision::default();
    let rules = denying(pair);
    if rules.holds(Rules::HIDDEN) {
        decision.denials.push(hidden(pair.action));
        return decision;
    }
    if rules.holds(Rules::ROLE) {
        decision.denials.push(role(pair));
        return decision;
    }
    warn(pair, &mut decision.warnings);
    if rules.is_empty() {
        effects(pair, &mut decision.effects);
    } else {
        deny(pair, rules, &mut decision.denials);
    }
    decision
}

/// The bytes of everything that is said.
pub(crate) fn read(decision: &Decision<'_>) -> usize {
    let said = decision.denials.iter().chain(&decision.warnings);
    let said: usize = said
        .map(|said| said.rule.len() + said.da.len() + said.en.len())
        .sum();
    let effects = decision.effects.iter().map(|effect| match effect {
        Effect::CloseCase { code, reason } => code.len() + reason.len(),
        Effect::Send {
            template,
            channel,
            to,
            subject,
            body,
        } => template.len() + channel.len() + to.len() + subject.len() + body.len(),
        Effect::Post {
            entry,
            amount,
            date,
            book,
        } => {
            let whole = usize::from(amount.is_zero()) + usize::from(*book);
            entry.len() + whole + usize::from(date.year() > 0)
        }
        Effect::CreateCreditNote { system, amount } => system.len() + usize::from(amount.is_zero()),
        Effect::PauseCase {
            reason,
            clock,
            interest,
        } => reason.len() + clock.len() + interest.len(),
        Effect::ScheduleResume { on } => usize::from(on.year() > 0),
        Effect::SwitchFlow { to } => to.len(),
        Effect::ResumeCase | Effect::RestartFlow => 1,
    });
    said + effects.sum::<usize>()
}

fn said(rule: &'static str, da: &'static str, en: &'static str) -> Said {
    Said {
        rule,
        da: Cow::Borrowed(da),
        en: Cow::Borrowed(en),
    }
}

fn written(rule: &'static str, da: String, en: String) -> Said {
    Said {
        rule,
        da: Cow::Owned(da),
        en: Cow::Owned(en),
    }
}

fn hidden(action: Action) -> Said {
    let (da, en) = match action {
        Action::Close => ("Sagen er allerede lukket.", "The case is closed already."),
        Action::PartialPayment => (
            "Sagen er lukket, så der kan ikke registreres en delindbetaling.",
            "The case is closed, so no partial payment can be registered.",
        ),
        Action::CreditNote => (
            "En kreditnota kan kun oprettes på en åben sag med en integration til e-conomic.",
            "A credit note can only be created on an open case with an integration to e-conomic.",
        ),
        Action::Pause => (
            "Kun en aktiv sag kan sættes i bero. Sagen er enten allerede i bero eller lukket.",
            "Only an active case can be paused. The case is either paused already or closed.",
        ),
        Action::Resume => (
            "Sagen er ikke i bero, så der er intet at genoptage.",
            "The case isn't paused, so there is nothing to resume.",
        ),
        Action::ChangeFlow => (
            "Sagen er lukket og kan ikke flyttes til et andet flow.",
            "The case is closed and can't be moved to another flow.",
        ),
        Action::RestartFlow => (
            "Kun en aktiv sag kan genstarte sit flow. Er sagen i bero, så genoptag den først.",
            "Only an active case can restart its flow. If the case is paused, resume it first.",
        ),
    };
    said("hidden", da, en)
}

fn role(pair: &Pair) -> Said {
    let role = pair.role;
    written(
        "role",
        format!("Rollen `{role}` må ikke gøre dette; det kræver `clerk` eller `manager`."),
        format!("The role `{role}` may not do this; it takes `clerk` or `manager`."),
    )
}

/// The message of each rule that denies.
fn deny(pair: &Pair, rules: Rules, denials: &mut Vec<Said>) {
    if rules.holds(Rules::MISSING.and(Rules::OPTION)) {
        inputs(pair, denials);
    }
    if rules.holds(Rules::POSITIVE_AMOUNT) {
        denials.push(said(
            "positive_amount",
            "Beløbet skal være større end nul.",
            "The amount must be greater than zero.",
        ));
    }
    if rules.holds(Rules::SOMETHING_OWED) {
        denials.push(said(
            "something_owed",
            "Kunden skylder ikke noget på sagen. Afslut sagen i stedet.",
            "The customer owes nothing on the case. Close the case instead.",
        ));
    }
    if rules.holds(Rules::LESS_THAN_OWED) {
        let [da, en] = money(pair.balance, pair.currency);
        denials.push(written(
            "less_than_owed",
            format!("Kunden skylder {da}, og en delindbetaling skal være mindre. Er alt betalt, så afslut sagen i stedet."),
            format!("The customer owes {en}, and a partial payment must be less. If everything is paid, close the case instead."),
        ));
    }
    if rules.holds(Rules::NOT_IN_THE_FUTURE) {
        denials.push(said(
            "not_in_the_future",
            "Betalingsdatoen kan ikke ligge efter i dag.",
            "The date of payment can't be after today.",
        ));
    }
    if rules.holds(Rules::NOT_BEFORE_THE_INVOICE) {
        let [da, en] = date(pair.invoice_date);
        denials.push(written(
            "not_before_the_invoice",
            format!("Betalingsdatoen kan ikke ligge før fakturadatoen, {da}."),
            format!("The date of payment can't be before the invoice date, {en}."),
        ));
    }
    if rules.holds(Rules::SOMETHING_TO_CREDIT) {
        denials.push(something_to_credit());
    }
    if rules.holds(Rules::NO_CREDIT_NOTE_UNDER_WAY) {
        denials.push(no_credit_note_under_way());
    }
    if rules.holds(Rules::RESUME_IN_THE_FUTURE) {
        denials.push(said(
            "resume_in_the_future",
            "Datoen for genoptagelse skal ligge efter i dag.",
            "The date to resume on must be after today.",
        ));
    }
    if rules.holds(Rules::OBJECTION_IS_ANSWERED) {
        denials.push(objection_is_answered());
    }
    if rules.holds(Rules::NOT_OUT_OF_COLLECTION) {
        denials.push(not_out_of_collection());
    }
    if rules.holds(Rules::ANOTHER_FLOW) {
        denials.push(said(
            "another_flow",
            "Sagen er allerede i dette flow. Skal det begynde forfra, så brug Genstart flow på den aktive sag.",
            "The case is already in this flow. If it is to start again, use Restart flow on the active case.",
        ));
    }
    if rules.holds(Rules::MANAGER_RESTARTS_COLLECTION) {
        denials.push(manager_restarts_collection());
    }
    if rules.holds(Rules::CONFIRMATION_WITHOUT_ADDRESS) {
        denials.push(said(
            "confirmation_without_address",
            "Der er ingen e-mailadresse på kunden, så bekræftelsen kan ikke sendes. Tilføj en adresse, eller afslut sagen uden bekræftelse.",
            "The customer has no e-mail address, so the confirmation can't be sent. Add an address, or close the case without a confirmation.",
        ));
    }
}

/// What is missing, and what can't be chosen.
fn inputs(pair: &Pair, denials: &mut Vec<Said>) {
    let mut missing = |is: bool, da: &str, en: &str| {
        if is {
            denials.push(written(
                "missing",
                format!("{da} mangler."),
                format!("{en} is missing."),
            ));
        }
    };
    match pair.action {
        Action::Close => {
            missing(pair.code.is_none(), "Lukkekode", "Closing code");
            missing(pair.reason.is_none(), "Uddybende årsag", "Detailed reason");
        }
        Action::PartialPayment => {
            missing(pair.paid_on.is_none(), "Betalingsdato", "Date of payment");
            missing(pair.amount.is_none(), "Beløb", "Amount");
        }
        Action::Pause => missing(pair.reason.is_none(), "Årsag", "Reason"),
        Action::ChangeFlow => missing(pair.flow_to.is_none(), "Nyt flow", "New flow"),
        Action::CreditNote | Action::Resume | Action::RestartFlow => {}
    }
    match (pair.action, pair.code, pair.reason, pair.flow_to) {
        (Action::Close, Some(code), reason, _) => match close_reasons(code) {
            None => denials.push(option(["Lukkekode", "Closing code"], code, CODES)),
            Some((known, options)) => {
                if let Some(reason) = reason.filter(|reason| !known.contains(reason)) {
                    denials.push(option(
                        ["Uddybende årsag", "Detailed reason"],
                        reason,
                        options,
                    ));
                }
            }
        },
        (Action::Pause, _, Some("holiday"), _) => {
            denials.push(option(["Årsag", "Reason"], "holiday", PAUSE));
        }
        (Action::ChangeFlow, _, _, Some("court")) => {
            denials.push(option(["Nyt flow", "New flow"], "court", FLOWS));
        }
        _ => {}
    }
}

fn option(label: [&str; 2], value: &str, options: [&str; 2]) -> Said {
    let ([label_da, label_en], [da, en]) = (label, options);
    written(
        "option",
        format!("{label_da}: `{value}` kan ikke vælges her. Vælg mellem: {da}."),
        format!("{label_en}: `{value}` can't be chosen here. Choose one of: {en}."),
    )
}

const CODES: [&str; 2] = [
    "Betalt (`paid`), Krediteret (`credited`), Forlig (`settled`), Indsigelse (`disputed`), Opgivet (`abandoned`), Uerholdelig (`uncollectable`), Lukket i regnskabsprogrammet (`accounting`)",
    "Paid (`paid`), Credited (`credited`), Settled (`settled`), Disputed (`disputed`), Abandoned (`abandoned`), Uncollectable (`uncollectable`), Closed in the accounting system (`accounting`)",
];

const PAUSE: [&str; 2] = [
    "Indsigelse (`dispute`), Afdragsordning (`instalments`), Kunden har lovet at betale (`promised_payment`), Afventer oplysninger (`awaiting_information`), Afventer kreditering (`awaiting_credit`), Konkurs eller rekonstruktion (`bankruptcy`), Gældssanering (`debt_relief`), Dødsbo (`estate`), Anden årsag (`other`)",
    "Objection (`dispute`), Instalment plan (`instalments`), The customer has promised to pay (`promised_payment`), Awaiting information (`awaiting_information`), Awaiting a credit (`awaiting_credit`), Bankruptcy or restructuring (`bankruptcy`), Debt relief (`debt_relief`), Estate of a deceased person (`estate`), Other reason (`other`)",
];

const FLOWS: [&str; 2] = [
    "Fakturaflow (`invoice`), Rykkerflow (`reminder`), Inkassoflow (`collection`)",
    "Invoice flow (`invoice`), Reminder flow (`reminder`), Collection flow (`collection`)",
];

type Offered = (&'static [&'static str], [&'static str; 2]);

fn close_reasons(code: &str) -> Option<Offered> {
    Some(match code {
        "paid" => (
            &["to_us", "registered", "set_off"],
            [
                "Betalt direkte til os (`to_us`), Betalingen er registreret på sagen (`registered`), Modregnet i et andet mellemværende (`set_off`)",
                "Paid directly to us (`to_us`), The payment is registered on the case (`registered`), Set off against another account (`set_off`)",
            ],
        ),
        "credited" => (
            &["full", "reissued"],
            [
                "Krediteret fuldt ud (`full`), Erstattet af en ny faktura (`reissued`)",
                "Credited in full (`full`), Replaced by a new invoice (`reissued`)",
            ],
        ),
        "settled" => (
            &["reduced", "waived"],
            [
                "Nedsat betaling accepteret (`reduced`), Restbeløbet er eftergivet (`waived`)",
                "Reduced payment accepted (`reduced`), The remainder has been waived (`waived`)",
            ],
        ),
        "disputed" => (
            &["justified", "court"],
            [
                "Indsigelsen er berettiget (`justified`), Sagen afgøres ved retten (`court`)",
                "The objection is justified (`justified`), To be settled in court (`court`)",
            ],
        ),
        "abandoned" => (
            &["too_small", "our_mistake", "customer_relation"],
            [
                "Beløbet står ikke mål med indsatsen (`too_small`), Kravet var en fejl fra vores side (`our_mistake`), Af hensyn til kundeforholdet (`customer_relation`)",
                "The amount isn't worth the effort (`too_small`), The claim was our mistake (`our_mistake`), For the sake of the customer relationship (`customer_relation`)",
            ],
        ),
        "uncollectable" => (
            &[
                "bankrupt",
                "insolvent",
                "deceased",
                "untraceable",
                "time_barred",
            ],
            [
                "Kunden er gået konkurs (`bankrupt`), Kunden kan ikke betale (`insolvent`), Kunden er død, og boet kan ikke betale (`deceased`), Kunden kan ikke findes (`untraceable`), Kravet er forældet (`time_barred`)",
                "The customer is bankrupt (`bankrupt`), The customer can't pay (`insolvent`), The customer has died, and the estate can't pay (`deceased`), The customer can't be found (`untraceable`), The claim is time-barred (`time_barred`)",
            ],
        ),
        "accounting" => (
            &["closed_there"],
            [
                "Intet udestående i regnskabsprogrammet (`closed_there`)",
                "Nothing outstanding in the accounting system (`closed_there`)",
            ],
        ),
        _ => return None,
    })
}

fn something_to_credit() -> Said {
    said(
        "something_to_credit",
        "Der er ikke noget tilbage at kreditere på sagen.",
        "There is nothing left to credit on the case.",
    )
}

fn no_credit_note_under_way() -> Said {
    said(
        "no_credit_note_under_way",
        "Kreditnotaen er allerede på vej til e-conomic. Vent på svar, før du opretter en ny.",
        "The credit note is already on its way to e-conomic. Wait for the answer before you create another.",
    )
}

fn objection_is_answered() -> Said {
    said(
        "objection_is_answered",
        "Kundens indsigelse er ikke besvaret endnu. Besvar den, før sagen genoptages.",
        "The customer's objection hasn't been answered yet. Answer it before the case is resumed.",
    )
}

fn not_out_of_collection() -> Said {
    said(
        "not_out_of_collection",
        "Sagen er i inkasso og kan ikke flyttes til et andet flow.",
        "The case is in collection and can't be moved to another flow.",
    )
}

fn manager_restarts_collection() -> Said {
    said(
        "manager_restarts_collection",
        "Inkassoflowet kan kun genstartes af en leder.",
        "Only a manager can restart the collection flow.",
    )
}

fn warn(pair: &Pair, warnings: &mut Vec<Said>) {
    let linked = pair.accounting != "none";
    match pair.action {
        Action::Close => {
            warnings.extend(close_in_accounting(pair));
            let owes = pair.balance > Decimal::ZERO;
            if pair.code == Some("paid") && owes {
                warnings.push(said(
                    "still_owed",
                    "Der er stadig et udestående på sagen. Lukkekoden registrerer ikke en betaling.",
                    "There is still an amount outstanding on the case. The closing code doesn't register a payment.",
                ));
            }
            if pair.code == Some("credited")
                && pair.accounting == "economic"
                && owes
                && pair.pending_credit == 0
            {
                warnings.push(said(
                    "no_credit_note_is_made",
                    "Der oprettes ingen kreditnota i e-conomic, når sagen afsluttes. Brug i stedet handlingen Opret kreditnota.",
                    "Closing the case makes no credit note in e-conomic. Use the action Create credit note instead.",
                ));
            }
        }
        Action::PartialPayment if linked => warnings.push(register_in_accounting()),
        Action::ChangeFlow => {
            let Some(to) = pair.flow_to.filter(|to| *to != "court") else {
                return;
            };
            if to == "collection" && pair.flow != "collection" && !pair.noticed {
                warnings.push(said(
                    "no_collection_notice",
                    "Kunden har ikke fået et inkassovarsel. Inkassoflowet begynder med at sende det og pålægger intet, før fristen på 10 dage er udløbet.",
                    "The customer hasn't had a collection notice. The collection flow begins by sending it, and charges nothing before its 10 days are over.",
                ));
            }
            if to != "invoice" && pair.flow != "collection" && below_minimum(pair) {
                warnings.push(below(pair));
            }
        }
        Action::RestartFlow => restart_warnings(pair, warnings),
        _ => {}
    }
}

fn close_in_accounting(pair: &Pair) -> Option<Said> {
    if pair.accounting == "none" {
        return None;
    }
    Some(if pair.flow == "collection" {
        said(
            "close_in_accounting_too",
            "Sagen er koblet til et regnskabsprogram. Husk også at lukke fakturaen dér.",
            "The case is linked to an accounting system. Remember to close the invoice there too.",
        )
    } else {
        said(
            "close_in_accounting",
            "Sagen er koblet til et regnskabsprogram. Luk i stedet fakturaen dér: Det aflæses, og sagen lukkes her af sig selv.",
            "The case is linked to an accounting system. Close the invoice there instead: that is read off, and the case closes here by itself.",
        )
    })
}

fn register_in_accounting() -> Said {
    said(
        "register_in_accounting",
        "Sagen er koblet til et regnskabsprogram. Registrér i stedet betalingen dér: Den bogføres ikke, når den oprettes her.",
        "The case is linked to an accounting system. Register the payment there instead: it isn't booked when it is registered here.",
    )
}

fn restart_warnings(pair: &Pair, warnings: &mut Vec<Said>) {
    if let (Some(bounced), None) = (&pair.bounced_email, &pair.email) {
        warnings.push(written(
            "no_working_email",
            format!("E-mails til {bounced} er kommet retur, og der er ingen ny adresse på kunden. Beskederne sendes som brev."),
            format!("E-mails to {bounced} came back, and there is no new address for the customer. The messages go as letters."),
        ));
    }
    if pair.flow != "invoice" && below_minimum(pair) {
        warnings.push(below(pair));
    }
}

fn below_minimum(pair: &Pair) -> bool {
    let minimum = if pair.currency == "EUR" { 7 } else { 50 };
    pair.balance > Decimal::ZERO && pair.balance < Decimal::from(minimum)
}

fn below(pair: &Pair) -> Said {
    let [da, en] = money(pair.balance, pair.currency);
    written(
        "below_minimum",
        format!(
            "Kunden skylder kun {da}, hvilket er under minimumsbeløbet. Flowets trin springes over, og der sendes intet."
        ),
        format!(
            "The customer owes only {en}, which is below the minimum amount. The steps of the flow are passed over, and nothing is sent."
        ),
    )
}

fn effects<'p>(pair: &'p Pair, effects: &mut Vec<Effect<'p>>) {
    match pair.action {
        Action::Close => {
            effects.push(Effect::CloseCase {
                code: pair.code.unwrap_or_default(),
                reason: pair.reason.unwrap_or_default(),
            });
            if let (true, Some(to)) = (pair.confirmation, &pair.email) {
                let (subject, body) = closing_letter(pair);
                effects.push(Effect::Send {
                    template: "closing",
                    channel: "email",
                    to,
                    subject,
                    body,
                });
            }
        }
        Action::PartialPayment => effects.push(Effect::Post {
            entry: "payment",
            amount: pair.amount.unwrap_or_default(),
            date: pair.paid_on.unwrap_or_default(),
            book: false,
        }),
        Action::CreditNote => effects.push(Effect::CreateCreditNote {
            system: "economic",
            amount: pair.balance,
        }),
        Action::Pause => {
            let reason = pair.reason.unwrap_or_default();
            let interest = if reason == "dispute" {
                "stops"
            } else {
                "accrues"
            };
            effects.push(Effect::PauseCase {
                reason,
                clock: "stops",
                interest,
            });
            if let Some(on) = pair.resume_on {
                effects.push(Effect::ScheduleResume { on });
            }
        }
        Action::Resume => effects.push(Effect::ResumeCase),
        Action::ChangeFlow => effects.push(Effect::SwitchFlow {
            to: pair.flow_to.unwrap_or_default(),
        }),
        Action::RestartFlow => effects.push(Effect::RestartFlow),
    }
}

fn closing_letter(pair: &Pair) -> (String, String) {
    let (id, customer) = (&pair.id, &pair.customer);
    let [da, en] = date(pair.invoice_date);
    if pair.language == "da" {
        (
            format!("Sag {id} er afsluttet"),
            format!(
                "Kære {customer}\n\nVi bekræfter, at sagen om faktura {id} af {da} er afsluttet hos os.\n\nHar du spørgsmål, er du velkommen til at skrive til os.\n\nMed venlig hilsen\nNordhavn Handel ApS"
            ),
        )
    } else {
        (
            format!("Case {id} has been closed"),
            format!(
                "Dear {customer}\n\nWe confirm that we have closed the case about invoice {id} of {en}.\n\nIf you have any questions, you are welcome to write to us.\n\nKind regards\nNordhavn Handel ApS"
            ),
        )
    }
}

/// An action of the menu: shown, enabled, and what is said about it before any input is known.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) action: Action,
    pub(crate) shown: bool,
    pub(crate) enabled: bool,
    pub(crate) denials: Vec<Said>,
    pub(crate) warnings: Vec<Said>,
    /// The flows that may be chosen.
    pub(crate) flows: &'static [&'static str],
}

pub(crate) fn menu(pair: &Pair) -> Vec<Item> {
    Action::ALL
        .into_iter()
        .map(|action| item(pair, action))
        .collect()
}

fn item(pair: &Pair, action: Action) -> Item {
    let mut item = Item {
        action,
        shown: is_shown(pair, action),
        enabled: false,
        denials: Vec::new(),
        warnings: Vec::new(),
        flows: &[],
    };
    if !item.shown {
        item.denials.push(hidden(action));
        return item;
    }
    if !may_ask(pair) {
        item.denials.push(role(pair));
        return item;
    }
    let owes = pair.balance > Decimal::ZERO;
    match action {
        Action::Close => item.warnings.extend(close_in_accounting(pair)),
        Action::PartialPayment => {
            if !owes {
                item.denials.push(said(
                    "something_owed",
                    "Kunden skylder ikke noget på sagen. Afslut sagen i stedet.",
                    "The customer owes nothing on the case. Close the case instead.",
                ));
            }
            if pair.accounting != "none" {
                item.warnings.push(register_in_accounting());
            }
        }
        Action::CreditNote => {
            if !owes {
                item.denials.push(something_to_credit());
            }
            if pair.pending_credit != 0 {
                item.denials.push(no_credit_note_under_way());
            }
        }
        Action::Resume if pair.objection_since.is_some() && pair.objection_answered.is_none() => {
            item.denials.push(objection_is_answered());
        }
        Action::ChangeFlow => {
            item.flows = switch_to(pair.flow);
            if pair.flow == "collection" {
                item.denials.push(not_out_of_collection());
            }
        }
        Action::RestartFlow => {
            if pair.flow == "collection" && pair.role != "manager" {
                item.denials.push(manager_restarts_collection());
            }
            restart_warnings(pair, &mut item.warnings);
        }
        Action::Pause | Action::Resume => {}
    }
    item.enabled = item.denials.is_empty();
    item
}

pub(crate) fn read_menu(menu: &[Item]) -> usize {
    let items = menu.iter().map(|item| {
        let said = item.denials.iter().chain(&item.warnings);
        let said: usize = said.map(|said| said.da.len() + said.en.len()).sum();
        let flags = usize::from(item.shown) + usize::from(item.enabled);
        item.action.name().len() + flags + said + item.flows.len()
    });
    items.sum()
}

fn date(date: NaiveDate) -> [String; 2] {
    [
        date.format("%d.%m.%Y").to_string(),
        date.format("%-d %b %Y").to_string(),
    ]
}

fn money(amount: Decimal, currency: &str) -> [String; 2] {
    let hundredths = amount.mantissa().unsigned_abs();
    let sign = if amount.is_sign_negative() { "-" } else { "" };
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let grouped = |mark: char| {
        let mut out = String::with_capacity(20);
        match whole {
            0..1_000 => _ = write!(out, "{whole}"),
            1_000..1_000_000 => _ = write!(out, "{}{mark}{:03}", whole / 1_000, whole % 1_000),
            _ => {
                let (millions, left) = (whole / 1_000_000, whole % 1_000_000);
                _ = write!(
                    out,
                    "{millions}{mark}{:03}{mark}{:03}",
                    left / 1_000,
                    left % 1_000
                );
            }
        }
        out
    };
    let danish = if currency == "DKK" { "kr." } else { currency };
    [
        format!("{sign}{},{rest:02} {danish}", grouped('.')),
        format!("{sign}{currency} {}.{rest:02}", grouped(',')),
    ]
}
