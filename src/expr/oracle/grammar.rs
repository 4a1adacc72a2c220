//! Random expressions of a sort, by a grammar; and how one is made smaller while it stays well typed.

use std::collections::HashMap;
use std::fmt::{self, Debug, Write};
use std::sync::LazyLock;

use proptest::prelude::Rng;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::world::{
    OPTIONAL, Sort, WORLD, one_in, pick, plainer_inputs, random_inputs, random_value,
};
use crate::value::Value;

/// What an expression of each sort may look like.
///
/// `<sort>` stands for an expression of that sort, `#` for a literal, `~` and `≈` for any
/// comparison and for one of equality, `?` for a path that may be missing (`?sort` for one of that
/// sort), which is known to be set in each `<sort!>`.
const GRAMMAR: &str = r#"
bool: true
bool: false
bool: input.flag
bool: case.flagged
bool: is_set(?)
bool: is_business_day(input.day)
bool: actor.role == "clerk"
bool: input.colour ≈ "green"
bool: <bool> ≈ <bool>
bool: <whole> ~ <whole>
bool: <whole> ~ <exact>
bool: <exact> ~ <whole>
bool: <exact> ~ <exact>
bool: <amount> ~ <amount>
bool: <amount> ~ 100
bool: 0.5 ~ <percent>
bool: <percent> ~ <percent>
bool: <text> ≈ <text>
bool: <date> ~ <date>
bool: <moment> ~ <moment>
bool: <colour> ≈ <colour>
bool: "red" ≈ <colour>
bool: <bool> in [<bool>, <bool>]
bool: <whole> in [<whole>, <whole>, <whole>]
bool: <whole> in [<whole>, <exact>]
bool: <exact> in [<exact>, <whole>, <exact>]
bool: <whole> !in [<whole>, <whole>]
bool: <amount> in [100, <amount>]
bool: <text> in [<text>, <text>]
bool: <text> in <text>
bool: <date> in [<date>, <date>]
bool: <colour> in ["red", "blue"]
bool: <colour> in [<colour>, "green"]
bool: !<bool>
bool: not(<bool>)
bool: <bool> && <bool>
bool: <bool>\n  && <bool> && <bool>
bool: <bool> || <bool>
bool: <bool> || <bool> || <bool>
bool: <bool> && <bool> || <bool>
bool: <bool> || !<bool> && <bool>
bool: is_set(?) && <bool!>
bool: <bool> && is_set(?) && <bool!>
bool: not(is_set(?)) || <bool!>
bool: !is_set(?) || <bool> || <bool!>
bool: if is_set(?) { <bool!> } else { <bool> }
bool: if !is_set(?) || <bool> { <bool> } else { <bool!> }
bool: if <bool> { <bool> } else if <bool> { <bool> } else { <bool> }
bool: ?bool ?? <bool>
bool: is_business_day(<date>)
bool: is_business_day(<moment>)
bool: contains(<text>, <text>)
bool: contains([<whole>, <whole>], <whole>)
bool: starts_with(<text>, <text>)
bool: weekday(<date>) ≈ "monday"
bool: weekday(<moment>) in ["saturday", "sunday"]

whole: #
whole: input.number
whole: input.other
whole: case.number
whole: settings.limit
whole: (-9223372036854775807 - 1)
whole: <whole> + <whole>
whole: <whole> - <whole>
whole: <whole> * <whole>
whole: <whole> % <whole>
whole: <whole> + <whole> * <whole>
whole: -<whole>
whole: div(<whole>, <whole>)
whole: min(<whole>, <whole>)
whole: max(<whole>, <whole>, <whole>)
whole: abs(<whole>)
whole: round(<whole>, <small>)
whole: len(<text>)
whole: len([<whole>, <exact>])
whole: sum([<whole>, <whole>, <whole>])
whole: days_between(<date>, <date>)
whole: days_between(<moment>, <date>)
whole: year(<date>)
whole: year(<moment>)
whole: ?whole ?? <whole>
whole: ?whole ?? ?whole ?? <whole>
whole: if is_set(?) { <whole!> } else { <whole> }
whole: if <bool> { <whole> } else { <whole> }

