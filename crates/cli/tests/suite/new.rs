//! What `dunlin new` begins checks clean and passes its own scenarios as it is written, and nothing else is touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder that isn't there yet.
fn place(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&place);
    place
}

fn dunlin(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
    let output = command.args(arguments).arg(folder).output();
    output.unwrap()
}

/// Whether a rule set checks clean, and its scenarios pass as they are.
fn holds(folder: &Path) {
    let checked = dunlin(&["check", "--deny", "warnings"], folder);
    let told = String::from_utf8(checked.stderr).unwrap();
    assert_eq!(checked.status.code(), Some(0), "{told}");
    let tested = dunlin(&["test", "--rules"], folder);
    let told = String::from_utf8(tested.stdout).unwrap();
    assert_eq!(tested.status.code(), Some(0), "{told}");
    assert!(told.contains(" 0 failed"), "{told}");
}

#[test]
fn what_is_begun_holds() {
    for from in [vec!["new"], vec!["new", "--from", "dk"]] {
        let folder = place(&from.concat());
        let made = dunlin(&from, &folder);
        assert_eq!(made.status.code(), Some(0), "{made:?}");
        holds(&folder);
    }
}

#[test]
fn what_comes_from_dk_is_the_shipped_rule_set() {
    let folder = place("from-dk");
    dunlin(&["new", "--from", "dk"], &folder);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for room in ["flows", "rules", "scenarios", "templates", "docs/schemas"] {
        let names = |folder: &Path| {
            let entries = fs::read_dir(folder.join(room)).unwrap();
            let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        assert_eq!(names(&folder), names(&root), "{room}");
        for name in names(&folder) {
            let read = |folder: &Path| fs::read(folder.join(room).join(&name)).unwrap();
            assert_eq!(read(&folder), read(&root), "{room}/{name:?}");
        }
    }
}

#[test]
fn an_empty_folder_is_filled_and_another_is_left_alone() {
    let folder = place("filled");
    fs::create_dir_all(&folder).unwrap();
    assert_eq!(dunlin(&["new"], &folder).status.code(), Some(0));
    holds(&folder);

    let manifest = folder.join("dunlin.yaml");
    fs::write(&manifest, "mine").unwrap();
    let refused = dunlin(&["new", "--from", "dk"], &folder);
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("isn't empty"), "{told}");
    assert_eq!(fs::read_to_string(manifest).unwrap(), "mine");
}

#[test]
fn a_file_is_no_folder() {
    let file = place("a-file");
    fs::write(&file, "mine").unwrap();
    assert_eq!(dunlin(&["new"], &file).status.code(), Some(2));
    assert_eq!(fs::read_to_string(file).unwrap(), "mine");
}
