//! Findings drawn for people: the line, the place underlined, the code and the remedy.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};
use dunlin::{Finding, Findings, Severity, Sources};

use super::style::{BAD, CARE, GOOD, styled};
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
        && source.text().get(place.range()).is_some()
    {
        let snippet = Snippet::source(source.text())
            .path(folder.file(&place.file))
            .annotation(AnnotationKind::Primary.span(place.range()));
        group = group.element(snippet);
    }
    if let Some(help) = finding.help(lang.code()) {
        let level = Level::HELP.with_name(lang.of("help", "hjælp"));
        group = group.element(level.message(normalize_untrusted_str(help)));
    }
    Renderer::styled().render(&[group])
}

/// Returns the line that closes a list of findings, such as `2 errors, 1 warning`.
pub(crate) fn summary(findings: &Findings, lang: Language) -> String {
    let errors = findings
        .iter()
        .filter(|one| one.severity() == Severity::Error)
        .count();
    let warnings = findings.len() - errors;
    let (error, error_many) = lang.of(("error", "errors"), ("fejl", "fejl"));
    let (warning, warning_many) = lang.of(("warning", "warnings"), ("advarsel", "advarsler"));
    let counted =
        |count: usize, one, many| format!("{count} {}", if count == 1 { one } else { many });
    let errors_said = styled(
        if errors == 0 { GOOD } else { BAD },
        &counted(errors, error, error_many),
    );
    let warnings_style = if warnings == 0 { GOOD } else { CARE };
    let warnings_said = styled(warnings_style, &counted(warnings, warning, warning_many));
    format!("{errors_said}, {warnings_said}\n")
}
