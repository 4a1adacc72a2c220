//! How one effect changes a case, or why it can't. Which effects there are is the rules' matter.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{Closing, Draft, Entry, Hold, Past, Period, Status, round_to_currency};
use crate::rules::effect::{CaseEffect, EffectKind, naming};
use crate::rules::fit::LARGEST_AMOUNT;
use crate::rules::{FactId, FlowId, Kind, Parameter, Side};
use crate::string::Str;
use crate::text::Format;
use crate::value::Value;

/// When an effect happens, and for whom.
pub(crate) struct Moment<'a> {
    pub(crate) now: DateTime<Utc>,
    pub(crate) today: NaiveDate,
    pub(crate) by: &'a str,
    /// Whether a settlement may be larger than the balance.
    pub(crate) over_allowed: bool,
}

/// Why an effect is refused: the rule's name, and the message in English and Danish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) rule: &'static str,
    pub(crate) message: [String; 2],
}

fn refused(rule: &'static str, en: impl Into<String>, da: impl Into<String>) -> Refused {
    Refused {
        rule,
        message: [en.into(), da.into()],
    }
}

/// Lays one effect over the case. The arguments stand in the order of its parameters, and are left
/// as they are recorded: an amount rounded, a default filled in.
pub(crate) fn apply_effect(
    draft: &mut Draft<'_>,
    kind: EffectKind,
    arguments: &mut [Value],
    id: &Str,
    moment: &Moment<'_>,
) -> Result<(), Refused> {
    let words = &draft.rules().words;
    let parameters = kind.parameters(words);
    enter(draft, parameters, arguments)?;
    let mut settles = None;
    match kind {
        EffectKind::Case(effect) => {
            legal(draft, effect, arguments)?;
            match effect {
                CaseEffect::Close => close(draft, arguments, moment)?,
                CaseEffect::Reopen => draft.delta.closing = Some(None),
                CaseEffect::Pause => pause(draft, arguments, moment),
                CaseEffect::Resume => resume(draft, arguments, moment)?,
                CaseEffect::ScheduleResume => schedule_resume(draft, arguments)?,
                CaseEffect::SwitchFlow => switch_flow(draft, arguments, moment)?,
                CaseEffect::RestartFlow => {
                    let flow = draft.view().flow();
                    begin(draft, flow, moment);
                }
                CaseEffect::Post => post(draft, arguments, moment)?,
                CaseEffect::AddInterest => add_interest(draft, arguments, moment)?,
                CaseEffect::SetFact => set_fact(draft, arguments)?,
                CaseEffect::AddNote => {
                    let text = arguments.first().cloned().unwrap_or_default();
                    draft.note(text, moment.now, moment.by);
                }
            }
        }
        EffectKind::Host(host) => {
            let signature = words
                .effects
                .get_index(host.index())
                .map(|(_, signature)| signature);
            if signature.is_some_and(|signature| signature.settles.is_some()) {
                settles = amount_argument(parameters, arguments);
            }
        }
    }
    let done = matches!(kind, EffectKind::Case(_)).then_some(moment.now);
    draft.delta.history.push(Past {
        id: id.clone(),
        effect: kind,
        name: name_argument(parameters, arguments),
        at: moment.now,
        done,
        failed: None,
        settles,
    });
    Ok(())
}

/// Brings arguments into the form in which they are recorded and read back: amounts rounded to the
/// currency and bounded, dates with four-digit years, an empty text as none.
fn enter(
    draft: &Draft<'_>,
    parameters: &[Parameter],
    arguments: &mut [Value],
) -> Result<(), Refused> {
    let currency = draft.view().currency();
    for (parameter, value) in parameters.iter().zip(arguments) {
        match value {
            Value::Amount(amount) => {
                *amount = round_to_currency(*amount, currency);
                if amount.abs() > Decimal::from(LARGEST_AMOUNT) {
                    let [en, da] = shown(*amount, currency);
                    return Err(refused(
                        "amount_too_large",
                        format!("{en} is more than can be kept"),
                        format!("{da} er mere, end der kan gemmes"),
                    ));
                }
            }
            Value::Date(date) if !YEARS.contains(&date.year()) => {
                return Err(refused(
                    "date_out_of_range",
                    format!("{date} is beyond the calendar"),
                    format!("{date} er uden for kalenderen"),
                ));
            }
            Value::Text(text) if text.is_empty() => *value = Value::Unset,
            _ => {}
        }
        if !value.is_set() && !parameter.ty.optional {
            let name = &parameter.name;
            return Err(refused(
                "missing",
                format!("`{name}` is missing"),
                format!("`{name}` mangler"),
            ));
        }
    }
    Ok(())
}

