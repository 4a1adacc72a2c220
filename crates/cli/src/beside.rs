//! A file written beside the one that it replaces, and moved into its place when it is whole: a reader finds the old one or the new one.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that isn't in its place yet; dropped, it is taken away again.
pub(crate) struct Beside {
    file: BufWriter<File>,
    path: PathBuf,
    beside: PathBuf,
    is_placed: bool,
}

impl Beside {
    /// Begins the file that is to stand at `path`.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        // A link stays one: what it points at is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.new", std::process::id()));
        let beside = path.with_file_name(name);
        Ok(Self {
            file: BufWriter::with_capacity(1 << 18, File::create_new(&beside)?),
            path,
            beside,
            is_placed: false,
        })
    }

    /// Puts it in its place, with the permissions of what stood there.
    pub(crate) fn place(mut self) -> io::Result<()> {
        self.file.flush()?;
        let file = self.file.get_ref();
        if let Ok(before) = fs::metadata(&self.path) {
            let permissions = before.permissions();
            if permissions.readonly() {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            file.set_permissions(permissions)?;
        }
        file.sync_all()?;
        fs::rename(&self.beside, &self.path)?;
        self.is_placed = true;
        Ok(())
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.is_placed {
            // What failed has been told; a file that is left over is not worth hiding it.
            let _ = fs::remove_file(&self.beside);
        }
    }
}
