//! Walks a script before it runs: which variables there are, what their values are known to be, and what is asked of them. Calls and names are judged next door, in `calling.rs` and `naming.rs`.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{ASTFlags, Dynamic, Expr, FnCallExpr, FnPtr, Position, Stmt};

use super::calls::Calls;
use super::draft::{Draft, Function};
use super::known::{Known, Part, part};
use super::problem;
use crate::expr::METHODS;
use crate::rules::Vocabulary;
use crate::rules::action::Input;
use crate::source::{Problem, Report, Span};

/// A function that is called from outside, with what is known of its arguments.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) arguments: Vec<Option<Known>>,
}

/// What a script is held to.
#[derive(Clone, Copy)]
pub(super) struct Against<'c> {
    pub(super) words: &'c Vocabulary,
    pub(super) calls: &'c Calls,
    /// The inputs of the action that the script decides.
    pub(super) inputs: &'c [Input],
}

/// What else the script does, by which less is certain.
#[derive(Debug, Clone, Copy, Default)]
struct Doubts {
    /// A map of names is used as a whole, so that a script may ask what is in it.
    maps: bool,
    /// A function's name is used as a value, so that anything may be called.
    functions: bool,
}

pub(super) struct Checker<'c> {
    pub(super) draft: &'c Draft,
    pub(super) against: Against<'c>,
    pub(super) report: &'c mut Report,
    /// The variables that can be seen, the innermost last.
    variables: Vec<(String, Option<Known>)>,
    /// The names that don't keep one value throughout the function.
    unsteady: BTreeSet<String>,
    /// The names that were told to lack a declaration.
    undeclared: BTreeSet<String>,
    /// The calls of the script's own functions, by their places, with what is known of the arguments.
    handed: Vec<(usize, Vec<Option<Known>>)>,
    doubts: Doubts,
}

/// Holds a script to what there is.
pub(super) fn check(draft: &Draft, against: Against<'_>, entries: &[Entry], report: &mut Report) {
    let (known, doubts) = arguments(draft, against, entries);
    let mut checker = Checker::new(draft, against, doubts, report);
    for (index, function) in draft.functions.iter().enumerate() {
        let nothing = vec![None; function.parameters.len()];
        checker.function(function, known.get(&index).unwrap_or(&nothing));
    }
    checker.variables.clear();
    checker.unsteady = unsteady(&[], &draft.outside);
    checker.block(&draft.outside);
}

/// What is known of the arguments of each function that is reached, from all of its calls.
fn arguments(
    draft: &Draft,
    against: Against<'_>,
    entries: &[Entry],
) -> (BTreeMap<usize, Vec<Option<Known>>>, Doubts) {
    let mut scratch = Report::default();
    let mut checker = Checker::new(draft, against, Doubts::default(), &mut scratch);
    for function in &draft.functions {
        checker.function(function, &vec![None; function.parameters.len()]);
    }
    checker.block(&draft.outside);
    if checker.doubts.functions {
        return (BTreeMap::new(), checker.doubts);
    }
    let mut known: BTreeMap<usize, Vec<Option<Known>>> = BTreeMap::new();
    let mut calls: Vec<(usize, Vec<Option<Known>>)> = entries
        .iter()
        .filter_map(|entry| {
            let index = draft.function(&entry.name, entry.arguments.len())?;
            Some((index, entry.arguments.clone()))
        })
        .collect();
    // Each turn leaves less known of some argument, or reaches one more function.
    while let Some((index, arguments)) = calls.pop() {
        let joined = match known.get(&index) {
            None => arguments,
            Some(before) => {
                let pairs = before.iter().zip(&arguments);
                let joined: Vec<_> = pairs
                    .map(|(before, now)| {
                        before.clone().filter(|before| now.as_ref() == Some(before))
                    })
                    .collect();
                if joined == *before {
                    continue;
                }
                joined
            }
        };
        if let Some(function) = draft.functions.get(index) {
            checker.handed.clear();
            checker.function(function, &joined);
            calls.append(&mut checker.handed);
        }
        known.insert(index, joined);
    }
    (known, checker.doubts)
}