/// The years that dates are written with.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// The name by which the history keeps the effect.
fn name_argument(parameters: &[Parameter], arguments: &[Value]) -> Option<Str> {
    match arguments.get(naming(parameters)?)? {
        Value::Text(name) | Value::Choice(name) => Some(name.clone()),
        _ => None,
    }
}

fn amount_argument(parameters: &[Parameter], arguments: &[Value]) -> Option<Decimal> {
    parameters
        .iter()
        .zip(arguments)
        .find_map(|(parameter, value)| match (&parameter.ty.kind, value) {
            (Kind::Amount, Value::Amount(amount)) => Some(*amount),
            _ => None,
        })
}

/// On a closed case only reopening, settlements, notes and hosts' effects are legal.
fn legal(draft: &Draft<'_>, effect: CaseEffect, arguments: &[Value]) -> Result<(), Refused> {
    let status = draft.view().status();
    let words = &draft.rules().words;
    let settles = || {
        let entry = arguments
            .first()
            .and_then(Value::as_str)
            .and_then(|name| words.entry_id(name));
        entry.is_some_and(|entry| words.entry_side(entry) == Side::Settlement)
    };
    let allowed = match effect {
        CaseEffect::Reopen if status != Status::Closed => {
            return Err(refused(
                "not_closed",
                "the case isn't closed",
                "sagen er ikke lukket",
            ));
        }
        CaseEffect::Reopen | CaseEffect::AddNote => true,
        CaseEffect::Post => status != Status::Closed || settles(),
        _ => status != Status::Closed,
    };
    if allowed {
        return Ok(());
    }
    let name = effect.name();
    Err(refused(
        "case_is_closed",
        format!("the case is closed, and `{name}` can't change it"),
        format!("sagen er lukket, og `{name}` kan ikke ændre den"),
    ))
}

fn close(draft: &mut Draft<'_>, arguments: &[Value], moment: &Moment<'_>) -> Result<(), Refused> {
    let [code, reason, ..] = arguments else {
        return Err(incomplete());
    };
    let words = &draft.rules().words;
    let belongs = words
        .list_named("close_reason")
        .and_then(|list| words.list(list))
        .and_then(|list| list.options.get(reason.as_str()?))
        .is_none_or(|option| {
            option.under.is_empty()
                || option
                    .under
                    .iter()
                    .any(|parent| Some(&**parent) == code.as_str())
        });
    if !belongs {
        return Err(refused(
            "option",
            format!("the reason `{reason}` doesn't belong to the code `{code}`"),
            format!("årsagen `{reason}` hører ikke til koden `{code}`"),
        ));
    }
    let closing = Closing {
        code: code.clone(),
        reason: reason.clone(),
        at: moment.now,
    };
    draft.delta.closing = Some(Some(Box::new(closing)));
    if draft.view().holds().iter().any(|hold| hold.ended.is_none()) {
        end_holds(draft, None, moment);
    }
    Ok(())
}

