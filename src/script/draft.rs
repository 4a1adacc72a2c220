//! A script as it was read: its functions and what stands outside of them, with the places of their parts. Nothing is judged here.

use rhai::{ASTFlags, ASTNode, Engine, ParseError, Position, Stmt};

use crate::expr::{Text, token_length};
use crate::source::{FileId, Source, Span};

/// A script's tree as it is written, nothing computed beforehand.
pub(super) struct Draft {
    pub(super) file: FileId,
    pub(super) text: String,
    pub(super) functions: Vec<Function>,
    /// What stands outside of the functions.
    pub(super) outside: Vec<Stmt>,
}

/// A function of a script.
pub(super) struct Function {
    pub(super) name: String,
    pub(super) parameters: Vec<String>,
    pub(super) body: Vec<Stmt>,
    /// Where its body begins.
    pub(super) at: Position,
    /// Where it ends.
    pub(super) end: Position,
}

impl Draft {
    pub(super) fn read(parser: &Engine, file: FileId, source: &Source) -> Result<Self, ParseError> {
        let ast = parser.compile(source.text())?;
        // What stands in closures isn't looked at: they are refused where they stand.
        let (closures, mut defined): (Vec<_>, Vec<_>) = ast
            .shared_lib()
            .iter_script_fn_info()
            .map(|(.., function)| function)
            .partition(|function| function.name.starts_with("anon$"));
        defined.sort_by_key(|function| function.body.start_position());
        let bodies: Vec<_> = defined
            .iter()
            .map(|function| (function.body.start_position(), function.body.end_position()))
            .collect();
        let mut functions: Vec<Function> = defined
            .iter()
            .map(|function| Function {
                name: function.name.to_string(),
                parameters: function.params.iter().map(ToString::to_string).collect(),
                body: Vec::new(),
                at: function.body.start_position(),
                end: function.body.end_position(),
            })
            .collect();
        let mut outside = Vec::new();
        ast.walk(&mut |path| {
            let [ASTNode::Stmt(statement)] = path else {
                return true;
            };
            let at = statement.position();
            if closures.iter().any(|closure| {
                let (start, end) = (closure.body.start_position(), closure.body.end_position());
                at == start || at > start && at <= end
            }) {
                return true;
            }
            let within = bodies
                .iter()
                .position(|(start, end)| at >= *start && at <= *end);
            match within.and_then(|index| functions.get_mut(index)) {
                Some(function) => function.body.push((*statement).clone()),
                None => outside.push((*statement).clone()),
            }
            true
        });
        Ok(Self {
            file,
            text: source.text().to_owned(),
            functions,
            outside,
        })
    }

    /// The function of that name with so many parameters.
    pub(super) fn function(&self, name: &str, parameters: usize) -> Option<usize> {
        self.functions
            .iter()
            .position(|function| function.name == name && function.parameters.len() == parameters)
    }

    /// Whether the file declares a constant of that name.
    pub(super) fn is_constant(&self, name: &str) -> bool {
        self.outside.iter().any(|statement| {
            matches!(statement, Stmt::Var(declared, flags, _)
                if declared.0.name == name && flags.intersects(ASTFlags::CONSTANT))
        })
    }

    /// Whether a variable of that name stands outside of the functions.
    pub(super) fn is_outside(&self, name: &str) -> bool {
        self.outside.iter().any(
            |statement| matches!(statement, Stmt::Var(declared, ..) if declared.0.name == name),
        )
    }

    /// The functions of that name.
    pub(super) fn named<'d>(&'d self, name: &'d str) -> impl Iterator<Item = &'d Function> {
        self.functions
            .iter()
            .filter(move |function| function.name == name)
    }

    /// Calls `with` on the text as the expressions' checks take it.
    pub(super) fn with_text<T>(&self, with: impl FnOnce(Text<'_>) -> T) -> T {
        with(Text {
            file: self.file,
            text: &self.text,
            place: &|at| at,
        })
    }

    pub(super) fn byte(&self, position: Position) -> usize {
        self.with_text(|text| text.byte(position))
    }

    /// The place of the token at one of Rhai's positions.
    pub(super) fn token(&self, position: Position) -> Span {
        let at = self.byte(position);
        let rest = self.text.get(at..).unwrap_or_default();
        Span::new(self.file, at, at + token_length(rest))
    }

    /// The place of the parameters of a closure that begins at one of Rhai's positions.
    pub(super) fn closure(&self, position: Position) -> Span {
        let at = self.byte(position);
        Span::new(self.file, at, at + 1)
    }

    /// The place of the braces that open a map.
    pub(super) fn braces(&self, position: Position) -> Span {
        let at = self.byte(position);
        Span::new(self.file, at, at + 2)
    }

    /// The place from one token to the end of another.
    pub(super) fn between(&self, first: Position, last: Position) -> Span {
        let (first, last) = (self.token(first), self.token(last));
        Span {
            end: last.end,
            ..first
        }
    }
}

impl Function {
    /// The function as it is called: `fee(case, days)`.
    pub(super) fn form(&self) -> String {
        format!("{}({})", self.name, self.parameters.join(", "))
    }
}
