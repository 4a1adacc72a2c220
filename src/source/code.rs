//! The codes of findings: stable, never reused, each with its severity.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $id:literal $name:ident $severity:ident;)+) => {
        /// A finding's stable code, such as `D0301`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Returns the code as it is printed.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// Returns the page that explains it, as Markdown, in English or, for `da`, in Danish.
            #[must_use]
            pub fn page(self, language: &str) -> &'static str {
                match (self, language) {
                    $((Self::$name, "da") => {
                        include_str!(concat!("../../docs/errors/da/", $id, ".md"))
                    })+
                    $((Self::$name, _) => include_str!(concat!("../../docs/errors/", $id, ".md")),)+
                }
            }

            /// Returns whether a finding of this code keeps a rule set from loading.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }
        }
    };
}

codes! {
    /// The text isn't YAML.
    "D0101" YamlSyntax Error;
    /// A key stands twice in one map.
    "D0102" RepeatedKey Error;
    /// A tag, an anchor or an alias.
    "D0103" YamlFeature Error;
    /// A comment after an unquoted expression or text.
    "D0104" CommentAfterText Error;
    /// A text that a comma in `{ }` cut short.
    "D0105" CutText Error;
    /// An empty expression or value.
    "D0106" Empty Error;
    /// The two YAML parsers don't agree.
    "D0107" YamlDisagreement Error;
    /// A file, a nesting, a number of documents or an expression beyond the limits.
    "D0108" Limit Error;
    /// A placeholder that YAML reads as a map, unquoted.
    "D0109" UnquotedBraces Error;
    /// A character that only looks like the one that is needed.
    "D0110" OddCharacter Error;
    /// A key that isn't known here.
    "D0201" UnknownKey Error;
    /// A key that must be there.
    "D0202" MissingKey Error;
    /// A list, a map or a single value where another is needed.
    "D0203" WrongShape Error;
    /// A value that can't be read as what it must be.
    "D0204" WrongValue Error;
    /// Two documents, rules or steps of one name.
    "D0205" RepeatedName Error;
    /// A name that is taken by the language.
    "D0206" ReservedName Error;
    /// A document whose kind isn't known.
    "D0207" UnknownDocument Error;
    /// A name that can't be one.
    "D0208" MalformedName Error;
    /// A file that is needed and isn't there.
    "D0209" MissingFile Error;
    /// A file among the rule files that isn't one.
    "D0210" StrayFile Error;
    /// A name that nothing declares.
    "D0301" UnknownName Error;
    /// An expression that doesn't parse.
    "D0401" ExpressionSyntax Error;
    /// A construct that expressions don't have.
    "D0402" Unsupported Error;
    /// Types that don't go together.
    "D0403" TypeMismatch Error;
    /// A value that may be missing, used without a guard.
    "D0404" Unguarded Error;
    /// An option that the choice hasn't.
    "D0405" UnknownOption Error;
    /// Arguments that don't fit.
    "D0406" WrongArguments Error;
    /// A number that reads as two different ones.
    "D0407" AmbiguousNumber Error;
    /// An effect that can't be carried out where it stands.
    "D0501" IllegalEffect Error;
    /// An effect that isn't legal in the only status that the case can have there.
    "D0502" WrongStatus Error;
    /// A text missing in a declared language.
    "D0601" MissingLanguage Error;
    /// A placeholder that can't be read.
    "D0602" Placeholder Error;
    /// A script that doesn't compile.
    "D0701" ScriptSyntax Error;
    /// A script that lacks its function, or has it with other parameters.
    "D0702" ScriptFunction Error;
    /// A call in a script of what isn't there, may not be called, or takes other arguments.
    "D0703" ScriptCall Error;
    /// A table with a row that can't be read.
    "D0801" TableRow Error;
    /// Inputs that no row of a table takes.
    "D0802" TableGap Error;
    /// Inputs that two rows of a table take, where only one may.
    "D0803" TableOverlap Error;
    /// A row of a table that no inputs reach.
    "D0804" RowNeverHit Warning;
    /// A base rule set that is missing or in a ring.
    "D0901" Base Error;
    /// An extension that says what only its base may say.
    "D0902" Extension Error;
    /// A flow that no case can be opened in or moved to.
    "D1001" UnreachableFlow Warning;
    /// A step after one that always leaves the flow.
    "D1002" UnreachableStep Warning;
    /// A condition that is the same for every case.
    "D1003" ConstantCondition Warning;
    /// An action that can never be allowed, since a requirement fails wherever it is shown.
    "D1004" NeverAllowed Warning;
    /// Something declared that nothing uses.
    "D1005" Unused Warning;
    /// An action that people may ask for and no menu offers.
    "D1006" NotInMenu Warning;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}
