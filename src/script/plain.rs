//! Script functions that are one expression: what they compare and choose is evaluated as a rule's own condition is, without a call into Rhai. Nothing that can fail is taken.

use smallvec::SmallVec;

use super::draft::Draft;
use crate::expr::{Env, Expected, Expr, FaultKind, Guards, Node, Observer, Roots, Scope, Text};
use crate::expr::{compile, eval};
use crate::rules::{FunctionType, Kind, Parameter, Vocabulary};
use crate::source::Report;
use crate::value::Value;

/// A function's body as a tree over its parameters and the case.
#[derive(Debug, Clone)]
pub(super) struct Plain(pub(super) Expr);

impl Plain {
    /// The body of a declared function, where it is no more than this.
    pub(super) fn of(
        draft: &Draft,
        name: &str,
        declared: &FunctionType,
        words: &Vocabulary,
    ) -> Option<Self> {
        let at = draft.function(name, declared.parameters.len())?;
        let function = draft.functions.get(at)?;
        // In the script they have names of their own.
        let named = declared.parameters.iter().zip(&function.parameters);
        let parameters: Vec<Parameter> = named
            .map(|(parameter, name)| Parameter {
                name: name.as_str().into(),
                ..parameter.clone()
            })
            .collect();
        let is_case = |parameter: &Parameter| parameter.ty.kind == Kind::Case;
        if parameters
            .iter()
            .any(|parameter| is_case(parameter) != (&*parameter.name == "case"))
        {
            return None;
        }
        let (start, end) = (draft.byte(function.at) + 1, draft.byte(function.end));
        let text = Text {
            file: draft.file,
            text: draft.text.get(start..end)?,
            place: &|byte| start + byte,
        };
        let scope = Scope::new(words, Roots::Function).with_parameters(&parameters);
        let expected = Expected::Value(&declared.out);
        // What isn't such an expression is a script, and is held to what scripts are held to.
        let mut unread = Report::default();
        let body = compile(text, scope, &Guards::default(), &expected, &mut unread)?;
        never_fails(&body).then_some(Self(body))
    }

    /// The body, to be edited.
    pub(super) fn body_mut(&mut self) -> &mut Expr {
        &mut self.0
    }

    /// The tree.
    pub(super) fn body(&self) -> &Expr {
        &self.0
    }

    /// What it comes to, of these arguments.
    pub(super) fn value<'v>(
        &self,
        arguments: impl Iterator<Item = &'v Value>,
        env: &Env<'_>,
        observer: &mut impl Observer,
    ) -> Result<Value, FaultKind> {
        let arguments: SmallVec<[Value; 4]> = arguments.cloned().collect();
        let env = Env {
            parameters: &arguments,
            ..*env
        };
        let value = eval(&self.0, &env, observer);
        value
            .map(std::borrow::Cow::into_owned)
            .map_err(|fault| fault.kind.clone())
    }
}

/// Whether it only reads, compares and chooses: no arithmetic, and no call.
fn never_fails(body: &Expr) -> bool {
    let mut never = true;
    body.each(&mut |part| {
        never &= matches!(
            part.node,
            Node::Const(_)
                | Node::Read(_)
                | Node::IsSet(_)
                | Node::Not(_)
                | Node::Widen(_)
                | Node::NameOf(_)
                | Node::And(_)
                | Node::Or(_)
                | Node::Compare(..)
                | Node::In(_)
                | Node::List(_)
                | Node::Coalesce(_)
                | Node::If(_)
        );
    });
    never
}
