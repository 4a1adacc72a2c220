//! Tests of the house: which file may name what, how long it may be, and what must be written down.
//!
//! Each is told with every place that breaks it, and what to do there. What is said in comments and
//! in the tests at a file's end doesn't count.

use std::fs;
use std::path::{Path, PathBuf};

const FS_ROOM: &str = "src/source/folder.rs";
const MOST_LINES: usize = 600;

/// What only one room of the engine may name, and where else to go.
const ROOMS: [(&[&str], &[&str], &str); 2] = [
    (
        &["rhai::", "use rhai"],
        &["src/expr/", "src/script/"],
        "Rhai is read and run in `src/expr/` and `src/script/` alone: ask them for what is needed",
    ),
    (
        &["saphyr_parser", "serde_yaml", "yaml_serde"],
        &["src/load/"],
        "YAML is read in `src/load/` alone: hand it on as typed data",
    ),
];

/// What the engine does nowhere, but for the one file that reads a folder.
const IMPURE: [&str; 14] = [
    "std::fs",
    "std::net",
    "std::thread",
    "std::env",
    "std::process",
    "SystemTime",
    "Instant",
    "Utc::now",
    "Local::now",
    "print!",
    "println!",
    "eprint!",
    "eprintln!",
    "dbg!",
];

#[test]
fn every_file_begins_by_what_is_in_it() {
    let folders = [
        "src",
        "crates",
        "xtask/src",
        "tests",
        "benches",
        "examples",
        "fuzz",
    ];
    let files = folders.iter().flat_map(|folder| files(folder));
    let broken = files.filter(|file| !read(file).starts_with("//!"));
    report(
        broken.map(|file| format!("{file}:1")),
        "begin it with `//!`: what is in the file, and what may not come in",
    );
}

#[test]
fn rooms_keep_to_themselves() {
    for (names, rooms, remedy) in ROOMS {
        let outside = engine()
            .into_iter()
            .filter(|file| !rooms.iter().any(|room| file.starts_with(room)));
        report(outside.flat_map(|file| naming(&file, names)), remedy);
    }
}

#[test]
fn the_engine_is_pure() {
    let engine = engine().into_iter().filter(|file| file != FS_ROOM);
    report(
        engine.flat_map(|file| naming(&file, &IMPURE)),
        "the engine reads no file, clock or environment and prints nothing: take it as an argument, and leave the rest to hosts",
    );
}

#[test]
fn no_file_is_too_long() {
    let long = engine().into_iter().filter_map(|file| {
        let lines = read(&file).lines().count();
        (lines > MOST_LINES).then(|| format!("{file}:{lines}"))
    });
    report(
        long,
        &format!("more than {MOST_LINES} lines: part it by its nouns"),
    );
}

#[test]
fn every_test_file_is_declared() {
    let mut suites: Vec<String> = folders("crates")
        .into_iter()
        .map(|name| format!("crates/{name}/tests/suite"))
        .collect();
    suites.push("tests/suite".to_owned());
    let undeclared = suites.into_iter().flat_map(|suite| {
        let main = format!("{suite}/main.rs");
        let declared = if root().join(&main).exists() {
            read(&main)
        } else {
            String::new()
        };
        files(&suite).into_iter().filter(move |file| {
            let name = file.strip_prefix(&format!("{suite}/"));
            let name = name.and_then(|name| name.strip_suffix(".rs"));
            // A file further down is declared by the one above it.
            name.is_some_and(|name| {
                name != "main"
                    && !name.contains('/')
                    && declared
                        .lines()
                        .all(|line| line.trim() != format!("mod {name};"))
            })
        })
    });
    report(
        undeclared.map(|file| format!("{file}:1")),
        "it is never run: declare it by `mod` in the `main.rs` beside it",
    );
}

#[test]
fn the_architecture_names_every_room() {
    let page = read("ARCHITECTURE.md");
    let rooms = folders("src").into_iter().map(|name| format!("{name}/"));
    let crates = folders("crates")
        .into_iter()
        .map(|name| format!("crates/{name}"));
    let unnamed = rooms
        .chain(crates)
        .filter(|room| !page.contains(room.as_str()));
    report(
        unnamed.map(|room| format!("ARCHITECTURE.md: no `{room}`")),
        "say there what the room is for, and what may not enter it",
    );
}

#[test]
fn names_are_found_in_code_alone() {
    for (code, found) in [
        ("use rhai::Engine;", true),
        ("use rhai as script;", true),
        ("let ast: rhai::AST;", true),
        ("// rhai::Engine", false),
        ("let x = 1; // rhai::AST", false),
        ("let file = \"fees.rhai\";", false),
        ("use rhai_like as no_rhai;\nno_rhai::run();", false),
    ] {
        assert_eq!(
            !places(code, &["rhai::", "use rhai"]).is_empty(),
            found,
            "{code}"
        );
    }
    for (code, lines) in [
        ("use std::{\n    fmt,\n    fs::File,\n};", vec![1]),
        ("use std::{fmt, mem};\nstd::fs::read(x);", vec![2]),
        ("println!();\neprintln!();", vec![1]),
        ("let instant = 1;\nInstant::now()", vec![]),
        (
            "a();\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}",
            vec![],
        ),
        ("#[cfg(test)]\nuse a::b;\nuse std::fs;", vec![3]),
    ] {
        let found: Vec<usize> = places(code, &["std::fs", "println!"])
            .into_iter()
            .map(|place| place.0)
            .collect();
        assert_eq!(found, lines, "{code}");
    }
}

