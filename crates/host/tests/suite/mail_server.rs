//! A mail server that runs for a test: a child process that takes mails, and keeps them to be looked at.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::served::Folder;

/// What `cargo xtask test` has installed the server's packages in.
const PYTHON: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/../mail-server/bin/python");
const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mail/server.py");

/// A mail server with its folder, until it is dropped.
pub(crate) struct MailServer {
    folder: Folder,
    running: Option<Child>,
    pub(crate) port: u16,
}

impl MailServer {
    /// A server that doesn't run yet, on a port that is free. None where a machine can't run it and isn't CI's: then the test is skipped.
    pub(crate) fn new() -> Option<Self> {
        if !Path::new(PYTHON).exists() {
            assert!(
                std::env::var_os("CI").is_none(),
                "there is no mail server for tests: `cargo xtask test mail-server` installs it"
            );
            eprintln!("skipped: `cargo xtask test mail-server` installs the mail server it needs");
            return None;
        }
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        Some(Self {
            folder: Folder::new(),
            running: None,
            port: free.local_addr().unwrap().port(),
        })
    }

    /// A server that runs, or none: see [`MailServer::new`].
    pub(crate) fn running() -> Option<Self> {
        let mut server = Self::new()?;
        server.start();
        Some(server)
    }

    pub(crate) fn start(&mut self) {
        let mut server = Command::new(PYTHON)
            .args(["-W", "ignore", SERVER])
            .arg(self.folder.path())
            .arg(self.port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        let told = BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut port);
        assert!(told.unwrap() > 0, "the mail server hasn't started");
        self.running = Some(server);
    }

    /// A file by which the server is told what to do.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.file(name)
    }

    pub(crate) fn tell(&self, name: &str, text: &str) {
        std::fs::write(self.file(name), text).unwrap();
    }

    /// The mails that it has taken.
    pub(crate) fn taken(&self) -> Vec<Value> {
        let taken = std::fs::read_to_string(self.file("taken.jsonl")).unwrap_or_default();
        // The last line may not be whole yet.
        let (whole, _) = taken.rsplit_once('\n').unwrap_or_default();
        let mails = whole
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        mails.collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        if let Some(mut server) = self.running.take() {
            // Its input ends, and so does it.
            drop(server.stdin.take());
            let _ended = server.wait();
        }
    }
}
