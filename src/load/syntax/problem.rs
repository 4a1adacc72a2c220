//! What authors do to YAML, in words, with the line as it should be. Nothing is decided here.

use super::repair::Wound;
use crate::expr::odd;
use crate::source::{Code, Problem};

/// The characters of a line that a remedy shows whole.
const SHOWN: usize = 100;

/// A mistake in words; `corrected` is its line without it.
pub(super) fn of(wound: &Wound, corrected: &str) -> Problem {
    let shown = corrected.chars().count() <= SHOWN;
    let problem = worded(wound);
    match wound {
        Wound::Odd(_) | Wound::Tab | Wound::Indent { .. } => problem,
        _ if shown => problem.help(
            format!("write `{corrected}`"),
            format!("skriv `{corrected}`"),
        ),
        _ => problem,
    }
}

/// What is wrong, and what to do where the whole line isn't shown.
fn worded(wound: &Wound) -> Problem {
    match wound {
        Wound::Tab => syntax(
            "a tab stands before the text of this line, and YAML counts spaces alone",
            "der står en tabulator før linjens tekst, og YAML tæller kun mellemrum",
        )
        .help(
            "write spaces in its place, as many as the lines beside this one have",
            "skriv mellemrum i stedet, lige så mange som linjerne ved siden af har",
        ),
        Wound::Odd(c) => odd::problem(*c),
        Wound::QuoteNotClosed(quote) => syntax(
            format!("the quote `{quote}` that opens here isn't closed on its line"),
            format!("anførselstegnet `{quote}`, der åbner her, bliver ikke lukket på linjen"),
        )
        .help(
            format!("write `{quote}` where the text ends"),
            format!("skriv `{quote}`, hvor teksten slutter"),
        ),
        Wound::QuoteNotOpened(quote) => syntax(
            format!("this quote `{quote}` closes a text that none opened"),
            format!("anførselstegnet `{quote}` lukker en tekst, som intet har åbnet"),
        )
        .help(
            format!("write `{quote}` where the text begins"),
            format!("skriv `{quote}`, hvor teksten begynder"),
        ),
        Wound::QuoteWithin(quote) => syntax(
            format!("the quote `{quote}` closes the text here, and more of it follows"),
            format!("anførselstegnet `{quote}` lukker teksten her, og der følger mere af den"),
        )
        .help(
            "put the whole text in the other kind of quotes",
            "sæt hele teksten i den anden slags anførselstegn",
        ),
        Wound::Backslash(next) => syntax(
            format!("`\\{next}` means nothing in double quotes"),
            format!("`\\{next}` betyder ikke noget i dobbelte anførselstegn"),
        )
        .help(
            format!("write `\\\\{next}`, or put the text in single quotes"),
            format!("skriv `\\\\{next}`, eller sæt teksten i enkelte anførselstegn"),
        ),
        Wound::ColonMissing(word) => syntax(
            format!("a colon is missing after `{word}`"),
            format!("der mangler et kolon efter `{word}`"),
        )
        .help(format!("write `{word}: …`"), format!("skriv `{word}: …`")),
        Wound::SpaceAfterColon(word) => syntax(
            format!("a space is missing after `{word}:`"),
            format!("der mangler et mellemrum efter `{word}:`"),
        )
        .help(format!("write `{word}: …`"), format!("skriv `{word}: …`")),
        Wound::SpaceAfterDash => syntax(
            "a space is missing after the dash",
            "der mangler et mellemrum efter bindestregen",
        )
        .help("write `- …`", "skriv `- …`"),
        Wound::ColonInText => syntax(
            "a colon followed by a space can't stand in a text without quotes",
            "et kolon med mellemrum efter kan ikke stå i en tekst uden anførselstegn",
        )
        .help("put the text in quotes", "sæt teksten i anførselstegn"),
        Wound::BadStart('`') => syntax(
            "a text without quotes can't begin with a backtick",
            "en tekst uden anførselstegn kan ikke begynde med en accent grave",
        )
        .help("put the text in quotes", "sæt teksten i anførselstegn"),
        Wound::BadStart(first) => syntax(
            format!("a text without quotes can't begin with `{first}`"),
            format!("en tekst uden anførselstegn kan ikke begynde med `{first}`"),
        )
        .help("put the text in quotes", "sæt teksten i anførselstegn"),
        Wound::NotClosed(open) => syntax(
            format!("the bracket `{open}` that opens here isn't closed"),
            format!("parentesen `{open}`, der åbner her, bliver ikke lukket"),
        )
        .help(
            "close it where its items end",
            "luk den, hvor indholdet slutter",
        ),
        Wound::NotOpened(close) => syntax(
            format!("the bracket `{close}` closes what none opened"),
            format!("parentesen `{close}` lukker noget, som ingen har åbnet"),
        )
        .help(
            "open it where its items begin",
            "åbn den, hvor indholdet begynder",
        ),
        Wound::Spare(close) => syntax(
            format!("there is a bracket `{close}` too many"),
            format!("der er en parentes `{close}` for meget"),
        )
        .help("remove it", "fjern den"),
        Wound::Indent { has, needs } => indent(*has, *needs),
        Wound::DashMissing => syntax(
            "this is an item of a list, and its dash is missing",
            "dette er et punkt i en liste, og dets bindestreg mangler",
        )
        .help("write `- …`", "skriv `- …`"),
        Wound::DashSpare => syntax(
            "a dash begins an item here, where no list is",
            "en bindestreg begynder et punkt her, hvor der ikke er en liste",
        )
        .help("write it without the dash", "skriv det uden bindestregen"),
    }
}

