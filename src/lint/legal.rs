//! Effects that every case at their place refuses: in its status, its flow, or whatever it is.

use std::sync::Arc;

use super::course::{CLOSED, PAUSED, STATUSES, Visit, argument, constant, file, follow, legal_in};
use super::known::{Known, Source};
use super::logic::{Effort, Terms};
use super::wording::{Words, because, listed, words};
use crate::expr::{Expr, Field, Read};
use crate::rules::action::{Action, Body};
use crate::rules::effect::{CaseEffect, EffectCall, EffectItem, EffectKind};
use crate::rules::flow::Flow;
use crate::rules::timer::Timer;
use crate::rules::{Kind, Rules, builtin};
use crate::source::{Code, FileId, Problem, Report, Span};
use crate::value::Value;

pub(super) fn find(rules: &Rules, report: &mut Report) {
    let whole = !report.has_errors();
    let effort = Effort::default();
    let mut search = Search {
        rules,
        whole,
        effort: &effort,
        told: false,
        problems: Vec::new(),
    };
    let can_be_read = |file: FileId| !report.has_error_in_file(file);
    for action in rules.actions.values() {
        if can_be_read(action.span.file) {
            search.action(action);
        }
    }
    for (name, flow) in rules.words.flows.keys().zip(&rules.flows) {
        if can_be_read(flow.span.file) {
            search.flow(name, flow);
        }
    }
    for timer in &rules.timers {
        if can_be_read(timer.span.file) {
            search.timer(timer);
        }
    }
    for answers in &rules.answers {
        for items in [&answers.done, &answers.failed] {
            if file(items).is_some_and(can_be_read) {
                search.list(
                    items,
                    Known::default(),
                    &mut Terms::new(rules, &[], whole, &effort),
                );
            }
        }
    }
    for (span, problem) in search.problems {
        report.add(span, problem);
    }
}

struct Search<'r> {
    rules: &'r Rules,
    whole: bool,
    effort: &'r Effort,
    /// Whether an effect above was refused already: what comes after it needs no finding of its own.
    told: bool,
    problems: Vec<(Span, Problem)>,
}

impl Visit for Search<'_> {
    fn condition(&mut self, _: &Expr, _: &Known, _: &mut Terms<'_>) {}

    fn effect(&mut self, call: &EffectCall, known: &Known, terms: &mut Terms<'_>) {
        let EffectKind::Case(effect) = call.kind else {
            return;
        };
        if !self.told && !self.has_legal_status(call, effect, known, terms) {
            self.told = true;
            return;
        }
        match effect {
            CaseEffect::Close => self.reason_belongs(call),
            CaseEffect::SwitchFlow => self.is_led_to(call, known, terms),
            CaseEffect::Post => self.posts_something(call),
            _ => {}
        }
    }
}

impl<'r> Search<'r> {
    fn action(&mut self, action: &'r Action) {
        let Body::Effects(items) = &action.body else {
            return;
        };
        let mut terms = Terms::new(self.rules, &action.inputs, self.whole, self.effort);
        let shown = Known::of_shown(action, &mut terms);
        let rules = action.require.iter();
        let allowed = rules.fold(shown, |known, rule| known.and_rule(rule, &mut terms));
        self.list(items, allowed, &mut terms);
    }

    fn flow(&mut self, name: &Arc<str>, flow: &'r Flow) {
        for step in &flow.steps {
            let mut terms = Terms::new(self.rules, &[], self.whole, self.effort);
            let mut known = Known::of_step(name, &mut terms);
            for (source, condition) in [
                (Source::WaitFor, &step.wait_for),
                (Source::When, &step.when),
            ] {
                if let Some(condition) = condition {
                    known = known.and(&source, condition, &mut terms);
                }
            }
            self.list(&step.effects, known, &mut terms);
        }
    }

    fn timer(&mut self, timer: &'r Timer) {
        let mut terms = Terms::new(self.rules, &[], self.whole, self.effort);
        let mut known = Known::of_timer(&mut terms);
        if let Some(condition) = &timer.condition {
            known = known.and(&Source::While, condition, &mut terms);
        }
        self.list(&timer.effects, known, &mut terms);
    }