fn pause(draft: &mut Draft<'_>, arguments: &mut [Value], moment: &Moment<'_>) {
    let [reason, note, clock, interest] = arguments else {
        return;
    };
    if !clock.is_set() {
        *clock = Value::choice("stops");
    }
    if !interest.is_set() {
        *interest = Value::choice("accrues");
    }
    let hold = Hold {
        reason: reason.clone(),
        note: note.as_str().map(Arc::from),
        clock_stops: clock.as_str() == Some("stops"),
        interest_stops: interest.as_str() == Some("stops"),
        since: moment.now,
        resume_on: None,
        ended: None,
    };
    let holds = draft.holds_mut();
    // The derived clock needs to know of the days under the hold that is replaced.
    if let Some(open) = holds
        .iter_mut()
        .find(|open| open.ended.is_none() && open.reason == hold.reason)
    {
        open.ended = Some(moment.now);
    }
    holds.push(hold);
}

fn resume(draft: &mut Draft<'_>, arguments: &[Value], moment: &Moment<'_>) -> Result<(), Refused> {
    let reason = arguments.first().filter(|reason| reason.is_set());
    let open = draft
        .view()
        .holds()
        .iter()
        .any(|hold| hold.ended.is_none() && reason.is_none_or(|reason| hold.reason == *reason));
    if !open {
        return Err(match reason {
            None => refused(
                "not_paused",
                "the case isn't paused",
                "sagen er ikke i bero",
            ),
            Some(reason) => refused(
                "not_paused",
                format!("the case isn't paused for `{reason}`"),
                format!("sagen er ikke i bero på grund af `{reason}`"),
            ),
        });
    }
    end_holds(draft, reason, moment);
    Ok(())
}

fn end_holds(draft: &mut Draft<'_>, reason: Option<&Value>, moment: &Moment<'_>) {
    for hold in draft.holds_mut() {
        if hold.ended.is_none() && reason.is_none_or(|reason| hold.reason == *reason) {
            hold.ended = Some(moment.now);
        }
    }
}

fn schedule_resume(draft: &mut Draft<'_>, arguments: &[Value]) -> Result<(), Refused> {
    let [on, reason, ..] = arguments else {
        return Err(incomplete());
    };
    let date = on.as_date();
    let holds = draft.holds_mut();
    let hold = holds
        .iter_mut()
        .rev()
        .find(|hold| hold.ended.is_none() && (!reason.is_set() || hold.reason == *reason));
    match hold {
        Some(hold) => {
            hold.resume_on = date;
            Ok(())
        }
        None => Err(refused(
            "not_paused",
            "there is no hold that could end by itself",
            "der er intet i bero, som kan ophøre af sig selv",
        )),
    }
}

fn switch_flow(
    draft: &mut Draft<'_>,
    arguments: &[Value],
    moment: &Moment<'_>,
) -> Result<(), Refused> {
    let words = &draft.rules().words;
    let name = arguments
        .first()
        .and_then(Value::as_str)
        .unwrap_or_default();
    let from = draft.view().flow();
    let to = words.flow_id(name).ok_or_else(incomplete)?;
    let allowed = words
        .flow(from)
        .is_some_and(|flow| flow.switch_to.contains(&to));
    if !allowed {
        let from = words.flow_name(from);
        return Err(refused(
            "switch_to",
            format!("a case in flow `{from}` can't be moved to flow `{name}`"),
            format!("en sag i flowet `{from}` kan ikke flyttes til flowet `{name}`"),
        ));
    }
    begin(draft, to, moment);
    Ok(())
}

/// Puts the case before the first step of a flow.
fn begin(draft: &mut Draft<'_>, flow: FlowId, moment: &Moment<'_>) {
    let has_steps = draft
        .rules()
        .words
        .flow(flow)
        .is_some_and(|flow| !flow.steps.is_empty());
    draft.delta.flow = Some((flow, moment.now));
    draft.delta.step = Some(has_steps.then_some(0));
}

