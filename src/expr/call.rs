//! Calls: the built-in functions with their types, tables, and script functions. No function's result is computed here.

use std::ops::RangeInclusive;

use rhai::{Expr as Parsed, FnCallExpr, Position};
use rust_decimal::Decimal;

use super::check::{Checker, Expected, is_comparable, node};
use super::guard::Guards;
use super::problem;
use super::scope::{BUILTIN_NAMES, Roots};
use super::tree::{Expr, Function, Node, Read};
use crate::rules::{FunctionId, Kind, Parameter, TableId, Type, fit};
use crate::source::Span;
use crate::value::Value;

impl Checker<'_, '_> {
    pub(super) fn call(
        &mut self,
        call: &FnCallExpr,
        position: Position,
        guards: &Guards,
        span: Span,
    ) -> Option<Expr> {
        let name = call.name.as_str();
        let arguments = &call.args;
        // `a !in b` is an operator by that name.
        if call.is_operator_call() && name != "contains" {
            return match (name, arguments.as_slice()) {
                ("!", [part]) => self.not(part, guards, span),
                ("-", [part]) => self.negate(part, guards, span),
                (symbol, [left, right]) => {
                    let (left, right) = (self.expr(left, guards), self.expr(right, guards));
                    self.operator(symbol, left?, right?, span)
                }
                _ => self.fail(
                    span,
                    problem::unsupported("such operator", "sådan operator"),
                ),
            };
        }
        let place = self.token(position, name);
        if call.is_qualified() {
            return self.fail(place, problem::unsupported("`::`", "`::`"));
        }
        match (name, arguments.as_slice()) {
            ("is_set", [part]) => self.is_set(part, guards, span),
            ("not", [part]) => self.not(part, guards, span),
            ("is_set", parts) => {
                let problem = problem::wrong_count(name, &(1..=1), parts.len(), "is_set(value)");
                self.fail(place, problem)
            }
            ("not", parts) => {
                let problem = problem::wrong_count(name, &(1..=1), parts.len(), "not(condition)");
                self.fail(place, problem)
            }
            ("date", [Parsed::StringConstant(text, _)]) => match fit::date(text) {
                Some(date) if date.to_string() == text.as_str() => Some(Expr::constant(
                    Value::Date(date),
                    Type::of(Kind::Date),
                    span,
                )),
                _ => self.fail(span, problem::not_a_date(text)),
            },
            ("date", _) => self.fail(
                span,
                problem::literal_needed("date", "`date(\"2026-03-20\")`"),
            ),
            ("added", [Parsed::StringConstant(kind, _)])
                if self.scope.roots == Roots::Invariant =>
            {
                let entry = self.entry(kind, place)?;
                Some(node(Node::Read(Read::Added(entry)), Kind::Amount, span))
            }
            ("added", _) if self.scope.roots == Roots::Invariant => self.fail(
                span,
                problem::literal_needed("added", "`added(\"reminder_fee\")`"),
            ),
            ("added", _) => self.fail(
                place,
                problem::unknown("function", "ingen funktion", name).help(
                    "only an invariant can ask what a decision adds",
                    "kun en invariant kan spørge, hvad en beslutning tilføjer",
                ),
            ),
            ("contains", [list, item]) => self.contains(list, item, guards, span),
            (_, parts) => {
                if let Some((index, _, _)) = self.scope.words.functions.get_full(name) {
                    return self.script(FunctionId::new(index), parts, guards, span);
                }
                if self.scope.words.tables.contains_key(name) {
                    return self.fail(span, problem::not_a_value(&format!("{name}(…)")));
                }
                if let Some((function, count, call)) = function_named(name) {
                    if !count.contains(&parts.len()) {
                        let problem = problem::wrong_count(name, &count, parts.len(), call);
                        return self.fail(place, problem);
                    }
                    let parts = self.all(parts.iter(), guards)?;
                    return self.builtin(name, function, parts, span);
                }
                let words = self.scope.words;
                let known: Vec<&str> = BUILTIN_NAMES
                    .iter()
                    .copied()
                    .skip(8)
                    .chain(words.functions.keys().map(|name| &**name))
                    .chain(words.tables.keys().map(|name| &**name))
                    .collect();
                self.fail(
                    place,
                    problem::unknown("function", "ingen funktion", name).suggest(name, known),
                )
            }
        }
    }

