//! Python packages that steps need, each set in a folder of its own beside what cargo builds. No step.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::{Outcome, run};
use crate::debian;

/// Installs what a requirements file wants where it isn't yet; returns whether it is there. A machine that can't is told what it
/// goes without; CI must.
pub(crate) fn installed(folder: &Path, requirements: &str, without: &str) -> Result<bool, String> {
    let wanted = fs::read_to_string(requirements);
    let wanted = wanted.map_err(|error| format!("{requirements}: {error}"))?;
    let already = folder.join("installed");
    if fs::read_to_string(&already).is_ok_and(|already| already == wanted) {
        return Ok(true);
    }
    let done = install(folder, requirements).and_then(|()| {
        fs::write(&already, wanted).map_err(|error| format!("{}: {error}", already.display()))
    });
    let Err(why) = done else { return Ok(true) };
    // Half of it would fail what needs it.
    let _none = fs::remove_dir_all(folder);
    if std::env::var_os("CI").is_some() {
        return Err(why);
    }
    println!("{why}\n{without}");
    Ok(false)
}

fn install(folder: &Path, requirements: &str) -> Outcome {
    let set_up = || {
        run(Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(folder))
    };
    // Debian has what makes such folders in a package of its own.
    set_up().or_else(|why| {
        debian::install(&["python3-venv"]).map_err(|missing| format!("{why}\n{missing}"))?;
        set_up()
    })?;
    let pip = "-m pip install --quiet --disable-pip-version-check --requirement";
    run(Command::new(folder.join("bin/python"))
        .args(pip.split(' '))
        .arg(requirements))
}
