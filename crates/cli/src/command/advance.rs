//! `dunlin advance`: the step, timer or hold that is due first, taken; or why it is held, or what comes next.

use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use dunlin::{Case, Decision, Due, Engine, TraceLine};
use dunlin_workbench::document::AdvanceDocument;
use dunlin_workbench::told::Teller;

use super::Outcome;
use crate::arguments::{Format, Language, Shared, Which};
use crate::case_file::{CaseFile, is_stdin};
use crate::output::decision::{Told, because};
use crate::output::style::{BAD, STRONG, styled};
use crate::output::{case, due, reasons, stream};
use crate::rule_set::Folder;
use crate::time;

/// Takes the step, timer or hold that is due first, if one is: one turn; ask again for the next
#[derive(Debug, Args)]
pub(super) struct Advance {
    #[command(flatten)]
    which: Which,
    /// Tell each condition with the values that it saw and, of what is held or waits, what would let it come
    #[arg(long)]
    explain: bool,
    /// Put the case as it is afterwards back into its file, if a turn was taken
    #[arg(long)]
    write: bool,
}

impl Advance {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        if self.write && is_stdin(&self.which.case) {
            bail!("`--write` needs a file to write to, and `--case -` names none");
        }
        let folder = Folder::find(shared.rules.as_deref())?;
        let engine = folder.engine(shared)?;
        let now = time::now(self.which.now.as_deref(), engine.rules())?;
        let file = CaseFile::read(&self.which.case, &engine, now)?;
        let looked = Looked {
            engine: &engine,
            folder: &folder,
            now,
            explain: self.explain,
            format: shared.format,
            lang: shared.lang,
        };
        let decision = if self.explain {
            engine.explain_advance(&file.case, now)?
        } else {
            engine.advance(&file.case, now)?
        };
        let Some(decision) = decision else {
            return looked.none(&file.case);
        };
        let after = file.case.apply(&decision)?;
        looked.taken(&file.case, &decision, &after)?;
        // What could not be told isn't done: a caller that got no answer may ask again.
        if self.write {
            file.write(&after)?;
        }
        Ok(Outcome::Done)
    }
}

/// What came of looking is told with this.
struct Looked<'l> {
    engine: &'l Engine,
    folder: &'l Folder,
    now: DateTime<Utc>,
    explain: bool,
    format: Format,
    lang: Language,
}

impl Looked<'_> {
    /// Tells a turn that was taken, and what comes next.
    fn taken(&self, before: &Case, decision: &Decision<'_>, after: &Case) -> Result<()> {
        let (rules, lang) = (self.engine.rules(), self.lang);
        let was = self.engine.next_due(before, self.now)?;
        let next = self.engine.next_due(after, self.now)?;
        if self.format == Format::Json {
            let mut document = AdvanceDocument::taken(was.turn(), decision, rules, after, &next);
            if self.explain {
                document = document.explained(decision.trace(), None);
            }
            return stream::print_json(&document);
        }
        let teller = Teller::of(rules, lang.code());
        let label = was.turn().map(|turn| teller.title(turn));
        let told = Told {
            decision,
            nearest: None,
            after,
            label: &label.unwrap_or_default(),
            was_due: true,
            rules,
            folder: self.folder,
            lang,
        };
        let mut text = told.text();
        text.push_str(&self.next(&next, after));
        stream::print(&text)
    }

    /// Tells why nothing was done: what is held, or what comes next.
    fn none(&self, about: &Case) -> Result<Outcome> {
        let (rules, lang) = (self.engine.rules(), self.lang);
        let (due, trace): (Due, Vec<TraceLine>) = if self.explain {
            self.engine.explain_due(about, self.now)?
        } else {
            (self.engine.next_due(about, self.now)?, Vec::new())
        };
        let nearest = match due.turn() {
            Some(turn) if self.explain && due::is_stuck(&due) => {
                self.engine.nearest_due(about, turn, self.now)?
            }
            _ => None,
        };
        let outcome = Outcome::of(matches!(due, Due::Held { .. }));
        if self.format == Format::Json {
            let mut document = AdvanceDocument::none(&due, rules, about);
            if self.explain {
                document = document.explained(&trace, nearest.as_ref());
            }
            stream::print_json(&document)?;
            return Ok(outcome);
        }
        let mut text = match &due {
            Due::Held { turn, denials, .. } => {
                let teller = Teller::of(rules, lang.code());
                let held = styled(BAD, lang.of("held", "holdt tilbage"));
                let title = styled(STRONG, &teller.title(turn));
                let reasons = reasons::denials(denials, self.folder, lang);
                format!("{title}: {held}\n{reasons}")
            }
            _ => {
                let nothing = lang.of("Nothing is due", "Intet forfalder nu");
                format!("{}\n", styled(STRONG, nothing))
            }
        };
        text.push_str(&reasons::nearest(nearest.as_ref(), lang));
        text.push_str(&because(&trace, self.folder, lang));
        text.push_str(&case::line(about, rules, lang));
        text.push_str(&due::line(&due, about, rules, self.now, lang));
        stream::print(&text)?;
        Ok(outcome)
    }

    /// What comes next, with the reasons where it is held.
    fn next(&self, due: &Due, about: &Case) -> String {
        let mut text = due::line(due, about, self.engine.rules(), self.now, self.lang);
        if let Due::Held { denials, .. } = due {
            text.push_str(&reasons::denials(denials, self.folder, self.lang));
        }
        text
    }
}
