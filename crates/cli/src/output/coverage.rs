//! What scenarios cover, for people: the sums, and below them what isn't covered, file by file, with why and what to write.

use dunlin_workbench::coverage::{Covered, Found, Gap, State, Totals};

use super::style::{BAD, CARE, FAINT, GOOD, STRONG, styled};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// Returns the sums, and what isn't covered.
pub(crate) fn text(covered: &Covered, folder: &Folder, lang: Language) -> String {
    let mut text = String::from("\n");
    text.push_str(&sums(covered, lang));
    let mut file = None;
    for Gap { found, behind, .. } in covered.gaps() {
        let named = found.element().place().map(|place| &*place.file);
        if named != file {
            file = named;
            let name = named.map(|name| folder.file(name)).unwrap_or_default();
            text.push_str(&format!("\n{}\n", styled(STRONG, &name)));
        }
        text.push_str(&one(&found, behind.len(), lang));
    }
    let totals = covered.totals();
    text.push_str(&format!("\n{}\n", total(totals, lang)));
    text
}

/// A table of the kinds, each with how many of how many are covered.
fn sums(covered: &Covered, lang: Language) -> String {
    let kinds: Vec<(&str, Totals)> = covered.kinds_named(lang.code()).collect();
    let width = |texts: &mut dyn Iterator<Item = String>| {
        texts.map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let names = width(&mut kinds.iter().map(|(name, _)| (*name).to_owned()));
    let of = |totals: &Totals| format!("{}/{}", totals.covered, totals.all());
    let counts = width(&mut kinds.iter().map(|(_, totals)| of(totals)));
    let mut text = String::new();
    for (name, totals) in &kinds {
        let count = of(totals);
        let (pad, space) = (
            " ".repeat(names - name.chars().count()),
            " ".repeat(counts - count.chars().count()),
        );
        let style = if totals.covered == totals.all() {
            GOOD
        } else {
            CARE
        };
        text.push_str(&format!("{name}{pad}  {space}{}\n", styled(style, &count)));
    }
    text
}

fn one(found: &Found<'_>, behind: usize, lang: Language) -> String {
    let line = found.element().place().map_or(0, |place| place.line);
    let (mark, style) = match found.state() {
        State::Partly => (lang.of("partly", "delvist"), CARE),
        _ => (lang.of("not", "ikke"), BAD),
    };
    let title = found.title(lang.code());
    let why = found.why(lang.code());
    let mut text = format!("{line:>5} {} {title}: {why}\n", styled(style, mark));
    if behind > 0 {
        let words = match lang {
            Language::En => format!("and {behind} behind it"),
            Language::Da => format!("og {behind} bag den"),
        };
        text.push_str(&format!("      {words}\n"));
    }
    if let Some(hint) = found.hint(lang.code()) {
        text.push_str(&format!("      {}\n", styled(FAINT, &format!("→ {hint}"))));
    }
    text
}

fn total(totals: Totals, lang: Language) -> String {
    let share = (totals.covered * 100)
        .checked_div(totals.all())
        .unwrap_or(100);
    let style = if totals.covered == totals.all() {
        GOOD
    } else {
        STRONG
    };
    let (covered, all) = (totals.covered, totals.all());
    let words = match lang {
        Language::En => format!(
            "{covered} of {all} covered ({share} %), {} in part, {} not",
            totals.partly, totals.uncovered
        ),
        Language::Da => format!(
            "{covered} af {all} dækket ({share} %), {} delvist, {} ikke",
            totals.partly, totals.uncovered
        ),
    };
    styled(style, &words)
}
