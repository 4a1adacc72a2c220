//! Runs something again as a rule set's files are saved · what is run stands with the commands.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::arguments::Language;
use crate::command::Outcome;
use crate::output::stream;
use crate::output::style::{BAD, FAINT, styled};
use crate::rule_set::Folder;

const MANIFEST: &str = "dunlin.yaml";
/// The folders of a rule set that hold what is checked and tested.
const ROOMS: [&str; 4] = ["flows", "rules", "templates", "scenarios"];
/// How long nothing must happen before files are looked at again: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(50);
/// How often to look whether a folder is back that went away.
const PATIENCE: Duration = Duration::from_millis(500);

/// Runs `each` now and after every change of the rule set, until the process is ended.
pub(crate) fn run(
    folder: &Folder,
    lang: Language,
    mut each: impl FnMut() -> Result<Outcome>,
) -> Result<Outcome> {
    let (sender, events) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(sender).context("can't watch files")?;
    // What can't be named on the command line can't be waited for either.
    folder.exists()?;
    let mut sets = BTreeSet::from([folder.path().to_owned()]);
    loop {
        // Attended to before it is read, so that nothing is missed between the two.
        sets.extend(bases(folder));
        attend(&mut watcher, &sets)?;
        stream::clear();
        if let Err(error) = each() {
            stream::tell(&format!("{} {error:#}\n", styled(BAD, "error:")));
        }
        stream::tell(&waiting(folder, lang));
        wait(&events, folder.path())?;
    }
}

/// The folders of the rule sets that this one extends, as far as it can be read.
fn bases(folder: &Folder) -> Vec<PathBuf> {
    let Ok(sources) = folder.read() else {
        return Vec::new();
    };
    let manifests = sources
        .iter()
        .filter_map(|source| source.name().strip_suffix(MANIFEST));
    manifests.map(|prefix| folder.path().join(prefix)).collect()
}

/// Watches the folders that are there; those that come later are events of the folders they come in.
fn attend(watcher: &mut RecommendedWatcher, sets: &BTreeSet<PathBuf>) -> Result<()> {
    for set in sets {
        let rooms = ROOMS.map(|room| set.join(room));
        let there = rooms.iter().chain([set]).filter(|folder| folder.is_dir());
        for folder in there {
            // Not what is below: a rule set may share its folder with much else.
            match watcher.watch(folder, RecursiveMode::NonRecursive) {
                Err(error) if folder.is_dir() => {
                    let named = folder.display();
                    return Err(error).with_context(|| format!("can't watch `{named}`"));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Waits for a change that may matter, and for the quiet after it.
fn wait(events: &Receiver<notify::Result<Event>>, folder: &Path) -> Result<()> {
    loop {
        let there = folder.is_dir();
        match events.recv_timeout(PATIENCE) {
            Ok(event) if matters(&event) => break,
            // A folder that was gone sends no event when it comes back.
            Err(RecvTimeoutError::Timeout) if !there && folder.is_dir() => break,
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(error) => return Err(error).context("can't watch files any more"),
        }
    }
    while events
        .recv_timeout(QUIET)
        .is_ok_and(|event| matters(&event))
    {}
    Ok(())
}

/// Whether an event is about a file that a rule set is read from; an error may stand for any.
fn matters(event: &notify::Result<Event>) -> bool {
    let Ok(event) = event else { return true };
    let named = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let room = path.parent().and_then(Path::file_name).unwrap_or_default();
        let is_room = |name: &str| ROOMS.contains(&name);
        let hidden = name.starts_with('.') || name.ends_with('~');
        name == MANIFEST || is_room(&name) || (is_room(&room.to_string_lossy()) && !hidden)
    };
    // That files are read is no change, or reading them would be one; a folder that goes takes its watch along.
    let changed = !event.kind.is_access() && event.paths.iter().any(|path| named(path));
    changed || event.kind.is_remove()
}

fn waiting(folder: &Folder, lang: Language) -> String {
    let named = folder.path().display();
    let line = match lang {
        Language::En => format!("watching `{named}`, until Ctrl-C"),
        Language::Da => format!("holder øje med `{named}`, indtil Ctrl-C"),
    };
    format!("{}\n", styled(FAINT, &line))
}
