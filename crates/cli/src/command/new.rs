//! `dunlin new`: a rule set to begin from, written whole or not at all · what is written comes along with the command.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use super::Outcome;
use crate::arguments::{Language, Shared};
use crate::output::stream;
use crate::output::style::{NAME, STRONG, styled};
use crate::shipped::{RULE_SET, SCHEMAS, STARTER};

/// Begins a rule set: a small one that explains itself, or the Danish one to change
#[derive(Debug, Args)]
pub(super) struct New {
    /// The folder to put it in: one that isn't there yet, or is empty
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// What to begin from: `dk` is the Danish rule set that comes along, with its scenarios
    #[arg(long, value_enum)]
    from: Option<From>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    Dk,
}

impl New {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let dir = self.dir.as_path();
        let named = dir.display();
        let made = make_room(dir)?;
        let written = self.files().into_iter().try_for_each(|(name, text)| {
            let path = dir.join(&name);
            fs::create_dir_all(path.parent().unwrap_or(dir))
                .and_then(|()| fs::write(&path, text))
                .with_context(|| format!("can't write `{}`", path.display()))
        });
        if let Err(error) = written {
            empty(dir, made).with_context(|| format!("can't clear `{named}` again"))?;
            return Err(error);
        }
        stream::print(&next(dir, shared.lang))?;
        Ok(Outcome::Done)
    }

    /// The files of the rule set, and the schemas that they name to editors.
    fn files(&self) -> Vec<(String, &'static str)> {
        let set = match self.from {
            Some(From::Dk) => RULE_SET,
            None => STARTER,
        };
        let rules = set.iter().map(|(name, text)| ((*name).to_owned(), *text));
        let schemas = SCHEMAS.map(|(kind, schema)| (format!("docs/schemas/{kind}.json"), schema));
        rules.chain(schemas).collect()
    }
}

/// Makes the folder, unless it is there and empty; tells whether it was made.
fn make_room(dir: &Path) -> Result<bool> {
    let named = dir.display();
    match fs::create_dir(dir) {
        Ok(()) => return Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| format!("can't make `{named}`")),
    }
    let mut entries = fs::read_dir(dir).with_context(|| format!("can't read `{named}`"))?;
    if entries.next().is_some() {
        bail!("`{named}` isn't empty: name a folder that isn't there yet");
    }
    Ok(false)
}

/// Takes away again what was written before something failed.
fn empty(dir: &Path, made: bool) -> io::Result<()> {
    if made {
        return fs::remove_dir_all(dir);
    }
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        } else {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn next(dir: &Path, lang: Language) -> String {
    let dir = dir.display();
    let (check, test) = lang.of(
        (
            "says what is wrong, whenever a file is saved",
            "runs the scenarios",
        ),
        (
            "siger, hvad der er galt, hver gang en fil gemmes",
            "kører scenarierne",
        ),
    );
    let begun = lang.of("a rule set is in", "et regelsæt ligger i");
    let first = lang.of("read first", "læs først");
    let commands = [
        (format!("dunlin check --watch {dir}"), check),
        (format!("dunlin test --rules {dir}"), test),
    ];
    let width = commands.iter().map(|(command, _)| command.chars().count());
    let width = width.max().unwrap_or_default();
    let mut text = format!("{begun} {}\n", styled(STRONG, &dir.to_string()));
    text.push_str(&format!("  {first} {dir}/dunlin.yaml\n"));
    for (command, what) in commands {
        let command = styled(NAME, &format!("{command:<width$}"));
        text.push_str(&format!("  {command}  {what}\n"));
    }
    text
}
