//! Scripts that tell which of their statements are run: copies with a call before each, run beside the scripts themselves, so that nothing is slower or otherwise where nobody asks.

use rhai::{
    AST, ASTNode, CallFnOptions, Dynamic, FuncArgs, NativeCallContext, OptimizationLevel, Scope,
    Stmt,
};

use super::ScriptId;
use super::calls::Library;
use super::draft::{Draft, Function};
use super::library::OwnedDates;
use super::operators::Operators;
use super::sandbox::{self, MAX_DEPTHS};
use super::scan::{Piece, pieces};
use super::work::Steps;
use crate::source::Span;

/// What stands before each statement; no author's name begins so.
const REACHED: &str = "__reached";

/// The copies do more than the scripts do: by less than this many times.
const TIMES: u64 = 8;

/// A statement of a script's function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) file: ScriptId,
    /// The function in which it stands.
    pub(crate) function: String,
    /// From where it begins to what ends it or is within it, on its first line.
    pub(crate) span: Span,
}

/// The copies of a rule set's scripts.
pub(super) struct Followed {
    library: Library,
    /// One for each script; none of one that can't be followed.
    files: Vec<Option<(AST, Vec<Statement>)>>,
}

impl Followed {
    pub(super) fn of<'d>(dates: OwnedDates, drafts: impl Iterator<Item = &'d Draft>) -> Self {
        let mut library = sandbox::library(dates, Operators::LookedUp);
        let [in_function, outside] = MAX_DEPTHS;
        library
            .engine
            .set_max_operations(Operators::LookedUp.max_operations() * TIMES)
            // A call stands around what it tells of.
            .set_max_expr_depths(2 * outside, 2 * in_function)
            .set_optimization_level(OptimizationLevel::None)
            .register_fn(REACHED, |context: NativeCallContext, at: i64| {
                let mut tag = context.tag().cloned().unwrap_or_default();
                if let Some(mut steps) = tag.write_lock::<Steps>() {
                    steps.reached.insert(at);
                }
            });
        let files = drafts.enumerate().map(|(place, draft)| {
            let id = ScriptId(u32::try_from(place).unwrap_or(u32::MAX));
            let (statements, text) = told(id, draft);
            let tree = library.engine.compile(text).ok()?;
            Some((tree, statements))
        });
        let files = files.collect();
        Self { library, files }
    }

    /// The statements that can be told of.
    pub(super) fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.files.iter().flatten().flat_map(|(_, all)| all)
    }

    /// The statements that a call comes to.
    pub(super) fn run(
        &self,
        id: ScriptId,
        name: &str,
        arguments: impl FuncArgs,
    ) -> impl Iterator<Item = &Statement> {
        let file = self.files.get(id.0 as usize).and_then(Option::as_ref);
        let reached = file.map(|(tree, _)| {
            let tag = Dynamic::from(Steps::default()).into_shared();
            let options = CallFnOptions::new().with_tag(tag.clone());
            let engine = &self.library.engine;
            // Where it fails, the script itself does, and that is told.
            let _ = engine.call_fn_with_options::<Dynamic>(
                options,
                &mut Scope::new(),
                tree,
                name,
                arguments,
            );
            let steps = tag.read_lock::<Steps>();
            steps.map(|steps| steps.reached.clone()).unwrap_or_default()
        });
        let reached = reached.unwrap_or_default().into_iter();
        reached.filter_map(move |at| file?.1.get(usize::try_from(at).ok()?))
    }
}

/// The statements of a script, and its text with a call before each.
fn told(file: ScriptId, draft: &Draft) -> (Vec<Statement>, String) {
    let text = draft.text.as_str();
    let mut starts: Vec<Start> = draft
        .functions
        .iter()
        .flat_map(|function| starts(function, draft))
        .collect();
    starts.sort_by_key(|start| start.at);
    starts.dedup_by_key(|start| start.at);
    let mut statements = Vec::with_capacity(starts.len());
    let mut copy = String::with_capacity(2 * text.len());
    let mut copied = 0;
    for (number, start) in starts.iter().enumerate() {
        let Start { at, join, .. } = *start;
        copy.push_str(text.get(copied..at).unwrap_or_default());
        copy.push_str(&format!("{REACHED}({number}){join} "));
        copied = at;
        statements.push(Statement {
            file,
            function: start.function.to_owned(),
            span: Span::new(
                draft.file,
                at,
                at + length(text.get(at..).unwrap_or_default()),
            ),
        });
    }
    copy.push_str(text.get(copied..).unwrap_or_default());
    (statements, copy)
}

