//! Gives every part of a parsed expression its type and its one meaning. Names of slots are resolved next door, in `path.rs` and `call.rs`.

use rhai::{Expr as Parsed, Position, Stmt};
use rust_decimal::Decimal;

use super::coerce::{coerce_kind, name_of};
use super::compile::Text;
use super::guard::Guards;
use super::mistake::single_quotes;
use super::problem;
use super::scope::Scope;
use super::token::token_length;
use super::tree::{Arithmetic, Comparison, Expr, Node};
use crate::rules::{Kind, Type};
use crate::source::{Problem, Report, Span};
use crate::value::Value;

/// A condition, as findings call it in English and Danish.
pub(super) const CONDITION: [&str; 2] = [
    "a condition (true or false)",
    "en betingelse (sand eller falsk)",
];

/// What the place of an expression needs.
pub(crate) enum Expected<'t> {
    /// True or false.
    Condition,
    /// A value of this type.
    Value(&'t Type),
    /// Anything that can be printed.
    Printable,
    /// A date or a point in time, which may be missing.
    Moment,
    /// A whole number.
    WholeNumber,
}

pub(super) struct Checker<'c, 'w> {
    pub(super) text: Text<'c>,
    pub(super) scope: Scope<'w>,
    pub(super) report: &'c mut Report,
}

impl Checker<'_, '_> {
    pub(super) fn fail<T>(&mut self, span: Span, problem: Problem) -> Option<T> {
        self.report.add(span, problem);
        None
    }

    pub(super) fn name(&self, ty: &Type) -> String {
        self.scope.words.kind_name(&ty.kind)
    }

    /// The checked form of a parsed expression.
    pub(super) fn expr(&mut self, parsed: &Parsed, guards: &Guards) -> Option<Expr> {
        let span = self.span(parsed);
        match parsed {
            Parsed::BoolConstant(truth, _) => Some(constant(Value::Bool(*truth), Kind::Bool, span)),
            Parsed::IntegerConstant(number, _) => {
                Some(constant(Value::Integer(*number), Kind::Integer, span))
            }
            Parsed::DynamicConstant(value, position) => match value.as_decimal() {
                Ok(number) if self.is_exact(*position) => {
                    Some(constant(Value::Decimal(number), Kind::Decimal, span))
                }
                Ok(_) => self.fail(span, problem::too_many_digits()),
                Err(_) => self.fail(span, problem::unsupported("closures", "funktionsudtryk")),
            },
            Parsed::StringConstant(text, _) => {
                Some(constant(Value::text(text.as_str()), Kind::Text, span))
            }
            Parsed::CharConstant(c, _) => self.fail(span, single_quotes(&c.to_string())),
            Parsed::InterpolatedString(parts, _) => self.interpolated(parts, guards, span),
            Parsed::Array(items, _) => {
                let items = self.all(items.iter(), guards)?;
                self.list(items, span)
            }
            Parsed::Variable(..) | Parsed::Dot(..) | Parsed::Index(..) => {
                self.path(parsed, guards, span)
            }
            Parsed::And(parts, _) => {
                let mut known = guards.clone();
                let mut checked = Vec::with_capacity(parts.len());
                let mut whole = true;
                for part in parts.iter() {
                    match self.condition(part, &known) {
                        Some(part) => {
                            known = known.and(&part);
                            checked.push(part);
                        }
                        None => {
                            known = known.and_perhaps(None);
                            whole = false;
                        }
                    }
                }
                whole.then(|| node(Node::And(checked), Kind::Bool, span))
            }
            Parsed::Or(parts, _) => {
                let mut known = guards.clone();
                let mut checked = Vec::with_capacity(parts.len());
                let mut whole = true;
                for part in parts.iter() {
                    match self.condition(part, &known) {
                        Some(part) => {
                            known = known.and_not(&part);
                            checked.push(part);
                        }
                        None => {
                            known = known.and_perhaps(None);
                            whole = false;
                        }
                    }
                }
                whole.then(|| node(Node::Or(checked), Kind::Bool, span))
            }
            Parsed::Coalesce(parts, _) => self.coalesce(parts, guards, span),
            Parsed::FnCall(call, position) => self.call(call, *position, guards, span),
            Parsed::Stmt(block) => match block.statements() {
                [Stmt::Expr(inner)] => self.expr(inner, guards),
                [Stmt::If(..)] => self.if_else(block.statements().first()?, guards, span),
                [Stmt::Switch(..)] => self.fail(span, problem::unsupported("`switch`", "`switch`")),
                _ => self.fail(span, problem::statement()),
            },
            Parsed::Map(..) => self.fail(span, problem::unsupported("maps", "opslag")),
            Parsed::Unit(_) => self.fail(span, problem::no_value("()")),
            _ => self.fail(
                span,
                problem::unsupported("such construct", "sådan konstruktion"),
            ),
        }
    }