    fn not(&mut self, part: &Parsed, guards: &Guards, span: Span) -> Option<Expr> {
        let part = self.condition(part, guards)?;
        Some(node(Node::Not(Box::new(part)), Kind::Bool, span))
    }

    fn negate(&mut self, part: &Parsed, guards: &Guards, span: Span) -> Option<Expr> {
        let part = self.expr(part, guards)?;
        let part = self.set(part)?;
        if !part.ty.kind.is_number() {
            let found = self.name(&part.ty);
            return self.fail(part.span, problem::needs(["a number", "et tal"], &found));
        }
        let kind = part.ty.kind.clone();
        Some(node(Node::Negate(Box::new(part)), kind, span))
    }

    fn is_set(&mut self, part: &Parsed, guards: &Guards, span: Span) -> Option<Expr> {
        let part = self.expr(part, guards)?;
        if matches!(part.ty.kind, Kind::Case) {
            return self.fail(part.span, problem::needs(["a value", "en værdi"], "case"));
        }
        Some(node(Node::IsSet(Box::new(part)), Kind::Bool, span))
    }

    /// `contains(list, item)`, which `item in list` also becomes, and `contains(text, part)`.
    fn contains(
        &mut self,
        list: &Parsed,
        item: &Parsed,
        guards: &Guards,
        span: Span,
    ) -> Option<Expr> {
        let (list, item) = (self.expr(list, guards), self.expr(item, guards));
        let (list, item) = (self.set(list?)?, self.set(item?)?);
        if list.ty.kind == Kind::Text && item.ty.kind == Kind::Text {
            return Some(node(
                Node::Call(Function::Contains, vec![list, item]),
                Kind::Bool,
                span,
            ));
        }
        let Kind::List(kind) = list.ty.kind.clone() else {
            let found = self.name(&list.ty);
            return self.fail(list.span, problem::needs(["a list", "en liste"], &found));
        };
        // The items take the type of what is looked for: options of a choice, amounts.
        let sample = Expr {
            node: first_of(&list),
            ty: Type::of(*kind),
            span: list.span,
        };
        let (item, sample) = self.unify("in", item, sample, span)?;
        if !is_comparable(&item.ty.kind) {
            let (item, list) = (self.name(&item.ty), self.name(&list.ty));
            return self.fail(span, problem::mismatch("in", &item, &list));
        }
        let list = self.coerce(list, &Type::of(Kind::List(Box::new(sample.ty.kind))))?;
        Some(node(Node::In(Box::new((item, list))), Kind::Bool, span))
    }

    fn script(
        &mut self,
        id: FunctionId,
        parts: &[Parsed],
        guards: &Guards,
        span: Span,
    ) -> Option<Expr> {
        let words = self.scope.words;
        let (name, function) = words.functions.get_index(id.index())?;
        let arguments = self.arguments(name, &function.parameters, parts, guards, span)?;
        Some(Expr {
            node: Node::Script(id, arguments),
            ty: function.out.clone(),
            span,
        })
    }

    pub(super) fn table(
        &mut self,
        call: &FnCallExpr,
        output: usize,
        guards: &Guards,
        span: Span,
    ) -> Option<Expr> {
        let words = self.scope.words;
        let name = call.name.as_str();
        let (index, _, table) = words.tables.get_full(name)?;
        // A date behind the inputs asks for the version of that day.
        let dated = call.args.len() == table.inputs.len() + 1;
        let (inputs, on) = match call.args.split_last() {
            Some((last, inputs)) if dated => (inputs, Some(last)),
            _ => (call.args.as_slice(), None),
        };
        let inputs = self.arguments(name, &table.inputs, inputs, guards, span)?;
        let on = match on {
            Some(on) => {
                let on = self.expr(on, guards)?;
                Some(Box::new(self.coerce(on, &Type::of(Kind::Date))?))
            }
            None => None,
        };
        let ty = table.output_type(output)?;
        Some(Expr {
            node: Node::Table {
                table: TableId::new(index),
                inputs,
                on,
                output,
            },
            ty,
            span,
        })
    }

