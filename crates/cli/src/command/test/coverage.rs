//! `dunlin test --coverage`: what no scenario comes to, told beside how the scenarios came out.

use std::io::Write;

use anyhow::{Context, Result};
use dunlin_workbench::coverage::{Covered, Document};
use serde::Serialize;

use super::Test;
use crate::arguments::{Format, Shared};
use crate::beside::Beside;
use crate::case_file::named;
use crate::output::json::ScenariosDocument;
use crate::output::style::{CARE, styled};
use crate::output::{coverage, stream};
use crate::rule_set::Folder;

/// How scenarios came out, with what they cover.
#[derive(Serialize)]
pub(super) struct WithCoverage<'d> {
    #[serde(flatten)]
    scenarios: &'d ScenariosDocument<'d>,
    coverage: Document<'d>,
}

/// Returns the document of scenarios with what they cover.
pub(super) fn document<'d>(
    scenarios: &'d ScenariosDocument<'d>,
    covered: &'d Covered,
    shared: &Shared,
) -> WithCoverage<'d> {
    WithCoverage {
        scenarios,
        coverage: covered.document(shared.lang.code()),
    }
}

impl Test {
    /// Tells people what is covered, and writes the page where one is asked for.
    pub(super) fn tell_coverage(
        &self,
        covered: &Covered,
        folder: &Folder,
        shared: &Shared,
    ) -> Result<()> {
        if let Some(name) = &self.name {
            let note = styled(CARE, shared.lang.of("note:", "bemærk:"));
            let words = shared.lang.of(
                "this is what the scenarios with that name cover, and no others",
                "det er, hvad scenarierne med det navn dækker, og ingen andre",
            );
            stream::tell(&format!("{note} `{name}`: {words}\n"));
        }
        if let Some(path) = &self.report {
            let unwritten = || format!("can't write {}", named(path));
            let mut file = Beside::create(path).with_context(unwritten)?;
            let page = covered.page(shared.lang.code());
            let written = file.write_all(page.as_bytes()).and_then(|()| file.place());
            written.with_context(unwritten)?;
        }
        if shared.format == Format::Json {
            return Ok(());
        }
        stream::print(&coverage::text(covered, folder, shared.lang))
    }
}
