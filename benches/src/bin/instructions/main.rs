//! How many instructions a call of the engine takes, held against the counts that the repository keeps. No time is taken.
//!
//! `cargo xtask instructions` shows what has changed since the counts were kept, `cargo xtask instructions --write`
//! keeps them anew. It needs valgrind.

mod callgrind;
mod kept;
mod questions;
mod seed;

use anyhow::{Result, bail};

use callgrind::Callgrind;
use kept::{Count, Kept};
use questions::QUESTIONS;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        [] => tell(&Kept::read()?, &count()?),
        ["--write"] => {
            let counted = count()?;
            tell(&Kept::read()?, &counted);
            counted.write()?;
        }
        [callgrind::COUNTED, name] => callgrind::be_counted(name)?,
        _ => bail!("no argument, or `--write` to keep the counts"),
    }
    Ok(())
}

/// Counts every question.
fn count() -> Result<Kept> {
    let callgrind = Callgrind::find()?;
    let counts = QUESTIONS.iter().map(|(name, _)| {
        Ok(Count {
            call: (*name).to_owned(),
            instructions: callgrind.count(name)?,
        })
    });
    Ok(Kept {
        by: callgrind.and_compiler()?,
        counts: counts.collect::<Result<_>>()?,
    })
}

/// Shows what was kept, what has been counted, and the change.
fn tell(kept: &Kept, counted: &Kept) {
    println!(
        "{:<36} {:>9} {:>9} {:>10}",
        "instructions", "kept", "now", "change"
    );
    for Count { call, instructions } in &counted.counts {
        let (before, change) = match kept.of(call) {
            Some(before) => (before.to_string(), percent(before, *instructions)),
            None => ("none".to_owned(), String::new()),
        };
        println!("{call:<36} {before:>9} {instructions:>9} {change:>10}");
    }
    if !kept.counts.is_empty() && kept.by != counted.by {
        println!(
            "\nkept by {}\nnow by  {}\nso part of the change may be theirs",
            kept.by, counted.by
        );
    }
}

fn percent(before: u64, now: u64) -> String {
    format!("{:+.2} %", (now as f64 / before as f64 - 1.0) * 100.0)
}
