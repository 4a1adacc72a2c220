//! `dunlin decide`: what follows from an action, or why it is denied.

use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use dunlin::{Request, Value};
use dunlin_workbench::document::DecisionDocument;

use super::Outcome;
use crate::arguments::{About, Format, Shared};
use crate::case_file::{self, CaseFile, is_stdin};
use crate::output::decision::Told;
use crate::output::stream;
use crate::rule_set::Folder;
use crate::time;

/// Decides an action on a case: its effects, or every reason against it
#[derive(Debug, Args)]
pub(super) struct Decide {
    /// The action, by its name in the rule set
    action: String,
    #[command(flatten)]
    about: About,
    /// An input of the action; give one for each
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    input: Vec<(String, String)>,
    /// The inputs as an object of JSON; `--input` goes before it
    #[arg(long, value_name = "FILE")]
    inputs: Option<PathBuf>,
    /// Tell each condition with the values that it saw and, of what is denied, what would allow it
    #[arg(long)]
    explain: bool,
    /// Put the case as it is afterwards back into its file, if the action is allowed
    #[arg(long)]
    write: bool,
}

impl Decide {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let from_stdin = is_stdin(&self.about.which.case);
        if self.write && from_stdin {
            bail!("`--write` needs a file to write to, and `--case -` names none");
        }
        if from_stdin && self.inputs.as_deref().is_some_and(is_stdin) {
            bail!(
                "standard input can't hold both the case and the inputs: put one of them into a file"
            );
        }
        let folder = Folder::find(shared.rules.as_deref())?;
        let engine = folder.engine(shared)?;
        let now = time::now(self.about.which.now.as_deref(), engine.rules())?;
        let file = CaseFile::read(&self.about.which.case, &engine, now)?;
        let request = self.request()?;
        let decision = if self.explain {
            engine.explain(&file.case, &request, now)?
        } else {
            engine.decide(&file.case, &request, now)?
        };
        let nearest = if self.explain && !decision.is_allowed() {
            engine.nearest(&file.case, &request, now)?
        } else {
            None
        };
        let after = file.case.apply(&decision)?;
        if shared.format == Format::Json {
            let rules = engine.rules();
            let mut document = DecisionDocument::of(&decision, rules, &after);
            if self.explain {
                document = document.explained(nearest.as_ref());
            }
            stream::print_json(&document)?;
        } else {
            // What things are called is told by the menu of the case before.
            let menu = engine.menu(&file.case, request.actor(), now)?;
            let label = menu.item(&self.action).map(dunlin::MenuItem::label);
            let told = Told {
                decision: &decision,
                nearest: nearest.as_ref(),
                after: &after,
                label: label
                    .as_ref()
                    .map_or(&self.action, |label| label.get(shared.lang.code())),
                was_due: false,
                rules: engine.rules(),
                folder: &folder,
                lang: shared.lang,
            };
            stream::print(&told.text())?;
        }
        // What could not be told isn't done: a caller that got no answer may ask again.
        if self.write && decision.is_allowed() {
            file.write(&after)?;
        }
        Ok(Outcome::of(!decision.is_allowed()))
    }

    /// What is asked for: the inputs of the file, and over them those of the command line.
    fn request(&self) -> Result<Request> {
        let mut request = Request::new(&self.action, self.about.actor());
        if let Some(path) = &self.inputs {
            let named = case_file::named(path);
            let inputs: Value = serde_json::from_str(&case_file::read_text(path)?)
                .map_err(|error| anyhow!("{named}: not JSON as inputs are written: {error}"))?;
            let Value::Record(inputs) = inputs else {
                bail!("{named}: not inputs: write an object, such as {{\"reason\": \"dispute\"}}");
            };
            for (name, value) in inputs.iter() {
                request = request.with(&**name, value.clone());
            }
        }
        for (at, (name, value)) in self.input.iter().enumerate() {
            if self.input.iter().take(at).any(|(before, _)| before == name) {
                bail!("`--input {name}` is given twice: leave one of them");
            }
            request = request.with(name, value.as_str());
        }
        Ok(request)
    }
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    if name.is_empty() {
        return Err("write NAME=VALUE, with a name".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}
