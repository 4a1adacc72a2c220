//! The command `dunlin`: arguments in, words and an exit code out · what rules mean is the engine's to say.

mod arguments;
mod beside;
mod case_file;
mod command;
mod events;
mod output;
mod revision;
mod rule_set;
mod shipped;
mod time;
mod watch;

fn main() -> std::process::ExitCode {
    command::run()
}
