//! Scripts: what they may name and call, checked as they load; the sandbox, its limits, and conversion both ways. The only room that runs Rhai; no YAML, no decision.

mod calling;
mod calls;
mod case;
mod check;
#[cfg(test)]
mod check_tests;
mod collections;
mod convert;
mod draft;
mod fault;
mod followed;
#[cfg(test)]
mod followed_tests;
mod known;
mod library;
mod naming;
mod operators;
#[cfg(test)]
mod operators_tests;
mod parts;
mod plain;
#[cfg(test)]
mod plain_tests;
mod problem;
mod sandbox;
#[cfg(test)]
mod sandbox_tests;
mod scan;
mod syntax;
mod work;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rhai::{AST, CallFnOptions, Dynamic, Engine, EvalAltResult, FuncArgs, Map, Position, Scope};

use crate::expr::{Env, Expr, FaultKind, Observer};
use crate::rules::action::Input;
use crate::rules::{FunctionId, FunctionType, Type, Vocabulary};
use crate::source::{FileId, Problem, Report, Source, Span};
use crate::value::Value;

use calls::Library;
use case::ScriptCase;
use check::{Against, Entry};
use convert::Arguments;
pub(crate) use convert::typed;
use draft::Draft;
pub(crate) use fault::ScriptFault;
use followed::Followed;
pub(crate) use followed::Statement;
pub(crate) use library::OwnedDates;
use operators::Operators;
pub(crate) use parts::parts;
use plain::Plain;

/// A script file, by its place among the rule set's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ScriptId(pub(crate) u32);

/// What a whole-action script returns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    Deny { rule: Arc<str>, message: Value },
    Warn { rule: Arc<str>, message: Value },
    Effect { name: Arc<str>, arguments: Value },
}

/// The rule set's scripts, compiled, with the sandbox that runs them. What is compiled is shared by copies.
#[derive(Clone)]
pub(crate) struct Scripts {
    sandbox: Arc<Library>,
    /// The same, for scripts whose operators need no looking up.
    built_in: Arc<Library>,
    /// It takes what the sandbox refuses, so that each such thing can be told.
    parser: Arc<Engine>,
    dates: OwnedDates,
    /// The scripts once more, telling of their statements; made when somebody wants to know.
    followed: OnceLock<Arc<Followed>>,
    files: Vec<Arc<File>>,
    /// The functions that rules call, in the order of their declarations.
    functions: Vec<Declared>,
}

/// A function that rules call.
#[derive(Debug, Clone)]
struct Declared {
    file: ScriptId,
    name: Arc<str>,
    out: Type,
    /// Whether what it looks at is counted.
    is_counted: bool,
    /// What it is, where it is one expression.
    plain: Option<Plain>,
}

/// A script file, as it was read and as it is run.
struct File {
    draft: Draft,
    /// One tree a file: in one large tree, looking a function up is a linear scan.
    tree: AST,
    operators: Operators,
    /// What the sandbox has against it, told unless the check has found why.
    refused: Option<(Span, Problem)>,
}

impl std::fmt::Debug for Scripts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scripts")
            .field("functions", &self.functions)
            .finish_non_exhaustive()
    }
}

impl Scripts {
    pub(crate) fn new(dates: OwnedDates) -> Self {
        Self {
            sandbox: Arc::new(sandbox::library(dates.clone(), Operators::LookedUp)),
            built_in: Arc::new(sandbox::library(dates.clone(), Operators::BuiltIn)),
            parser: Arc::new(sandbox::parser()),
            dates,
            followed: OnceLock::new(),
            files: Vec::new(),
            functions: Vec::new(),
        }
    }

    /// The same scripts, over another calendar.
    pub(crate) fn with_dates(self, dates: OwnedDates) -> Self {
        Self {
            files: self.files,
            functions: self.functions,
            ..Self::new(dates)
        }
    }