    fn arguments(
        &mut self,
        name: &str,
        parameters: &[Parameter],
        parts: &[Parsed],
        guards: &Guards,
        span: Span,
    ) -> Option<Vec<Expr>> {
        if parts.len() != parameters.len() {
            let names: Vec<&str> = parameters
                .iter()
                .map(|parameter| &*parameter.name)
                .collect();
            let count = parameters.len()..=parameters.len();
            let call = format!("{name}({})", names.join(", "));
            let problem = problem::wrong_count(name, &count, parts.len(), &call);
            return self.fail(span, problem);
        }
        let mut arguments = Vec::with_capacity(parts.len());
        let mut whole = true;
        for (part, parameter) in parts.iter().zip(parameters) {
            let argument = self
                .expr(part, guards)
                .and_then(|part| self.coerce(part, &parameter.ty));
            whole &= argument.is_some();
            arguments.extend(argument);
        }
        whole.then_some(arguments)
    }

    fn builtin(
        &mut self,
        name: &str,
        function: Function,
        parts: Vec<Expr>,
        span: Span,
    ) -> Option<Expr> {
        let mut set = Vec::with_capacity(parts.len());
        for part in parts {
            set.push(self.set(part)?);
        }
        let parts = set;
        let (kind, parts) = match function {
            Function::DaysBetween => (Kind::Integer, self.moments(parts)?),
            Function::Year => (Kind::Integer, self.moments(parts)?),
            Function::IsBusinessDay => (Kind::Bool, self.moments(parts)?),
            Function::Weekday => {
                let list = self.scope.words.list_named("weekday");
                (list.map_or(Kind::Text, Kind::Choice), self.moments(parts)?)
            }
            Function::MonthsAfter | Function::BusinessDaysAfter => {
                let mut parts = parts.into_iter();
                let date = self.moments(vec![parts.next()?])?.pop()?;
                let number = self.expect(parts.next()?, &Expected::WholeNumber)?;
                (Kind::Date, vec![date, number])
            }
            Function::WholeDivision => {
                let mut whole = Vec::with_capacity(2);
                for part in parts {
                    whole.push(self.expect(part, &Expected::WholeNumber)?);
                }
                (Kind::Integer, whole)
            }
            Function::Round => {
                let mut parts = parts.into_iter();
                let number = self.number(parts.next()?)?;
                let digits = self.expect(parts.next()?, &Expected::WholeNumber)?;
                (number.ty.kind.clone(), vec![number, digits])
            }
            Function::Abs => {
                let number = self.number(parts.into_iter().next()?)?;
                (number.ty.kind.clone(), vec![number])
            }
            Function::Min | Function::Max => {
                let mut alike: Vec<Expr> = Vec::with_capacity(parts.len());
                for part in parts {
                    let Some(last) = alike.pop() else {
                        alike.push(part);
                        continue;
                    };
                    let (last, part) = self.unify(name, last, part, span)?;
                    alike.push(last);
                    alike.push(part);
                }
                let kind = alike.last()?.ty.kind.clone();
                if !kind.is_number() && !matches!(kind, Kind::Date | Kind::DateTime) {
                    let found = self.name(&Type::of(kind));
                    return self.fail(
                        span,
                        problem::needs(["numbers or dates", "tal eller datoer"], &found),
                    );
                }
                let mut parts = Vec::with_capacity(alike.len());
                for part in alike {
                    parts.push(self.coerce(part, &Type::of(kind.clone()))?);
                }
                (kind, parts)
            }
            Function::Length => {
                let part = parts.into_iter().next()?;
                if !matches!(part.ty.kind, Kind::Text | Kind::List(_)) {
                    let found = self.name(&part.ty);
                    return self.fail(
                        part.span,
                        problem::needs(["a text or a list", "en tekst eller en liste"], &found),
                    );
                }
                (Kind::Integer, vec![part])
            }
            Function::Sum => {
                let list = parts.into_iter().next()?;
                let kind = match &list.ty.kind {
                    Kind::List(item) => (**item).clone(),
                    _ => list.ty.kind.clone(),
                };
                let zero = zero(&kind).filter(|_| list.ty.kind != kind);
                let Some(zero) = zero else {
                    let found = self.name(&list.ty);
                    return self.fail(
                        list.span,
                        problem::needs(["a list of numbers", "en liste af tal"], &found).help(
                            "write numbers in brackets, or look into a table with `hit: collect`",
                            "skriv tal i kantede parenteser, eller slå op i en tabel med `hit: collect`",
                        ),
                    );
                };
                let zero = Expr::constant(zero, Type::of(kind.clone()), span);
                (kind, vec![list, zero])
            }
            Function::StartsWith => (Kind::Bool, self.texts(parts)?),
            Function::Lower => (Kind::Text, self.texts(parts)?),
            Function::Contains => (Kind::Bool, parts),
        };
        Some(node(Node::Call(function, parts), kind, span))
    }

