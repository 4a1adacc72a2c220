//! The service as a process: started, found ready, killed, ended · what is asked of it stands with the clients.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long a service that doesn't start is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the service answers, as long as it does.
#[derive(Debug, Default)]
pub(super) struct Door {
    address: Mutex<Option<String>>,
    opened: Condvar,
}

impl Door {
    /// The address, once there is one.
    pub(super) fn address(&self) -> String {
        let address = self.address.lock().unwrap();
        let address = self
            .opened
            .wait_timeout_while(address, PATIENCE, |it| it.is_none());
        let (address, _) = address.unwrap();
        address.clone().expect("a service that answers")
    }

    fn open(&self, address: &str) {
        *self.address.lock().unwrap() = Some(address.to_owned());
        self.opened.notify_all();
    }

    fn close(&self) {
        *self.address.lock().unwrap() = None;
    }
}

/// The folder of a run: rules, configuration, store, and what was carried out.
#[derive(Debug)]
pub(super) struct Place(PathBuf);

impl Place {
    /// A copy of the shipped rules without their scenarios, and a carrier that writes effects to a file.
    pub(super) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _none = std::fs::remove_dir_all(&folder);
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for room in ["flows", "rules", "templates"] {
            let to = folder.join("set").join(room);
            std::fs::create_dir_all(&to).unwrap();
            for file in std::fs::read_dir(shipped.join(room)).unwrap() {
                let file = file.unwrap();
                std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
            }
        }
        let place = Self(folder);
        std::fs::copy(shipped.join("dunlin.yaml"), place.manifest()).unwrap();
        std::fs::write(place.file("host.yaml"), CONFIGURATION).unwrap();
        place
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(super) fn manifest(&self) -> PathBuf {
        self.file("set/dunlin.yaml")
    }

    /// What the service has logged.
    fn log(&self) -> String {
        let log = std::fs::read_to_string(self.file("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
        command.args(arguments);
        command.arg("--rules").arg(self.file("set"));
        command.arg("--store").arg(self.file("dunlin.db"));
        command
    }

    /// What a command says that uses the store.
    pub(super) fn said(&self, arguments: &[&str]) -> String {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&stderr);
        let said = String::from_utf8(stdout).unwrap();
        assert!(status.success(), "{arguments:?}: {status}\n{said}{told}");
        said
    }

    /// Starts the service, whether it comes to answer or not.
    pub(super) fn start(&self, clock: &str) -> Process {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--clock", clock]);
        command.arg("--config").arg(self.file("host.yaml"));
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let begun = Instant::now();
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.file("log"))
            .unwrap();
        let (sender, heard) = mpsc::channel();
        thread::spawn(move || keep(lines.map_while(Result::ok), log, &sender));
        Process {
            child,
            heard,
            begun,
        }
    }
}

/// Keeps what the service logs, and tells the address that it tells.
fn keep(lines: impl Iterator<Item = String>, mut log: File, sender: &mpsc::Sender<String>) {
    for line in lines {
        writeln!(log, "{line}").unwrap();
        if let Some(address) = line.strip_prefix("dunlin listens on ") {
            // Nobody listens where the service is killed as it starts.
            let _gone = sender.send(address.to_owned());
        }
    }
}

const CONFIGURATION: &str = "\
carriers:
  lines:
    kind: file
    path: carried.jsonl
effects:
  send: lines
  create_task: lines
  create_credit_note: lines
";

/// A service that runs; it is killed where it is dropped.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    heard: Receiver<String>,
    begun: Instant,
}

impl Process {
    /// Waits until it is ready, opens the door, and returns how long that took.
    pub(super) fn ready(&mut self, door: &Door, place: &Place) -> Duration {
        let address = self.heard.recv_timeout(PATIENCE);
        let address = address.unwrap_or_else(|_| panic!("it didn't start:\n{}", place.log()));
        let ready = ureq::get(format!("{address}/ready")).call();
        assert!(ready.is_ok(), "it isn't ready: {ready:?}\n{}", place.log());
        let took = self.begun.elapsed();
        door.open(&address);
        took
    }

    /// Kills it, and returns once it is gone.
    pub(super) fn kill(mut self, door: &Door) {
        self.child.kill().unwrap();
        let ended = self.child.wait().unwrap();
        door.close();
        assert_eq!(ended.code(), None, "it ended by itself");
    }

    /// Ends it as a system does that is shut down.
    pub(super) fn end(mut self, door: &Door) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(asked.success());
        assert!(self.child.wait().unwrap().success());
        door.close();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