    /// The functions that are one expression, by their names.
    pub(crate) fn plain_mut(&mut self) -> impl Iterator<Item = (&Arc<str>, &mut Expr)> {
        self.functions.iter_mut().filter_map(|declared| {
            let Declared { name, plain, .. } = declared;
            Some((&*name, plain.as_mut()?.body_mut()))
        })
    }

    /// Compiles a file; where it can't be read, that is reported, and nothing comes back.
    pub(crate) fn add(
        &mut self,
        file: FileId,
        source: &Source,
        report: &mut Report,
    ) -> Option<ScriptId> {
        let id = ScriptId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let draft = match Draft::read(&self.parser, file, source) {
            Ok(draft) => draft,
            Err(error) => {
                let (span, problem) = syntax::problem(file, source.text(), &error);
                report.add(span, problem);
                return None;
            }
        };
        let (tree, refused) = match self.sandbox.engine.compile(source.text()) {
            Ok(tree) => (tree, None),
            Err(error) => {
                let refused = syntax::problem(file, source.text(), &error);
                (AST::empty(), Some(refused))
            }
        };
        self.files.push(Arc::new(File {
            draft,
            operators: Operators::of(&tree),
            tree,
            refused,
        }));
        Some(id)
    }

    /// Holds a file to what there is, by the functions that rules call in it.
    pub(crate) fn check_functions(
        &self,
        id: ScriptId,
        functions: &[(&str, &FunctionType)],
        words: &Vocabulary,
        report: &mut Report,
    ) {
        let entries: Vec<Entry> = functions
            .iter()
            .map(|(name, function)| Entry {
                name: (*name).to_owned(),
                arguments: naming::of_declared(&function.parameters),
            })
            .collect();
        self.check(id, &entries, &[], words, report);
    }

    /// Holds a whole-action script to what there is.
    pub(crate) fn check_decide(
        &self,
        id: ScriptId,
        inputs: &[Input],
        words: &Vocabulary,
        report: &mut Report,
    ) {
        let entry = Entry {
            name: DECIDE.to_owned(),
            arguments: naming::of_decide(),
        };
        self.check(id, &[entry], inputs, words, report);
    }

    fn check(
        &self,
        id: ScriptId,
        entries: &[Entry],
        inputs: &[Input],
        words: &Vocabulary,
        report: &mut Report,
    ) {
        let Some(file) = self.files.get(id.0 as usize) else {
            return;
        };
        let against = Against {
            words,
            calls: &self.sandbox.calls,
            inputs,
        };
        check::check(&file.draft, against, entries, report);
        if let Some((span, problem)) = &file.refused
            && !report.has_error_in_file(span.file)
        {
            report.add(*span, problem.clone());
        }
    }

    /// How many parameters each of a file's functions of that name takes.
    pub(crate) fn parameters_of(&self, id: ScriptId, name: &str) -> Vec<usize> {
        let file = self.files.get(id.0 as usize);
        let named = file.into_iter().flat_map(|file| file.draft.named(name));
        named.map(|function| function.parameters.len()).collect()
    }

    /// The names of the functions of a file.
    pub(crate) fn function_names(&self, id: ScriptId) -> Vec<String> {
        let file = self.files.get(id.0 as usize);
        let functions = file.into_iter().flat_map(|file| &file.draft.functions);
        let mut names: Vec<String> = functions.map(|function| function.name.clone()).collect();
        names.sort();
        names
    }

    pub(crate) fn declare(
        &mut self,
        file: ScriptId,
        name: Arc<str>,
        function: &FunctionType,
        words: &Vocabulary,
    ) {
        let draft = self.files.get(file.0 as usize).map(|file| &file.draft);
        let is_counted =
            draft.is_none_or(|draft| work::may_arise(draft, &name, &function.parameters));
        let plain = draft.and_then(|draft| Plain::of(draft, &name, function, words));
        self.functions.push(Declared {
            plain,
            file,
            name,
            out: function.out.clone(),
            is_counted,
        });
    }