impl<'c> Checker<'c> {
    fn new(draft: &'c Draft, against: Against<'c>, doubts: Doubts, report: &'c mut Report) -> Self {
        Self {
            draft,
            against,
            report,
            variables: Vec::new(),
            unsteady: BTreeSet::new(),
            undeclared: BTreeSet::new(),
            handed: Vec::new(),
            doubts,
        }
    }

    fn function(&mut self, function: &Function, arguments: &[Option<Known>]) {
        self.unsteady = unsteady(&function.parameters, &function.body);
        self.undeclared.clear();
        self.variables.clear();
        for (name, known) in function.parameters.iter().zip(arguments) {
            self.declare(name, known.clone());
        }
        self.block(&function.body);
    }

    fn declare(&mut self, name: &str, known: Option<Known>) {
        let known = known.filter(|_| !self.unsteady.contains(name));
        self.variables.push((name.to_owned(), known));
    }

    pub(super) fn fail(&mut self, span: Span, problem: Problem) {
        self.report.add(span, problem);
    }

    /// Whether names of maps can't be judged, nor functions that a map may hold.
    pub(super) fn may_hold_functions(&self) -> bool {
        self.doubts.functions
    }

    pub(super) fn is_variable(&self, name: &str) -> bool {
        self.variables.iter().any(|(found, _)| found == name)
    }

