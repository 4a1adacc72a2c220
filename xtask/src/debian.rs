//! Debian's packages that steps need. No step.

use std::path::Path;
use std::process::Command;

use crate::command::{Outcome, run};

/// Installs packages where this may; says how to where it mayn't.
pub(crate) fn install(packages: &[&str]) -> Outcome {
    if !is_root_on_debian() {
        return Err(format!(
            "missing, on Debian: apt-get install --no-install-recommends {}",
            packages.join(" ")
        ));
    }
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    run(Command::new("apt-get")
        .args(["install", "-qq", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

fn is_root_on_debian() -> bool {
    let id = Command::new("id").arg("-u").output();
    Path::new("/etc/debian_version").exists() && id.is_ok_and(|id| id.stdout == b"0\n")
}
