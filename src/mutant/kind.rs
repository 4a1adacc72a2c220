//! What sorts of edits there are, with their names in both languages.

/// A sort of edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MutantKind {
    /// `<` becomes `<=`, `==` becomes `!=`.
    Comparison,
    /// A number, an amount, a date or an option in a condition or a computation.
    Constant,
    /// `&&` and `||`, a part of a condition dropped or turned round.
    Logic,
    /// What is computed: an operation, a branch, what the history is asked.
    Computation,
    /// A requirement, a warning or an invariant that is no longer asked.
    Rule,
    /// An effect, dropped.
    Effect,
    /// What an effect is given.
    Argument,
    /// A step, a timer, a waiting time, a time of day.
    Schedule,
    /// A row of a table, or when its rows begin to hold.
    Table,
    /// A setting's value.
    Setting,
    /// Who may do what.
    Role,
    /// What an input takes.
    Input,
    /// Days on which nothing runs.
    Calendar,
    /// What is declared: options, defaults, flows to go to, how interest is worked out.
    Declaration,
}

impl MutantKind {
    /// Every sort, in the order in which they are told.
    pub const ALL: [Self; 14] = [
        Self::Comparison,
        Self::Constant,
        Self::Logic,
        Self::Computation,
        Self::Rule,
        Self::Effect,
        Self::Argument,
        Self::Schedule,
        Self::Table,
        Self::Setting,
        Self::Role,
        Self::Input,
        Self::Calendar,
        Self::Declaration,
    ];

    /// Returns its name for programs: `comparison`, `constant`, ….
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Constant => "constant",
            Self::Logic => "logic",
            Self::Computation => "computation",
            Self::Rule => "rule",
            Self::Effect => "effect",
            Self::Argument => "argument",
            Self::Schedule => "schedule",
            Self::Table => "table",
            Self::Setting => "setting",
            Self::Role => "role",
            Self::Input => "input",
            Self::Calendar => "calendar",
            Self::Declaration => "declaration",
        }
    }

    /// Returns what people call edits of that sort, in English or, for `da`, in Danish.
    #[must_use]
    pub fn label(self, language: &str) -> &'static str {
        let (en, da) = match self {
            Self::Comparison => ("comparisons", "sammenligninger"),
            Self::Constant => ("values in conditions", "værdier i betingelser"),
            Self::Logic => ("parts of conditions", "dele af betingelser"),
            Self::Computation => ("computations", "beregninger"),
            Self::Rule => (
                "requirements, warnings and limits",
                "krav, advarsler og grænser",
            ),
            Self::Effect => ("effects", "virkninger"),
            Self::Argument => ("what effects are given", "virkningers oplysninger"),
            Self::Schedule => ("steps and times", "trin og tider"),
            Self::Table => ("tables", "tabeller"),
            Self::Setting => ("settings", "indstillinger"),
            Self::Role => ("roles", "roller"),
            Self::Input => ("inputs", "felter"),
            Self::Calendar => ("the calendar", "kalenderen"),
            Self::Declaration => ("declarations", "erklæringer"),
        };
        if language == "da" { da } else { en }
    }
}
