//! The mail server that tests of e-mails speak to: a Python package, installed beside what cargo builds. No test.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::{Outcome, built, run};

/// What is installed, with versions.
const WANTED: &str = "crates/host/tests/mail/requirements.txt";

/// Installs it where it isn't yet. A machine that can't skips the tests that need it; CI must.
pub(crate) fn install() -> Outcome {
    let folder = built().join("../mail-server");
    let wanted = fs::read_to_string(WANTED).map_err(|error| format!("{WANTED}: {error}"))?;
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).is_ok_and(|already| already == wanted) {
        return Ok(());
    }
    let done = install_in(&folder).and_then(|()| {
        fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))
    });
    let Err(why) = done else { return Ok(()) };
    // Half of it would fail the tests.
    let _none = fs::remove_dir_all(&folder);
    if std::env::var_os("CI").is_some() {
        return Err(why);
    }
    println!(
        "{why}\nthe tests that send e-mails to a server (`mail` in `crates/host`) are skipped"
    );
    Ok(())
}

fn install_in(folder: &Path) -> Outcome {
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(folder))?;
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        WANTED,
    ];
    run(Command::new(folder.join("bin/python")).args(pip))
}
