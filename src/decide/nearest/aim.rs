//! From a condition that didn't come out as wanted to the changes that would have it come out so: the typed tree is walked backwards, from the result to the slots. Whether a change helps is decided elsewhere.

use std::borrow::Cow;

use chrono::{Days, NaiveDate};

use super::change::{Move, Slot, Wanted};
use super::target::{
    Target, dated, difference, field_slot, less, narrowed, number, others, samples, shifted,
    solved, targets, within,
};
use crate::case::{instant_in, local_in};
use crate::expr::{
    Arithmetic, Comparison, Env, Expr, Field, Function, Node, Read, Silent, call, eval, eval_bool,
};
use crate::rules::action::Input;
use crate::rules::{FactId, Kind, TableId, Type};
use crate::value::Value;

/// The days around a date that are looked through for one that a function on dates wants.
const MOST_DAYS: u64 = 400;

/// The arguments that stand for the parameters of a function or a table.
struct Arguments<'b> {
    exprs: &'b [Expr],
    env: Env<'b>,
    outer: Option<&'b Arguments<'b>>,
}

/// The changes found so far.
pub(super) struct Aim<'i> {
    /// The inputs of the action that is asked for.
    pub(super) inputs: &'i [Input],
    pub(super) moves: Vec<Move>,
}

impl<'i> Aim<'i> {
    pub(super) fn new(inputs: &'i [Input]) -> Self {
        let moves = Vec::new();
        Self { inputs, moves }
    }

    /// Aims at a condition's truth.
    pub(super) fn at(&mut self, condition: &Expr, env: &Env<'_>, truth: bool) {
        self.truth(condition, env, None, truth);
    }

    /// Aims at a value of at most another.
    pub(super) fn at_most(&mut self, expr: &Expr, env: &Env<'_>, most: Value) {
        let target = Target {
            value: most,
            wanted: Wanted::AtMost,
        };
        self.value(expr, env, None, &target);
    }

    /// Aims at another value of everything that an expression reads.
    pub(super) fn at_anything_else(&mut self, expr: &Expr, env: &Env<'_>) {
        expr.each(&mut |part| {
            if let Node::Read(read) = &part.node {
                self.anything(read, &part.ty, env);
            }
        });
    }

