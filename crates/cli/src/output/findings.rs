//! Findings drawn for people: the line, the place underlined, the code and the remedy.

use std::collections::BTreeSet;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};
use dunlin::{Finding, Findings, Severity, Sources};

use super::style::{BAD, CARE, styled};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// Returns every finding, drawn one below the other.
pub(crate) fn draw(
    findings: &Findings,
    sources: &Sources,
    folder: &Folder,
    lang: Language,
) -> String {
    let mut drawn = String::new();
    for finding in findings {
        drawn.push_str(&draw_one(finding, sources, folder, lang));
        drawn.push_str("\n\n");
    }
    drawn
}

fn draw_one(finding: &Finding, sources: &Sources, folder: &Folder, lang: Language) -> String {
    let level = match finding.severity() {
        Severity::Error => Level::ERROR.with_name(lang.of("error", "fejl")),
        Severity::Warning => Level::WARNING.with_name(lang.of("warning", "advarsel")),
    };
    let title = level
        .primary_title(finding.message(lang.code()))
        .id(finding.code().id());
    let mut group = Group::with_title(title);
    if let Some(place) = finding.place()
        && let Some(source) = sources.get(&place.file)
        && let Some((lines, within)) = excerpt(source.text(), place.range())
    {
        let snippet = Snippet::source(lines)
            .line_start(usize::try_from(place.line).unwrap_or_default())
            .path(folder.file(&place.file))
            .annotation(AnnotationKind::Primary.span(within));
        group = group.element(snippet);
    }
    if let Some(help) = finding.help(lang.code()) {
        let level = Level::HELP.with_name(lang.of("help", "hjælp"));
        group = group.element(level.message(normalize_untrusted_str(help)));
    }
    Renderer::styled().render(&[group])
}

/// The lines of a text that a range touches, and the range within them: the text as a whole would
/// be gone through for each finding again.
fn excerpt(text: &str, range: Range<usize>) -> Option<(&str, Range<usize>)> {
    let start = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(range.end..)?;
    let rest = rest.split('\n').next().unwrap_or_default();
    let end = range.end + rest.strip_suffix('\r').unwrap_or(rest).len();
    let within = range.start - start..range.end - start;
    Some((text.get(start..end)?, within))
}

/// Returns the lines that close a list of findings: `2 errors, 1 warning`, and where more is told.
pub(crate) fn summary(findings: &Findings, denied: bool, lang: Language) -> String {
    let of = |severity| {
        findings
            .iter()
            .filter(|one| one.severity() == severity)
            .count()
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let mut counted = Vec::new();
    if errors > 0 {
        let noun = lang.of(if errors == 1 { "error" } else { "errors" }, "fejl");
        counted.push(styled(BAD, &format!("{errors} {noun}")));
    }
    if warnings > 0 {
        let noun = match (lang, warnings) {
            (Language::En, 1) => "warning",
            (Language::En, _) => "warnings",
            (Language::Da, 1) => "advarsel",
            (Language::Da, _) => "advarsler",
        };
        counted.push(styled(CARE, &format!("{warnings} {noun}")));
    }
    let mut summary = counted.join(", ");
    if denied && errors == 0 {
        summary.push_str(lang.of(
            ", which `--deny warnings` counts as errors",
            ", som `--deny warnings` regner for fejl",
        ));
    }
    format!("{summary}\n{}", more(findings, lang))
}

/// The line that says how to read the pages of the codes that were found.
fn more(findings: &Findings, lang: Language) -> String {
    let codes: BTreeSet<&str> = findings.iter().map(|one| one.code().id()).collect();
    let Some(first) = codes.first() else {
        return String::new();
    };
    let about = codes.iter().copied().collect::<Vec<_>>().join(", ");
    match lang {
        Language::En => format!("more about {about}: `dunlin explain {first}`\n"),
        Language::Da => format!("mere om {about}: `dunlin explain {first} --lang da`\n"),
    }
}
