//! The schemas are held to the loader: what it takes fits, what it refuses for its shape doesn't, and each knows the same keys.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use dunlin::{Code, Engine, RuleSet, Sources};
use dunlin_workbench::{Status, Suite};
use serde_json::Value as Json;
use serde_yaml::Value as Yaml;

/// What no file and no key is called.
const NONSENSE: &str = "zzzzzz";

/// The first key of a document, by the kind that it makes it.
const KINDS: [(&str, &str); 14] = [
    ("rule_set", "manifest"),
    ("flow", "flow"),
    ("action", "action"),
    ("timer", "timer"),
    ("facts", "facts"),
    ("choices", "choices"),
    ("functions", "functions"),
    ("ledger", "ledger"),
    ("interest", "interest"),
    ("effects", "effects"),
    ("table", "table"),
    ("calendar", "calendar"),
    ("invariants", "invariants"),
    ("scenario", "scenario"),
];

/// The codes of what is wrong with the shape of a document, whatever it says.
const OF_SHAPE: [Code; 7] = [
    Code::CutText,
    Code::Empty,
    Code::UnquotedBraces,
    Code::UnknownKey,
    Code::MissingKey,
    Code::WrongShape,
    Code::WrongValue,
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn schema(kind: &str) -> Json {
    let file = root().join(format!("docs/schemas/{kind}.json"));
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// Every schema, ready to hold documents to.
struct Validator {
    schemas: boon::Schemas,
    kinds: BTreeMap<&'static str, boon::SchemaIndex>,
}

impl Validator {
    fn new() -> Self {
        let mut schemas = boon::Schemas::new();
        let mut kinds = BTreeMap::new();
        for (_, kind) in KINDS {
            let url = format!("http://localhost/{kind}.json");
            let mut compiler = boon::Compiler::new();
            compiler.add_resource(&url, schema(kind)).unwrap();
            kinds.insert(kind, compiler.compile(&url, &mut schemas).unwrap());
        }
        Self { schemas, kinds }
    }

    /// What the schema of its kind has against a document.
    fn refuses(&self, name: &str, text: &str) -> Option<String> {
        let Ok(document) = serde_yaml::from_str::<Yaml>(text) else {
            return Some("it can't be read".to_owned());
        };
        let Some(kind) = kind(name, &document) else {
            return Some("it is of no kind".to_owned());
        };
        let Ok(document) = serde_json::to_value(&document) else {
            return Some("it can't be data".to_owned());
        };
        let valid = self.schemas.validate(&document, self.kinds[kind]);
        valid.err().map(|error| format!("{error:#}"))
    }
}

fn kind(name: &str, document: &Yaml) -> Option<&'static str> {
    if name.ends_with("dunlin.yaml") {
        return Some("manifest");
    }
    let (first, _) = document.as_mapping()?.iter().next()?;
    let known = KINDS.iter().find(|(key, _)| first.as_str() == Some(key));
    known.map(|(_, kind)| *kind)
}

/// The YAML files of a rule set's folder, its scenarios among them.
fn documents(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for room in ["", "flows", "rules", "scenarios"] {
        let Ok(entries) = fs::read_dir(folder.join(room)) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            let is_document = path.extension().is_some_and(|ending| ending == "yaml")
                && (!room.is_empty() || path.ends_with("dunlin.yaml"));
            if is_document {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{}", folder.display());
    found
}

/// Every rule set of the project that loads.
fn rule_sets() -> Vec<PathBuf> {
    let mut folders = vec![root(), root().join("crates/cli/starter")];
    for parent in ["tests/fixtures/valid", "examples/rulesets"] {
        let entries = fs::read_dir(root().join(parent)).into_iter().flatten();
        folders.extend(entries.map(|entry| entry.unwrap().path()));
    }
    folders.push(root().join("crates/workbench/tests/fixtures/loans"));
    folders.extend([fixture("club"), fixture("whole")]);
    folders.retain(|folder| folder.join("dunlin.yaml").is_file());
    folders
}

#[test]
fn what_the_loader_takes_fits() {
    let validator = Validator::new();
    let documents = rule_sets()
        .into_iter()
        .flat_map(|folder| documents(&folder));
    let refused = documents.filter_map(|(name, text)| {
        let why = validator.refuses(&name, &text)?;
        Some(format!("{name}\n{why}"))
    });
    let refused: Vec<String> = refused.collect();
    assert!(refused.is_empty(), "{}", refused.join("\n\n"));
}

#[test]
fn the_schemas_examples_fit_and_they_stand_alone() {
    let validator = Validator::new();
    for (_, kind) in KINDS {
        let schema = schema(kind);
        for example in schema["examples"].as_array().unwrap() {
            // Written with its first key first, whatever the order that JSON is read in.
            let valid = validator.schemas.validate(example, validator.kinds[kind]);
            assert!(valid.is_ok(), "{kind}: {}", valid.unwrap_err());
        }
        for (place, description) in undescribed(&schema, kind) {
            assert!(description, "{place} has no description");
        }
    }
}

/// Each key that a schema knows, with whether it is described.
fn undescribed(schema: &Json, place: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let Json::Object(map) = schema else {
        return found;
    };
    for (key, value) in map {
        let place = format!("{place}/{key}");
        let conditional = ["if", "then", "else"].contains(&key.as_str());
        match (key.as_str(), value) {
            ("properties", Json::Object(properties)) => {
                for (name, property) in properties {
                    let place = format!("{place}/{name}");
                    found.push((place.clone(), property.get("description").is_some()));
                    found.extend(undescribed(property, &place));
                }
            }
            ("definitions", Json::Object(definitions)) => {
                for (name, definition) in definitions {
                    found.extend(undescribed(definition, &format!("{place}/{name}")));
                }
            }
            ("anyOf", Json::Array(branches)) => {
                let branches = branches.iter();
                found.extend(branches.flat_map(|branch| undescribed(branch, &place)));
            }
            _ if conditional || key == "examples" => {}
            _ => found.extend(undescribed(value, &place)),
        }
    }
    found
}

#[test]
fn what_stands_in_several_schemas_is_the_same() {
    let mut known: BTreeMap<String, (Json, &str)> = BTreeMap::new();
    for (_, kind) in KINDS {
        let schema = schema(kind);
        let definitions = schema["definitions"].as_object().cloned();
        for (name, definition) in definitions.unwrap_or_default() {
            let (first, of) = known
                .entry(name.clone())
                .or_insert_with(|| (definition.clone(), kind));
            assert_eq!(*first, definition, "`{name}` differs in {of} and {kind}");
        }
    }
}

/// Broken documents whose mistake is one of shape, and that a schema takes all the same.
#[test]
fn what_the_loader_refuses_for_its_shape_doesnt_fit() {
    let validator = Validator::new();
    let library = Sources::read(root().join("tests/fixtures/valid/library")).unwrap();
    let mut taken = String::new();
    let mut refused = 0;
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("tests/fixtures/invalid"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let files = if path.is_dir() {
            laid_over(&path)
        } else {
            let name = format!("rules/{}", path.file_name().unwrap().to_string_lossy());
            vec![(name, text_of(&path))]
        };
        let mut sources = library.clone();
        for (name, text) in &files {
            sources.add(name, text);
        }
        let findings = RuleSet::check(&sources);
        let of_shape = findings.iter().map(dunlin::Finding::code);
        let codes: BTreeSet<Code> = of_shape.filter(|code| OF_SHAPE.contains(code)).collect();
        if codes.is_empty() {
            continue;
        }
        let mut documents = files.iter().filter(|(name, _)| name.ends_with(".yaml"));
        if documents.any(|(name, text)| validator.refuses(name, text).is_some()) {
            refused += 1;
        } else {
            let name = path.file_stem().unwrap().to_string_lossy();
            let codes: Vec<&str> = codes.iter().map(|code| code.id()).collect();
            taken.push_str(&format!("{name}: {}\n", codes.join(", ")));
        }
    }
    assert!(refused >= 15, "only {refused} are refused");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("unseen_by_schemas", taken);
    });
}

/// A fixture's text; one that isn't UTF-8 is wrong in other ways than its shape.
fn text_of(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
}

/// The rule files of a folder that is laid over a rule set.
fn laid_over(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for room in ["", "flows", "rules", "templates"] {
        let entries = fs::read_dir(folder.join(room)).into_iter().flatten();
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_file() {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.push((name, text_of(&path)));
            }
        }
    }
    files
}

