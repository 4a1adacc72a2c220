//! The rule set that a command works with: found, read, and loaded or drawn · nothing of a case.

use std::path::{Component, Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, anyhow, bail};
use dunlin::{Engine, RuleSet, Sources};

use crate::arguments::Shared;
use crate::output::{findings, stream};

/// The folder of a rule set, as the user would name it.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Returns the folder that was named, or the first from here upwards that holds a manifest.
    pub(crate) fn find(named: Option<&Path>) -> Result<Self> {
        if let Some(folder) = named {
            return Ok(Self(folder.to_owned()));
        }
        let here = env::current_dir().context("can't tell which folder this is")?;
        let mut folder = PathBuf::new();
        for ancestor in here.ancestors() {
            if ancestor.join("dunlin.yaml").is_file() {
                return Ok(Self(folder));
            }
            folder.push("..");
        }
        bail!(
            "no dunlin.yaml in `{}` or above it: go to the folder of a rule set, or name it by `--rules DIR`",
            here.display()
        )
    }

    /// Returns the folder that this is, whatever it holds.
    pub(crate) fn here() -> Self {
        Self(PathBuf::new())
    }

    /// Returns the path to it.
    pub(crate) fn path(&self) -> &Path {
        if self.0.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &self.0
        }
    }

    /// Returns a file of the rule set as it is reached from here.
    pub(crate) fn file(&self, name: &str) -> String {
        if self.path() == Path::new(".") {
            return name.to_owned();
        }
        let path = self.0.join(name);
        let short = shortened(&path);
        // Through a link, `..` leads elsewhere.
        let is_same =
            short != path && fs::canonicalize(&short).ok() == fs::canonicalize(&path).ok();
        let path = if is_same { short } else { path };
        path.display().to_string()
    }

    /// Returns a file of the rule set as a path from here, or as a whole one where it lies elsewhere.
    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        let path = PathBuf::from(self.file(name));
        let here = env::current_dir().unwrap_or_default();
        path.strip_prefix(here).map(Path::to_owned).unwrap_or(path)
    }

    /// Fails where there is no such folder, whatever it may hold.
    pub(crate) fn exists(&self) -> Result<()> {
        if !self.path().is_dir() {
            bail!(
                "there is no folder `{}`: name the folder of a rule set",
                self.path().display()
            );
        }
        Ok(())
    }

    /// Returns the texts of the rule set.
    pub(crate) fn read(&self) -> Result<Sources> {
        self.exists()?;
        // The error tells its cause itself.
        Sources::read(self.path()).map_err(|error| anyhow!("{error}"))
    }

    /// Returns the engine that decides by the rule set; where it doesn't load, its findings are drawn.
    pub(crate) fn engine(&self, shared: &Shared) -> Result<Engine> {
        let sources = self.read()?;
        RuleSet::load(&sources).map(Engine::new).map_err(|found| {
            stream::tell(&findings::draw(&found, &sources, self, shared.lang));
            anyhow!(
                "the rule set in `{}` doesn't load, so nothing was decided: correct what is drawn above",
                self.path().display()
            )
        })
    }
}

/// A path without the folders that it goes into and out of again.
fn shortened(path: &Path) -> PathBuf {
    let mut short = PathBuf::new();
    for part in path.components() {
        let last = short.components().next_back();
        match (part, last) {
            (Component::ParentDir, Some(Component::Normal(_))) => {
                short.pop();
            }
            _ => short.push(part),
        }
    }
    short
}
