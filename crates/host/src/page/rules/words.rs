//! What the pages about the rules share: conditions, deeds and roles in the reader's language, and addresses · nothing is read from the store.

use dunlin::{Condition, Deed, Lead, Location};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::super::printed::Printed;
use super::version;
use crate::http::Language;

/// What an address has in place of itself: all but what stands in the names of rules and files.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'-').remove(b'.');

/// The role of other systems, which every rule set has.
pub(super) const SYSTEM: &str = "system";

/// A condition.
#[derive(Serialize)]
pub(super) struct Asked {
    words: String,
    /// As its file has it, where that says more.
    written: Option<String>,
    /// Whether it never holds under the settings.
    never: bool,
}

/// One thing that is done.
#[derive(Serialize)]
pub(super) struct Done {
    words: String,
    when: Option<Asked>,
    /// The flow that it leads to.
    to: Option<String>,
}

/// Where a rule stands.
#[derive(Serialize)]
pub(super) struct Standing {
    text: String,
    address: String,
}

pub(super) fn asked(condition: &Condition, language: Language) -> Asked {
    let words = condition.words.get(language.code());
    Asked {
        words: words.to_owned(),
        written: (words != condition.written).then(|| condition.written.clone()),
        never: condition.never,
    }
}

pub(super) fn done(deed: &Deed<'_>, language: Language) -> Done {
    Done {
        words: deed.words.get(language.code()).to_owned(),
        when: deed.when.as_ref().map(|when| asked(when, language)),
        to: match deed.lead {
            Some(Lead::Flow(flow)) => Some(flow_address(flow)),
            _ => None,
        },
    }
}

/// Who may ask for something.
pub(super) fn who(roles: &[&str], language: Language) -> String {
    let roles = roles.iter().map(|role| match *role {
        SYSTEM => language.of(["other systems", "andre systemer"]),
        role => role,
    });
    roles.collect::<Vec<_>>().join(", ")
}

/// Where a rule stands in the files of the rules in force.
pub(super) fn standing(place: &Location, printed: Printed<'_>) -> Standing {
    let files = version::address(printed.rules.fingerprint());
    Standing {
        text: format!("{}:{}", place.file, place.line),
        address: version::line_address(&files, &place.file, place.line),
    }
}

pub(super) fn flow_address(flow: &str) -> String {
    format!("/ui/rules/flows/{}", in_path(flow))
}

pub(super) fn action_address(action: &str) -> String {
    format!("/ui/rules/actions/{}", in_path(action))
}

pub(super) fn in_path(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}
