//! `dunlin explain`: the page of a finding's code, or every code with what it is called.

use std::cmp::Reverse;

use anyhow::{Result, anyhow};
use clap::Args;
use dunlin::Code;

use super::Outcome;
use crate::arguments::{Format, Language, Shared};
use crate::output::json::PageDocument;
use crate::output::style::{NAME, styled};
use crate::output::{page, stream};

/// The most letters by which a code may differ from the one that is meant.
const FAR: usize = 2;

/// Explains a finding by its code: what is wrong, and what to write instead
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The code, as a finding shows it; without one, every code is listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Explain {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let (json, lang) = (shared.format == Format::Json, shared.lang);
        let Some(asked) = &self.code else {
            let pages = Code::ALL.iter().map(|code| PageDocument::of(*code, lang));
            return if json {
                stream::print_json(&pages.collect::<Vec<_>>())
            } else {
                stream::print(&list(lang))
            }
            .map(|()| Outcome::Done);
        };
        let code = named(asked)?;
        if json {
            stream::print_json(&PageDocument::of(code, lang))?;
        } else {
            stream::print_line(code.page(lang.code()).trim_end())?;
        }
        Ok(Outcome::Done)
    }
}

fn list(lang: Language) -> String {
    let line = |code: &Code| {
        let title = page::title(*code, lang);
        format!("{}  {title}\n", styled(NAME, code.id()))
    };
    Code::ALL.iter().map(line).collect()
}

/// The code of that name, in whatever case it is written.
fn named(asked: &str) -> Result<Code> {
    let name = asked.to_uppercase();
    let found = Code::ALL.iter().find(|code| code.id() == name);
    found.copied().ok_or_else(|| {
        let near = near(&name);
        anyhow!("there is no code `{asked}`{near}: `dunlin explain` lists them all")
    })
}

/// The codes that are written most like it, those that begin as it does first.
fn near(name: &str) -> String {
    let unlike = |code: &Code| {
        let id = code.id();
        let same = name.bytes().zip(id.bytes()).take_while(|(a, b)| a == b);
        (strsim::damerau_levenshtein(name, id), Reverse(same.count()))
    };
    let mut known: Vec<Code> = Code::ALL.to_vec();
    known.sort_by_key(unlike);
    let nearest = known
        .first()
        .map(unlike)
        .filter(|(distance, _)| *distance <= FAR);
    let near = known
        .iter()
        .take_while(|code| Some(unlike(code)) == nearest);
    let near: Vec<String> = near.take(3).map(|code| format!("`{code}`")).collect();
    if near.is_empty() {
        return String::new();
    }
    format!(", and near it {}", near.join(", "))
}