small: #
small: #
small: 3
small: -1
small: <whole>

exact: #
exact: input.exact
exact: input.precise
exact: case.exact
exact: settings.rate
exact: <exact> + <exact>
exact: <exact> - <exact>
exact: <exact> * <exact>
exact: <exact> / <exact>
exact: <exact> % <exact>
exact: <whole> / <whole>
exact: sum([<exact>, <exact>])
exact: <whole> + <exact>
exact: <exact> - <whole>
exact: <exact> * <whole>
exact: <whole> / <exact>
exact: <exact> % <whole>
exact: <amount> / <amount>
exact: <exact> + <exact> * <exact> - <exact>
exact: -<exact>
exact: round(<exact>, <small>)
exact: round(<exact>, -29)
exact: min(<exact>, <exact>)
exact: max(<whole>, <exact>)
exact: min(<exact>, <exact>, <whole>)
exact: abs(<exact>)
exact: ?exact ?? <exact>
exact: if is_set(?) { <exact!> } else { <exact> }
exact: if <bool> { <exact> } else { <exact> }

amount: input.money
amount: input.cost
amount: case.beløb
amount: settings.fee
amount: <amount> + <amount>
amount: sum([<amount>, <amount>])
amount: <amount> - <amount>
amount: <amount> % <amount>
amount: <amount> + 12.50
amount: <amount> * <exact>
amount: <whole> * <amount>
amount: <exact> * <amount>
amount: <amount> / <exact>
amount: <amount> / <whole>
amount: -<amount>
amount: round(<amount>, <small>)
amount: min(<amount>, <amount>)
amount: max(<amount>, 0.5)
amount: abs(<amount>)
amount: ?amount ?? <amount>
amount: if <bool> { <amount> } else { <amount> }

percent: input.share
percent: settings.tax
percent: <percent> + <percent>
percent: sum([<percent>])
percent: <percent> - 8
percent: <percent> * <exact>
percent: <percent> / <whole>
percent: -<percent>
percent: max(<percent>, <percent>)
percent: round(<percent>, <small>)
percent: ?percent ?? <percent>

text: #
text: input.name
text: input.word
text: case.kunde.navn
text: settings.motto
text: case.id
text: <text> + <text>
text: <text> + <text> + <text>
text: lower(<text>)
text: `${<text>}`
text: `nr. ${<whole>}: ${<exact>} (${<colour>})`
text: `${<text>}\${``${<text>}`
text: ?text ?? <text>
text: if is_set(?) { <text!> } else { <text> }
text: if <bool> { <text> } else { <text> }

date: #
date: input.day
date: input.last
date: case.day
date: today
date: <date> + <small>
date: <date> - <small>
date: <small> + <date>
date: months_after(<date>, <small>)
date: months_after(<moment>, <small>)
date: business_days_after(<date>, <small>)
date: min(<date>, <date>)
date: max(<date>, <date>, <date>)
date: ?date ?? <date>
date: if is_set(?) { <date!> } else { <date> }
date: if <bool> { <date> } else { <date> }

moment: now
moment: input.moment
moment: max(<moment>, <moment>)
moment: ?moment ?? <moment>
moment: if <bool> { <moment> } else { <moment> }

colour: input.colour
colour: case.colour
colour: settings.paint
colour: ?colour ?? <colour>
colour: ?colour ?? "red"
colour: if <bool> { <colour> } else { "blue" }
colour: if is_set(?) { <colour!> } else { <colour> }
"#;

/// One way to write an expression of a sort.
struct Rule {
    pieces: Vec<Piece>,
    is_leaf: bool,
}

enum Piece {
    Text(String),
    Literal,
    Comparison(&'static [&'static str]),
    /// A path that may be missing: of any sort, or of this one.
    Optional(Option<Sort>),
    Part {
        sort: Sort,
        /// Whether the path that may be missing is known to be set in it.
        known: bool,
        /// Whether no operator is next to it.
        alone: bool,
    },
}