/// A place in a document, by keys and numbers of items.
type Place = Vec<Step>;

#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Item(usize),
}

/// A map in a document whose keys the schema knows one and all.
struct Closed {
    place: Place,
    /// Where the schema knows them, for whoever reads of a failure.
    of: String,
    known: BTreeSet<String>,
    said: BTreeSet<String>,
}

/// Walks through a document and the schema that it fits.
struct Walk<'s> {
    schema: &'s Json,
    closed: Vec<Closed>,
}

impl Walk<'_> {
    fn of(schema: &Json, document: &Yaml) -> Vec<Closed> {
        let mut walk = Walk {
            schema,
            closed: Vec::new(),
        };
        walk.go(schema, document, "", Vec::new());
        walk.closed
    }

    fn go(&mut self, schema: &Json, document: &Yaml, of: &str, place: Place) {
        if let Some(target) = schema["$ref"].as_str() {
            let pointer = target.strip_prefix('#').unwrap();
            let definition = self.schema.pointer(pointer).unwrap();
            return self.go(&definition.clone(), document, pointer, place);
        }
        for (n, part) in parts(schema).enumerate() {
            self.go(part, document, &format!("{of}/{n}"), place.clone());
        }
        match document {
            Yaml::Mapping(map) => {
                let properties = schema["properties"].as_object();
                let said = map.keys().map(|key| key.as_str().unwrap().to_owned());
                if let (Some(known), Json::Bool(false)) =
                    (properties, &schema["additionalProperties"])
                {
                    self.closed.push(Closed {
                        place: place.clone(),
                        of: of.to_owned(),
                        known: known.keys().cloned().collect(),
                        said: said.collect(),
                    });
                }
                for (key, value) in map {
                    let key = key.as_str().unwrap().to_owned();
                    let known = properties.and_then(|known| known.get(&key));
                    let below = known.unwrap_or(&schema["additionalProperties"]);
                    let of = match known {
                        Some(_) => format!("{of}/{key}"),
                        None => format!("{of}/*"),
                    };
                    let place = [place.as_slice(), &[Step::Key(key)]].concat();
                    self.go(below, value, &of, place);
                }
            }
            Yaml::Sequence(items) => {
                for (n, item) in items.iter().enumerate() {
                    let place = [place.as_slice(), &[Step::Item(n)]].concat();
                    self.go(&schema["items"], item, &format!("{of}/-"), place);
                }
            }
            _ => {}
        }
    }
}

