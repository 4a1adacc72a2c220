//! A menu for people: what may be done, what it asks for, and why the rest may not.

use chrono::{DateTime, Utc};
use dunlin::{Case, Due, Field, FieldOption, Menu, MenuItem, Nearest, RuleSet};
use indexmap::IndexMap;

use super::style::{FAINT, NAME, STRONG, styled};
use super::{case, due, reasons};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// Beyond this many characters, a list of options goes on below.
const WIDTH: usize = 96;

/// What a menu is told with.
pub(crate) struct Told<'m> {
    pub(crate) menu: &'m Menu<'m>,
    pub(crate) due: &'m Due,
    /// What would enable the actions that aren't, where that was asked.
    pub(crate) nearest: &'m IndexMap<&'m str, Nearest>,
    /// What would let come what is held, or waits.
    pub(crate) nearest_due: Option<&'m Nearest>,
    pub(crate) about: &'m Case,
    pub(crate) now: DateTime<Utc>,
    pub(crate) rules: &'m RuleSet,
    pub(crate) folder: &'m Folder,
    pub(crate) lang: Language,
}

impl Told<'_> {
    /// Returns the menu in words, and what comes next by itself.
    pub(crate) fn text(&self) -> String {
        let mut text = case::line(self.about, self.rules, self.lang);
        text.push_str(&self.actions());
        let next = due::line(self.due, self.about, self.rules, self.now, self.lang);
        text.push_str(&format!("\n{next}"));
        if let Due::Held { denials, .. } = self.due {
            text.push_str(&reasons::denials(denials, self.folder, self.lang));
        }
        text.push_str(&reasons::nearest(self.nearest_due, self.lang));
        text
    }

    fn actions(&self) -> String {
        let (menu, lang) = (self.menu, self.lang);
        let nearest = |item: &MenuItem<'_>| reasons::nearest(self.nearest.get(item.action()), lang);
        let mut text = String::new();
        for item in menu.shown() {
            text.push('\n');
            text.push_str(&shown(item, self.folder, lang));
            text.push_str(&nearest(item));
        }
        let hidden: Vec<&MenuItem<'_>> = menu.actions.iter().filter(|item| !item.shown).collect();
        if !hidden.is_empty() {
            let title = lang.of(
                "Not for the case as it is now",
                "Ikke for sagen, som den er nu",
            );
            text.push_str(&format!("\n{}\n", styled(FAINT, title)));
            for item in hidden {
                text.push_str(&format!("  {}\n", title_of(item, lang)));
                text.push_str(&nearest(item));
            }
        }
        text
    }
}

fn title_of(item: &MenuItem<'_>, lang: Language) -> String {
    format!("{} · {}", item.label().get(lang.code()), item.action())
}

fn shown(item: &MenuItem<'_>, folder: &Folder, lang: Language) -> String {
    let label = styled(
        if item.enabled { STRONG } else { FAINT },
        item.label().get(lang.code()),
    );
    let mut text = format!("{label} · {}\n", styled(NAME, item.action()));
    if let Some(help) = item.help() {
        text.push_str(&format!("  {}\n", styled(FAINT, help.get(lang.code()))));
    }
    text.push_str(&reasons::denials(&item.denials, folder, lang));
    text.push_str(&reasons::warnings(&item.warnings, lang));
    if item.enabled {
        let width = item.form().map(|field| field.name().chars().count());
        let width = width.max().unwrap_or_default();
        text.extend(item.form().map(|field| asked(&field, width, lang)));
    }
    text
}

/// A field: its name, its label, what to write, and its options.
fn asked(field: &Field<'_>, width: usize, lang: Language) -> String {
    let name = styled(NAME, &format!("{:width$}", field.name()));
    let label = field.label();
    let label = label.get(lang.code());
    let mut what = vec![kind(field, lang)];
    if let Some(min) = field.min() {
        what.push(format!("{} {min}", lang.of("at least", "mindst")));
    }
    if let Some(max) = field.max() {
        what.push(format!("{} {max}", lang.of("at most", "højst")));
    }
    if let Some(length) = field.max_length() {
        let (most, characters) = lang.of(("at most", "characters"), ("højst", "tegn"));
        what.push(format!("{most} {length} {characters}"));
    }
    if let Some(default) = field.default() {
        what.push(format!("{} {default}", lang.of("otherwise", "ellers")));
    } else if field.is_optional() {
        what.push(lang.of("may be left out", "kan udelades").to_owned());
    }
    let help = field
        .help()
        .map(|help| format!(" · {}", help.get(lang.code())));
    let help = help.unwrap_or_default();
    format!(
        "    {name}  {label}: {}{help}\n{}",
        what.join(", "),
        options(field, width + 6, lang)
    )
}

fn kind(field: &Field<'_>, lang: Language) -> String {
    let kind = match field.kind() {
        "bool" => lang.of("true or false", "true eller false"),
        "integer" => lang.of("a whole number", "et helt tal"),
        "amount" => lang.of("an amount", "et beløb"),
        "decimal" | "percent" => lang.of("a number", "et tal"),
        "date" => lang.of("a date", "en dato"),
        "datetime" => lang.of("a point in time", "et tidspunkt"),
        "list" => lang.of("a list", "en liste"),
        "choice" => match field.depends_on() {
            Some(before) => {
                return format!(
                    "{} {before}",
                    lang.of("one of those under the", "en af dem under")
                );
            }
            None => lang.of("one of", "en af"),
        },
        _ => lang.of("a text", "en tekst"),
    };
    kind.to_owned()
}

/// The options, filled into lines; those that depend on another choice by that choice.
fn options(field: &Field<'_>, indent: usize, lang: Language) -> String {
    let named = |option: FieldOption<'_>| {
        let (name, label) = (option.value(), option.label());
        match label.get(lang.code()) {
            label if label == name => name.to_owned(),
            label => format!("{name} ({label})"),
        }
    };
    if field.depends_on().is_none() {
        return fill(field.options().map(named), "", indent);
    }
    let mut parents: Vec<&str> = Vec::new();
    for under in field.options().flat_map(|option| option.under()) {
        if !parents.contains(&under) {
            parents.push(under);
        }
    }
    let under = |parent: &str| {
        let options = field.options();
        let options = options.filter(|option| option.under().any(|one| one == parent));
        fill(options.map(named), &format!("{parent}: "), indent)
    };
    parents.into_iter().map(under).collect()
}

fn fill(words: impl Iterator<Item = String>, title: &str, indent: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if indent + line.chars().count() + 2 + word.chars().count() <= WIDTH => {
                line.push_str(", ");
                line.push_str(&word);
            }
            Some(line) => {
                line.push(',');
                lines.push(word);
            }
            None => lines.push(format!("{title}{word}")),
        }
    }
    // What belongs to a title stands further in, below it.
    let further = if title.is_empty() { indent } else { indent + 2 };
    let margin = |at: usize| if at == 0 { indent } else { further };
    let lines = lines.iter().enumerate();
    lines
        .map(|(at, line)| format!("{:margin$}{line}\n", "", margin = margin(at)))
        .collect()
}