static RULES: LazyLock<HashMap<&str, Vec<Rule>>> = LazyLock::new(|| {
    let mut rules: HashMap<&str, Vec<Rule>> = HashMap::new();
    for line in GRAMMAR.lines().filter(|line| !line.is_empty()) {
        let (sort, pattern) = line.split_once(": ").expect("a sort and a pattern");
        rules
            .entry(sort)
            .or_default()
            .push(Rule::read(&pattern.replace("\\n", "\n")));
    }
    rules
});

fn rules(sort: Sort) -> &'static [Rule] {
    &RULES[format!("{sort:?}").to_lowercase().as_str()]
}

impl Rule {
    fn read(pattern: &str) -> Self {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = pattern;
        let is_slot = |rest: &str| rest[1..].starts_with(|c: char| c.is_ascii_lowercase());
        while let Some(c) = rest.chars().next() {
            let mut length = c.len_utf8();
            let piece = match c {
                '#' => Piece::Literal,
                '~' => Piece::Comparison(&["==", "!=", "<", "<=", ">", ">="]),
                '≈' => Piece::Comparison(&["==", "!="]),
                '<' if is_slot(rest) => {
                    let end = rest.find('>').expect("`>`");
                    let (name, known) = match rest[1..end].strip_suffix('!') {
                        Some(name) => (name, true),
                        None => (&rest[1..end], false),
                    };
                    length = end + 1;
                    let before = pattern[..pattern.len() - rest.len()].trim_end();
                    let before = before.is_empty() || before.ends_with(['(', '[', '{', ',']);
                    let after = rest[length..].trim_start();
                    let alone =
                        before && (after.is_empty() || after.starts_with([')', ']', '}', ',']));
                    Piece::Part {
                        sort: Sort::named(name),
                        known,
                        alone,
                    }
                }
                '?' if !rest.starts_with("??") => {
                    let name: String = rest[1..]
                        .chars()
                        .take_while(char::is_ascii_lowercase)
                        .collect();
                    length += name.len();
                    Piece::Optional((!name.is_empty()).then(|| Sort::named(&name)))
                }
                _ => {
                    // `??` is one token.
                    length = if rest.starts_with("??") { 2 } else { length };
                    text.push_str(&rest[..length]);
                    rest = &rest[length..];
                    continue;
                }
            };
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces.push(piece);
            rest = &rest[length..];
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        let is_leaf = !pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Part { .. }));
        Self { pieces, is_leaf }
    }
}

/// Which of the paths that may be missing: a bit for each.
pub(crate) type Paths = u32;

/// An expression as it was grown.
#[derive(Clone, PartialEq)]
pub(crate) struct Tree {
    pub(crate) sort: Sort,
    pub(crate) pieces: Vec<Grown>,
    /// The paths that it reads without asking whether they are set.
    reads: Paths,
}

#[derive(Clone, PartialEq)]
pub(crate) enum Grown {
    Text(String),
    Part {
        tree: Tree,
        /// The paths that are known to be set here, beside those that are known of the whole.
        known: Paths,
        alone: bool,
    },
}

impl Tree {
    pub(crate) fn leaf(sort: Sort, text: impl Into<String>) -> Self {
        Self {
            sort,
            pieces: vec![Grown::Text(text.into())],
            reads: 0,
        }
    }