fn post(
    draft: &mut Draft<'_>,
    arguments: &mut [Value],
    moment: &Moment<'_>,
) -> Result<(), Refused> {
    let words = &draft.rules().words;
    let case_currency = draft.before().currency();
    let balance = draft.view().balance();
    let [kind, amount, date, book, currency] = arguments else {
        return Err(incomplete());
    };
    let name = kind.as_str().unwrap_or_default();
    let entry = words.entry_id(name).ok_or_else(incomplete)?;
    if currency.is_set() && currency.as_str() != Some(case_currency) {
        return Err(refused(
            "currency",
            format!("an amount in {currency} can't be posted on a case in {case_currency}"),
            format!("et beløb i {currency} kan ikke posteres på en sag i {case_currency}"),
        ));
    }
    let rounded = amount.as_decimal().ok_or_else(incomplete)?;
    if rounded.is_zero() {
        return Err(refused(
            "nothing_to_post",
            format!("`{name}` of 0 can't be posted"),
            format!("`{name}` på 0 kan ikke posteres"),
        ));
    }
    let takes_back = rounded.is_sign_negative() && !moment.over_allowed;
    let posted = takes_back.then(|| draft.view().sum(entry));
    if let Some(posted) = posted.filter(|posted| posted.saturating_add(rounded) < Decimal::ZERO) {
        let ([en, da], [sum, ialt]) = (shown(rounded, case_currency), shown(posted, case_currency));
        return Err(refused(
            "more_than_was_posted",
            format!("{en} takes back more than the {sum} posted as `{name}`"),
            format!("{da} tager mere tilbage end de {ialt}, der er posteret som `{name}`"),
        ));
    }
    let over = words.entry_side(entry) == Side::Settlement && rounded > balance.max(Decimal::ZERO);
    if over && !moment.over_allowed {
        let ([en, da], [owed, skyldes]) =
            (shown(rounded, case_currency), shown(balance, case_currency));
        return Err(refused(
            "settlement_exceeds_balance",
            format!("{en} is more than the {owed} owed"),
            format!("{da} er mere end de {skyldes}, der skyldes"),
        ));
    }
    if !date.is_set() {
        *date = Value::Date(moment.today);
    }
    if !book.is_set() {
        *book = Value::Bool(true);
    }
    let entry = Entry {
        entry,
        amount: rounded,
        date: date.as_date().unwrap_or(moment.today),
        book: book.as_bool().unwrap_or(true),
        period: None,
    };
    draft.delta.ledger.reserve_exact(1);
    draft.delta.ledger.push(entry);
    Ok(())
}

/// Posts the interest that was found for a period, or that a record says was.
fn add_interest(
    draft: &mut Draft<'_>,
    arguments: &[Value],
    moment: &Moment<'_>,
) -> Result<(), Refused> {
    let entry = draft.rules().words.interest_entry();
    let (Some(entry), [until, from, amount]) = (entry, arguments) else {
        return Err(incomplete());
    };
    let (Some(until), Some(amount)) = (until.as_date(), amount.as_decimal()) else {
        return Err(incomplete());
    };
    if amount.is_zero() {
        return Ok(());
    }
    let from = from.as_date().unwrap_or(until).min(until);
    draft.delta.ledger.push(Entry {
        entry,
        amount,
        date: moment.today,
        book: true,
        period: Some(Period { from, until }),
    });
    Ok(())
}

/// An amount in English and Danish.
fn shown(amount: Decimal, currency: &str) -> [String; 2] {
    ["en", "da"].map(|language| Format::of(language).amount(amount, currency))
}

fn set_fact(draft: &mut Draft<'_>, arguments: &[Value]) -> Result<(), Refused> {
    let [fact, value, ..] = arguments else {
        return Err(incomplete());
    };
    let name = fact.as_str().unwrap_or_default();
    let (index, _, declared) = draft
        .rules()
        .words
        .facts
        .get_full(name)
        .ok_or_else(incomplete)?;
    if !value.is_set() && !declared.ty.optional {
        return Err(refused(
            "missing",
            format!("the fact `{name}` can't be cleared"),
            format!("faktummet `{name}` kan ikke ryddes"),
        ));
    }
    draft.set_fact(FactId::new(index), value.clone());
    Ok(())
}

/// An effect whose arguments don't fit its parameters: a record of another rule set, or a script's.
fn incomplete() -> Refused {
    refused(
        "malformed",
        "the effect's arguments don't fit it",
        "effektens argumenter passer ikke til den",
    )
}
