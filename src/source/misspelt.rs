//! A name that is misspelt where it is declared is told there, once, and not at every place that means it. No rules, no YAML.

use std::collections::BTreeMap;

use super::report::Named;
use super::{Code, FileId, Problem, Sources, Span};

/// A problem and its place, as the report keeps it.
type Placed = (Option<Span>, Problem);

/// The kind of name that is a word of the texts too, so that it may stand elsewhere.
pub(crate) const LANGUAGE: &str = "language";

/// Replaces the problems about a name by one at its declaration: where several places mean a name that
/// isn't declared, and the nearest that is stands nowhere but where it is declared.
///
/// Which of two is misspelt can't be told where only one place means the name: it is left as it is.
pub(super) fn at_declarations(
    mut problems: Vec<Placed>,
    named: &Named,
    sources: &Sources,
) -> Vec<Placed> {
    let mut meant: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for (_, problem) in &problems {
        if let (Some((kind, name)), Some(near)) = (&problem.about, &problem.near) {
            let key = (kind.clone(), name.clone(), near.clone());
            *meant.entry(key).or_default() += 1;
        }
    }
    for ((kind, name, declared), places) in meant.into_iter().filter(|(_, places)| *places > 1) {
        let only = match kind == LANGUAGE {
            true => named.get(&(LANGUAGE, None, declared.clone())).copied(),
            false => only_place(&declared, sources),
        };
        let Some(only) = only else { continue };
        problems.retain(|(_, problem)| {
            let about = problem.about.as_ref();
            about.is_none_or(|(_, about)| *about != name && *about != declared)
        });
        problems.push((Some(only), misspelt(&name, &declared, places)));
    }
    problems
}

/// The place of a word that stands once in all the texts.
fn only_place(word: &str, sources: &Sources) -> Option<Span> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut only = None;
    for (file, source) in sources.iter().enumerate() {
        let text = source.text();
        for (start, _) in text.match_indices(word) {
            let end = start + word.len();
            let (before, after) = (text.get(..start)?, text.get(end..)?);
            if before.ends_with(is_part) || after.starts_with(is_part) {
                continue;
            }
            if only.is_some() {
                return None;
            }
            let file = FileId(u32::try_from(file).ok()?);
            only = Some(Span::new(file, start, end));
        }
    }
    only
}

fn misspelt(name: &str, declared: &str, places: usize) -> Problem {
    Problem::new(
        Code::UnknownName,
        format!(
            "nothing else says `{declared}`, and {places} places say `{name}`, which isn't declared"
        ),
        format!(
            "intet andet siger `{declared}`, og {places} steder siger `{name}`, som ikke er erklæret"
        ),
    )
    .help(
        format!("did you mean `{name}`?"),
        format!("mente du `{name}`?"),
    )
}