    /// A random expression, at most so deep.
    pub(crate) fn grow(sort: Sort, depth: u32, known: Paths, rng: &mut impl Rng) -> Self {
        let certain: Vec<usize> = (0..OPTIONAL.len())
            .filter(|at| known & (1 << at) != 0 && OPTIONAL[*at].1 == sort)
            .collect();
        if !certain.is_empty() && one_in(3, rng) {
            let at = *pick(&certain, rng);
            return Self {
                reads: 1 << at,
                ..Self::leaf(sort, OPTIONAL[at].0)
            };
        }
        let rules = rules(sort);
        let rule = loop {
            let rule = pick(rules, rng);
            if depth > 0 || rule.is_leaf {
                break rule;
            }
            // Not every sort has a leaf of its own.
            if !rules.iter().any(|rule| rule.is_leaf) {
                break rule;
            }
        };
        let mut asked = 0;
        let mut pieces = Vec::with_capacity(rule.pieces.len());
        for piece in &rule.pieces {
            pieces.push(match piece {
                Piece::Text(text) => Grown::Text(text.clone()),
                Piece::Literal => Grown::Text(literal(&random_value(sort, rng))),
                Piece::Comparison(symbols) => Grown::Text((*pick(symbols, rng)).to_owned()),
                Piece::Optional(wanted) => {
                    let fits = |at: &usize| wanted.is_none_or(|sort| OPTIONAL[*at].1 == sort);
                    let fitting: Vec<usize> = (0..OPTIONAL.len()).filter(fits).collect();
                    let at = *pick(&fitting, rng);
                    asked |= 1 << at;
                    Grown::Text(OPTIONAL[at].0.to_owned())
                }
                Piece::Part {
                    sort,
                    known: guarded,
                    alone,
                } => {
                    let here = if *guarded { asked } else { 0 };
                    let tree = Self::grow(*sort, depth.saturating_sub(1), known | here, rng);
                    Grown::Part {
                        tree,
                        known: here,
                        alone: *alone,
                    }
                }
            });
        }
        Self {
            sort,
            pieces,
            reads: 0,
        }
    }

    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        for piece in &self.pieces {
            match piece {
                Grown::Text(piece) => text.push_str(piece),
                Grown::Part { tree, alone, .. } if *alone || tree.is_atom() => tree.write(text),
                Grown::Part { tree, .. } => {
                    text.push('(');
                    tree.write(text);
                    text.push(')');
                }
            }
        }
    }

    /// Whether it can stand beside any operator without parentheses.
    fn is_atom(&self) -> bool {
        match self.pieces.as_slice() {
            [Grown::Text(text)] => {
                !text.starts_with('-') && !text.contains(' ') || text.starts_with('"')
            }
            _ => false,
        }
    }

    fn parts(&self) -> impl Iterator<Item = (&Self, Paths)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Grown::Part { tree, known, .. } => Some((tree, *known)),
            Grown::Text(_) => None,
        })
    }

    /// The paths that must be known to be set where it stands.
    fn needs(&self) -> Paths {
        self.parts().fold(self.reads, |needs, (part, known)| {
            needs | part.needs() & !known
        })
    }

    /// Every expression in it, itself first.
    fn all(&self) -> Vec<&Self> {
        let parts = self.parts().flat_map(|(part, _)| part.all());
        std::iter::once(self).chain(parts).collect()
    }

    /// Smaller expressions of its sort, for a place where `known` paths are set.
    fn smaller(&self, known: Paths) -> Vec<Self> {
        let mut smaller: Vec<Self> = Vec::new();
        let inner = self.all().into_iter().skip(1);
        smaller.extend(
            inner
                .filter(|tree| tree.sort == self.sort && tree.needs() & !known == 0)
                .cloned(),
        );
        let plain = Self::leaf(self.sort, plain(self.sort));
        if plain.text().len() < self.text().len() {
            smaller.push(plain);
        }
        for (at, piece) in self.pieces.iter().enumerate() {
            let Grown::Part {
                tree,
                known: here,
                alone,
            } = piece
            else {
                continue;
            };
            smaller.extend(tree.smaller(known | here).into_iter().map(|tree| {
                let mut whole = self.clone();
                whole.pieces[at] = Grown::Part {
                    tree,
                    known: *here,
                    alone: *alone,
                };
                whole
            }));
        }
        smaller
    }

    /// The places in it where an expression stands, its own first.
    pub(crate) fn count(&self) -> usize {
        self.all().len()
    }

    /// The expression with the one at a place replaced by what `make` returns for it.
    pub(crate) fn replace(&self, place: usize, make: &mut dyn FnMut(&Self) -> Self) -> Self {
        if place == 0 {
            return make(self);
        }
        let mut whole = self.clone();
        let mut before = 1;
        for piece in &mut whole.pieces {
            let Grown::Part { tree, .. } = piece else {
                continue;
            };
            let count = tree.count();
            if (before..before + count).contains(&place) {
                *tree = tree.replace(place - before, make);
            }
            before += count;
        }
        whole
    }
}

