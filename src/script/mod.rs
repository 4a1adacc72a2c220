//! Scripts: the sandbox, its limits, and conversion both ways. The only room that runs Rhai; no YAML, no decision.

mod case;
mod collections;
mod convert;
mod library;
mod sandbox;
#[cfg(test)]
mod sandbox_tests;
mod work;

use std::sync::Arc;

use rhai::{AST, CallFnOptions, Dynamic, Engine, EvalAltResult, Map, Scope};

use crate::expr::{Env, FaultKind};
use crate::rules::action::Input;
use crate::rules::{FunctionId, Type};
use crate::source::{Code, FileId, Lines, Problem, Report, Source, Span};
use crate::value::Value;

use case::ScriptCase;
pub(crate) use convert::typed;
use work::Work;

/// A script file, by its place among the rule set's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScriptId(pub(crate) u32);

/// What a whole-action script returns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    Deny { rule: Arc<str>, message: Value },
    Warn { rule: Arc<str>, message: Value },
    Effect { name: Arc<str>, arguments: Value },
}

/// The rule set's scripts, compiled, with the sandbox that runs them.
pub(crate) struct Scripts {
    engine: Engine,
    /// One tree a file: in one large tree, looking a function up is a linear scan.
    files: Vec<AST>,
    /// The file, the name and the result of each declared function.
    functions: Vec<(ScriptId, Arc<str>, Type)>,
}

impl std::fmt::Debug for Scripts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scripts")
            .field("functions", &self.functions)
            .finish_non_exhaustive()
    }
}

impl Scripts {
    pub(crate) fn new(dates: library::OwnedDates) -> Self {
        Self {
            engine: sandbox::engine(dates),
            files: Vec::new(),
            functions: Vec::new(),
        }
    }

    /// Compiles a file; what is wrong with it is reported, and nothing comes back then.
    pub(crate) fn add(
        &mut self,
        file: FileId,
        source: &Source,
        report: &mut Report,
    ) -> Option<ScriptId> {
        let id = ScriptId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        match self.engine.compile(source.text()) {
            Ok(ast) => {
                self.files.push(ast);
                Some(id)
            }
            Err(error) => {
                let at = byte_at(source.text(), error.position());
                let span = Span::new(file, at, at);
                let rest = source.text().get(at..).unwrap_or_default();
                report.add(
                    span,
                    match rest.starts_with('|') {
                        true => no_closures(),
                        false => syntax(&error.err_type().to_string()),
                    },
                );
                None
            }
        }
    }

    /// How many parameters each of a file's functions of that name takes.
    pub(crate) fn parameters_of(&self, file: ScriptId, name: &str) -> Vec<usize> {
        let functions = self.files.get(file.0 as usize).map(AST::iter_functions);
        let named = functions
            .into_iter()
            .flatten()
            .filter(|function| function.name == name);
        named.map(|function| function.params.len()).collect()
    }

