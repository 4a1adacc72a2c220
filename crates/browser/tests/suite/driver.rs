//! ChromeDriver, which a browser is started and steered by: a process of its own for each, on a free port.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// How Chromium is started: as Debian has it, by root, on a machine that reaches nothing.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
];

/// What pages are written with.
const FONTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts.conf");

/// A driver that runs, until it is dropped.
pub(crate) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    pub(crate) fn start() -> Self {
        let mut process = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .env("FONTCONFIG_FILE", FONTS)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|why| {
                panic!("no `chromedriver`: {why}; `cargo xtask test browser` installs it")
            });
        let told = BufReader::new(process.stdout.take().unwrap());
        let mut lines = told.lines().map_while(Result::ok);
        // "ChromeDriver was started successfully on port 40123."
        let port = lines
            .find_map(|line| {
                let (_, port) = line.split_once("successfully on port ")?;
                port.trim_end_matches('.').parse().ok()
            })
            .unwrap();
        // Whatever else it says is read, so that it is never held up.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, port }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.process.kill().and_then(|()| self.process.wait());
    }
}

/// The flags of a browser whose profile is a folder.
pub(crate) fn flags(profile: &std::path::Path, more: &[&str]) -> Vec<String> {
    let profile = format!("--user-data-dir={}", profile.display());
    let flags = FLAGS.iter().chain(more).map(|&flag| flag.to_owned());
    flags.chain([profile]).collect()
}