/// The schemas that a document must fit, too, or one of which it fits.
fn parts(schema: &Json) -> impl Iterator<Item = &Json> {
    let both = ["allOf", "anyOf"].into_iter();
    let listed = both.filter_map(|key| schema[key].as_array()).flatten();
    let either = [&schema["else"], &schema["then"]];
    listed.chain(either.into_iter().filter(|part| part.is_object()))
}

/// A document with a key that nothing knows at a place.
fn with_nonsense(document: &Yaml, place: &[Step]) -> String {
    let mut document = document.clone();
    let mut at = &mut document;
    for step in place {
        at = match step {
            Step::Key(key) => at.get_mut(key.as_str()).unwrap(),
            Step::Item(n) => at.get_mut(n).unwrap(),
        };
    }
    let map = at.as_mapping_mut().unwrap();
    map.insert(NONSENSE.into(), 1.into());
    serde_yaml::to_string(&document).unwrap()
}

/// The names between backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

/// The keys that the loader says it knows where it meets one that it doesn't.
fn known_to_the_loader(name: &str, text: &str) -> BTreeSet<String> {
    let mut sources = Sources::read(fixture("whole")).unwrap();
    sources.add(name, text);
    let findings = RuleSet::check(&sources);
    let finding = findings
        .iter()
        .find(|finding| finding.message("en").contains(&format!("`{NONSENSE}`")));
    let finding = finding.unwrap_or_else(|| panic!("{name} is taken:\n{text}\n{findings}"));
    quoted(finding.help("en").unwrap_or_default())
}

