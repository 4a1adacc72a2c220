//! `dunlin token`: who may ask a service.

use anyhow::{Result, bail};
use clap::{Args, Subcommand};

use super::Outcome;
use super::serve::StoreFile;
use crate::arguments::{Format, Shared};
use crate::output::stream;
use crate::rule_set::Folder;

/// Makes, lists and revokes the tokens by which a service knows who asks
#[derive(Debug, Args)]
pub(super) struct Token {
    #[command(flatten)]
    store: StoreFile,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a token, and shows it this once
    New {
        /// What it is called: decisions are recorded under this name
        name: String,
        /// The role of the rule set that its bearer has; `system` for what tells of payments
        #[arg(long)]
        role: String,
    },
    /// Lists tokens, without showing them
    List,
    /// Turns a token's bearer away from now on
    Revoke {
        /// What it is called
        name: String,
    },
}

impl Token {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let store = &self.store.store;
        match &self.command {
            Command::New { name, role } => {
                let engine = Folder::find(shared.rules.as_deref())?.engine(shared)?;
                let mut known = engine.rules().roles();
                if !known.any(|known| known == role) {
                    let known: Vec<&str> = engine.rules().roles().collect();
                    bail!(
                        "the rule set has no role `{role}`: it has {}",
                        known.join(", ")
                    );
                }
                let token = dunlin_host::new_token(store, name, role)?;
                if shared.format == Format::Json {
                    let document = serde_json::json!({ "name": token.name, "role": token.role, "token": token.text });
                    stream::print_json(&document)?;
                } else {
                    stream::print(&format!("{}\n", token.text))?;
                    stream::tell("keep it: it isn't shown again\n");
                }
            }
            Command::List => {
                let tokens = dunlin_host::tokens(store)?;
                if shared.format == Format::Json {
                    stream::print_json(&serde_json::json!({ "tokens": tokens }))?;
                } else {
                    let lines = tokens.iter().map(|token| {
                        let since = token.made_at.format("%Y-%m-%d");
                        let revoked = token
                            .revoked_at
                            .map(|at| format!(", revoked {}", at.format("%Y-%m-%d")));
                        let revoked = revoked.unwrap_or_default();
                        format!("{}  {}  since {since}{revoked}\n", token.name, token.role)
                    });
                    stream::print(&lines.collect::<String>())?;
                }
            }
            Command::Revoke { name } => dunlin_host::revoke_token(store, name)?,
        }
        Ok(Outcome::Done)
    }
}