/// Fails with every place, and what to do there.
#[track_caller]
fn report(places: impl Iterator<Item = String>, remedy: &str) {
    let places: Vec<String> = places.collect();
    assert!(
        places.is_empty(),
        "{remedy}:\n    {}\n",
        places.join("\n    ")
    );
}

/// Returns where a file names one of these, as `FILE:LINE: NAME`.
fn naming(file: &str, names: &[&str]) -> Vec<String> {
    let places = places(&read(file), names).into_iter();
    places
        .map(|(line, name)| format!("{file}:{line}: `{name}`"))
        .collect()
}

/// Returns the lines on which code names one of these, comments and tests left out.
fn places(code: &str, names: &[&str]) -> Vec<(usize, String)> {
    let lines = code.lines().map(|line| line.split("//").next());
    let lines: Vec<&str> = lines.map(Option::unwrap_or_default).collect();
    let tests = lines.windows(2).position(|pair| {
        matches!(pair, [cfg, module] if cfg.trim() == "#[cfg(test)]" && module.starts_with("mod "))
    });
    let lines = lines
        .get(..tests.unwrap_or(lines.len()))
        .unwrap_or_default();
    let mut found = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        // `use std::{fs, …}` names `std::fs`, on whatever line it ends.
        let group = line.trim().starts_with("use std::{").then(|| {
            let rest: Vec<&str> = lines.iter().skip(n).copied().collect();
            rest.join(" ")
                .split(';')
                .next()
                .unwrap_or_default()
                .to_owned()
        });
        for name in names {
            let grouped = name.strip_prefix("std::").zip(group.as_deref());
            let grouped = grouped.is_some_and(|(module, group)| has_word(group, module));
            if grouped || has_word(line, name) {
                found.push((n + 1, (*name).to_owned()));
            }
        }
    }
    found
}

/// Returns whether a name stands in a text, not as a part of a longer one.
fn has_word(text: &str, name: &str) -> bool {
    let in_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let begins = name.starts_with(in_name);
    let ends = name.ends_with(in_name);
    text.match_indices(name).any(|(start, _)| {
        let before = text.get(..start).unwrap_or_default();
        let after = text.get(start + name.len()..).unwrap_or_default();
        !(begins && before.ends_with(in_name) || ends && after.starts_with(in_name))
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    let text = fs::read_to_string(root().join(file));
    assert!(text.is_ok(), "{file} can't be read: {text:?}");
    text.unwrap_or_default()
}

/// Returns the engine's files, those left out that exist in tests alone.
fn engine() -> Vec<String> {
    let all = files("src");
    let tests: Vec<String> = all
        .iter()
        .flat_map(|file| {
            let code = read(file);
            let lines: Vec<&str> = code.lines().map(str::trim).collect();
            let folder = file
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder)
                .to_owned();
            let module = |pair: &[&str]| match pair {
                ["#[cfg(test)]", module] => module
                    .strip_prefix("mod ")?
                    .strip_suffix(';')
                    .map(str::to_owned),
                _ => None,
            };
            let modules: Vec<String> = lines.windows(2).filter_map(module).collect();
            modules
                .into_iter()
                .map(move |module| format!("{folder}/{module}"))
                .collect::<Vec<_>>()
        })
        .collect();
    let only_tests = |file: &str| {
        tests
            .iter()
            .any(|test| file == format!("{test}.rs") || file.starts_with(&format!("{test}/")))
    };
    all.into_iter().filter(|file| !only_tests(file)).collect()
}

/// Returns the Rust files in a folder and below it by their paths from the project's folder.
fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for path in entries(folder) {
        let name = path
            .strip_prefix(root())
            .unwrap_or(&path)
            .display()
            .to_string()
            .replace('\\', "/");
        if path.is_dir() && !path.ends_with("target") {
            found.extend(files(&name));
        } else if name.ends_with(".rs") {
            found.push(name);
        }
    }
    found
}

/// Returns the names of the folders in a folder.
fn folders(folder: &str) -> Vec<String> {
    let found = entries(folder).into_iter().filter(|path| path.is_dir());
    found
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect()
}

/// Returns what a folder holds, in order of names; nothing if there is no such folder.
fn entries(folder: &str) -> Vec<PathBuf> {
    let Ok(found) = fs::read_dir(root().join(folder)) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = found.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
