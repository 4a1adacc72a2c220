//! The commands, one a file: which is asked for, and with what exit code it ends.

mod advance;
#[cfg(feature = "serve")]
mod backup;
mod check;
mod decide;
mod demo;
mod diff;
mod explain;
mod forecast;
mod graph;
mod import;
#[cfg(feature = "serve")]
mod journal;
mod menu;
mod new;
mod scenario;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod simulate;
mod test;
#[cfg(feature = "serve")]
mod token;

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};

use crate::arguments::{Format, Shared};
use crate::output::stream;
use crate::output::style::{BAD, styled};

/// Decides what may happen to a case, and when, by the rules in a folder
#[derive(Debug, Parser)]
#[command(name = "dunlin", version, arg_required_else_help = true)]
struct Arguments {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    Check(check::Check),
    Explain(explain::Explain),
    Menu(menu::Menu),
    Decide(decide::Decide),
    Advance(advance::Advance),
    Forecast(forecast::Forecast),
    Graph(graph::Graph),
    Simulate(simulate::Simulate),
    Test(test::Test),
    Scenario(scenario::Scenario),
    Import(import::Import),
    Schema(schema::Schema),
    Diff(diff::Diff),
    Demo(demo::Demo),
    #[cfg(feature = "serve")]
    Serve(serve::Serve),
    #[cfg(feature = "serve")]
    Token(token::Token),
    #[cfg(feature = "serve")]
    Journal(journal::Journal),
    #[cfg(feature = "serve")]
    Backup(backup::Backup),
    #[cfg(feature = "serve")]
    Restore(backup::Restore),
}

/// How a command ended that could do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, and allowed.
    Done,
    /// Denied, or something was found.
    Found,
}

impl Outcome {
    /// Returns the outcome of a command that may have found something.
    pub(crate) fn of(found: bool) -> Self {
        if found { Self::Found } else { Self::Done }
    }
}

/// Runs the command that the arguments ask for.
pub(crate) fn run() -> ExitCode {
    // Where the arguments can't be read, clap says so and ends with 2.
    let arguments = Arguments::parse();
    match dispatch(&arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(error) => {
            stream::tell(&format!("{} {error:#}\n", styled(BAD, "error:")));
            ExitCode::from(2)
        }
    }
}

fn dispatch(arguments: &Arguments) -> Result<Outcome> {
    let shared = &arguments.shared;
    if shared.format == Format::Sarif && !matches!(arguments.command, Command::Check(_)) {
        bail!("`--format sarif` is for the findings of `check`: choose another");
    }
    match &arguments.command {
        Command::New(command) => command.run(shared),
        Command::Check(command) => command.run(shared),
        Command::Menu(command) => command.run(shared),
        Command::Decide(command) => command.run(shared),
        Command::Advance(command) => command.run(shared),
        Command::Forecast(command) => command.run(shared),
        Command::Graph(command) => command.run(shared),
        Command::Simulate(command) => command.run(shared),
        Command::Test(command) => command.run(shared),
        Command::Scenario(command) => command.run(shared),
        Command::Import(command) => command.run(shared),
        Command::Explain(command) => command.run(shared),
        Command::Schema(command) => command.run(shared),
        Command::Diff(command) => command.run(shared),
        Command::Demo(command) => command.run(shared),
        #[cfg(feature = "serve")]
        Command::Serve(command) => command.run(shared),
        #[cfg(feature = "serve")]
        Command::Token(command) => command.run(shared),
        #[cfg(feature = "serve")]
        Command::Journal(command) => command.run(shared),
        #[cfg(feature = "serve")]
        Command::Backup(command) => command.run(),
        #[cfg(feature = "serve")]
        Command::Restore(command) => command.run(),
    }
}
