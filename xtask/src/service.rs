//! The service as a client finds it: by the example that speaks to it, and by whatever schemathesis makes of what it says of itself.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::command::{Outcome, built, run};
use crate::python::installed;
use crate::steps::build;

/// What is installed, with its version.
const WANTED: &str = "xtask/schemathesis.txt";
/// What a machine goes without that can't install it.
const WITHOUT: &str = "skipped: the service isn't held to its document by schemathesis";
/// How it asks: the same each time, and not for long.
const ASKS: &str = "--seed 1 --max-examples 12 --max-time 60 --workers 2 --no-color --request-timeout 20 --warnings off";
/// What isn't so of this service: what its schemas allow, a case's rules may deny (409, 412, 422); and a key, an id or a word
/// of a search may be any text. Each is held by the tests of `crates/host`.
const NOT_SO: &str = "--exclude-checks positive_data_acceptance";

/// Runs the example that lives a case's life with curl.
pub(crate) fn example() -> Outcome {
    let dunlin = fs::canonicalize(built().join("dunlin"));
    let dunlin = dunlin.map_err(|error| format!("`dunlin` isn't built: {error}"))?;
    run(Command::new("sh")
        .arg("examples/http_client.sh")
        .env("DUNLIN", dunlin)
        .stdout(Stdio::null()))
}

/// Holds a running service to its own document. A machine that can't install schemathesis goes without; CI must.
pub(crate) fn document() -> Outcome {
    build()?;
    let folder = built().join("../schemathesis");
    if !installed(&folder, WANTED, WITHOUT)? {
        return Ok(());
    }
    let store = folder.join("service.db");
    for left in ["db", "db-wal", "db-shm"] {
        // There may be none.
        let _none = fs::remove_file(store.with_extension(left));
    }
    let mut service = Service::start(&store)?;
    let (url, token) = service.told()?;
    let asked = run(Command::new(folder.join("bin/schemathesis"))
        .args(["run", &format!("{url}/openapi.json")])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(ASKS.split(' '))
        .args(NOT_SO.split(' ')));
    drop(service);
    asked
}

/// A service that runs, until it is dropped.
struct Service(Child);

impl Service {
    fn start(store: &Path) -> Result<Self, String> {
        let started = Command::new(built().join("dunlin"))
            .args(["serve", "--listen", "127.0.0.1:0", "--store"])
            .arg(store)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        started
            .map(Self)
            .map_err(|error| format!("`dunlin serve` can't be started: {error}"))
    }

    /// Returns its address and its first token, once it has told them. What it says later is read and forgotten.
    fn told(&mut self) -> Result<(String, String), String> {
        let told = self.0.stderr.take().ok_or("`dunlin serve` says nothing")?;
        let mut lines = BufReader::new(told).lines().map_while(Result::ok);
        let mut url = String::new();
        while let Some(line) = lines.next() {
            if let Some(address) = line.strip_prefix("dunlin listens on ") {
                url = address.to_owned();
            }
            if let Some(token) = line.strip_prefix("  dunlin_") {
                let token = format!("dunlin_{token}");
                std::thread::spawn(move || lines.for_each(drop));
                return Ok((url, token));
            }
        }
        Err("`dunlin serve` ended before it listened".to_owned())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It has no more to do, and may have ended by itself.
        let _ended = self.0.kill().and_then(|()| self.0.wait());
    }
}