    fn moments(&mut self, parts: Vec<Expr>) -> Option<Vec<Expr>> {
        for part in &parts {
            if !matches!(part.ty.kind, Kind::Date | Kind::DateTime) {
                let found = self.name(&part.ty);
                return self.fail(part.span, problem::needs(["a date", "en dato"], &found));
            }
        }
        Some(parts)
    }

    fn texts(&mut self, parts: Vec<Expr>) -> Option<Vec<Expr>> {
        let mut texts = Vec::with_capacity(parts.len());
        for part in parts {
            texts.push(self.coerce(part, &Type::of(Kind::Text))?);
        }
        Some(texts)
    }

    fn number(&mut self, part: Expr) -> Option<Expr> {
        if part.ty.kind.is_number() {
            return Some(part);
        }
        let found = self.name(&part.ty);
        self.fail(part.span, problem::needs(["a number", "et tal"], &found))
    }
}

/// A built-in function, how many arguments it takes, and a call of it.
fn function_named(name: &str) -> Option<(Function, RangeInclusive<usize>, &'static str)> {
    Some(match name {
        "days_between" => (Function::DaysBetween, 2..=2, "days_between(a, b)"),
        "months_after" => (Function::MonthsAfter, 2..=2, "months_after(date, months)"),
        "business_days_after" => (
            Function::BusinessDaysAfter,
            2..=2,
            "business_days_after(date, days)",
        ),
        "is_business_day" => (Function::IsBusinessDay, 1..=1, "is_business_day(date)"),
        "weekday" => (Function::Weekday, 1..=1, "weekday(date)"),
        "year" => (Function::Year, 1..=1, "year(date)"),
        "div" => (Function::WholeDivision, 2..=2, "div(a, b)"),
        "round" => (Function::Round, 2..=2, "round(number, digits)"),
        "min" => (Function::Min, 2..=16, "min(a, b)"),
        "max" => (Function::Max, 2..=16, "max(a, b)"),
        "abs" => (Function::Abs, 1..=1, "abs(number)"),
        "len" => (Function::Length, 1..=1, "len(text)"),
        "sum" => (Function::Sum, 1..=1, "sum(list)"),
        "contains" => (Function::Contains, 2..=2, "contains(text, part)"),
        "starts_with" => (Function::StartsWith, 2..=2, "starts_with(text, part)"),
        "lower" => (Function::Lower, 1..=1, "lower(text)"),
        _ => return None,
    })
}

/// The sum of no numbers of a type.
fn zero(kind: &Kind) -> Option<Value> {
    Some(match kind {
        Kind::Integer => Value::Integer(0),
        Kind::Decimal => Value::Decimal(Decimal::ZERO),
        Kind::Amount => Value::Amount(Decimal::ZERO),
        Kind::Percent => Value::Percent(Decimal::ZERO),
        _ => return None,
    })
}

/// What stands first in a list, so that its type can meet another's.
fn first_of(list: &Expr) -> Node {
    match &list.node {
        Node::List(items) => items
            .first()
            .map_or(Node::Const(Value::Unset), |item| item.node.clone()),
        _ => Node::Const(Value::Unset),
    }
}
