//! A rule set of a test's own, to change · what is done with it stands with the test.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the folder of a copy of the club's rule set, below another of this name.
pub(crate) fn club(name: &str) -> PathBuf {
    let above = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&above);
    let folder = above.join("club");
    let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/club");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(original.join("dunlin.yaml"), folder.join("dunlin.yaml")).unwrap();
    for room in ["flows", "rules", "scenarios", "templates"] {
        fs::create_dir_all(folder.join(room)).unwrap();
        for entry in fs::read_dir(original.join(room)).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), folder.join(room).join(entry.file_name())).unwrap();
        }
    }
    folder
}