    /// The names of the functions of a file.
    pub(crate) fn function_names(&self, file: ScriptId) -> Vec<String> {
        let functions = self.files.get(file.0 as usize).map(AST::iter_functions);
        let mut names: Vec<String> = functions
            .into_iter()
            .flatten()
            .map(|function| function.name.to_owned())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn declare(&mut self, file: ScriptId, name: Arc<str>, out: Type) {
        self.functions.push((file, name, out));
    }

    /// Calls a declared function; its result is held to its declared type each time.
    pub(crate) fn call_function(
        &self,
        id: FunctionId,
        arguments: &[Value],
        env: &Env<'_>,
    ) -> Result<Value, FaultKind> {
        let (file, name, out) = self
            .functions
            .get(id.index())
            .ok_or(FaultKind::WrongValue)?;
        let function = env
            .rules
            .words
            .functions
            .get_index(id.index())
            .map(|(_, function)| function);
        let parameters = function
            .map(|function| function.parameters.as_slice())
            .unwrap_or_default();
        let arguments: Vec<Dynamic> = arguments
            .iter()
            .zip(parameters)
            .map(|(value, parameter)| match parameter.ty.kind {
                crate::rules::Kind::Case => Dynamic::from(ScriptCase::of(&env.case)),
                _ => convert::to_script(value),
            })
            .collect();
        let result = self.call(*file, name, arguments)?;
        let value = convert::from_script(&result).ok_or_else(|| {
            FaultKind::Script(format!("`{name}` returns what can't be used outside of it"))
        })?;
        typed(&value, out, env.rules, env.case.currency()).map_err(|_| {
            FaultKind::Script(format!(
                "`{name}` returns {value}, which isn't what it declares"
            ))
        })
    }

    /// Runs a whole-action script.
    pub(crate) fn decide(
        &self,
        id: ScriptId,
        inputs: &[Input],
        env: &Env<'_>,
    ) -> Result<Vec<Outcome>, FaultKind> {
        let mut input = Map::new();
        for (declared, value) in inputs.iter().zip(env.inputs) {
            input.insert((&*declared.name).into(), convert::to_script(value));
        }
        let mut actor = Map::new();
        actor.insert("id".into(), env.actor.id().to_owned().into());
        actor.insert("role".into(), env.actor.role().to_owned().into());
        let arguments = vec![
            Dynamic::from(ScriptCase::of(&env.case)),
            Dynamic::from_map(input),
            Dynamic::from_map(actor),
            Dynamic::from(env.today),
            Dynamic::from(env.now),
        ];
        let result = self.call(id, DECIDE, arguments)?;
        let outcomes = result.into_array().map_err(|found| {
            FaultKind::Script(format!(
                "`{DECIDE}` must return a list, and returns a value of type {found}"
            ))
        })?;
        outcomes
            .into_iter()
            .map(|outcome| {
                outcome.try_cast::<Outcome>().ok_or_else(|| {
                    FaultKind::Script(format!(
                        "`{DECIDE}` must return a list of `deny(…)`, `warn(…)` and `effect(…)`"
                    ))
                })
            })
            .collect()
    }

    fn call(
        &self,
        file: ScriptId,
        name: &str,
        arguments: Vec<Dynamic>,
    ) -> Result<Dynamic, FaultKind> {
        let ast = self
            .files
            .get(file.0 as usize)
            .ok_or(FaultKind::WrongValue)?;
        let mut scope = Scope::new();
        let options = CallFnOptions::new().with_tag(Work::default());
        self.engine
            .call_fn_with_options::<Dynamic>(options, &mut scope, ast, name, arguments)
            .map_err(|error| FaultKind::Script(wording(&error)))
    }
}

/// The function of a whole-action script.
pub(crate) const DECIDE: &str = "decide";
/// Its parameters: `case, input, actor, today, now`.
pub(crate) const DECIDE_PARAMETERS: usize = 5;

/// The innermost error, which is the one that a script's author can act on.
fn wording(error: &EvalAltResult) -> String {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => wording(inner),
        error => error.to_string(),
    }
}

fn byte_at(text: &str, position: rhai::Position) -> usize {
    let lines = Lines::of(text);
    lines.byte(
        text,
        position.line().unwrap_or(1),
        position.position().unwrap_or(1),
    )
}

fn no_closures() -> Problem {
    Problem::new(
        Code::ScriptSyntax,
        "scripts have no closures",
        "scripts har ingen funktionsudtryk",
    )
    .help(
        "write a `for` loop, or a function with a name",
        "skriv en `for`-løkke eller en funktion med et navn",
    )
}

fn syntax(what: &str) -> Problem {
    Problem::new(
        Code::ScriptSyntax,
        format!("the script can't be read: {what}"),
        format!("scriptet kan ikke læses: {what}"),
    )
    .help(
        "look at the brackets, semicolons and names here and on the line above",
        "se på parenteser, semikolon og navne her og på linjen over",
    )
}

pub(crate) use library::OwnedDates;
