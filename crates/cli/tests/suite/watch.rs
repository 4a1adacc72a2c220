//! `--watch` looks again as files are saved, whatever state they are in meanwhile.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use crate::copied::club;

/// How long something may take on a busy machine before it is taken for something that won't happen.
const DEADLINE: Duration = Duration::from_secs(60);

/// A command that watches; ended with the test.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn new(arguments: &[&str], folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
        command.args(arguments).arg("--rules").arg(folder);
        command.arg("--watch");
        // One pipe for both, so that lines come in their order.
        let (reader, writer) = std::io::pipe().unwrap();
        command.stdout(writer.try_clone().unwrap()).stderr(writer);
        let child = command.spawn().unwrap();
        drop(command);
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(reader).lines() {
                let Ok(line) = line else { return };
                let _ = sender.send(line);
            }
        });
        Self { child, lines }
    }

    /// Reads on until a line holds a text.
    #[track_caller]
    fn hear(&self, text: &str) {
        let mut heard = String::new();
        loop {
            let line = self.lines.recv_timeout(DEADLINE);
            let line = line.unwrap_or_else(|_| panic!("no `{text}` in:\n{heard}"));
            if line.contains(text) {
                return;
            }
            heard.push_str(&format!("{line}\n"));
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const SOUND: &str = "action: extra\nlabel: { da: Mere, en: More }\nwho: [treasurer]\neffects:\n  - send:\n      template: reminder\n";

#[test]
fn findings_follow_what_is_saved() {
    let folder = club("watch-check");
    let watching = Watching::new(&["check"], &folder);
    watching.hear("no findings");
    watching.hear("until Ctrl-C");

    let file = folder.join("rules/extra.yaml");
    fs::write(&file, SOUND.replace("reminder", "remindr")).unwrap();
    watching.hear("there is no template `remindr`");
    watching.hear("until Ctrl-C");

    // As editors save: a file beside it takes its place.
    fs::write(folder.join("rules/.extra.swp"), SOUND).unwrap();
    fs::rename(folder.join("rules/.extra.swp"), &file).unwrap();
    watching.hear("no findings");
    watching.hear("until Ctrl-C");

    let manifest = fs::read(folder.join("dunlin.yaml")).unwrap();
    fs::remove_file(folder.join("dunlin.yaml")).unwrap();
    watching.hear("it holds no dunlin.yaml");
    watching.hear("until Ctrl-C");
    fs::write(folder.join("dunlin.yaml"), manifest).unwrap();
    watching.hear("no findings");
    watching.hear("until Ctrl-C");

    // Not text at all.
    fs::write(&file, [0xff, 0xfe]).unwrap();
    watching.hear("isn't UTF-8");
    watching.hear("until Ctrl-C");
    fs::write(&file, SOUND).unwrap();
    watching.hear("no findings");
}

#[test]
fn a_base_is_watched_too() {
    let base = club("watch-base");
    let own = base.parent().unwrap().join("own");
    fs::create_dir_all(&own).unwrap();
    let manifest = "rule_set: own\nversion: \"1\"\nextends: ../club\n";
    fs::write(own.join("dunlin.yaml"), manifest).unwrap();
    let watching = Watching::new(&["check", "--lang", "da"], &own);
    watching.hear("intet at bemærke");
    watching.hear("indtil Ctrl-C");

    fs::write(base.join("rules/extra.yaml"), "acton: extra\n").unwrap();
    watching.hear("D0207");
}

#[test]
fn scenarios_are_run_again() {
    let folder = club("watch-test");
    let watching = Watching::new(&["test"], &folder);
    watching.hear("2 passed, 0 failed");
    watching.hear("until Ctrl-C");

    let scenario = folder.join("scenarios/leave-twice.yaml");
    let text = fs::read_to_string(&scenario).unwrap();
    fs::write(&scenario, text.replace("now: 2026", "now: 2027")).unwrap();
    watching.hear("1 passed, 1 failed");
}

#[test]
fn coverage_is_told_again() {
    let folder = club("watch-coverage");
    let watching = Watching::new(&["test", "--coverage"], &folder);
    watching.hear("9 of 39 covered");
    watching.hear("until Ctrl-C");

    let scenario = "scenario: the treasurer reminds\nnow: 2026-03-02T10:00\nsteps:\n  - do: remind\n    as: treasurer\n    expect: allowed\n";
    fs::write(folder.join("scenarios/remind.yaml"), scenario).unwrap();
    watching.hear("2 passed, 1 failed");
    watching.hear("13 of 39 covered");
    watching.hear("until Ctrl-C");
}