    fn truth<'b>(
        &mut self,
        expr: &'b Expr,
        env: &Env<'b>,
        arguments: Option<&'b Arguments<'b>>,
        wanted: bool,
    ) {
        if eval_bool(expr, env, &mut Silent) == Ok(wanted) {
            return;
        }
        match &expr.node {
            Node::Not(part) => self.truth(part, env, arguments, !wanted),
            Node::And(parts) | Node::Or(parts) => {
                // All of them have to, or one: each is a way, and what is still missing shows in the next round.
                for part in parts {
                    self.truth(part, env, arguments, wanted);
                }
            }
            Node::Compare(comparison, sides) => {
                let comparison = if wanted {
                    *comparison
                } else {
                    comparison.opposite()
                };
                self.compare(comparison, sides, env, arguments);
            }
            Node::In(sides) => self.among(sides, env, arguments, wanted),
            Node::IsSet(part) if wanted => {
                for value in samples(&part.ty, env) {
                    let target = Target {
                        value,
                        wanted: Wanted::IsSet,
                    };
                    self.value(part, env, arguments, &target);
                }
            }
            Node::IsSet(part) => {
                let target = Target {
                    value: Value::Unset,
                    wanted: Wanted::Is,
                };
                self.value(part, env, arguments, &target);
            }
            Node::If(three) => {
                let chosen = eval_bool(&three.0, env, &mut Silent).unwrap_or(false);
                let branch = if chosen { &three.1 } else { &three.2 };
                self.truth(branch, env, arguments, wanted);
                self.truth(&three.0, env, arguments, !chosen);
            }
            _ => {
                let target = Target {
                    value: Value::Bool(wanted),
                    wanted: Wanted::Is,
                };
                self.value(expr, env, arguments, &target);
            }
        }
    }

    /// Either side of a comparison, as the other one wants it.
    fn compare<'b>(
        &mut self,
        comparison: Comparison,
        sides: &'b (Expr, Expr),
        env: &Env<'b>,
        arguments: Option<&'b Arguments<'b>>,
    ) {
        let (left, right) = sides;
        for (moved, other, comparison) in [
            (left, right, comparison),
            (right, left, comparison.turned()),
        ] {
            let Ok(value) = eval(other, env, &mut Silent) else {
                continue;
            };
            for target in targets(comparison, &value, &moved.ty, env) {
                self.value(moved, env, arguments, &target);
            }
        }
    }

    fn among<'b>(
        &mut self,
        sides: &'b (Expr, Expr),
        env: &Env<'b>,
        arguments: Option<&'b Arguments<'b>>,
        wanted: bool,
    ) {
        let Ok(list) = eval(&sides.1, env, &mut Silent) else {
            return;
        };
        let Value::List(listed) = &*list else { return };
        if wanted {
            for value in listed.iter() {
                let target = Target {
                    value: value.clone(),
                    wanted: Wanted::Is,
                };
                self.value(&sides.0, env, arguments, &target);
            }
            return;
        }
        let Ok(item) = eval(&sides.0, env, &mut Silent) else {
            return;
        };
        for value in others(&item, &sides.0.ty, env) {
            if !listed.contains(&value) {
                let target = Target {
                    value,
                    wanted: Wanted::IsNot(item.clone().into_owned()),
                };
                self.value(&sides.0, env, arguments, &target);
            }
        }
    }

    /// An expression's value: what would have to be otherwise for it to be as wanted.
    fn value<'b>(
        &mut self,
        expr: &'b Expr,
        env: &Env<'b>,
        arguments: Option<&'b Arguments<'b>>,
        target: &Target,
    ) {
        match &expr.node {
            Node::Read(Read::Parameter(place)) => {
                if let Some(arguments) = arguments
                    && let Some(argument) = arguments.exprs.get(*place)
                {
                    self.value(argument, &arguments.env, arguments.outer, target);
                }
            }
            Node::Read(read) => self.slot(read, env, target),
            Node::Widen(part) => {
                if let Some(whole) = narrowed(&target.value) {
                    let target = target.with(Value::Integer(whole));
                    self.value(part, env, arguments, &target);
                }
            }
            Node::NameOf(part) => {
                if let Value::Text(name) = &target.value {
                    let target = target.with(Value::Choice(name.clone()));
                    self.value(part, env, arguments, &target);
                }
            }
            Node::Negate(part) => {
                if let Some(target) = target.negated() {
                    self.value(part, env, arguments, &target);
                }
            }
            Node::Coalesce(parts) => {
                for part in parts {
                    self.value(part, env, arguments, target);
                    if eval(part, env, &mut Silent).is_ok_and(|value| value.is_set()) {
                        break;
                    }
                }
            }
            Node::If(three) => {
                let chosen = eval_bool(&three.0, env, &mut Silent).unwrap_or(false);
                let (branch, other) = if chosen {
                    (&three.1, &three.2)
                } else {
                    (&three.2, &three.1)
                };
                self.value(branch, env, arguments, target);
                if eval(other, env, &mut Silent).is_ok_and(|value| target.is_met(&value)) {
                    self.truth(&three.0, env, arguments, !chosen);
                }
            }
            Node::Arithmetic(operation, sides) => {
                self.arithmetic(*operation, sides, env, arguments, target);
            }
            Node::Call(function, parts) => self.call(*function, parts, env, arguments, target),
            Node::Script(id, parts) => {
                let values = parts.iter().map(|part| eval(part, env, &mut Silent));
                let Ok(values) = values.collect::<Result<Vec<Cow<'_, Value>>, _>>() else {
                    return;
                };
                let Some(body) = env.rules.scripts.plain(*id) else {
                    for part in parts {
                        self.at_anything_else(part, env);
                    }
                    return;
                };
                let values: Vec<Value> = values.into_iter().map(Cow::into_owned).collect();
                let within = Env {
                    parameters: &values,
                    ..*env
                };
                let arguments = Arguments {
                    exprs: parts,
                    env: *env,
                    outer: arguments,
                };
                match target.value {
                    Value::Bool(truth) => self.truth(body, &within, Some(&arguments), truth),
                    _ => self.value(body, &within, Some(&arguments), target),
                }
            }
            Node::Table {
                table,
                inputs,
                output,
                ..
            } => self.table((*table, *output), inputs, env, arguments, target),
            Node::IsSet(_)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::In(_) => {
                if let Value::Bool(truth) = target.value {
                    self.truth(expr, env, arguments, truth);
                }
            }
            Node::Const(_) | Node::List(_) | Node::Join(_) => {}
        }
    }

    fn arithmetic<'b>(
        &mut self,
        operation: Arithmetic,
        sides: &'b (Expr, Expr),
        env: &Env<'b>,
        arguments: Option<&'b Arguments<'b>>,
        target: &Target,
    ) {
        let both = (
            eval(&sides.0, env, &mut Silent),
            eval(&sides.1, env, &mut Silent),
        );
        let (Ok(left), Ok(right)) = both else { return };
        let found = [
            (&sides.0, solved(operation, target, &right, &left, false)),
            (&sides.1, solved(operation, target, &left, &right, true)),
        ];
        for (side, target) in found {
            if let Some(target) = target {
                self.value(side, env, arguments, &target);
            }
        }
    }

    fn call<'b>(
        &mut self,
        function: Function,
        parts: &'b [Expr],
        env: &Env<'b>,
        arguments: Option<&'b Arguments<'b>>,
        target: &Target,
    ) {
        match function {
            Function::Round | Function::Lower => {
                if let Some(part) = parts.first() {
                    self.value(part, env, arguments, target);
                }
            }
            Function::Min | Function::Max => {
                for part in parts {
                    self.value(part, env, arguments, target);
                }
            }
            Function::Abs => {
                for target in [Some(target.clone()), target.negated()]
                    .into_iter()
                    .flatten()
                {
                    if let Some(part) = parts.first() {
                        self.value(part, env, arguments, &target);
                    }
                }
            }
            Function::Contains | Function::StartsWith => {
                let (Some(text), Some(sought)) = (parts.first(), parts.get(1)) else {
                    return;
                };
                let sought = eval(sought, env, &mut Silent);
                if let (Ok(sought), Value::Bool(truth)) = (sought, &target.value) {
                    let value = if *truth {
                        sought.into_owned()
                    } else {
                        Value::text("-")
                    };
                    self.value(text, env, arguments, &target.with(value));
                }
            }
            Function::Length => {
                if let (Some(text), Value::Integer(length)) = (parts.first(), &target.value)
                    && let Ok(length) = usize::try_from(*length)
                    && length <= 1_000
                {
                    let value = Value::from("x".repeat(length));
                    self.value(text, env, arguments, &target.with(value));
                }
            }
            Function::DaysBetween => {
                let Value::Integer(days) = target.value else {
                    return;
                };
                let [first, last] = parts else { return };
                let dates = env.dates();
                let civil = |part: &'b Expr| {
                    let value = eval(part, env, &mut Silent).ok()?;
                    dates.civil(&value).ok()
                };
                if let Some(first) = civil(first).and_then(|date| shifted(date, days)) {
                    let target = target.with(dated(first, &last.ty, env));
                    self.value(last, env, arguments, &target);
                }
                if let Some(last) = civil(last).and_then(|date| shifted(date, -days))
                    && let Some(target) = target.with(dated(last, &first.ty, env)).turned()
                {
                    self.value(first, env, arguments, &target);
                }
            }
            Function::MonthsAfter
            | Function::BusinessDaysAfter
            | Function::IsBusinessDay
            | Function::Weekday
            | Function::Year => self.on_dates(function, parts, env, arguments, target),
            Function::WholeDivision | Function::Sum => {
                for part in parts {
                    self.at_anything_else(part, env);
                }
            }
        }
    }

    /// A function of a date: the nearest days for which it is as wanted.
    fn on_dates<'b>(
        &mut self,
        function: Function,
        parts: &'b [Expr],
        env: &Env<'b>,
        arguments: Option<&'b Arguments<'b>>,
        target: &Target,
    ) {
        let values = parts.iter().map(|part| eval(part, env, &mut Silent));
        let Ok(mut values) = values.collect::<Result<Vec<Cow<'_, Value>>, _>>() else {
            return;
        };
        let dates = env.dates();
        let (Some(part), Some(date)) = (
            parts.first(),
            values.first().and_then(|date| dates.civil(date).ok()),
        ) else {
            return;
        };
        for later in [true, false] {
            let mut days = (1..=MOST_DAYS).filter_map(|days| {
                let days = Days::new(days);
                if later {
                    date.checked_add_days(days)
                } else {
                    date.checked_sub_days(days)
                }
            });
            let found = days.find(|day| {
                if let Some(first) = values.first_mut() {
                    *first = Cow::Owned(Value::Date(*day));
                }
                call(function, &values, &dates).is_ok_and(|value| target.is_met(&value))
            });
            if let Some(day) = found {
                let wanted = match target.wanted {
                    Wanted::AtLeast | Wanted::AtMost if later => Wanted::AtLeast,
                    Wanted::AtLeast | Wanted::AtMost => Wanted::AtMost,
                    _ => Wanted::Is,
                };
                let target = Target {
                    value: dated(day, &part.ty, env),
                    wanted,
                };
                self.value(part, env, arguments, &target);
            }
        }
    }

    /// The inputs of a table for which a row gives what is wanted.
    fn table<'b>(
        &mut self,
        (table, output): (TableId, usize),
        inputs: &'b [Expr],
        env: &Env<'b>,
        arguments: Option<&'b Arguments<'b>>,
        target: &Target,
    ) {
        let found = env.rules.tables.get(table.index());
        let Some(version) = found.and_then(|table| table.version(env.today)) else {
            return;
        };
        for row in &version.rows {
            let gives = row.outputs.get(output).and_then(Expr::as_constant);
            if !gives.is_some_and(|value| target.is_met(value)) {
                continue;
            }
            for (cell, input) in row.cells.iter().zip(inputs) {
                let takes = eval(input, env, &mut Silent).is_ok_and(|value| cell.matches(&value));
                if let (false, Some(target)) = (takes, within(cell, &input.ty, env)) {
                    self.value(input, env, arguments, &target);
                }
            }
        }
    }

    /// A slot: the change itself.
    fn slot(&mut self, read: &Read, env: &Env<'_>, target: &Target) {
        let Target { value, wanted } = target;
        let zone = env.rules.time_zone;
        let slot = match read {
            Read::Input(place) => match self.inputs.get(*place) {
                Some(input) => Slot::Input((&*input.name).into()),
                None => return,
            },
            Read::ActorRole => Slot::Role,
            Read::Today => {
                if let Some(date) = value.as_date() {
                    let time = local_in(zone, env.now).time();
                    let at = Value::DateTime(instant_in(zone, date.and_time(time)));
                    self.push(Slot::Time, at, wanted.clone());
                }
                return;
            }
            Read::Now => Slot::Time,
            Read::Added(entry) => return self.added(*entry, env, target),
            Read::Case(field) | Read::Before(field) => match field_slot(field) {
                Some(slot) => slot,
                None => return,
            },
            Read::ActorId | Read::Setting(_) | Read::Parameter(_) => return,
        };
        // What the effects of this decision add is there beside what the case has.
        let value = match (read, &slot) {
            (Read::Case(field), Slot::Balance | Slot::Sum(_) | Slot::Count(_)) => {
                let change = difference(&env.case.field(field), &env.before.field(field));
                change
                    .and_then(|change| less(value, &change))
                    .unwrap_or_else(|| value.clone())
            }
            _ => value.clone(),
        };
        self.push(slot, value, wanted.clone());
    }

    /// What this decision posts: as much more or less of an amount that is asked for.
    fn added(&mut self, entry: crate::rules::EntryId, env: &Env<'_>, target: &Target) {
        let added = env.case.added(entry);
        let Some(wanted) = target.value.as_decimal() else {
            return;
        };
        for (place, input) in self.inputs.iter().enumerate() {
            let given = env.inputs.get(place).and_then(Value::as_decimal);
            if let (Kind::Amount, Some(given)) = (&input.ty.kind, given) {
                let to = Value::Amount(given + wanted - added);
                let slot = Slot::Input((&*input.name).into());
                self.moves.push(Move::new(slot, to, target.wanted.clone()));
            }
        }
    }

    /// Another value of a slot, whichever it may be.
    fn anything(&mut self, read: &Read, ty: &Type, env: &Env<'_>) {
        let current = match read {
            Read::Input(place) => env.inputs.get(*place).cloned(),
            Read::Case(field) | Read::Before(field) => Some(env.case.field(field).into_owned()),
            Read::ActorRole => Some(env.actor.role_value().clone()),
            _ => None,
        };
        let Some(current) = current else { return };
        for value in others(&current, ty, env) {
            let target = Target {
                value,
                wanted: Wanted::Is,
            };
            self.slot(read, env, &target);
        }
    }

    /// The values that an input could be given.
    pub(super) fn inputs_given(&mut self, name: &str, env: &Env<'_>) {
        let inputs = self.inputs;
        let Some(input) = inputs.iter().find(|input| *input.name == *name) else {
            let slot = Slot::Unknown(name.into());
            return self.push(slot, Value::Unset, Wanted::Is);
        };
        let slot = Slot::Input((&*input.name).into());
        let limits = [(input.min, Wanted::AtLeast), (input.max, Wanted::AtMost)];
        for (limit, wanted) in limits {
            let limit = limit.and_then(|limit| number(limit, &input.ty.kind));
            if let Some(limit) = limit {
                self.push(slot.clone(), limit, wanted);
            }
        }
        if input.ty.optional || input.default.is_set() {
            self.push(slot.clone(), Value::Unset, Wanted::Is);
        }
        for value in samples(&input.ty, env) {
            self.push(slot.clone(), value, Wanted::IsSet);
        }
    }

    /// The values that a fact, given as an input, could have.
    pub(super) fn value_of_fact(&mut self, name: &str, env: &Env<'_>) {
        let Some(fact) = env.rules.words.facts.get(name) else {
            return;
        };
        for value in samples(&fact.ty, env) {
            self.push(Slot::Input(name.into()), value, Wanted::IsSet);
        }
    }

    /// Another value of the fact of that place.
    pub(super) fn fact(&mut self, place: usize, ty: &Type, env: &Env<'_>) {
        let read = Read::Case(Field::Fact(FactId::new(place)));
        self.anything(&read, ty, env);
    }

    /// Another day on which it is asked.
    pub(super) fn day(&mut self, date: NaiveDate, env: &Env<'_>) {
        let target = Target {
            value: Value::Date(date),
            wanted: Wanted::AtLeast,
        };
        self.slot(&Read::Today, env, &target);
    }

    pub(super) fn push(&mut self, slot: Slot, to: Value, wanted: Wanted) {
        let found = Move::new(slot, to, wanted);
        if !self.moves.contains(&found) {
            self.moves.push(found);
        }
    }
}
