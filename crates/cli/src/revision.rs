//! A rule set as it stood at a revision of a git repository: read out of it, with nothing checked out · what the rules say isn't known here.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, anyhow, bail};
use dunlin::Sources;

/// The folders of a rule set that hold its rules.
const FOLDERS: [&str; 3] = ["flows", "rules", "templates"];
/// The file that makes a folder a rule set.
const MANIFEST: &str = "dunlin.yaml";

/// A revision, and a folder in it, as git names them: `main:`, `v1.2:creditors/nord`.
pub(crate) struct Revision<'r> {
    revision: &'r str,
    folder: &'r str,
}

impl<'r> Revision<'r> {
    /// Returns the revision that a text names, where it is written like one.
    pub(crate) fn named(text: &'r str) -> Option<Self> {
        let (revision, folder) = text.split_once(':')?;
        let is_drive = revision.len() == 1 && folder.starts_with(['/', '\\']);
        (!revision.is_empty() && !is_drive).then_some(Self { revision, folder })
    }

    /// Returns the texts of the rule set, and of those that it extends.
    pub(crate) fn read(&self) -> Result<Sources> {
        if self.revision.starts_with('-') {
            bail!("`{}` is no revision", self.revision);
        }
        let name = format!("{}^{{commit}}", self.revision);
        let commit = git(&["rev-parse", "--verify", "--quiet", &name]).map_err(|_| {
            anyhow!(
                "there is no revision `{}` in the repository of this folder",
                self.revision
            )
        })?;
        let commit = commit.trim();
        let folder = self.folder()?;
        let listed = git(&["ls-tree", "-r", "-z", "--full-tree", "--name-only", commit])?;
        let names = listed.split('\0').filter(|name| is_of_rules(name));
        let files = contents(commit, names.map(str::to_owned).collect())?;
        let scratch = Scratch::create()?;
        for (name, bytes) in files {
            scratch.write(&name, &bytes)?;
        }
        // The error tells its cause itself, but names a folder that is gone by then.
        Sources::read(scratch.0.join(&folder)).map_err(|_| {
            let at = folder.display();
            match self.folder.is_empty() {
                true => anyhow!(
                    "`{}:` is not a rule set: it holds no {MANIFEST}; write `{}:./` for this folder, or name another",
                    self.revision,
                    self.revision
                ),
                false => anyhow!("`{}` is not a rule set at `{}`: it holds no {MANIFEST}", at, self.revision),
            }
        })
    }

    /// The folder from the repository's root on.
    fn folder(&self) -> Result<PathBuf> {
        let written = Path::new(self.folder);
        let mut folder = PathBuf::new();
        if matches!(
            written.components().next(),
            Some(Component::CurDir | Component::ParentDir)
        ) {
            folder.push(git(&["rev-parse", "--show-prefix"])?.trim());
        }
        for part in written.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir if folder.pop() => {}
                Component::Normal(name) => folder.push(name),
                _ => bail!("`{}` leads out of the repository", self.folder),
            }
        }
        Ok(folder)
    }
}

/// Whether a file may be part of a rule set.
fn is_of_rules(name: &str) -> bool {
    let path = Path::new(name);
    let parent = path.parent().and_then(Path::file_name);
    let is_in = parent.is_some_and(|parent| FOLDERS.iter().any(|folder| parent == *folder));
    let is_plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    is_plain && (is_in || path.file_name().is_some_and(|name| name == MANIFEST))
}

/// What git prints; as an error, what it complains of.
fn git(arguments: &[&str]) -> Result<String> {
    let ran = Command::new("git").args(arguments).output();
    let ran = ran.context("can't run `git`, which a revision is read with")?;
    if !ran.status.success() {
        bail!("`git`: {}", String::from_utf8_lossy(&ran.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
}

/// What files hold at a commit.
fn contents(commit: &str, names: Vec<String>) -> Result<Vec<(String, Vec<u8>)>> {
    let child = Command::new("git")
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.context("can't run `git`, which a revision is read with")?;
    let (Some(mut asked), Some(told)) = (child.stdin.take(), child.stdout.take()) else {
        bail!("can't talk to `git`");
    };
    // A name with a line break can't be asked for.
    let names: Vec<String> = names
        .into_iter()
        .filter(|name| !name.contains('\n'))
        .collect();
    let questions: String = names
        .iter()
        .map(|name| format!("{commit}:{name}\n"))
        .collect();
    let asking = thread::spawn(move || asked.write_all(questions.as_bytes()));
    let read = answers(BufReader::new(told), names);
    let asked = asking.join().map_err(|_| anyhow!("can't talk to `git`"))?;
    child.wait().context("can't talk to `git`")?;
    let read = read.context("can't read what `git` tells")?;
    asked.context("can't talk to `git`")?;
    Ok(read)
}

/// A head `<object> blob <bytes>`, the bytes and a line's end, for each name.
fn answers(mut told: impl BufRead, names: Vec<String>) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::with_capacity(names.len());
    for name in names {
        let mut head = String::new();
        told.read_line(&mut head)?;
        let size = head
            .trim_end()
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse().ok());
        let Some(size) = size else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, head));
        };
        let mut bytes = vec![0; size];
        told.read_exact(&mut bytes)?;
        told.read_exact(&mut [0])?;
        files.push((name, bytes));
    }
    Ok(files)
}

/// A folder that is taken away again.
struct Scratch(PathBuf);

impl Scratch {
    fn create() -> Result<Self> {
        for nth in 0..1_000 {
            let name = format!("dunlin-{}-{nth}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(error).context("can't write a folder to read a revision into");
                }
            }
        }
        bail!("can't write a folder to read a revision into")
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.0.join(name);
        let written = path
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, bytes));
        written.with_context(|| format!("can't write `{}`", path.display()))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be taken away is left to the system.
        let _ = fs::remove_dir_all(&self.0);
    }
}
