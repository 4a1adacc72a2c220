//! The project's chores, run as `cargo xtask`. No dependency, and no code of the product.

use std::process::ExitCode;
use std::time::Instant;

use command::Outcome;

mod browser;
mod budgets;
mod command;
mod debian;
mod mail_server;
mod python;
mod service;
mod snapshots;
mod steps;

/// A name to run it alone by, what it makes sure of, and how.
type Step = (&'static str, &'static str, fn() -> Outcome);

/// Everything that must hold, in the order in which it is looked at.
const STEPS: [Step; 11] = [
    ("fmt", "the code is formatted", steps::fmt),
    ("clippy", "no lint is broken", steps::clippy),
    ("docs", "the documentation builds", steps::docs),
    ("mail-server", "the tests have one", mail_server::install),
    ("tests", "the tests pass", steps::tests),
    ("browser", "the pages pass in a browser", browser::test),
    ("examples", "every example runs", steps::examples),
    ("rules", "the rule sets that ship hold", steps::rules),
    ("service", "it is as its document says", service::document),
    ("budgets", "the dependencies are few", budgets::check),
    ("snapshots", "each is some test's", snapshots::check),
];

/// What is measured, each by the executable of its name in `benches`. No step of `test`: what a busy machine measures fails nothing.
const MEASUREMENTS: [&str; 2] = ["bench", "instructions"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        None => {
            println!("{}", help());
            ExitCode::SUCCESS
        }
        Some((chore, names)) if chore == "test" => test(names),
        Some((chore, words)) if MEASUREMENTS.contains(&chore.as_str()) => measure(chore, words),
        Some((chore, _)) => misused(&format!("no chore is called `{chore}`")),
    }
}

/// Runs the steps named, or else all of them, up to the first that fails.
fn test(names: &[String]) -> ExitCode {
    let unknown = |name: &&String| STEPS.iter().all(|(step, ..)| step != name);
    if let Some(name) = names.iter().find(unknown) {
        return misused(&format!("no step is called `{name}`"));
    }
    if let Err(why) = command::enter_project() {
        return misused(&why);
    }
    let begun = Instant::now();
    for (name, about, run) in STEPS {
        if names.is_empty() || names.iter().any(|chosen| chosen == name) {
            println!("\n=== {name}: {about}");
            let step_begun = Instant::now();
            let outcome = run();
            let took = step_begun.elapsed().as_secs_f64();
            if let Err(why) = outcome {
                println!("=== {name} failed after {took:.1} s: {why}");
                println!("    alone: cargo xtask test {name}");
                return ExitCode::FAILURE;
            }
            println!("=== {name} done in {took:.1} s");
        }
    }
    println!("\n=== all done in {:.1} s", begun.elapsed().as_secs_f64());
    ExitCode::SUCCESS
}

/// Builds a measurement as it is to be measured, and runs it with these words.
fn measure(name: &str, words: &[String]) -> ExitCode {
    let run = format!("run --quiet --profile bench --package dunlin-benches --bin {name} --");
    let measured =
        command::enter_project().and_then(|()| command::run(command::cargo(&run).args(words)));
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn misused(why: &str) -> ExitCode {
    eprintln!("{why}\n\n{}", help());
    ExitCode::from(2)
}

fn help() -> String {
    let steps = STEPS.map(|(name, about, _)| format!("  {name:<11} {about}\n"));
    format!(
        "cargo xtask bench [QUESTION…]        what the engine's answers cost, as ratios\n\
         cargo xtask instructions [--write]   how many instructions they take, against those kept\n\
         cargo xtask test                     everything that must hold, up to the first that doesn't\n\
         cargo xtask test STEP…               only these:\n\n{}",
        steps.concat()
    )
}