    fn list(&mut self, items: &[EffectItem], known: Known, terms: &mut Terms<'_>) {
        self.told = false;
        follow(items, known, self.rules, terms, self);
    }

    /// Whether some case here is in a status in which the effect is legal; if none is, that is told.
    fn has_legal_status(
        &mut self,
        call: &EffectCall,
        effect: CaseEffect,
        known: &Known,
        terms: &mut Terms<'_>,
    ) -> bool {
        let legal = legal_in(call, self.rules);
        if legal.len() == STATUSES.len() || !known.is_possible(terms) {
            return true;
        }
        let kind = Kind::Choice(builtin::STATUS);
        let formula = terms.one_of(Read::Case(Field::Status), kind, legal.iter().copied());
        if known.allows(&formula, terms) {
            return true;
        }
        let given = known.because(&formula, terms);
        let reason = because(&given, self.rules);
        let source = match given.as_slice() {
            [one] => Some(&one.source),
            _ => None,
        };
        let problem = wrong_status(effect, legal, reason, source);
        self.problems.push((call.span, problem));
        false
    }

    /// A reason for closing belongs to codes of its own.
    fn reason_belongs(&mut self, call: &EffectCall) {
        let words = &self.rules.words;
        let named = |place| constant(call, place).and_then(Value::as_str);
        let list = words
            .list_named("close_reason")
            .and_then(|list| words.list(list));
        let (Some(code), Some(reason), Some(list), Some(place)) = (
            named(0),
            named(1),
            list,
            argument(call, 1).map(|reason| reason.span),
        ) else {
            return;
        };
        let belongs =
            |under: &[Arc<str>]| under.is_empty() || under.iter().any(|under| **under == *code);
        let found = list.options.get(reason);
        if !self.whole || found.is_none_or(|option| belongs(&option.under)) {
            return;
        }
        let others = list
            .options
            .iter()
            .filter(|(_, option)| belongs(&option.under));
        let others: Vec<String> = others.map(|(name, _)| format!("`{name}`")).collect();
        self.problems
            .push((place, not_of_code(reason, code, &others)));
    }

    /// Some flow that the case can be in must lead to the one that it is moved to.
    fn is_led_to(&mut self, call: &EffectCall, known: &Known, terms: &mut Terms<'_>) {
        let words = &self.rules.words;
        let to = constant(call, 0).and_then(Value::as_str);
        let (Some(to), Some(place)) = (
            to.and_then(|to| words.flow_id(to)),
            argument(call, 0).map(|to| to.span),
        ) else {
            return;
        };
        let flows = words.flows.keys().map(|name| &**name);
        let kind = Kind::Choice(builtin::FLOW);
        let possible = known.options(&Field::Flow, &kind, flows, terms);
        let leads = |from: &&str| {
            let from = words.flow_id(from).and_then(|from| words.flow(from));
            from.is_some_and(|from| from.switch_to.contains(&to))
        };
        if self.whole && !possible.is_empty() && !possible.iter().any(leads) {
            let problem = not_led_to(words.flow_name(to), &possible);
            self.problems.push((place, problem));
        }
    }

    fn posts_something(&mut self, call: &EffectCall) {
        let amount = constant(call, 1).and_then(Value::as_decimal);
        let place = argument(call, 1).map(|amount| amount.span);
        if let (Some(amount), Some(place)) = (amount, place)
            && amount.is_zero()
        {
            self.problems.push((place, nothing_to_post()));
        }
    }
}

fn wrong_status(
    effect: CaseEffect,
    legal: &[&str],
    reason: Option<Words>,
    source: Option<&Source>,
) -> Problem {
    let name = effect.name();
    let [en, da] = match legal {
        [CLOSED] => words(
            format!("`{name}` opens only a closed case, and the case is never closed here"),
            format!("`{name}` åbner kun en lukket sag, og sagen er aldrig lukket her"),
        ),
        [PAUSED] => words(
            format!("`{name}` needs a paused case, and the case is never paused here"),
            format!("`{name}` kræver en sag i bero, og sagen er aldrig i bero her"),
        ),
        _ => words(
            format!("`{name}` can't change a closed case, and the case is always closed here"),
            format!("`{name}` kan ikke ændre en lukket sag, og sagen er altid lukket her"),
        ),
    };
    let [why, hvorfor] = reason.map_or_else(
        || words("", ""),
        |[en, da]| words(format!(": {en}"), format!(": {da}")),
    );
    let [help, hjaelp] = way_out(effect, legal, source);
    Problem::new(
        Code::WrongStatus,
        format!("{en}{why}"),
        format!("{da}{hvorfor}"),
    )
    .help(help, hjaelp)
}

