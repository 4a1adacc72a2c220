//! Arguments that several commands take · those of one command stand with it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use dunlin_workbench::change::{self, Telling};

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Shared {
    /// The rule set's folder; without it, the first one from here upwards that holds dunlin.yaml
    #[arg(long, global = true, value_name = "DIR", help_heading = "Everywhere")]
    pub(crate) rules: Option<PathBuf>,
    /// For people, or as data on standard output; SARIF is for the findings of `check`
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        help_heading = "Everywhere"
    )]
    pub(crate) format: Format,
    /// The language of what people read
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        help_heading = "Everywhere"
    )]
    pub(crate) lang: Language,
}

/// Which case, and when.
#[derive(Debug, Clone, Args)]
pub(crate) struct Which {
    /// A case or an opening as JSON; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) case: PathBuf,
    /// A time with its zone, or one of the rule set's own: 2026-03-02, 2026-03-02T10:00 [default: the time it is]
    #[arg(long, value_name = "T")]
    pub(crate) now: Option<String>,
}

/// Which case, when, and who asks.
#[derive(Debug, Clone, Args)]
pub(crate) struct About {
    #[command(flatten)]
    pub(crate) which: Which,
    /// The role of the one who asks
    #[arg(long = "as", value_name = "ROLE")]
    pub(crate) role: String,
    /// The name of the one who asks [default: the role]
    #[arg(long, value_name = "ID")]
    pub(crate) by: Option<String>,
}

impl About {
    /// Returns who asks.
    pub(crate) fn actor(&self) -> dunlin::Actor {
        dunlin::Actor::new(self.by.as_ref().unwrap_or(&self.role), &self.role)
    }
}

/// For whom the output is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Human,
    Json,
    Sarif,
}

/// The language of what people read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    Da,
    #[default]
    En,
}

impl Language {
    /// Returns its code, as rule sets write it.
    pub(crate) fn code(self) -> &'static str {
        self.of("en", "da")
    }

    /// Returns how changes are told in it.
    pub(crate) fn telling(self) -> Telling {
        Telling(self.of(change::Language::En, change::Language::Da))
    }

    /// Returns the words in this language.
    pub(crate) fn of<T>(self, en: T, da: T) -> T {
        match self {
            Self::Da => da,
            Self::En => en,
        }
    }
}
