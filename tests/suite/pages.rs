//! The page of each code keeps its word: its example is wrong in just that way, and the mended one loads without a finding.
//!
//! A block whose first line names a file (```` ```yaml rules/extend.yaml ````) is that file, laid over
//! the library's rule set. A `dunlin.yaml` that extends `../base` has the library there; one with
//! another name than the library's stands alone. A block that names no file is only read.

use std::fs;

use dunlin::{Code, Findings, RuleSet, Sources};

use crate::findings::beside;
use crate::fixtures::{drawn, library_sources, root};

/// Codes that no few lines can show, each with why.
const SHOWN_IN_WORDS: [(&str, &str); 1] =
    [("D0108", "what is beyond the limits is too long for a page")];

/// Where a language's pages are, and its headings of what is wrong and what is right.
struct Language {
    folder: &'static str,
    wrong: &'static str,
    right: &'static str,
}

const ENGLISH: Language = Language {
    folder: "docs/errors",
    wrong: "## Example",
    right: "## Mended",
};

const DANISH: Language = Language {
    folder: "docs/errors/da",
    wrong: "## Eksempel",
    right: "## Rettet",
};

/// A page, taken apart.
struct Page {
    title: String,
    cause: String,
    wrong: Vec<Block>,
    right: Vec<Block>,
}

/// A fenced block: its first line without the fence, and what is in it.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    info: String,
    text: String,
}

impl Block {
    fn file(&self) -> Option<&str> {
        self.info.split_whitespace().nth(1)
    }
}

impl Page {
    fn read(language: &Language, code: &str) -> Self {
        let path = root().join(language.folder).join(format!("{code}.md"));
        let text = fs::read_to_string(path).unwrap();
        let mut page = Self {
            title: String::new(),
            cause: String::new(),
            wrong: Vec::new(),
            right: Vec::new(),
        };
        let mut heading = "";
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(title) = line.strip_prefix("# ") {
                title.clone_into(&mut page.title);
            } else if line.starts_with("## ") {
                heading = line;
            } else if let Some(info) = line.strip_prefix("```") {
                let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
                let block = Block {
                    info: info.to_owned(),
                    text: inside.join("\n") + "\n",
                };
                match heading {
                    heading if heading == language.wrong => page.wrong.push(block),
                    heading if heading == language.right => page.right.push(block),
                    _ => {}
                }
            } else if heading.is_empty() {
                page.cause.push_str(line);
            }
        }
        page
    }
}

/// The rule set that a page's blocks make with the library's.
fn rule_set(blocks: &[Block]) -> Sources {
    let files = || {
        blocks
            .iter()
            .filter_map(|block| Some((block.file()?, block)))
    };
    let manifest = files().find(|(file, _)| *file == "dunlin.yaml");
    let mut all = match manifest.map(|(_, block)| &block.text) {
        Some(text) if text.contains("extends:") => beside("../base/", &library_sources()),
        Some(text) if !text.contains("rule_set: library-loans") => Sources::new(),
        _ => library_sources(),
    };
    for (file, block) in files() {
        all.add(file, &block.text);
    }
    all
}

fn has_only(findings: &Findings, code: Code) -> bool {
    findings.iter().count() > 0 && findings.iter().all(|finding| finding.code() == code)
}

#[test]
fn each_code_has_its_pages_and_each_page_its_code() {
    let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    codes.sort_unstable();
    for language in [ENGLISH, DANISH] {
        let mut pages: Vec<String> = fs::read_dir(root().join(language.folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        pages.sort_unstable();
        assert_eq!(pages, codes, "in {}", language.folder);
    }
}

#[test]
fn a_page_says_what_was_found_and_why_that_matters() {
    for code in Code::ALL.iter().map(|code| code.id()) {
        for language in [ENGLISH, DANISH] {
            let page = Page::read(&language, code);
            let title = page.title.strip_prefix(&format!("{code}: "));
            assert!(
                title.is_some_and(|title| !title.ends_with('.')),
                "{}/{code}.md begins with `# {code}: …`, without a full stop",
                language.folder
            );
            let sentences = page.cause.matches(['.', '?']).count();
            assert!(
                sentences >= 2,
                "{}/{code}.md says in some sentences what was found and why that matters",
                language.folder
            );
        }
    }
}

#[test]
fn both_languages_show_the_same_examples() {
    for code in Code::ALL.iter().map(|code| code.id()) {
        let (english, danish) = (Page::read(&ENGLISH, code), Page::read(&DANISH, code));
        assert_eq!(english.wrong, danish.wrong, "{code}, what is wrong");
        assert_eq!(english.right, danish.right, "{code}, what is right");
    }
}

#[test]
fn examples_are_wrong_as_their_page_says_and_mended_they_load() {
    let mut broken = String::new();
    for code in Code::ALL.iter().copied() {
        let page = Page::read(&ENGLISH, code.id());
        let (wrong, right) = (rule_set(&page.wrong), rule_set(&page.right));
        let (found, left) = (RuleSet::check(&wrong), RuleSet::check(&right));
        let shown = [&page.wrong, &page.right]
            .iter()
            .all(|blocks| blocks.iter().any(|block| block.file().is_some()));
        let in_words = SHOWN_IN_WORDS.iter().any(|(id, _)| *id == code.id());
        if shown == in_words {
            broken += &format!("{code}: either both examples name files, or it is said why not\n");
        } else if shown && !has_only(&found, code) {
            broken += &format!("{code}: the example shows\n{}\n", drawn(&found, &wrong));
        }
        if !left.is_empty() {
            broken += &format!("{code}: mended, there is\n{}\n", drawn(&left, &right));
        }
    }
    assert!(broken.is_empty(), "{broken}");
}
