//! What the one who imports knows and the document may not say · no parsing of arguments, no defaults of a rule set.

/// What to fall back on where a document is silent.
///
/// ```
/// use dunlin_import::{Kind, Options};
///
/// let mut options = Options::default();
/// options.flow = Some("reminder".to_owned());
/// options.due_days = Some(30);
/// options.kind = Some(Kind::Consumer);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The flow in which the case starts; without one, the rule set's own.
    pub flow: Option<String>,
    /// The days from the invoice date to the due date, for a document without a due date.
    pub due_days: Option<u32>,
    /// What the customer is, for a document that doesn't show it.
    pub kind: Option<Kind>,
}

/// What a customer is in the eyes of the law on late payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A company, an association or a public body.
    Business,
    /// A private person.
    Consumer,
}

impl Kind {
    /// Returns the word for it in facts: `business` or `consumer`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Consumer => "consumer",
        }
    }
}
