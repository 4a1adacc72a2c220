//! Templates: a subject in the front matter, a body below, one file a language. Placeholders only; no logic.

use std::sync::Arc;

use indexmap::IndexMap;

use super::base::Chain;
use super::fields::Fields;
use super::label::pattern;
use super::scalar::is_name;
use super::yaml;
use crate::expr::{Guards, Roots, Scope, Text};
use crate::rules::{Template, Vocabulary};
use crate::source::{Code, FileId, LANGUAGE, Problem, Report, Source, Sources, Span};
use crate::text::{Message, Pattern, compile_pattern};

/// The name and the language that a template's file name gives: `templates/reminder_1.da.md`.
fn parts<'a>(name: &'a str, prefix: &str) -> Option<(&'a str, &'a str)> {
    let file = name
        .strip_prefix(prefix)?
        .strip_prefix("templates/")?
        .strip_suffix(".md")?;
    file.rsplit_once('.')
}

/// Declares the templates' names.
pub(super) fn declare(sources: &Sources, chain: &Chain, words: &mut Vocabulary) {
    for (index, source) in sources.iter().enumerate() {
        let Some((name, _)) = parts(source.name(), chain.prefix_of(source.name())) else {
            continue;
        };
        let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
        words
            .templates
            .entry(Arc::from(name))
            .or_insert(Span::new(file, 0, 0));
    }
}

/// Reads the templates, those of extensions over those of their bases.
pub(super) fn read(
    sources: &Sources,
    chain: &Chain,
    words: &Vocabulary,
    report: &mut Report,
) -> Vec<Template> {
    let mut found: IndexMap<&str, IndexMap<&str, (FileId, &Source)>> = IndexMap::new();
    for prefix in chain.base_first() {
        for (index, source) in sources.iter().enumerate() {
            let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
            let is_own = chain.prefix_of(source.name()) == prefix;
            let is_template = source.name().ends_with(".md");
            match parts(source.name(), prefix) {
                Some((name, language)) if is_own && is_name(name) => {
                    let known = words.languages.iter().any(|known| **known == *language);
                    if known {
                        found
                            .entry(name)
                            .or_default()
                            .insert(language, (file, source));
                    } else {
                        let languages = words.languages.iter().map(|known| &**known);
                        let problem = unknown_language(language).suggest(language, languages);
                        report.add(Span::new(file, 0, 0), problem);
                    }
                }
                _ if is_own && is_template => {
                    report.add(Span::new(file, 0, 0), malformed_file_name())
                }
                _ => {}
            }
        }
    }
    let mut templates = Vec::with_capacity(found.len());
    for (name, files) in found {
        let (mut subjects, mut bodies) = (Vec::new(), Vec::new());
        for language in &words.languages {
            match files.get(&**language) {
                Some((file, source)) => {
                    if let Some((subject, body)) = letter(*file, source, words, report) {
                        subjects.push(subject);
                        bodies.push(body);
                    }
                }
                None => {
                    let file = files.values().next().map_or(FileId(0), |(file, _)| *file);
                    report.add(Span::new(file, 0, 0), missing_language(name, language));
                }
            }
        }
        templates.push(Template {
            name: Arc::from(name),
            subject: Message::new(subjects),
            body: Message::new(bodies),
        });
    }
    templates
}

fn letter(
    file: FileId,
    source: &Source,
    words: &Vocabulary,
    report: &mut Report,
) -> Option<(Pattern, Pattern)> {
    let text = source.text();
    let Some((front, body_start)) = front_matter(text) else {
        report.add(Span::new(file, 0, 0), no_front_matter());
        return None;
    };
    let scope = Scope::new(words, Roots::Case);
    // Blank in place of the dashes, so that places in the front matter are the file's own.
    let blanked = format!(
        "{}{}",
        text.get(..front.start)
            .unwrap_or_default()
            .replace('-', " "),
        text.get(front.clone()).unwrap_or_default()
    );
    let node = yaml::parse(file, &blanked, report)?;
    let mut fields = Fields::of(&node, report)?;
    let subject = fields
        .need("subject", report)
        .and_then(|node| pattern(node, scope, &Guards::default(), report));
    fields.finish(report);
    let start = body_start
        + text
            .get(body_start..)
            .map_or(0, |body| body.len() - body.trim_start().len());
    let body = text.get(start..).unwrap_or_default().trim_end();
    if body.is_empty() {
        let last = text.trim_end().len();
        report.add(
            Span::new(file, last.saturating_sub(3), last),
            empty_letter(),
        );
        return None;
    }
    let place = |byte: usize| start + byte;
    let body = Text {
        file,
        text: body,
        place: &place,
    };
    let body = compile_pattern(body, scope, &Guards::default(), report);
    Some((subject?, body?))
}

/// The bytes of the front matter between its dashes, and where the body begins.
pub(super) fn front_matter(text: &str) -> Option<(std::ops::Range<usize>, usize)> {
    let start = if text.starts_with("---\r\n") { 5 } else { 4 };
    if !text.starts_with("---\n") && !text.starts_with("---\r\n") {
        return None;
    }
    let rest = text.get(start..)?;
    let mut at = start;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn empty_letter() -> Problem {
    Problem::new(
        Code::Empty,
        "the letter says nothing below its subject",
        "brevet siger ikke noget under sit emne",
    )
    .help(
        "write its text below the second `---`",
        "skriv dets tekst under den anden `---`",
    )
}

fn malformed_file_name() -> Problem {
    Problem::new(
        Code::MalformedName,
        "a template's file is named after the template and its language",
        "en skabelons fil er navngivet efter skabelonen og dens sprog",
    )
    .help(
        "name it such as `reminder_1.da.md`",
        "navngiv den for eksempel `reminder_1.da.md`",
    )
}

fn unknown_language(language: &str) -> Problem {
    Problem::new(
        Code::UnknownName,
        format!("the rule set doesn't declare the language `{language}` of this template"),
        format!("regelsættet erklærer ikke sproget `{language}`, som denne skabelon er på"),
    )
    .about(LANGUAGE, language)
}

fn missing_language(name: &str, language: &str) -> Problem {
    Problem::new(
        Code::MissingLanguage,
        format!("the template `{name}` is missing in the language `{language}`"),
        format!("skabelonen `{name}` mangler på sproget `{language}`"),
    )
    .about(LANGUAGE, language)
    .help(
        format!("add the file `templates/{name}.{language}.md`"),
        format!("tilføj filen `templates/{name}.{language}.md`"),
    )
}

fn no_front_matter() -> Problem {
    Problem::new(
        Code::MissingKey,
        "the template doesn't begin with its subject",
        "skabelonen begynder ikke med sit emne",
    )
    .help(
        "begin with three lines: `---`, `subject: …`, `---`",
        "begynd med tre linjer: `---`, `subject: …`, `---`",
    )
}
