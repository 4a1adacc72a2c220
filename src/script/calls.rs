//! What scripts may call, recorded where it is registered: the sandbox offers it, and loading holds calls to it. Nothing is called here.

use std::any::TypeId;
use std::collections::BTreeMap;

use rhai::{Dynamic, Engine, EvalAltResult, RhaiNativeFunc, Variant};

/// One way to call a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    /// The values that it takes, the one before the dot among them.
    pub(super) values: usize,
    /// As an author writes it: `round(number, digits)`, `list.push(item)`.
    pub(super) text: String,
}

/// The functions that scripts may call, by their names.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls(BTreeMap<String, Vec<Form>>);

impl Calls {
    /// The functions of the language itself and of the packages that the sandbox is made of.
    pub(super) fn of_language() -> Self {
        let mut calls = Self::default();
        for form in LANGUAGE.iter().chain(PACKAGES) {
            calls.add(form, values_of(form));
        }
        calls
    }

    fn add(&mut self, form: &str, values: usize) {
        let forms = self.0.entry(name_of(form).to_owned()).or_default();
        let form = Form {
            values,
            text: form.to_owned(),
        };
        if !forms.contains(&form) {
            forms.push(form);
        }
    }

    /// The ways to call a function; none where there is no such function.
    pub(super) fn forms(&self, name: &str) -> &[Form] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// What Rhai answers itself.
pub(super) const LANGUAGE: &[&str] = &[
    "type_of(value)",
    "is_def_var(name)",
    "is_def_fn(name, count)",
];

/// What the packages offer under a name; a test counts that nothing is left out.
pub(super) const PACKAGES: &[&str] = &[
    "abs(number)",
    "add(a, b)",
    "subtract(a, b)",
    "multiply(a, b)",
    "divide(a, b)",
    "modulo(a, b)",
    "power(a, b)",
    "sign(number)",
    "is_zero(number)",
    "is_odd(number)",
    "is_even(number)",
    "min(a, b)",
    "max(a, b)",
    "range(from, to)",
    "range(from, to, step)",
    "range(range, step)",
    "text.chars()",
    "text.chars(from)",
    "text.chars(range)",
    "text.chars(from, count)",
    "number.bits()",
    "number.bits(from)",
    "number.bits(range)",
    "number.bits(from, count)",
    "range.start()",
    "range.end()",
    "range.is_inclusive()",
    "range.is_exclusive()",
    "range.is_empty()",
    "range.contains(number)",
];

/// An engine to which functions are added, each with how it is called.
pub(super) struct Library {
    pub(super) engine: Engine,
    pub(super) calls: Calls,
}

impl Library {
    /// Adds a function under the form in which it is called; an operator's form is its sign.
    pub(super) fn register_fn<A: 'static, const N: usize, const X: bool, R, const F: bool>(
        &mut self,
        form: &str,
        function: impl RhaiNativeFunc<A, N, X, R, F> + Send + Sync + 'static,
    ) where
        R: Variant + Clone,
    {
        self.engine.register_fn(name_of(form), function);
        if name_of(form) != form {
            self.calls.add(form, N);
        }
    }

    /// Adds a function of so many values of any type.
    pub(super) fn register_any_fn(
        &mut self,
        form: &str,
        values: usize,
        function: impl Fn(&mut [&mut Dynamic]) -> Result<Dynamic, Box<EvalAltResult>>
        + Send
        + Sync
        + 'static,
    ) {
        let any = vec![TypeId::of::<Dynamic>(); values];
        self.engine
            .register_raw_fn(name_of(form), any, move |_, values| function(values));
        self.calls.add(form, values);
    }
}

/// The name of the function that a form calls.
pub(super) fn name_of(form: &str) -> &str {
    let Some((head, _)) = form.split_once('(') else {
        return form;
    };
    head.rsplit('.').next().unwrap_or(head)
}

/// The values that a form hands over.
fn values_of(form: &str) -> usize {
    let Some((head, rest)) = form.split_once('(') else {
        return 0;
    };
    let within = rest.trim_end_matches(')');
    let listed = if within.is_empty() {
        0
    } else {
        within.split(',').count()
    };
    listed + usize::from(head.contains('.'))
}