    pub(super) fn variable_names(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|(name, _)| name.as_str())
    }

    fn block(&mut self, statements: &[Stmt]) {
        let outside = self.variables.len();
        for statement in statements {
            self.statement(statement);
        }
        self.variables.truncate(outside);
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Var(declared, ..) => {
                let known = self.expr(&declared.1);
                // A list can be changed without being assigned to.
                let known = known.filter(|known| !matches!(known, Known::Rows(_)));
                self.declare(&declared.0.name, known);
            }
            Stmt::Assignment(assignment) => {
                let (operator, sides) = &**assignment;
                self.used(&sides.rhs);
                match &sides.lhs {
                    Expr::Variable(variable, _, position)
                        if variable.2.is_empty()
                            && !operator.is_op_assignment()
                            && !self.is_variable(&variable.1)
                            && !self.undeclared.contains(variable.1.as_str()) =>
                    {
                        let span = self.draft.token(*position);
                        self.fail(span, problem::never_declared(&variable.1));
                        self.undeclared.insert(variable.1.to_string());
                    }
                    place => self.used(place),
                }
            }
            Stmt::If(flow, _) => {
                self.used(&flow.expr);
                self.block(flow.body.statements());
                self.block(flow.branch.statements());
            }
            Stmt::Switch(switch, _) => {
                self.used(&switch.0);
                for branch in &switch.1.expressions {
                    self.used(&branch.lhs);
                    self.used(&branch.rhs);
                }
            }
            Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                self.used(&flow.expr);
                self.block(flow.body.statements());
            }
            Stmt::For(turns, _) => {
                let (name, counter, flow) = &**turns;
                let each = match self.expr(&flow.expr) {
                    Some(Known::Rows(record)) => Some(Known::Record(record)),
                    _ => None,
                };
                let outside = self.variables.len();
                self.declare(&name.name, each);
                if let Some(counter) = counter {
                    self.declare(&counter.name, None);
                }
                self.block(flow.body.statements());
                self.variables.truncate(outside);
            }
            Stmt::TryCatch(flow, _) => {
                self.block(flow.body.statements());
                let outside = self.variables.len();
                if let Expr::Variable(variable, ..) = &flow.expr {
                    self.declare(&variable.1, None);
                }
                self.block(flow.branch.statements());
                self.variables.truncate(outside);
            }
            Stmt::FnCall(call, position) => {
                self.call(call, *position);
            }
            Stmt::Block(block) => self.block(block.statements()),
            Stmt::Expr(expr) => self.used(expr),
            Stmt::BreakLoop(Some(expr), ..) | Stmt::Return(Some(expr), ..) => self.used(expr),
            Stmt::Import(_, position) | Stmt::Export(_, position) => {
                let span = self.draft.token(*position);
                self.fail(span, problem::no_modules());
            }
            _ => {}
        }
    }

    /// Looks at a value that is used as a whole.
    pub(super) fn used(&mut self, expr: &Expr) {
        let known = self.expr(expr);
        self.doubts.maps |= known.is_some_and(|known| known.is_map());
    }

    /// Looks at a value, and says what it is known to be.
    pub(super) fn expr(&mut self, expr: &Expr) -> Option<Known> {
        match expr {
            Expr::Variable(variable, _, position) => {
                if variable.2.is_empty() {
                    return self.variable(&variable.1, *position);
                }
                // The constants of the file stand under `global`.
                let span = self.draft.token(*position);
                if variable.2.root() != "global" {
                    self.fail(span, problem::no_modules());
                } else if !self.draft.is_constant(&variable.1) {
                    self.fail(span, problem::no_constant(&variable.1));
                }
            }
            Expr::ThisPtr(position) => self.fail(self.draft.token(*position), problem::no_this()),
            Expr::DynamicConstant(value, position) => self.constant(value, *position),
            Expr::InterpolatedString(parts, _) | Expr::Array(parts, _) => {
                parts.iter().for_each(|part| self.used(part));
            }
            Expr::Map(map, _) => map.0.iter().for_each(|(_, value)| self.used(value)),
            Expr::And(parts, _) | Expr::Or(parts, _) | Expr::Coalesce(parts, _) => {
                parts.iter().for_each(|part| self.used(part));
            }
            Expr::Stmt(block) => match closure(block.statements()) {
                Some(inner) => return self.expr(inner),
                None => self.block(block.statements()),
            },
            Expr::FnCall(call, position) => return self.call(call, *position),
            Expr::Dot(..) | Expr::Index(..) => return self.path(expr),
            _ => {}
        }
        None
    }

    fn constant(&mut self, value: &Dynamic, position: Position) {
        if value.is::<FnPtr>() {
            self.fail(self.draft.closure(position), problem::no_closures());
        }
    }

    fn variable(&mut self, name: &str, position: Position) -> Option<Known> {
        let found = self.variables.iter().rev().find(|(found, _)| found == name);
        if let Some((_, known)) = found {
            return known.clone();
        }
        if self.draft.named(name).next().is_some() {
            self.doubts.functions = true;
        } else if !self.undeclared.contains(name) {
            self.undefined(name, position);
        }
        None
    }

    /// A value and what is asked of it, part by part.
    fn path(&mut self, expr: &Expr) -> Option<Known> {
        let (base, links) = links(expr);
        let mut known = self.expr(base);
        let mut from = None;
        for link in links {
            known = match link {
                Link::Part(name, position) => {
                    let first = *from.get_or_insert(position);
                    let part = known.and_then(|known| {
                        let span = self.draft.between(first, position);
                        self.part(&known, name, span)
                    });
                    // A fact's name may have dots.
                    from = from.filter(|_| matches!(part, Some(Known::Facts(_))));
                    part
                }
                Link::Method(call, position) => {
                    from = None;
                    self.method(known, call, position)
                }
                Link::At(Expr::StringConstant(name, position)) => {
                    from = None;
                    let span = self.draft.token(*position);
                    known.and_then(|known| self.part(&known, name, span))
                }
                Link::At(index) => {
                    from = None;
                    self.used(index);
                    match known {
                        Some(Known::Rows(record)) => Some(Known::Record(record)),
                        _ => None,
                    }
                }
            };
        }
        known
    }

    fn part(&mut self, known: &Known, name: &str, span: Span) -> Option<Known> {
        match part(known, name, self.against.words, self.against.inputs) {
            Part::There(known) => known,
            Part::Missing(whole) => {
                if !(known.is_map() && self.doubts.maps) {
                    self.no_part(known, &whole, span);
                }
                None
            }
        }
    }

    fn method(
        &mut self,
        known: Option<Known>,
        call: &FnCallExpr,
        position: Position,
    ) -> Option<Known> {
        self.doubts.maps |= known.as_ref().is_some_and(Known::is_map);
        if known == Some(Known::Case) && METHODS.contains(&call.name.as_str()) {
            self.question(call, position);
        }
        self.callable(call, position, true);
        self.arguments(&call.args, &call.name);
        None
    }

    /// Looks at what a call hands over; a closure for a function that there isn't needs no word of
    /// its own.
    pub(super) fn arguments(&mut self, arguments: &[Expr], name: &str) {
        let is_known = !self.against.calls.forms(name).is_empty();
        for argument in arguments {
            if is_known || !is_closure(argument) {
                self.used(argument);
            }
        }
    }

    /// Remembers with what one of the script's own functions is called.
    pub(super) fn hand(&mut self, function: usize, arguments: &[Expr]) {
        let arguments = arguments
            .iter()
            .map(|argument| self.expr(argument))
            .collect();
        self.handed.push((function, arguments));
    }
}

