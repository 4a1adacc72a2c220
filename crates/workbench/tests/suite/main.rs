//! The one test binary of the workbench · each file tests one promise, and what they share is here.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod asserts;
mod differ;
mod law;
mod nearest;
mod outcomes;
mod report;
mod shipped;
mod simulate;
mod snapshots;
mod unreadable;
mod wounds;

use std::fs;
use std::path::{Path, PathBuf};

use dunlin_workbench::{Outcome, Suite};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The fixture's rule set in a folder of its own, with scenarios and snapshots that a test may change.
struct Copy(PathBuf);

impl Copy {
    /// All of the fixture.
    fn of_loans(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        copy(&fixtures().join("loans"), &folder);
        Self(folder)
    }

    /// The fixture's rules, with these scenarios alone.
    fn with(test: &str, scenarios: &[(&str, &str)]) -> Self {
        let copy = Self::of_loans(test);
        fs::remove_dir_all(copy.0.join("scenarios")).unwrap();
        fs::create_dir(copy.0.join("scenarios")).unwrap();
        for (name, text) in scenarios {
            copy.write(name, text);
        }
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join("scenarios").join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn change(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no `{from}`");
        self.write(name, &text.replace(from, to));
    }

    fn suite(&self) -> Suite {
        Suite::read(&self.0).unwrap()
    }

    /// What came of the scenario of that name.
    fn outcome(&self, name: &str) -> Outcome {
        let mut outcomes = self.suite().matching(name).run();
        assert_eq!(outcomes.len(), 1, "there is no one scenario `{name}`");
        outcomes.pop().unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

/// Outcomes as they are told, one after the other.
fn told(outcomes: &[Outcome]) -> String {
    let told: Vec<String> = outcomes.iter().map(ToString::to_string).collect();
    told.join("\n\n")
}

/// Compares with a snapshot that names its test and nothing else.
macro_rules! assert_told {
    ($($argument:expr),+) => {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!($($argument),+);
        });
    };
}
use assert_told;