    /// Whether the number that is written here can be kept with all its digits.
    fn is_exact(&self, position: Position) -> bool {
        let rest = self
            .text
            .text
            .get(self.text.byte(position)..)
            .unwrap_or_default();
        let number = rest
            .get(..token_length(rest))
            .unwrap_or_default()
            .replace('_', "");
        let digits = match number.contains('.') {
            true => number.trim_end_matches('0').trim_end_matches('.'),
            false => &number,
        };
        Decimal::from_str_exact(digits).is_ok()
    }

    pub(super) fn all<'p>(
        &mut self,
        parts: impl Iterator<Item = &'p Parsed>,
        guards: &Guards,
    ) -> Option<Vec<Expr>> {
        // Every part is looked at, so that all findings are told at once.
        let checked: Vec<Option<Expr>> = parts.map(|part| self.expr(part, guards)).collect();
        checked.into_iter().collect()
    }

    pub(super) fn condition(&mut self, parsed: &Parsed, guards: &Guards) -> Option<Expr> {
        let expr = self.expr(parsed, guards)?;
        self.expect(expr, &Expected::Condition)
    }

    /// Holds an expression to what its place needs.
    pub(super) fn expect(&mut self, expr: Expr, expected: &Expected<'_>) -> Option<Expr> {
        let needed = match expected {
            Expected::Condition if expr.ty.kind == Kind::Bool => return self.set(expr),
            Expected::Condition => CONDITION,
            Expected::WholeNumber if expr.ty.kind == Kind::Integer => return self.set(expr),
            Expected::WholeNumber => ["a whole number", "et helt tal"],
            Expected::Moment if matches!(expr.ty.kind, Kind::Date | Kind::DateTime) => {
                return Some(expr);
            }
            Expected::Moment => ["a date", "en dato"],
            Expected::Printable
                if !matches!(expr.ty.kind, Kind::Case | Kind::Record | Kind::List(_)) =>
            {
                return self.set(expr);
            }
            Expected::Printable => ["a value that can be printed", "en værdi, der kan skrives"],
            Expected::Value(ty) => return self.coerce(expr, ty),
        };
        let found = self.name(&expr.ty);
        self.fail(expr.span, problem::needs(needed, &found))
    }

    /// Refuses a value that may be missing.
    pub(super) fn set(&mut self, expr: Expr) -> Option<Expr> {
        if expr.ty.optional {
            let path = self.source(expr.span);
            return self.fail(expr.span, problem::unguarded(&path));
        }
        Some(expr)
    }

    /// An expression as a value of a type: option names, number literals and whole numbers adapt.
    pub(super) fn coerce(&mut self, expr: Expr, ty: &Type) -> Option<Expr> {
        let expr = if ty.optional { expr } else { self.set(expr)? };
        let span = expr.span;
        match coerce_kind(expr, &ty.kind, self.scope.words) {
            Ok(expr) => Some(expr),
            Err(problem) => self.fail(span, *problem),
        }
    }

    fn interpolated(&mut self, parts: &[Parsed], guards: &Guards, span: Span) -> Option<Expr> {
        let parts = self.all(parts.iter(), guards)?;
        let mut texts = Vec::with_capacity(parts.len());
        for part in parts {
            let part = self.set(part)?;
            texts.push(match part.ty.kind {
                Kind::Text | Kind::Integer | Kind::Decimal => part,
                Kind::Choice(_) => name_of(part),
                _ => {
                    let found = self.name(&part.ty);
                    return self.fail(
                        part.span,
                        problem::needs(["a text or a number", "en tekst eller et tal"], &found),
                    );
                }
            });
        }
        Some(node(Node::Join(texts), Kind::Text, span))
    }

    fn list(&mut self, items: Vec<Expr>, span: Span) -> Option<Expr> {
        let mut items = items.into_iter();
        let Some(first) = items.next() else {
            return self.fail(span, problem::empty_list());
        };
        let mut list = vec![self.set(first)?];
        for item in items {
            let item = self.set(item)?;
            let last = list.pop()?;
            let (last, item) = self.unify("[…]", last, item, span)?;
            list.push(last);
            list.push(item);
        }
        // A later item may have widened the type that the earlier ones must follow.
        let kind = list.last()?.ty.kind.clone();
        let mut widened = Vec::with_capacity(list.len());
        for item in list {
            widened.push(self.coerce(item, &Type::of(kind.clone()))?);
        }
        let ty = Type::of(Kind::List(Box::new(kind)));
        Some(Expr {
            node: Node::List(widened),
            ty,
            span,
        })
    }

    fn coalesce(&mut self, parts: &[Parsed], guards: &Guards, span: Span) -> Option<Expr> {
        let parts = self.all(parts.iter(), guards)?;
        let mut checked: Vec<Expr> = Vec::with_capacity(parts.len());
        for part in parts {
            let Some(last) = checked.pop() else {
                checked.push(part);
                continue;
            };
            let (last, part) = self.unify("??", last, part, span)?;
            checked.push(last);
            checked.push(part);
        }
        let last = checked.last()?;
        let ty = Type {
            kind: last.ty.kind.clone(),
            optional: last.ty.optional,
        };
        let mut alike = Vec::with_capacity(checked.len());
        for part in checked {
            alike.push(self.coerce(part, &Type::optional(ty.kind.clone()))?);
        }
        Some(Expr {
            node: Node::Coalesce(alike),
            ty,
            span,
        })
    }

    fn if_else(&mut self, statement: &Stmt, guards: &Guards, span: Span) -> Option<Expr> {
        let Stmt::If(flow, _) = statement else {
            return self.fail(span, problem::statement());
        };
        let condition = self.condition(&flow.expr, guards)?;
        let yes = self.branch(flow.body.statements(), &guards.and(&condition), span);
        let no = match flow.branch.statements() {
            [] => return self.fail(span, problem::no_else()),
            statements => self.branch(statements, &guards.and_not(&condition), span),
        };
        let (yes, no) = (yes?, no?);
        let optional = yes.ty.optional || no.ty.optional;
        let (yes, no) = self.unify("if … else", yes, no, span)?;
        let ty = Type {
            kind: yes.ty.kind.clone(),
            optional,
        };
        Some(Expr {
            node: Node::If(Box::new((condition, yes, no))),
            ty,
            span,
        })
    }

    fn branch(&mut self, statements: &[Stmt], guards: &Guards, span: Span) -> Option<Expr> {
        match statements {
            [Stmt::Expr(inner)] => self.expr(inner, guards),
            // A call that stands alone is kept in another form.
            [Stmt::FnCall(call, position)] => {
                self.expr(&Parsed::FnCall(call.clone(), *position), guards)
            }
            [statement @ Stmt::If(..)] => self.if_else(statement, guards, span),
            _ => self.fail(span, problem::statement()),
        }
    }

    /// An operator between two expressions.
    pub(super) fn operator(
        &mut self,
        symbol: &str,
        left: Expr,
        right: Expr,
        span: Span,
    ) -> Option<Expr> {
        let (left, right) = (self.set(left), self.set(right));
        let (left, right) = (left?, right?);
        if let Some(comparison) = Comparison::named(symbol) {
            return self.comparison(comparison, left, right, span);
        }
        match Arithmetic::named(symbol) {
            Some(operation) => self.arithmetic(operation, left, right, span),
            None => {
                let what = format!("`{symbol}`");
                let problem = problem::unsupported(&what, &what);
                let problem = match symbol {
                    "&" | "|" => problem.help(
                        format!("write `{symbol}{symbol}`"),
                        format!("skriv `{symbol}{symbol}`"),
                    ),
                    _ => problem,
                };
                self.fail(span, problem)
            }
        }
    }

    fn comparison(
        &mut self,
        comparison: Comparison,
        left: Expr,
        right: Expr,
        span: Span,
    ) -> Option<Expr> {
        let (left, right) = self.unify(comparison.symbol(), left, right, span)?;
        let ordered =
            left.ty.kind.is_number() || matches!(left.ty.kind, Kind::Date | Kind::DateTime);
        if !is_comparable(&left.ty.kind) || !(ordered || comparison.is_equality()) {
            let (l, r) = (self.name(&left.ty), self.name(&right.ty));
            return self.fail(span, problem::mismatch(comparison.symbol(), &l, &r));
        }
        Some(node(
            Node::Compare(comparison, Box::new((left, right))),
            Kind::Bool,
            span,
        ))
    }

    fn arithmetic(
        &mut self,
        operation: Arithmetic,
        left: Expr,
        right: Expr,
        span: Span,
    ) -> Option<Expr> {
        use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
        if let Some(text) = bare_date(operation, &left, &right) {
            return self.fail(span, problem::bare_date(&text));
        }
        let words = self.scope.words;
        let adapt = |expr: Expr, kind: &Kind| coerce_kind(expr, kind, words).ok();
        let (l, r) = (left.ty.kind.clone(), right.ty.kind.clone());
        let pair = |left, right| Box::new((left, right));
        let built = match (operation, &l, &r) {
            (Add, Kind::Text, Kind::Text) => {
                return Some(node(Node::Join(vec![left, right]), Kind::Text, span));
            }
            (Add | Subtract, Kind::Date, Kind::Integer) | (Add, Kind::Integer, Kind::Date) => {
                (Kind::Date, pair(left, right))
            }
            (Divide, Kind::Integer, Kind::Integer) => {
                let both = (adapt(left, &Kind::Decimal)?, adapt(right, &Kind::Decimal)?);
                (Kind::Decimal, Box::new(both))
            }
            (Multiply | Divide, Kind::Amount | Kind::Percent, Kind::Integer | Kind::Decimal) => {
                (l.clone(), pair(left, adapt(right, &Kind::Decimal)?))
            }
            (Multiply, Kind::Integer | Kind::Decimal, Kind::Amount | Kind::Percent) => {
                (r.clone(), pair(adapt(left, &Kind::Decimal)?, right))
            }
            (Multiply, Kind::Amount, Kind::Percent) | (Multiply, Kind::Percent, Kind::Amount) => {
                (Kind::Amount, pair(left, right))
            }
            (Divide, Kind::Amount, Kind::Amount) => (Kind::Decimal, pair(left, right)),
            (Add | Subtract | Remainder | Multiply | Divide, l, r)
                if l.is_number() && r.is_number() =>
            {
                let (left, right) = self.unify(operation.symbol(), left, right, span)?;
                let kind = left.ty.kind.clone();
                let allowed = matches!(operation, Add | Subtract | Remainder)
                    || matches!(kind, Kind::Integer | Kind::Decimal);
                if !allowed {
                    let (l, r) = (self.name(&left.ty), self.name(&right.ty));
                    return self.fail(span, problem::mismatch(operation.symbol(), &l, &r));
                }
                (kind, pair(left, right))
            }
            _ => {
                let (l, r) = (self.name(&left.ty), self.name(&right.ty));
                let problem = problem::mismatch(operation.symbol(), &l, &r);
                let problem = if operation == Subtract && left.ty.kind == Kind::Date {
                    problem.help(
                        "write `days_between(a, b)` for the days between two dates",
                        "skriv `days_between(a, b)` for dagene mellem to datoer",
                    )
                } else {
                    problem
                };
                return self.fail(span, problem);
            }
        };
        Some(node(Node::Arithmetic(operation, built.1), built.0, span))
    }
}

/// Whether two values of a kind can be the same.
pub(super) fn is_comparable(kind: &Kind) -> bool {
    !matches!(kind, Kind::List(_) | Kind::Record | Kind::Case)
}

pub(super) fn node(node: Node, kind: Kind, span: Span) -> Expr {
    Expr {
        node,
        ty: Type::of(kind),
        span,
    }
}

fn constant(value: Value, kind: Kind, span: Span) -> Expr {
    Expr::constant(value, Type::of(kind), span)
}

/// The text of a date that was written without quotes, and so became two subtractions.
fn bare_date(operation: Arithmetic, left: &Expr, right: &Expr) -> Option<String> {
    let whole = |expr: &Expr| match expr.as_constant() {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    };
    let Node::Arithmetic(Arithmetic::Subtract, pair) = &left.node else {
        return None;
    };
    if operation != Arithmetic::Subtract {
        return None;
    }
    let (year, month, day) = (whole(&pair.0)?, whole(&pair.1)?, whole(right)?);
    let date =
        (1000..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    date.then(|| format!("{year:04}-{month:02}-{day:02}"))
}
