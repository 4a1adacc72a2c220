//! Script functions: their types, and the files that hold them, compiled. No script runs here.

use std::sync::Arc;

use indexmap::IndexMap;

use super::document::{DocumentKind, Documents, beside};
use super::fields::Fields;
use super::scalar::{self, repeated_name, reserved_name};
use super::yaml::{Body, Key, Node};
use crate::expr::{BUILTIN_NAMES, can_be_name};
use crate::rules::{FunctionType, Kind, Parameter, Sort, Type, Vocabulary};
use crate::script::{ScriptId, Scripts};
use crate::source::{Code, FileId, Problem, Report, Sources, nearest};

/// What tables and functions are to the names that they share.
pub(super) const CALLED: &str = "called";

pub(super) fn declare(documents: &Documents, words: &mut Vocabulary, report: &mut Report) {
    for (key, node) in each(documents, report) {
        let name = key.text.as_str();
        if BUILTIN_NAMES.contains(&name) || !can_be_name(name) {
            report.add(key.span, reserved_name(name));
            continue;
        }
        let first = report.named(CALLED, None, name, key.span);
        if words.functions.contains_key(name) || words.tables.contains_key(name) {
            report.add(
                key.span,
                repeated_name("a function", "en funktion", name, first),
            );
            continue;
        }
        let before = report.count();
        let Some(mut fields) = Fields::of(node, report) else {
            report.broke(name);
            continue;
        };
        let inputs = fields.take("in").and_then(|node| Fields::of(node, report));
        let out = fields
            .need("out", report)
            .and_then(|node| scalar::kind(node, words, report));
        fields.need("file", report);
        fields.finish(report);
        let parameters = inputs.map(|mut inputs| parameters(inputs.rest(report), words, report));
        // With a part that can't be read, nothing can be said of what calls it.
        if let Some(out) = out.filter(|_| report.count() == before) {
            let parameters = parameters.unwrap_or_default();
            words.functions.insert(
                Arc::from(name),
                FunctionType {
                    parameters,
                    out: Type::of(out),
                    declared: key.span,
                },
            );
        } else {
            report.broke(name);
        }
    }
}

fn parameters(
    entries: Vec<(&Key, &Node)>,
    words: &Vocabulary,
    report: &mut Report,
) -> Vec<Parameter> {
    let mut parameters = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        let is_case = matches!(&node.body, Body::Scalar(scalar) if scalar.text == "case");
        let kind = if is_case {
            Some(Kind::Case)
        } else {
            scalar::kind(node, words, report)
        };
        if let Some(kind) = kind {
            let name = Arc::from(key.text.as_str());
            parameters.push(Parameter {
                name,
                ty: Type::of(kind),
                sort: Sort::Plain,
            });
        }
    }
    parameters
}

/// Compiles each file once, and finds the declared functions in it.
pub(super) fn compile(
    documents: &Documents,
    sources: &Sources,
    words: &Vocabulary,
    scripts: &mut Scripts,
    report: &mut Report,
) {
    let mut files = IndexMap::new();
    let mut checked: IndexMap<ScriptId, Vec<(&str, &FunctionType)>> = IndexMap::new();
    for document in documents.of(DocumentKind::Functions) {
        let Some(mut fields) = Fields::of(&document.node, &mut Report::default()) else {
            continue;
        };
        let Some(mut functions) = fields
            .take("functions")
            .and_then(|n| Fields::of(n, &mut Report::default()))
        else {
            continue;
        };
        for (key, node) in functions.rest(report) {
            let Some(function) = words.functions.get(key.text.as_str()) else {
                continue;
            };
            let Some(mut fields) = Fields::of(node, &mut Report::default()) else {
                continue;
            };
            let Some(node) = fields.take("file") else {
                continue;
            };
            let Some(id) = script(node, &document.name, sources, &mut files, scripts, report)
            else {
                continue;
            };
            let parameters: Vec<&str> = function
                .parameters
                .iter()
                .map(|parameter| &*parameter.name)
                .collect();
            expect_function(node, id, &key.text, &parameters, scripts, report);
            scripts.declare(id, Arc::from(key.text.as_str()), function, words);
            let functions = checked.entry(id).or_default();
            functions.push((key.text.as_str(), function));
        }
    }
    for (id, functions) in &checked {
        scripts.check_functions(*id, functions, words, report);
    }
}

/// A script file by the name that a key gives it, beside the document that names it.
pub(super) fn script(
    node: &Node,
    document: &str,
    sources: &Sources,
    files: &mut IndexMap<String, Option<ScriptId>>,
    scripts: &mut Scripts,
    report: &mut Report,
) -> Option<ScriptId> {
    let name = scalar::text(node, report)?;
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = beside(document, name);
    if let Some(id) = files.get(&path) {
        return *id;
    }
    let Some(index) = sources.iter().position(|source| source.name() == path) else {
        let known = sources
            .iter()
            .filter_map(|source| source.name().strip_prefix(folder)?.strip_prefix('/'));
        let known: Vec<&str> = known.filter(|name| name.ends_with(".rhai")).collect();
        report.add(node.span, missing_script(name, &path, known));
        return None;
    };
    let source = sources.iter().nth(index)?;
    let id = scripts.add(
        FileId(u32::try_from(index).unwrap_or(u32::MAX)),
        source,
        report,
    );
    files.insert(path, id);
    id
}

/// Holds a script to the function that it must have.
pub(super) fn expect_function(
    node: &Node,
    script: ScriptId,
    name: &str,
    parameters: &[&str],
    scripts: &Scripts,
    report: &mut Report,
) {
    let found = scripts.parameters_of(script, name);
    let count = parameters.len();
    let form = format!("fn {name}({})", parameters.join(", "));
    let problem = match found.as_slice() {
        counts if counts.contains(&parameters.len()) => return,
        [] => {
            let problem = Problem::new(
                Code::ScriptFunction,
                format!("the script has no `fn {name}`"),
                format!("scriptet har ingen `fn {name}`"),
            );
            let names = scripts.function_names(script);
            match nearest(name, names.iter().map(String::as_str)) {
                Some(near) => problem.help(
                    format!("did you mean `{near}`? rename it to `{name}`"),
                    format!("mente du `{near}`? omdøb den til `{name}`"),
                ),
                None => problem.help(
                    format!("add `{form} {{ … }}` to it"),
                    format!("tilføj `{form} {{ … }}` i det"),
                ),
            }
        }
        [found, ..] => Problem::new(
            Code::ScriptFunction,
            format!("`fn {name}` in the script takes {found} parameters, not {count}"),
            format!("`fn {name}` i scriptet tager {found} parametre, ikke {count}"),
        )
        .help(format!("write `{form}`"), format!("skriv `{form}`")),
    };
    report.add(node.span, problem);
}

fn each<'n>(documents: &'n Documents, report: &mut Report) -> Vec<(&'n Key, &'n Node)> {
    let mut entries = Vec::new();
    for document in documents.of(DocumentKind::Functions) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let functions = fields
            .take("functions")
            .and_then(|node| Fields::of(node, report));
        fields.finish(report);
        entries.extend(
            functions
                .map(|mut functions| functions.rest(report))
                .unwrap_or_default(),
        );
    }
    entries
}

fn missing_script(name: &str, path: &str, known: Vec<&str>) -> Problem {
    Problem::new(
        Code::MissingFile,
        format!("there is no script `{name}` beside this file"),
        format!("der er intet script `{name}` ved siden af denne fil"),
    )
    .help(
        format!("write the script in `{path}`, or name one that is there"),
        format!("skriv scriptet i `{path}`, eller nævn et, der findes"),
    )
    .suggest(name, known)
}