/// Where a statement begins.
struct Start<'d> {
    function: &'d str,
    at: usize,
    /// How the call before it is joined to it.
    join: &'static str,
}

/// Where the statements of a function begin, those among them before which a call can stand.
fn starts<'d>(function: &'d Function, draft: &Draft) -> Vec<Start<'d>> {
    let mut places = Vec::new();
    for statement in &function.body {
        statement.walk(&mut Vec::new(), &mut |path| {
            if let Some(ASTNode::Stmt(statement)) = path.last() {
                places.push(draft.byte(begin(statement)));
            }
            true
        });
    }
    let (first, last) = (draft.byte(function.at), draft.byte(function.end));
    let pieces: Vec<_> = pieces(&draft.text)
        .skip_while(|(range, _)| range.start < first)
        .take_while(|(range, _)| range.start < last)
        .collect();
    let start = |at, join| Start {
        function: &function.name,
        at,
        join,
    };
    let mut found = Vec::new();
    for (number, (range, piece)) in pieces.iter().enumerate() {
        let before = |back: usize| {
            let before = number.checked_sub(back).and_then(|at| pieces.get(at));
            before.map(|(range, piece)| (range.end, *piece))
        };
        let at = range.start;
        // A block that is a branch of a `switch` may have become a value.
        let is_branch = matches!(
            (before(3), before(2)),
            (Some((_, Piece::Sign('='))), Some((_, Piece::Sign('>'))))
        ) && *piece != Piece::Sign('}');
        match (before(2), before(1)) {
            // `#{` opens a map.
            (Some((_, Piece::Sign('#'))), Some((_, Piece::Sign('{')))) => {}
            (_, Some((_, Piece::Sign('{' | ';' | '}')))) if is_branch || places.contains(&at) => {
                found.push(start(at, ";"));
            }
            // A branch of a `switch` that is no block.
            (Some((end, Piece::Sign('='))), Some((after, Piece::Sign('>'))))
                if end + 1 == after && is_value(*piece, draft.text.get(range.clone())) =>
            {
                found.push(start(at, " ??"));
            }
            _ => {}
        }
    }
    found
}

/// Whether a branch that begins so is a value: no block, and nothing that leaves the function.
fn is_value(piece: Piece, text: Option<&str>) -> bool {
    let leaves = ["return", "throw", "break", "continue", "let", "const"];
    piece != Piece::Sign('{') && !text.is_some_and(|word| leaves.contains(&word))
}

/// How long a statement is on its first line, without the block that belongs to it.
fn length(text: &str) -> usize {
    let (mut end, mut depth, mut before) = (0, 0_usize, Piece::Word);
    for (range, piece) in pieces(text.lines().next().unwrap_or_default()) {
        match piece {
            Piece::Sign('{') if depth == 0 && before != Piece::Sign('#') => break,
            Piece::Sign('(' | '[' | '{') => depth += 1,
            Piece::Sign(';' | ',' | '}') if depth == 0 => break,
            Piece::Sign(')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        (end, before) = (range.end, piece);
    }
    end
}

/// Where a statement begins: of an operation, that is where its first part does.
fn begin(statement: &Stmt) -> rhai::Position {
    match statement {
        Stmt::Expr(expr) => expr.start_position(),
        Stmt::Assignment(parts) => parts.1.lhs.start_position(),
        statement => statement.position(),
    }
}

/// A script with a call before each statement.
#[cfg(test)]
pub(super) fn copy_of(draft: &Draft) -> String {
    told(ScriptId(0), draft).1
}
