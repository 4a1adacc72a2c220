//! One call counted in a process of its own, by callgrind. What is called isn't known here.
//!
//! So that a count repeats: each call has its own process, which starts with an empty environment in the folder of the
//! executable, so that nothing on the stack moves; valgrind puts everything at the same addresses each time; and the
//! seeds of hash maps are fixed.

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, anyhow, ensure};
use dunlin::Sources;
use dunlin_benches::Shipped;

use crate::questions::QUESTIONS;
use crate::seed;

/// The argument with which this starts itself to be counted.
pub(crate) const COUNTED: &str = "--counted";
/// Callgrind counts inside of this function alone. It finds it by its name.
const WITHIN: &str = "*counted_call*";
/// As many engines are asked: each has its own seeds of hash maps, and so its own luck.
const ENGINES: u64 = 8;
/// Each is asked as often before it counts, so that what is made at the first call is there, and then as often again.
const CALLS: u64 = 16;

/// Where valgrind is, and the folder of this executable.
#[derive(Debug)]
pub(crate) struct Callgrind {
    valgrind: PathBuf,
    folder: PathBuf,
    executable: PathBuf,
}

impl Callgrind {
    pub(crate) fn find() -> Result<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        let places = env::split_paths(&path).map(|folder| folder.join("valgrind"));
        let valgrind = places.into_iter().find(|place| place.is_file());
        let executable = env::current_exe()?;
        let name = executable.file_name().context("it has no name")?;
        Ok(Self {
            valgrind: valgrind.context(
                "valgrind isn't installed, and the counts can't be taken without it: install it \
                 (`apt-get install valgrind`; there is none for Windows and recent Macs)",
            )?,
            folder: executable.with_file_name(""),
            executable: Path::new(".").join(name),
        })
    }

    /// Returns the instructions of one call, the mean of all, and leaves their profile, for `callgrind_annotate`.
    pub(crate) fn count(&self, name: &str) -> Result<u64> {
        let profile = format!(
            "callgrind.{}.out",
            name.replace(|c: char| !c.is_alphanumeric(), "-")
        );
        let mut valgrind = Command::new(&self.valgrind);
        valgrind
            .args(["--tool=callgrind", &format!("--toggle-collect={WITHIN}")])
            .arg(format!("--callgrind-out-file={profile}"))
            .arg(&self.executable)
            .args([COUNTED, name])
            .env_clear()
            .current_dir(&self.folder);
        run(&mut valgrind)?;
        let profile = self.folder.join(profile);
        let text = fs::read_to_string(&profile)?;
        let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
        let total: u64 = total.context("callgrind told no total")?.trim().parse()?;
        ensure!(
            total > 0,
            "`{WITHIN}` wasn't found: was it stripped of its symbols?"
        );
        Ok(total / (ENGINES * CALLS))
    }

    /// Returns what counts depend on besides the code.
    pub(crate) fn and_compiler(&self) -> Result<String> {
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let compiler = run(Command::new(rustc).arg("--version"))?;
        let valgrind = run(Command::new(&self.valgrind).arg("--version"))?;
        let (system, machine) = (env::consts::OS, env::consts::ARCH);
        Ok(format!(
            "{}, {}, {machine} {system}",
            compiler.trim(),
            valgrind.trim()
        ))
    }
}

/// Returns what a command prints.
fn run(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_owned();
    let output = command
        .output()
        .with_context(|| format!("can't start {program:?}"))?;
    let Output {
        status,
        stdout,
        stderr,
    } = output;
    let told = || {
        anyhow!(
            "{program:?} ended with {status}: {}",
            String::from_utf8_lossy(&stderr)
        )
    };
    ensure!(status.success(), told());
    Ok(String::from_utf8(stdout)?)
}

/// Makes one call to be counted, in a process that callgrind watches.
pub(crate) fn be_counted(name: &str) -> Result<()> {
    seed::fix()?;
    let found = QUESTIONS.iter().find(|(question, _)| *question == name);
    let (_, call) = found.with_context(|| format!("no call is named `{name}`"))?;
    env::set_current_dir(Shipped::FOLDER)?;
    let sources = Sources::read(".")?;
    for _ in 0..ENGINES {
        let shipped = Shipped::of(&sources)?;
        for _ in 0..CALLS {
            black_box(call(&shipped)?);
        }
        for _ in 0..CALLS {
            black_box(counted_call(*call, &shipped)?);
        }
    }
    Ok(())
}

#[inline(never)]
fn counted_call(call: fn(&Shipped) -> Result<usize>, shipped: &Shipped) -> Result<usize> {
    black_box(call(black_box(shipped)))
}
