//! The typed tree: what an expression is once every name has become a slot and every operation has one meaning.

use crate::rules::effect::EffectKind;
use crate::rules::{EntryId, FactId, FunctionId, SettingId, TableId, Type};
use crate::source::Span;
use crate::string::Str;
use crate::value::Value;

/// A node with its type and its place.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub(crate) node: Node,
    pub(crate) ty: Type,
    pub(crate) span: Span,
}

/// What a node does.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Const(Value),
    Read(Read),
    IsSet(Box<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    /// A whole number as a decimal.
    Widen(Box<Expr>),
    /// An option's name as a text.
    NameOf(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare(Comparison, Box<(Expr, Expr)>),
    Arithmetic(Arithmetic, Box<(Expr, Expr)>),
    /// A value among those of a list.
    In(Box<(Expr, Expr)>),
    List(Vec<Expr>),
    /// The first value that is set.
    Coalesce(Vec<Expr>),
    If(Box<(Expr, Expr, Expr)>),
    /// Texts one after the other.
    Join(Vec<Expr>),
    Call(Function, Vec<Expr>),
    Script(FunctionId, Vec<Expr>),
    Table {
        table: TableId,
        inputs: Vec<Expr>,
        on: Option<Box<Expr>>,
        output: usize,
    },
}

/// A slot: something that the decision is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Read {
    /// A field of the case as the effects so far have left it.
    Case(Field),
    /// A field of the case before the decision.
    Before(Field),
    Input(usize),
    ActorId,
    ActorRole,
    Setting(SettingId),
    Today,
    Now,
    /// An input of the table whose row this is.
    Parameter(usize),
    /// What this decision posts of a kind of entry.
    Added(EntryId),
}

/// A field of a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Id,
    Revision,
    Currency,
    Status,
    Flow,
    FlowStarted,
    Step,
    StepIndex,
    Closing,
    ClosingCode,
    ClosingReason,
    ClosingAt,
    Principal,
    PrincipalLeft,
    Balance,
    Fact(FactId),
    History(HistoryPart, HistoryKey),
    Count(EntryId),
    Sum(EntryId),
    /// What is left of a charge once payments are allocated.
    Left(EntryId),
    /// The case as a whole, for script functions.
    Whole,
}

/// What is asked of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum HistoryPart {
    Times,
    Last,
    Done,
    Failed,
    Pending,
}

/// What the history is asked about: an effect, and its first template, entry or choice argument.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct HistoryKey {
    pub(crate) effect: EffectKind,
    pub(crate) name: Option<Str>,
}

/// A comparison of two values of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(crate) const ALL: [(&'static str, Self); 6] = [
        ("==", Self::Equal),
        ("!=", Self::NotEqual),
        ("<=", Self::LessOrEqual),
        ("<", Self::Less),
        (">=", Self::GreaterOrEqual),
        (">", Self::Greater),
    ];

    pub(crate) fn named(symbol: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(found, _)| *found == symbol)
            .map(|(_, comparison)| comparison)
    }

    pub(crate) fn symbol(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, found)| *found == self)
            .map_or("", |(symbol, _)| symbol)
    }

    /// The comparison that holds where this one doesn't.
    pub(crate) fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
        }
    }

    /// The same comparison with its sides exchanged.
    pub(crate) fn turned(self) -> Self {
        match self {
            Self::Equal | Self::NotEqual => self,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }

    pub(crate) fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }

    pub(crate) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// Arithmetic on numbers, amounts and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Arithmetic {
    pub(crate) fn named(symbol: &str) -> Option<Self> {
        Some(match symbol {
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            "%" => Self::Remainder,
            _ => return None,
        })
    }

    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

/// A built-in function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    DaysBetween,
    MonthsAfter,
    BusinessDaysAfter,
    IsBusinessDay,
    Weekday,
    Year,
    WholeDivision,
    Round,
    Min,
    Max,
    Abs,
    Length,
    /// Of a list, and what the sum begins from: none of the numbers' type.
    Sum,
    Contains,
    StartsWith,
    Lower,
}

impl Expr {
    pub(crate) fn constant(value: Value, ty: Type, span: Span) -> Self {
        Self {
            node: Node::Const(value),
            ty,
            span,
        }
    }

    /// The value of an expression that is the same for every case.
    pub(crate) fn as_constant(&self) -> Option<&Value> {
        match &self.node {
            Node::Const(value) => Some(value),
            _ => None,
        }
    }

    /// The parts of which it is made.
    pub(crate) fn parts(&self) -> Vec<&Self> {
        match &self.node {
            Node::Const(_) | Node::Read(_) => vec![],
            Node::IsSet(part)
            | Node::Not(part)
            | Node::Negate(part)
            | Node::Widen(part)
            | Node::NameOf(part) => vec![part],
            Node::And(parts)
            | Node::Or(parts)
            | Node::List(parts)
            | Node::Coalesce(parts)
            | Node::Join(parts)
            | Node::Call(_, parts)
            | Node::Script(_, parts) => parts.iter().collect(),
            Node::Compare(_, pair) | Node::Arithmetic(_, pair) | Node::In(pair) => {
                vec![&pair.0, &pair.1]
            }
            Node::If(three) => vec![&three.0, &three.1, &three.2],
            Node::Table { inputs, on, .. } => inputs.iter().chain(on.as_deref()).collect(),
        }
    }

    /// Calls `visit` with it and every part of it.
    pub(crate) fn each<'e>(&'e self, visit: &mut impl FnMut(&'e Self)) {
        visit(self);
        for part in self.parts() {
            part.each(visit);
        }
    }

    /// Calls `visit` with every table that it may look into.
    pub(crate) fn each_table(&self, visit: &mut impl FnMut(TableId)) {
        self.each(&mut |part| {
            if let Node::Table { table, .. } = &part.node {
                visit(*table);
            }
        });
    }

    /// Calls `visit` with every slot that it may read.
    pub(crate) fn each_read(&self, visit: &mut impl FnMut(&Read)) {
        self.each(&mut |part| {
            if let Node::Read(read) = &part.node {
                visit(read);
            }
        });
    }
}
