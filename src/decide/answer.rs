//! Hosts' answers to effects: done or failed, and what follows on the case. No effect is carried out here.

use chrono::{DateTime, Utc};

use super::effects::{Denials, Run};
use super::system::{Outcome, inputs};
use super::trace::Watch;
use super::{DenialKind, Request, wording};
use crate::case::Past;
use crate::rules::effect::{Answers, CaseEffect, EffectKind};
use crate::rules::{Kind, Type};
use crate::value::Value;

/// `effect_done{id, at}`: what settles something posts its entry, and the declared effects follow.
pub(super) fn done<'e, W: Watch>(run: &mut Run<'e, '_, W>, request: &Request) -> Outcome<'e> {
    let declared = [
        ("id", Type::of(Kind::Text)),
        ("at", Type::optional(Kind::DateTime)),
    ];
    let [id, at] = inputs(run, request, declared)?;
    let past = answered(run, &id)?;
    if past.done.is_some() && past.failed.is_none() {
        // The same answer twice changes nothing.
        return Ok(());
    }
    let at = moment(&at).unwrap_or(run.now);
    if at > run.now || at < past.at {
        let words = [
            "The effect was done at a time that can't be: after now, or before it was decided.",
            "Effekten er udført på et tidspunkt, der ikke kan passe: efter nu eller før den blev besluttet.",
        ];
        let denial = wording::denial(run.rules, DenialKind::Input, "impossible_time", words);
        return Err(vec![denial]);
    }
    mark_done(run, &past, at);
    settle(run, &past, false)?;
    follow(run, &past, |answers| &answers.done)
}

/// `effect_failed{id, why}`: after it was done, the failure undoes it.
pub(super) fn failed<'e, W: Watch>(run: &mut Run<'e, '_, W>, request: &Request) -> Outcome<'e> {
    let declared = [
        ("id", Type::of(Kind::Text)),
        ("why", Type::optional(Kind::Text)),
    ];
    let [id, _why] = inputs(run, request, declared)?;
    let past = answered(run, &id)?;
    if past.failed.is_some() {
        return Ok(());
    }
    mark_failed(run, &past);
    if past.done.is_some() {
        settle(run, &past, true)?;
    }
    follow(run, &past, |answers| &answers.failed)
}

/// Marks an effect as answered, from a record.
pub(super) fn mark(
    draft: &mut crate::case::Draft<'_>,
    id: &str,
    done: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) {
    draft.answer(id, |past| match done {
        Some(at) => {
            past.done = Some(at);
            past.failed = None;
        }
        None => {
            past.done = None;
            past.failed = Some(now);
        }
    });
}

fn mark_done<W: Watch>(run: &mut Run<'_, '_, W>, past: &Past, at: DateTime<Utc>) {
    let now = run.now;
    mark(&mut run.draft, &past.id, Some(at), now);
}

fn mark_failed<W: Watch>(run: &mut Run<'_, '_, W>, past: &Past) {
    let now = run.now;
    mark(&mut run.draft, &past.id, None, now);
}

fn answered<'e, W: Watch>(run: &Run<'e, '_, W>, id: &Value) -> Result<Past, Denials<'e>> {
    let id = id.as_str().unwrap_or_default();
    let view = run.draft.view();
    let found = view
        .history()
        .find(|past| *past.id == *id && matches!(past.effect, EffectKind::Host(_)));
    found.cloned().ok_or_else(|| {
        let words = [
            format!("The case knows of no effect `{id}` that a host carries out."),
            format!("Sagen kender ingen effekt `{id}`, som andre udfører."),
        ];
        let denial = wording::denial(run.rules, DenialKind::Rule, "unknown_effect", words);
        vec![denial]
    })
}

/// Posts what the effect settles, or takes it back.
fn settle<'e, W: Watch>(run: &mut Run<'e, '_, W>, past: &Past, undo: bool) -> Outcome<'e> {
    let EffectKind::Host(host) = past.effect else {
        return Ok(());
    };
    let words = &run.rules.words;
    let entry = words
        .effects
        .get_index(host.index())
        .and_then(|(_, signature)| signature.settles);
    let (Some(entry), Some(amount)) = (entry, past.settles) else {
        return Ok(());
    };
    if amount.is_zero() {
        return Ok(());
    }
    let name = words
        .entries
        .get_index(entry.index())
        .map(|(name, _)| name.clone());
    let amount = if undo { -amount } else { amount };
    let arguments = vec![
        Value::text(name.unwrap_or_default()),
        Value::Amount(amount),
        Value::Unset,
        Value::Bool(false),
        Value::Unset,
    ];
    // What has been carried out has happened, whatever is owed.
    run.over_allowed = true;
    run.effect(EffectKind::Case(CaseEffect::Post), arguments, None)?;
    run.over_allowed = false;
    Ok(())
}

fn follow<'e, W: Watch>(
    run: &mut Run<'e, '_, W>,
    past: &Past,
    which: fn(&Answers) -> &Vec<crate::rules::effect::EffectItem>,
) -> Outcome<'e> {
    let EffectKind::Host(host) = past.effect else {
        return Ok(());
    };
    if let Some(answers) = run.rules.answers.get(host.index()) {
        run.items(which(answers))?;
    }
    Ok(())
}

fn moment(value: &Value) -> Option<DateTime<Utc>> {
    match value {
        Value::DateTime(time) => Some(*time),
        _ => None,
    }
}