/// A line at another depth than the lines that belong to it.
fn indent(has: usize, needs: usize) -> Problem {
    let (way, vej) = if has < needs {
        ("too little", "for lidt")
    } else {
        ("too far", "for meget")
    };
    syntax(
        format!(
            "this line is indented {way}: by {}, not {needs}",
            spaces(has)
        ),
        format!(
            "linjen er rykket {vej} ind: {}, ikke {needs}",
            mellemrum(has)
        ),
    )
    .help(spaces_before(needs), mellemrum_foran(needs))
}

/// A key that stands at another depth than the keys that it belongs with, one of which is `friend`.
pub(in crate::load) fn at_another_depth(
    key: &str,
    friend: &str,
    line: usize,
    needs: usize,
) -> Problem {
    Problem::new(
        Code::UnknownKey,
        format!("key `{key}` isn't known at this depth; it belongs with `{friend}` in line {line}"),
        format!(
            "nøglen `{key}` kendes ikke i denne dybde; den hører til ved `{friend}` i linje {line}"
        ),
    )
    .help(spaces_before(needs), mellemrum_foran(needs))
}

fn spaces_before(needs: usize) -> String {
    match needs {
        0 => "write it without spaces before it".to_owned(),
        needs => format!("write {} before it", spaces(needs)),
    }
}

fn mellemrum_foran(needs: usize) -> String {
    match needs {
        0 => "skriv den uden mellemrum foran".to_owned(),
        needs => format!("skriv {} foran", mellemrum(needs)),
    }
}

/// A key that stands beside the key without a value below which it belongs.
pub(in crate::load) fn below(
    key: &str,
    above: &str,
    line: usize,
    has: usize,
    needs: usize,
) -> Problem {
    Problem::new(
        Code::UnknownKey,
        format!(
            "key `{key}` isn't known at this depth; `{above}` in line {line} has nothing below it"
        ),
        format!(
            "nøglen `{key}` kendes ikke i denne dybde; `{above}` i linje {line} har intet under sig"
        ),
    )
    .help(
        format!(
            "write {} before `{key}` if it belongs to `{above}`, not {has}",
            spaces(needs)
        ),
        format!(
            "skriv {} foran `{key}`, hvis den hører til `{above}`, ikke {has}",
            mellemrum(needs)
        ),
    )
}

/// A key and its value with no colon between them.
pub(in crate::load) fn colon_missing(key: &str, value: &str) -> Problem {
    worded(&Wound::ColonMissing(key.to_owned())).help(
        format!("write `{key}: {value}`"),
        format!("skriv `{key}: {value}`"),
    )
}

/// A key and its value with no space after the colon.
pub(in crate::load) fn space_after_colon(key: &str, value: &str) -> Problem {
    worded(&Wound::SpaceAfterColon(key.to_owned())).help(
        format!("write `{key}: {value}`"),
        format!("skriv `{key}: {value}`"),
    )
}

/// An item whose dash is too near.
pub(in crate::load) fn space_after_dash() -> Problem {
    worded(&Wound::SpaceAfterDash)
}

/// A quote or a bracket that closes what nothing opened.
pub(in crate::load) fn not_opened(close: char, corrected: &str) -> Problem {
    let wound = match close {
        '"' | '\'' => Wound::QuoteNotOpened(close),
        close => Wound::NotOpened(close),
    };
    of(&wound, corrected)
}

fn spaces(count: usize) -> String {
    match count {
        0 => "no spaces".to_owned(),
        1 => "1 space".to_owned(),
        count => format!("{count} spaces"),
    }
}

fn mellemrum(count: usize) -> String {
    match count {
        0 => "ingen mellemrum".to_owned(),
        count => format!("{count} mellemrum"),
    }
}

/// A place at which the parser gives up for a reason that isn't recognised.
pub(super) fn unnamed() -> Problem {
    syntax(
        "the file can't be read as YAML from here on",
        "filen kan ikke læses som YAML herfra",
    )
    .help(
        "look at the indent, the quotes and the colons of this line and the one above",
        "se på indrykning, anførselstegn og kolon på denne linje og den ovenover",
    )
}

fn syntax(en: impl Into<String>, da: impl Into<String>) -> Problem {
    Problem::new(Code::YamlSyntax, en, da)
}
