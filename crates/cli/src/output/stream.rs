//! Standard output and standard error: colours on a terminal alone, and a reader that left is no error.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anyhow::{Context, Result};
use serde::Serialize;

/// Prints words for people on standard output.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    finish(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Prints a document on standard output, indented.
pub(crate) fn print_json(document: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(document).context("can't be written as JSON")?;
    print_line(&text)
}

/// Prints a line on standard output as it is.
pub(crate) fn print_line(line: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    finish(writeln!(out, "{line}").and_then(|()| out.flush()))
}

/// Says something on standard error; where nobody can hear it, nobody does.
pub(crate) fn tell(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Empties the screen, where there is one.
pub(crate) fn clear() {
    if io::stderr().is_terminal() {
        tell("\x1b[2J\x1b[3J\x1b[H");
    }
}

fn finish(written: io::Result<()>) -> Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("can't write to standard output"),
    }
}
