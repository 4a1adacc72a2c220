//! Effects as lines of a file, for a program of the host's to carry out · what a line is to whoever reads it isn't known here.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use dunlin::RecordedEffect;
use serde::Serialize;

use super::{Carry, Undone};

/// Adds each effect to a file, as a line of JSON that is on the disk before the effect counts as carried out:
///
/// ```json
/// {"case":"1001","effect":{"id":"1001:2:1","effect":"send","letter":{…},"template":"reminder_1","channel":"letter"}}
/// ```
///
/// Whoever reads it takes whole lines alone, and each id once: a line may stand there twice where the service was cut off between writing
/// it and noting that it did, and a line that was cut off itself is followed by the same effect, whole.
#[derive(Debug)]
pub(super) struct File {
    path: PathBuf,
    end: Mutex<End>,
}

/// The end of the file, where lines are added.
#[derive(Debug)]
struct End {
    file: fs::File,
    /// Whether a line that was cut off stands there.
    is_torn: bool,
}

#[derive(Serialize)]
struct Line<'l> {
    case: &'l str,
    effect: &'l RecordedEffect,
}

impl File {
    /// Opens the file, or makes it.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let end = End::of(path).map_err(|error| format!("`{}`: {error}", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            end: Mutex::new(end),
        })
    }
}

impl Carry for File {
    fn carry(&self, case: &str, effect: &RecordedEffect) -> Result<(), Undone> {
        let line = serde_json::to_string(&Line { case, effect })
            .map_err(|error| Undone::Never(error.to_string()))?;
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.add(line)
            .map_err(|error| Undone::Later(format!("`{}`: {error}", self.path.display())))
    }
}

impl End {
    fn of(path: &Path) -> io::Result<Self> {
        let mut options = fs::OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(path)?;
        keep_name(path)?;
        let mut last = [b'\n'];
        if file.seek(SeekFrom::End(0))? > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        let is_torn = last != [b'\n'];
        Ok(Self { file, is_torn })
    }

    fn add(&mut self, mut line: String) -> io::Result<()> {
        line.push('\n');
        if self.is_torn {
            line.insert(0, '\n');
        }
        self.is_torn = true;
        self.file.write_all(line.as_bytes())?;
        self.is_torn = false;
        self.file.sync_data()
    }
}

/// That a file of that name is there is on the disk, too.
#[cfg(unix)]
fn keep_name(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Elsewhere, names are kept with the files.
#[cfg(not(unix))]
fn keep_name(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(id: &str) -> RecordedEffect {
        serde_json::from_str(&format!(r#"{{"id":"{id}","effect":"send"}}"#)).unwrap()
    }

    #[test]
    fn lines_are_added_and_one_that_was_cut_off_spoils_no_other() {
        let path = std::env::temp_dir().join(format!("dunlin-lines-{}", std::process::id()));
        let _none = fs::remove_file(&path);
        let file = File::open(&path).unwrap();
        file.carry("1001", &effect("1001:1:1")).unwrap();
        file.carry("1001", &effect("1001:1:2")).unwrap();
        drop(file);
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, whole.get(..whole.len() - 10).unwrap()).unwrap();
        let file = File::open(&path).unwrap();
        file.carry("1001", &effect("1001:1:2")).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert_eq!(
            lines[0],
            r#"{"case":"1001","effect":{"id":"1001:1:1","effect":"send"}}"#
        );
        assert!(serde_json::from_str::<serde_json::Value>(lines[1]).is_err());
        assert_eq!(
            lines[2],
            r#"{"case":"1001","effect":{"id":"1001:1:2","effect":"send"}}"#
        );
        fs::remove_file(&path).unwrap();
    }
}
