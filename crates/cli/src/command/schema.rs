//! `dunlin schema`: the JSON Schemas of rule files and scenarios, for editors · the schemas stand in `docs/schemas`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::Value;

use super::Outcome;
use crate::arguments::Shared;
use crate::output::stream;
use crate::output::style::{NAME, styled};
use crate::shipped::SCHEMAS;

/// Prints the JSON Schema of a kind of rule file, for editors; without one, the kinds are listed
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// The kind of document
    #[arg(value_name = "KIND", value_parser = PossibleValuesParser::new(SCHEMAS.map(|(kind, _)| kind)))]
    kind: Option<String>,
    /// Write the schema of every kind into this folder, as KIND.json
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    write: Option<PathBuf>,
}

impl Schema {
    pub(super) fn run(&self, _: &Shared) -> Result<Outcome> {
        let asked = self.kind.as_deref();
        if let Some(folder) = &self.write {
            write(folder)?;
        } else if let Some((_, schema)) = SCHEMAS.iter().find(|(kind, _)| Some(*kind) == asked) {
            stream::print(schema)?;
        } else {
            stream::print(&list()?)?;
        }
        Ok(Outcome::Done)
    }
}

fn list() -> Result<String> {
    let mut list = String::new();
    for (kind, schema) in SCHEMAS {
        let schema: Value = serde_json::from_str(schema).context(kind)?;
        let title = schema.get("title").and_then(Value::as_str);
        let kind = styled(NAME, &format!("{kind:<10}"));
        list.push_str(&format!("{kind}  {}\n", title.unwrap_or_default()));
    }
    Ok(list)
}

fn write(folder: &PathBuf) -> Result<()> {
    let cant = |path: &PathBuf| format!("can't write `{}`", path.display());
    fs::create_dir_all(folder).with_context(|| cant(folder))?;
    for (kind, schema) in SCHEMAS {
        let path = folder.join(format!("{kind}.json"));
        fs::write(&path, schema).with_context(|| cant(&path))?;
    }
    Ok(())
}