    /// Calls a declared function; its result is held to its declared type each time.
    pub(crate) fn call_function(
        &self,
        id: FunctionId,
        arguments: &[Cow<'_, Value>],
        env: &Env<'_>,
        observer: &mut impl Observer,
    ) -> Result<Value, FaultKind> {
        let declared = self.functions.get(id.index());
        let declared = declared.ok_or_else(|| FaultKind::WrongValue)?;
        observer.called(id);
        let value = match &declared.plain {
            Some(plain) => {
                let arguments = arguments.iter().map(AsRef::as_ref);
                plain.value(arguments, env, &mut observer.aside())?
            }
            None => self.scripted(id, declared, arguments, env, observer)?,
        };
        let name = &declared.name;
        typed(&value, &declared.out, env.rules, env.case.currency()).map_err(|_| {
            failed(ScriptFault::new(
                format!("`{name}` returns {value}, which isn't what it declares"),
                format!("`{name}` returnerer {value}, som ikke er det, den er erklæret til"),
            ))
        })
    }

    /// A declared function's body over its parameters, where it is one expression.
    pub(crate) fn plain(&self, id: FunctionId) -> Option<&Expr> {
        let declared = self.functions.get(id.index())?;
        declared.plain.as_ref().map(Plain::body)
    }

    /// What a declared function returns when its script is run.
    fn scripted(
        &self,
        id: FunctionId,
        declared: &Declared,
        arguments: &[Cow<'_, Value>],
        env: &Env<'_>,
        observer: &mut impl Observer,
    ) -> Result<Value, FaultKind> {
        let function = env.rules.words.functions.get_index(id.index());
        let (_, function) = function.ok_or_else(|| FaultKind::WrongValue)?;
        let arguments = || Arguments {
            values: arguments,
            parameters: &function.parameters,
            case: env.case,
        };
        let name = &*declared.name;
        if observer.follows_scripts() {
            self.follow(declared.file, name, arguments(), observer);
        }
        let result = self.run(declared.file, name, declared.is_counted, arguments)?;
        convert::from_script(&result).ok_or_else(|| {
            failed(ScriptFault::new(
                format!("`{name}` returns what can't be used outside of it"),
                format!("`{name}` returnerer noget, der ikke kan bruges uden for den"),
            ))
        })
    }

    /// Runs a whole-action script.
    pub(crate) fn decide(
        &self,
        id: ScriptId,
        inputs: &[Input],
        env: &Env<'_>,
        observer: &mut impl Observer,
    ) -> Result<Vec<Outcome>, FaultKind> {
        let mut input = Map::new();
        for (declared, value) in inputs.iter().zip(env.inputs) {
            input.insert((&*declared.name).into(), convert::to_script(value));
        }
        let mut actor = Map::new();
        actor.insert("id".into(), env.actor.id().to_owned().into());
        actor.insert("role".into(), env.actor.role().to_owned().into());
        let arguments = || {
            let case = ScriptCase::of(&env.case);
            (case, input.clone(), actor.clone(), env.today, env.now)
        };
        if observer.follows_scripts() {
            self.follow(id, DECIDE, arguments(), observer);
        }
        let result = self.run(id, DECIDE, true, arguments)?;
        let no_list = || {
            failed(ScriptFault::new(
                format!("`{DECIDE}` must return a list of `deny(…)`, `warn(…)` and `effect(…)`"),
                format!(
                    "`{DECIDE}` skal returnere en liste af `deny(…)`, `warn(…)` og `effect(…)`"
                ),
            ))
        };
        let outcomes = result.into_array().map_err(|_| no_list())?;
        outcomes
            .into_iter()
            .map(|outcome| outcome.try_cast::<Outcome>().ok_or_else(no_list))
            .collect()
    }

    /// The statements of the scripts' functions, but of those that are evaluated as conditions are.
    pub(crate) fn statements(&self) -> impl Iterator<Item = &Statement> {
        let statements = self.followed().statements();
        statements.filter(|statement| {
            let mut functions = self.functions.iter();
            !functions.any(|declared| {
                declared.plain.is_some()
                    && declared.file == statement.file
                    && *declared.name == *statement.function
            })
        })
    }

    /// The file and the name by which a declared function's script has it.
    pub(crate) fn place_of(&self, id: FunctionId) -> Option<(ScriptId, &str)> {
        let declared = self.functions.get(id.index())?;
        Some((declared.file, &declared.name))
    }

    /// What a declared function is, where it is one expression.
    pub(crate) fn expression(&self, id: FunctionId) -> Option<&Expr> {
        let plain = self.functions.get(id.index())?.plain.as_ref()?;
        Some(&plain.0)
    }

    fn followed(&self) -> &Followed {
        self.followed.get_or_init(|| {
            let drafts = self.files.iter().map(|file| &file.draft);
            Arc::new(Followed::of(self.dates.clone(), drafts))
        })
    }

    /// Runs a function for its statements alone: what it gives is found by its own script.
    fn follow(
        &self,
        id: ScriptId,
        name: &str,
        arguments: impl FuncArgs,
        observer: &mut impl Observer,
    ) {
        for statement in self.followed().run(id, name, arguments) {
            observer.statement(statement.span);
        }
    }

    fn run<A: FuncArgs>(
        &self,
        id: ScriptId,
        name: &str,
        is_counted: bool,
        arguments: impl Fn() -> A,
    ) -> Result<Dynamic, FaultKind> {
        let file = self.files.get(id.0 as usize);
        let file = file.ok_or_else(|| FaultKind::WrongValue)?;
        self.call(file, name, is_counted, arguments)
            .map_err(|error| {
                let (fault, position) = fault::told(&error);
                let function = file.draft.named(name).next();
                let at = function.map_or(Position::NONE, |function| function.at);
                let span = file.draft.token(position.or_else(at));
                failed(ScriptFault {
                    span: Some(span),
                    ..fault
                })
            })
    }

    /// Calls a function without looking its operators up, where that is the same. What isn't done
    /// then, within fewer operations, is begun anew: a script changes nothing outside of itself.
    fn call<A: FuncArgs>(
        &self,
        file: &File,
        name: &str,
        is_counted: bool,
        arguments: impl Fn() -> A,
    ) -> Result<Dynamic, Box<EvalAltResult>> {
        if file.operators == Operators::BuiltIn {
            let result = call(
                &self.built_in.engine,
                &file.tree,
                name,
                is_counted,
                arguments(),
            );
            if !result.as_ref().is_err_and(|error| is_limit(error)) {
                return result;
            }
        }
        call(
            &self.sandbox.engine,
            &file.tree,
            name,
            is_counted,
            arguments(),
        )
    }
}

fn call(
    engine: &Engine,
    tree: &AST,
    name: &str,
    is_counted: bool,
    arguments: impl FuncArgs,
) -> Result<Dynamic, Box<EvalAltResult>> {
    let mut scope = Scope::new();
    let mut options = CallFnOptions::new();
    if is_counted {
        options = options.with_tag(work::none_yet());
    }
    engine.call_fn_with_options(options, &mut scope, tree, name, arguments)
}

fn is_limit(error: &EvalAltResult) -> bool {
    let error = error.unwrap_inner();
    matches!(error, EvalAltResult::ErrorTooManyOperations(_))
}

fn failed(fault: ScriptFault) -> FaultKind {
    FaultKind::Script(Box::new(fault))
}

/// The function of a whole-action script.
pub(crate) const DECIDE: &str = "decide";
/// Its parameters.
pub(crate) const PARAMETERS: [&str; 5] = ["case", "input", "actor", "today", "now"];
