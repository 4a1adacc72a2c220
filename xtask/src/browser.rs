//! The tests of the pages in a browser, and what they need: Debian's Chromium and a font, and axe-core from npm. No test.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::command::{Outcome, built, cargo, run};
use crate::debian;

/// What Debian has of it, each with a file that is there once it is installed.
const PACKAGES: [(&str, &str); 3] = [
    ("chromium", "/usr/bin/chromium"),
    ("chromium-driver", "/usr/bin/chromedriver"),
    ("fonts-inter", "/usr/share/fonts/opentype/inter"),
];
/// What npm is told by, with versions and sums.
const WANTED: &str = "crates/browser/axe";
/// What npm is told, in a folder that has these.
const FILES: [&str; 2] = ["package.json", "package-lock.json"];
/// What a machine goes without that can't install it.
const WITHOUT: &str = "skipped: the pages aren't read and clicked in a browser (`crates/browser`)";

/// Runs the tests. A machine that can't install what they need goes without; CI must.
pub(crate) fn test() -> Outcome {
    if let Err(why) = install() {
        if std::env::var_os("CI").is_some() {
            return Err(why);
        }
        println!("{why}\n{WITHOUT}");
        return Ok(());
    }
    // As all tests are built: in one package alone, others would be compiled again.
    run(&mut cargo("test --workspace --all-features --test browser"))
}

fn install() -> Outcome {
    for_debian()?;
    locks_no_host()?;
    let folder = built().join("../browser");
    let wanted = FILES.map(|file| fs::read_to_string(Path::new(WANTED).join(file)));
    let wanted = wanted.into_iter().collect::<Result<String, _>>();
    let wanted = wanted.map_err(|error| format!("{WANTED}: {error}"))?;
    let already = folder.join("installed");
    if fs::read_to_string(&already).is_ok_and(|already| already == wanted) {
        return Ok(());
    }
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    for file in FILES {
        fs::copy(Path::new(WANTED).join(file), folder.join(file)).map_err(failed)?;
    }
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    run(Command::new("npm").args(npm).current_dir(&folder))
        .map_err(|why| format!("{why}\nnpm installs axe-core: `apt-get install npm` on Debian"))?;
    fs::write(&already, wanted).map_err(failed)
}

/// Installs what is missing of Debian's packages, or says how to.
fn for_debian() -> Outcome {
    let missing = PACKAGES
        .iter()
        .filter(|(_, file)| !Path::new(file).exists());
    let mut missing: Vec<&str> = missing.map(|(package, _)| *package).collect();
    let npm = Command::new("npm")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if !npm.is_ok_and(|status| status.success()) {
        missing.push("npm");
    }
    if missing.is_empty() {
        Ok(())
    } else {
        debian::install(&missing)
    }
}

/// A lock that names where packages came from would bind every machine to it.
fn locks_no_host() -> Outcome {
    let lock = Path::new(WANTED).join("package-lock.json");
    let text = fs::read_to_string(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    if text.contains("\"resolved\"") || text.contains("://") {
        return Err(format!(
            "{} names a registry's host: write it anew with `npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved` there",
            lock.display()
        ));
    }
    Ok(())
}
