//! Files among the rule files that can't be read as such: which they are, and what is said of them. No file is opened here.

use super::{Code, Problem};

/// Why a file among the rule files can't be read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// It is a folder, where files must stand.
    Folder,
    /// Its bytes aren't UTF-8, from this byte on.
    NotUtf8(usize),
    /// Its name doesn't end as a rule file's.
    Ending,
}

/// The folders of a rule set, and how the names of their files end.
pub(crate) const FOLDERS: [(&str, &[&str]); 3] = [
    ("flows", &["yaml", "yml"]),
    ("rules", &["yaml", "yml", "rhai", "csv"]),
    ("templates", &["md"]),
];

/// Whether a name within a rule set is one of a file among the rule files that has another ending than they.
pub(super) fn has_wrong_ending(name: &str) -> bool {
    let Some((_, endings)) = folder_of(name) else {
        return false;
    };
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    !endings.contains(&ending)
}

/// The last of the rule set's folders that a name goes through.
fn folder_of(name: &str) -> Option<(&'static str, &'static [&'static str])> {
    let (folders, _) = name.rsplit_once('/')?;
    let last = folders.rsplit('/').next()?;
    FOLDERS.iter().find(|(folder, _)| *folder == last).copied()
}

impl Unreadable {
    /// What is wrong, and what to do.
    pub(crate) fn problem(self, name: &str) -> Problem {
        let file = name.rsplit('/').next().unwrap_or(name);
        let (folder, endings) = folder_of(name).unwrap_or(("rules", &["yaml"]));
        match self {
            Self::Folder => stray(
                format!(
                    "`{file}` is a folder, and the files in folders below `{folder}/` aren't read"
                ),
                format!(
                    "`{file}` er en mappe, og filer i mapper under `{folder}/` bliver ikke læst"
                ),
            )
            .help(
                format!("move its files to `{folder}/`, or the folder out of it"),
                format!("flyt dens filer til `{folder}/`, eller flyt mappen ud"),
            ),
            Self::NotUtf8(_) => stray(
                "this file isn't UTF-8: from here on its bytes are no text",
                "filen er ikke UTF-8: herfra er dens bytes ikke tekst",
            )
            .help(
                "save the file as UTF-8: most editors ask for the encoding under `Save as`",
                "gem filen som UTF-8: de fleste editorer spørger om kodning under `Gem som`",
            ),
            Self::Ending => {
                let (or, eller) = (listed(endings, "or"), listed(endings, "eller"));
                let problem = stray(
                    format!("`{file}` isn't read: the files in `{folder}/` end in {or}"),
                    format!("`{file}` bliver ikke læst: filerne i `{folder}/` ender på {eller}"),
                );
                match renamed(file, endings) {
                    Some(name) => problem.help(
                        format!("name it `{name}`, or move it out of `{folder}/`"),
                        format!("kald den `{name}`, eller flyt den ud af `{folder}/`"),
                    ),
                    None => problem.help(
                        format!("move it out of `{folder}/`"),
                        format!("flyt den ud af `{folder}/`"),
                    ),
                }
            }
        }
    }
}

/// The name that was meant, where the ending is there in capitals or has another behind it.
fn renamed(file: &str, endings: &[&str]) -> Option<String> {
    let parts: Vec<&str> = file.split('.').collect();
    let known = |part: &&str| endings.contains(&part.to_ascii_lowercase().as_str());
    let at = parts.iter().skip(1).position(known)? + 1;
    let kept = parts.get(..at)?.join(".");
    let ending = parts.get(at)?.to_ascii_lowercase();
    Some(format!("{kept}.{ending}"))
}

fn listed(endings: &[&str], word: &str) -> String {
    let quoted: Vec<String> = endings
        .iter()
        .map(|ending| format!("`.{ending}`"))
        .collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn stray(en: impl Into<String>, da: impl Into<String>) -> Problem {
    Problem::new(Code::StrayFile, en, da)
}
