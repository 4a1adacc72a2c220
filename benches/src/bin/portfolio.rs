//! Writes a portfolio into a folder: `cases.jsonl` and `events.jsonl`. What is in it isn't known here.
//!
//! Run it with `cargo run --profile bench -p dunlin-benches --bin portfolio -- CASES SEED DIR`.

use std::path::Path;

use anyhow::{Context, Result};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [cases, seed, folder] = arguments.as_slice() else {
        anyhow::bail!("write three arguments: CASES SEED DIR");
    };
    let cases = cases.parse().context("CASES is a number")?;
    let seed = seed.parse().context("SEED is a number")?;
    dunlin_benches::portfolio::write(cases, seed, Path::new(folder))?;
    Ok(())
}
