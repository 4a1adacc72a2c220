//! Calls in a script, held to the functions that there are and to what these are asked about. What names stand for is judged in `naming.rs`.

use rhai::{Expr, FnCallExpr, Position};

use super::check::Checker;
use super::known::Known;
use super::problem;
use crate::expr::{METHODS, question};

impl Checker<'_> {
    /// A function call or an operator; nothing is known of what it returns.
    pub(super) fn call(&mut self, call: &FnCallExpr, position: Position) -> Option<Known> {
        if call.is_operator_call() {
            self.operator(call);
            return None;
        }
        let name = call.name.as_str();
        if call.is_qualified() {
            let span = self.draft.token(call.namespace.position());
            self.fail(span, problem::no_modules());
            call.args.iter().for_each(|argument| self.used(argument));
            return None;
        }
        match (self.draft.function(name, call.args.len()), name) {
            (Some(function), _) => {
                self.hand(function, &call.args);
                return None;
            }
            // Asked without looking into it.
            (None, "is_set" | "type_of") => call.args.iter().for_each(|argument| {
                self.expr(argument);
            }),
            (None, name) if METHODS.contains(&name) => self.asked(call, position),
            (None, _) => self.arguments(&call.args, name),
        }
        self.callable(call, position, false);
        match (name, call.args.as_slice()) {
            ("deny" | "warn", [rule, message]) => self.outcome(name, rule, message),
            ("effect", [name]) => self.effect(name, None),
            ("effect", [name, arguments]) => self.effect(name, Some(arguments)),
            _ => {}
        }
        None
    }

    /// `times(case, "send")`, as a function is called.
    fn asked(&mut self, call: &FnCallExpr, position: Position) {
        let Some((first, rest)) = call.args.split_first() else {
            return;
        };
        let known = self.expr(first);
        rest.iter().for_each(|argument| self.used(argument));
        if known == Some(Known::Case) {
            let mut call = call.clone();
            call.args = rest.iter().cloned().collect();
            self.question(&call, position);
        }
    }

    /// A question to the history or the ledger, where all of its names are written out.
    pub(super) fn question(&mut self, call: &FnCallExpr, position: Position) {
        let are_written = call
            .args
            .iter()
            .all(|argument| matches!(argument, Expr::StringConstant(..)));
        let most = if matches!(call.name.as_str(), "count" | "sum" | "left") {
            1
        } else {
            2
        };
        if are_written && (1..=most).contains(&call.args.len()) {
            let words = self.against.words;
            let report = &mut *self.report;
            self.draft
                .with_text(|text| question(text, words, call, position, report));
        }
    }

    /// Whether there is a function of that name for so many values.
    pub(super) fn callable(&mut self, call: &FnCallExpr, position: Position, is_method: bool) {
        let name = call.name.as_str();
        let given = call.args.len();
        let forms = self.against.calls.forms(name);
        // What stands before the dot is the first value of a function of the library.
        let values = given + usize::from(is_method);
        if self.draft.function(name, given).is_some()
            || forms.iter().any(|form| form.values == values)
            || is_method && self.may_hold_functions()
        {
            return;
        }
        let span = self.draft.token(position);
        let own = self.draft.named(name).map(super::draft::Function::form);
        let mut forms: Vec<String> = own
            .chain(forms.iter().map(|form| form.text.clone()))
            .collect();
        forms.dedup();
        let problem = if !forms.is_empty() {
            problem::wrong_count(name, given, &forms)
        } else if let Some(problem) = problem::forbidden(name) {
            problem
        } else {
            let words = self.against.words;
            let own = self
                .draft
                .functions
                .iter()
                .map(|function| function.name.as_str());
            let known = own.chain(self.against.calls.names());
            problem::unknown_function(name, words, known.collect())
        };
        self.fail(span, problem);
    }

    fn operator(&mut self, call: &FnCallExpr) {
        match (call.name.as_str(), call.args.as_slice()) {
            ("==" | "!=", [left, right]) => {
                let (l, r) = (self.expr(left), self.expr(right));
                self.compared(l.as_ref(), right);
                self.compared(r.as_ref(), left);
            }
            // What `item in list` becomes.
            ("contains", [list, item]) => {
                let known = self.expr(item);
                self.used(list);
                if let Expr::Array(items, _) = list {
                    items
                        .iter()
                        .for_each(|item| self.compared(known.as_ref(), item));
                }
            }
            _ => call.args.iter().for_each(|argument| self.used(argument)),
        }
    }
}
