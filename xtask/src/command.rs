//! How commands are started, and the project's folder with them. No step.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a step ends with: nothing to say, or why it failed.
pub(crate) type Outcome = Result<(), String>;

/// Goes to the project's folder, from where every path is told.
pub(crate) fn enter_project() -> Outcome {
    env::set_current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .map_err(|error| format!("the project's folder can't be entered: {error}"))
}

/// Returns the folder that cargo builds into, wherever it was told to: this command stands there.
pub(crate) fn built() -> PathBuf {
    let this = env::current_exe().unwrap_or_default();
    this.parent().unwrap_or(Path::new("")).to_owned()
}

/// Returns the cargo that runs this.
pub(crate) fn cargo(arguments: &str) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(arguments.split_whitespace());
    cargo
}

/// Runs a command that writes to the terminal itself, and asks nothing.
pub(crate) fn run(command: &mut Command) -> Outcome {
    println!("$ {}", line(command));
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` ended with {status}", line(command))),
        Err(error) => Err(format!("`{}` can't be started: {error}", line(command))),
    }
}

/// Returns what a command prints.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let line = line(command);
    let failed = |why: &str| format!("`{line}` failed: {why}");
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| failed(&error.to_string()))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(failed(&String::from_utf8_lossy(&output.stderr)))
    }
}

/// Returns a command as one would type it.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem();
    let words = program.into_iter().chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