impl Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// The least that an expression of a sort can be.
fn plain(sort: Sort) -> &'static str {
    match sort {
        Sort::Bool => "true",
        Sort::Whole | Sort::Small => "1",
        Sort::Exact => "1.5",
        Sort::Amount => "input.money",
        Sort::Percent => "input.share",
        Sort::Text => "\"a\"",
        Sort::Date => "today",
        Sort::Moment => "now",
        Sort::Colour => "input.colour",
    }
}

/// A value as an expression writes it.
fn literal(value: &Value) -> String {
    match value {
        // One less than the least that can be written.
        Value::Integer(i64::MIN) => "-9223372036854775807".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) if number.scale() == 0 => format!("{number}.0"),
        // Three decimals could be read as thousands.
        Value::Decimal(number) if number.scale() == 3 => format!("{number}0"),
        Value::Decimal(number) => number.to_string(),
        Value::Date(date) if (0..=9999).contains(&chrono::Datelike::year(date)) => {
            format!("date(\"{date}\")")
        }
        Value::Date(_) => "date(\"2026-03-20\")".to_owned(),
        Value::Text(text) => quoted(text),
        value => panic!("{value} can't be written"),
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_ascii() || c.is_alphabetic() => quoted.push(c),
            c => write!(quoted, "\\U{:08x}", u32::from(c)).expect("a text takes all"),
        }
    }
    quoted.push('"');
    quoted
}

/// An expression, and what it is evaluated over.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) tree: Tree,
    pub(crate) inputs: Vec<Value>,
    pub(crate) case: usize,
}

impl Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.tree.text();
        writeln!(f, "{text}\nwhere case {} and", self.case)?;
        for (input, value) in WORLD.inputs().iter().zip(&self.inputs) {
            if text.contains(&format!("input.{}", input.name)) {
                writeln!(f, "  input.{} = {value:?}", input.name)?;
            }
        }
        Ok(())
    }
}

/// Expressions of these sorts.
#[derive(Debug)]
pub(crate) struct Expressions(pub(crate) &'static [Sort]);

impl Strategy for Expressions {
    type Tree = Shrinking;
    type Value = Case;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let rng = runner.rng();
        let sort = *pick(self.0, rng);
        let depth = rng.next_u32() % 7;
        let tree = Tree::grow(sort, depth, 0, rng);
        let inputs = random_inputs(rng);
        let case = rng.next_u32() as usize % WORLD.cases.len();
        Ok(Shrinking::new(Case { tree, inputs, case }))
    }
}

/// Makes a case smaller for as long as it fails.
pub(crate) struct Shrinking {
    current: Case,
    /// The smallest that is known to fail.
    failing: Case,
    /// What may still be tried instead of it, the next one last.
    smaller: Option<Vec<Case>>,
}

impl Shrinking {
    fn new(case: Case) -> Self {
        Self {
            current: case.clone(),
            failing: case,
            smaller: None,
        }
    }

    pub(crate) fn whole(self) -> Case {
        self.current
    }

    fn smaller(case: &Case) -> Vec<Case> {
        let trees = case.tree.smaller(0).into_iter().map(|tree| Case {
            tree,
            ..case.clone()
        });
        let inputs = plainer_inputs(&case.inputs).map(|inputs| Case {
            inputs,
            ..case.clone()
        });
        let mut all: Vec<Case> = trees.chain(inputs).collect();
        all.sort_by_key(|case| std::cmp::Reverse(case.tree.text().len()));
        all
    }

    fn next(&mut self) -> bool {
        let next = self.smaller.as_mut().and_then(Vec::pop);
        let found = next.is_some();
        self.current = next.unwrap_or_else(|| self.failing.clone());
        found
    }
}

impl ValueTree for Shrinking {
    type Value = Case;

    fn current(&self) -> Case {
        self.current.clone()
    }

    /// The current case fails: what is smaller still?
    fn simplify(&mut self) -> bool {
        self.failing = self.current.clone();
        self.smaller = Some(Self::smaller(&self.failing));
        self.next()
    }

    /// The current case doesn't fail: what else is smaller than the one that did?
    fn complicate(&mut self) -> bool {
        self.next()
    }
}