/// What to do about an effect that is never legal, by what keeps it from being so.
fn way_out(effect: CaseEffect, legal: &[&str], source: Option<&Source>) -> Words {
    let name = effect.name();
    let changes = !matches!(legal, [CLOSED] | [PAUSED]);
    match source {
        Some(Source::Effect(other)) if *other == name => words(
            format!("remove the second `{name}`"),
            format!("fjern den anden `{name}`"),
        ),
        Some(Source::Effect(other)) if changes => words(
            format!("move `{name}` above `{other}`"),
            format!("flyt `{name}` op over `{other}`"),
        ),
        Some(Source::Effect(other)) => words(
            format!("remove one of them, or move `{name}` above `{other}`"),
            format!("fjern den ene, eller flyt `{name}` op over `{other}`"),
        ),
        _ if changes => words(
            format!("put `reopen_case` above it, or remove `{name}`"),
            format!("sæt `reopen_case` over den, eller fjern `{name}`"),
        ),
        _ if effect == CaseEffect::ScheduleResume => words(
            format!("put `pause_case` above it, or remove `{name}`"),
            format!("sæt `pause_case` over den, eller fjern `{name}`"),
        ),
        Some(Source::Shown) => words(
            format!("correct `shown`, or remove `{name}`"),
            format!("ret `shown`, eller fjern `{name}`"),
        ),
        Some(Source::While) => words(
            format!("correct `while`, or remove `{name}`"),
            format!("ret `while`, eller fjern `{name}`"),
        ),
        Some(Source::Rule(rule)) => words(
            format!("correct the rule `{rule}`, or remove `{name}`"),
            format!("ret reglen `{rule}`, eller fjern `{name}`"),
        ),
        _ => words(format!("remove `{name}`"), format!("fjern `{name}`")),
    }
}

fn not_of_code(reason: &str, code: &str, others: &[String]) -> Problem {
    let problem = Problem::new(
        Code::UnknownOption,
        format!("the reason `{reason}` doesn't belong to the code `{code}`"),
        format!("årsagen `{reason}` hører ikke til koden `{code}`"),
    );
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    if others.is_empty() {
        return problem;
    }
    problem.help(
        format!("write a reason of `{code}`: {}", listed(&others, "or")),
        format!("skriv en årsag til `{code}`: {}", listed(&others, "eller")),
    )
}

fn not_led_to(to: &str, from: &[&str]) -> Problem {
    let code = Code::IllegalEffect;
    match from {
        [from] if *from == to => Problem::new(
            code,
            format!("the case is in flow `{from}` here already"),
            format!("sagen er allerede i flowet `{from}` her"),
        )
        .help(
            "write `restart_flow: {}` where the flow should begin again",
            "skriv `restart_flow: {}`, hvis flowet skal begynde forfra",
        ),
        [from] => Problem::new(
            code,
            format!("the case is in flow `{from}` here, which doesn't lead to flow `{to}`"),
            format!("sagen er i flowet `{from}` her, og det fører ikke til flowet `{to}`"),
        )
        .help(
            format!("add `{to}` to the `switch_to` of flow `{from}`"),
            format!("tilføj `{to}` til `switch_to` i flowet `{from}`"),
        ),
        _ => Problem::new(
            code,
            format!("no flow that the case can be in here leads to flow `{to}`"),
            format!("intet flow, som sagen kan være i her, fører til flowet `{to}`"),
        )
        .help(
            format!("add `{to}` to the `switch_to` of the flow that the case comes from"),
            format!("tilføj `{to}` til `switch_to` i det flow, som sagen kommer fra"),
        ),
    }
}

fn nothing_to_post() -> Problem {
    Problem::new(
        Code::IllegalEffect,
        "an amount of 0 can't be posted",
        "et beløb på 0 kan ikke posteres",
    )
    .help(
        "write the amount, or remove the effect",
        "skriv beløbet, eller fjern effekten",
    )
}
