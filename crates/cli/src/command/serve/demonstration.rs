//! `dunlin serve --demo`: where it keeps what nobody needs afterwards, by which rules it runs, what it says · no service is run here.

use std::env;
use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use dunlin::RuleSet;

use crate::arguments::{Language, Shared};
use crate::output::style::{FAINT, STRONG, styled};
use crate::rule_set::Folder;
use crate::shipped;

/// How many names are tried for the folder.
const NAMES: u32 = 100;

/// A folder among the system's temporary ones, which goes when this does.
#[derive(Debug)]
pub(super) struct Temporary(PathBuf);

impl Temporary {
    /// Makes one that nobody else can read.
    pub(super) fn new() -> Result<Self> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        for number in 0..NAMES {
            let name = format!("dunlin-demo-{}-{number}", std::process::id());
            let path = env::temp_dir().join(name);
            match builder.create(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(error).with_context(|| format!("can't make `{}`", path.display()));
                }
            }
        }
        anyhow::bail!("can't make a folder in `{}`", env::temp_dir().display())
    }

    /// The file of the store.
    pub(super) fn store(&self) -> PathBuf {
        self.0.join("demo.db")
    }

    /// The folder of the rules: the one that is named, the shipped one as it stands here, or else the one that came along.
    pub(super) fn rules(&self, shared: &Shared) -> Result<PathBuf> {
        let found = Folder::find(shared.rules.as_deref());
        if shared.rules.is_some() {
            return Ok(found?.path().to_owned());
        }
        match found {
            Ok(folder) if is_shipped(&folder) => Ok(folder.path().to_owned()),
            _ => self.written(),
        }
    }

    /// The rule set that came along, in files.
    fn written(&self) -> Result<PathBuf> {
        let folder = self.0.join("rules");
        for (name, text) in shipped::RULE_SET {
            write(&folder.join(name), text)?;
        }
        Ok(folder)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // What is left is among the system's temporary files.
        let _left = fs::remove_dir_all(&self.0);
    }
}

fn is_shipped(folder: &Folder) -> bool {
    let sources = folder.read().ok();
    let rules = sources.and_then(|sources| RuleSet::load(&sources).ok());
    rules.is_some_and(|rules| rules.name() == shipped::NAME)
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("can't write `{}`", path.display()))
}

/// What it says once it listens: where to look, and how it ends.
pub(super) fn welcome(url: &str, token: Option<&str>, lang: Language) -> String {
    let what = lang.of(
        "A demonstration: an invented creditor with about 300 cases. It is Monday 2 March 2026, 8:00, until you move the clock.",
        "En demonstration: en opdigtet kreditor med omkring 300 sager. Det er mandag den 2. marts 2026 kl. 8.00, til du stiller uret frem.",
    );
    let open = lang.of("Open", "Åbn");
    let how = lang.of(
        "in a browser, and choose who you are.",
        "i en browser, og vælg, hvem du er.",
    );
    let mut text = format!("{what}\n\n{open} {} {how}\n", styled(STRONG, url));
    if let Some(token) = token {
        let programs = lang.of("A token for programs:", "Et token til programmer:");
        text.push_str(&styled(FAINT, &format!("{programs} {token}")));
        text.push('\n');
    }
    text.push_str(lang.of(
        "Ctrl-C ends it. Nothing is sent to anyone, and nothing is left behind.\n",
        "Ctrl-C slutter. Intet sendes til nogen, og intet bliver liggende.\n",
    ));
    text
}