/// What is asked of a value.
enum Link<'e> {
    Part(&'e str, Position),
    Method(&'e FnCallExpr, Position),
    At(&'e Expr),
}

/// A chain of parts, methods and brackets: Rhai nests all but the first on the right.
fn links(expr: &Expr) -> (&Expr, Vec<Link<'_>>) {
    let (base, mut rest, mut flags, mut indexed) = match expr {
        Expr::Dot(pair, flags, _) => (&pair.lhs, &pair.rhs, *flags, false),
        Expr::Index(pair, flags, _) => (&pair.lhs, &pair.rhs, *flags, true),
        other => return (other, Vec::new()),
    };
    let mut links = Vec::new();
    loop {
        let goes_on = !flags.intersects(ASTFlags::BREAK);
        let (this, next) = match rest {
            Expr::Dot(pair, flags, _) if goes_on => (&pair.lhs, Some((&pair.rhs, *flags, false))),
            Expr::Index(pair, flags, _) if goes_on => (&pair.lhs, Some((&pair.rhs, *flags, true))),
            last => (last, None),
        };
        links.push(match this {
            index if indexed => Link::At(index),
            Expr::Property(property, position) => Link::Part(&property.2, *position),
            Expr::MethodCall(call, position) => Link::Method(call, *position),
            other => Link::At(other),
        });
        match next {
            Some(next) => (rest, flags, indexed) = next,
            None => return (base, links),
        }
    }
}

/// The closure that a block was made of, where it captures variables.
fn closure(statements: &[Stmt]) -> Option<&Expr> {
    let [Stmt::Share(_), Stmt::Expr(curried)] = statements else {
        return None;
    };
    match &**curried {
        Expr::FnCall(call, _) => call.args.first(),
        _ => None,
    }
}

fn is_closure(expr: &Expr) -> bool {
    match expr {
        Expr::DynamicConstant(value, _) => value.is::<FnPtr>(),
        Expr::Stmt(block) => closure(block.statements()).is_some(),
        _ => false,
    }
}

/// The names that are declared more than once in a function, or assigned to.
fn unsteady(parameters: &[String], body: &[Stmt]) -> BTreeSet<String> {
    let mut declared: BTreeSet<String> = parameters.iter().cloned().collect();
    let mut unsteady = BTreeSet::new();
    for statement in body {
        statement.walk(&mut Vec::new(), &mut |path| {
            let Some(rhai::ASTNode::Stmt(statement)) = path.last() else {
                return true;
            };
            let mut declare = |name: &str| {
                if !declared.insert(name.to_owned()) {
                    unsteady.insert(name.to_owned());
                }
            };
            match statement {
                Stmt::Var(variable, ..) => declare(&variable.0.name),
                Stmt::For(turns, _) => {
                    declare(&turns.0.name);
                    turns.1.iter().for_each(|counter| declare(&counter.name));
                }
                Stmt::TryCatch(flow, _) => {
                    if let Expr::Variable(variable, ..) = &flow.expr {
                        declare(&variable.1);
                    }
                }
                Stmt::Assignment(assignment) => {
                    if let Expr::Variable(variable, ..) = links(&assignment.1.lhs).0 {
                        unsteady.insert(variable.1.to_string());
                    }
                }
                _ => {}
            }
            true
        });
    }
    unsteady
}