/// The keys that scenarios are said to have.
fn known_to_scenarios(text: &str) -> BTreeSet<String> {
    let engine = Engine::new(RuleSet::load(&Sources::read(fixture("whole")).unwrap()).unwrap());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemas");
    let file = folder.join("scenarios/nonsense.yaml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
    let outcomes = Suite::of(engine, folder).unwrap().run();
    let Status::Unreadable(problems) = outcomes[0].status() else {
        panic!("it is taken:\n{text}");
    };
    let message = problems[0].to_string();
    let (_, known) = message
        .split_once("write one of")
        .unwrap_or_else(|| panic!("{message}"));
    quoted(known)
}

#[test]
fn schemas_and_loader_know_the_same_keys() {
    let sources = Sources::read(fixture("whole")).unwrap();
    assert!(!RuleSet::check(&sources).has_errors());
    let (mut known, mut said) = (BTreeMap::new(), BTreeMap::<_, BTreeSet<String>>::new());
    for (path, text) in documents(&fixture("whole")) {
        let document: Yaml = serde_yaml::from_str(&text).unwrap();
        let kind = kind(&path, &document).unwrap();
        let name = Path::new(&path).strip_prefix(fixture("whole")).unwrap();
        let name = name.display().to_string();
        for closed in Walk::of(&schema(kind), &document) {
            let broken = with_nonsense(&document, &closed.place);
            let loader = if kind == "scenario" {
                known_to_scenarios(&broken)
            } else {
                known_to_the_loader(&name, &broken)
            };
            let of = format!("{kind} {}", closed.of);
            assert_eq!(closed.known, loader, "{of} at {:?} of {name}", closed.place);
            said.entry(of.clone()).or_default().extend(closed.said);
            known.insert(of, closed.known);
        }
    }
    // Only a base is without `extends`, and only what extends another has it.
    known.get_mut("manifest ").unwrap().remove("extends");
    for (of, known) in known {
        assert_eq!(known, said[&of], "not all of {of} is said in `whole`");
    }
}

#[test]
fn schemas_and_loader_know_the_same_effects() {
    let text = format!(
        "action: probe\nlabel: {{ da: A, en: A }}\nwho: [clerk]\neffects:\n  - {NONSENSE}: {{}}\n"
    );
    let mut loader = known_to_the_loader("rules/probe.yaml", &text);
    // Those that the rule set declares.
    loader.retain(|effect| !["send", "create_credit"].contains(&effect.as_str()));
    let schema = schema("action");
    let effects = schema["definitions"]["effect"]["properties"].as_object();
    let effects = effects.unwrap().keys().cloned();
    let schema: BTreeSet<String> = effects
        .filter(|key| !["when", "do"].contains(&key.as_str()))
        .collect();
    assert_eq!(schema, loader);
}

/// Every rule file that ships tells editors its schema.
#[test]
fn rule_files_name_their_schema() {
    for folder in [root(), root().join("crates/cli/starter")] {
        for (path, text) in documents(&folder) {
            let document: Yaml = serde_yaml::from_str(&text).unwrap();
            let kind = kind(&path, &document).unwrap();
            let up = if kind == "manifest" { "" } else { "../" };
            let line = format!("# yaml-language-server: $schema={up}docs/schemas/{kind}.json");
            assert_eq!(text.lines().next(), Some(line.as_str()), "{path}");
        }
    }
}
