//! How large rule files may be, so that no text can hang or exhaust the loader.

use crate::source::{Code, Problem};

/// The bytes of one file.
pub(crate) const FILE_BYTES: usize = 4 * 1024 * 1024;
/// The maps and lists within each other.
pub(crate) const DEPTH: usize = 32;
/// The mistakes of YAML that one file is told of.
pub(crate) const MISTAKES: usize = 8;
/// The bytes that the parser is given while a file's mistakes are looked for.
pub(crate) const REPAIR_BYTES: usize = 4 * 1024 * 1024;
/// The lines about a place that may be to blame for it without showing it.
pub(crate) const LINES_ABOUT: usize = 60;
/// The lines that must be readable after a mistake of which nothing shows.
pub(crate) const LINES_PAST: usize = 4;
/// The keys at a wrong depth that are looked for.
pub(crate) const MOVES: usize = 100;
/// The files of a rule set.
pub(crate) const FILES: usize = 20_000;

pub(crate) fn file_too_large(bytes: usize) -> Problem {
    Problem::new(
        Code::Limit,
        format!("this file has {bytes} bytes; a rule file may have {FILE_BYTES}"),
        format!("filen er på {bytes} byte; en regelfil må være på {FILE_BYTES}"),
    )
    .help("divide it into several files", "del den i flere filer")
}

pub(crate) fn too_deep() -> Problem {
    Problem::new(
        Code::Limit,
        format!("more than {DEPTH} levels within each other"),
        format!("mere end {DEPTH} niveauer inden i hinanden"),
    )
    .help("write it flatter", "skriv det fladere")
}

pub(crate) fn too_many_files(files: usize) -> Problem {
    Problem::new(
        Code::Limit,
        format!("{files} files; a rule set may have {FILES}"),
        format!("{files} filer; et regelsæt må have {FILES}"),
    )
    .help("divide the rule set", "del regelsættet")
}
