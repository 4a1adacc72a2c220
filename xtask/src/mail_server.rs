//! The mail server that tests of e-mails speak to: a Python package, installed beside what cargo builds. No test.

use crate::command::{Outcome, built};
use crate::python::installed;

/// What is installed, with versions.
const WANTED: &str = "crates/host/tests/mail/requirements.txt";
/// What a machine goes without that can't install it.
const WITHOUT: &str =
    "the tests that send e-mails to a server (`mail` in `crates/host`) are skipped";

/// Installs it where it isn't yet.
pub(crate) fn install() -> Outcome {
    installed(&built().join("../mail-server"), WANTED, WITHOUT).map(drop)
}
