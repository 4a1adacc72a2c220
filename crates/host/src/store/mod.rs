//! The store: one SQLite file, one writer that commits in groups, many readers · the only room with SQL; no rule is asked here.

pub(crate) mod answers;
mod backup;
pub(crate) mod cases;
mod checkpoint;
pub(crate) mod figures;
pub(crate) mod journal;
pub(crate) mod lists;
pub(crate) mod outbox;
pub(crate) mod rule_sets;
pub(crate) mod sessions;
pub(crate) mod tokens;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use tokio::sync::Semaphore;

pub(crate) use answers::{Answer, Known};
pub(crate) use cases::{CaseRow, Kept};
use checkpoint::Checkpoints;
pub(crate) use figures::{Booked, Figure, Stand, What};
pub(crate) use journal::{Entry, Hash, Line, Looked, Sort, Verified};
pub(crate) use lists::{Filter, Listed, Part};
pub(crate) use outbox::{Counted, OutboxRow, OutboxState, Outgoing, Sought};
pub use tokens::Token;
use writer::Writer;

/// The forms of a store: each is made from the one before.
const MIGRATIONS: [&str; 1] = [include_str!("schema.sql")];
/// What tells a store from any other SQLite file: `dunl`.
const APPLICATION: i32 = 0x6475_6e6c;
/// How many read at once.
const READERS: usize = 8;
/// How long one process waits for another's write.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a store can't be used, or couldn't do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// SQLite says so.
    #[error("the store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// It is another program's file.
    #[error("`{}` is an SQLite file of something else: name another by `--store`", .0.display())]
    Foreign(PathBuf),
    /// A newer version has written it.
    #[error(
        "`{}` was written by a newer version of dunlin (form {form}, and this one knows {known}): use that one",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its form.
        form: usize,
        /// The newest form that this version knows.
        known: usize,
    },
    /// What it holds can't be what was written.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// Nothing was committed.
    #[error("nothing was written: {0}")]
    Commit(String),
    /// The service is ending.
    #[error("the service is ending, and takes nothing more")]
    Ended,
    /// There is no such file.
    #[error("there is no store at `{}`: `dunlin serve` makes one, `--store FILE` names another", .0.display())]
    Missing(PathBuf),
    /// A file is in the way, or can't be read.
    #[error("`{}`: {problem}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: std::io::Error,
    },
}

/// A store that is open.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    writer: Writer,
    checkpoints: Checkpoints,
    readers: Readers,
}

#[derive(Debug)]
struct Readers {
    free: Semaphore,
    connections: Mutex<Vec<Connection>>,
}

impl Store {
    /// Opens a store, or makes a new one.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Self::of(path, opened(path)?)
    }

    fn of(path: &Path, connection: Connection) -> Result<Self, StoreError> {
        connection.pragma_update(None, "cache_size", -65_536)?;
        let readers = (0..READERS).map(|_| reader(path));
        let readers: Vec<Connection> = readers.collect::<Result<_, _>>()?;
        Ok(Self {
            path: path.to_owned(),
            writer: Writer::start(connection)?,
            checkpoints: Checkpoints::start(connect(path)?)?,
            readers: Readers {
                free: Semaphore::new(readers.len()),
                connections: Mutex::new(readers),
            },
        })
    }

    /// Opens a new store that nobody needs after this run: a commit doesn't wait for the disk.
    pub(crate) fn passing(path: &Path) -> Result<Self, StoreError> {
        let connection = opened(path)?;
        connection.pragma_update(None, "synchronous", "OFF")?;
        Self::of(path, connection)
    }

    /// Opens a store that is there.
    pub(crate) fn open_existing(path: &Path) -> Result<Self, StoreError> {
        if path.exists() {
            Self::open(path)
        } else {
            Err(StoreError::Missing(path.to_owned()))
        }
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes something whole, or nothing of it where it fails. It is on the disk when this returns.
    ///
    /// Others' writes may be in the same transaction; where one of them fails halfway, all are taken back and `job` is done again.
    pub(crate) async fn write<T, E>(
        &self,
        job: impl FnMut(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.write(job).await
    }

    /// Reads at one point in time.
    pub(crate) async fn read<T, E>(
        self: &std::sync::Arc<Self>,
        job: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let store = self.clone();
        // Whoever waits for a connection holds no thread.
        let permit = self.readers.free.acquire().await;
        let _permit = permit.map_err(|_| E::from(StoreError::Ended))?;
        let read = tokio::task::spawn_blocking(move || store.read_blocking(job));
        read.await.map_err(|_| E::from(StoreError::Ended))?
    }

    /// As [`Store::read`], for those that may wait.
    pub(crate) fn read_blocking<T, E>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let connection = self.readers.take(&self.path)?;
        let read = (|| {
            let transaction = connection.unchecked_transaction();
            let transaction = transaction.map_err(StoreError::from)?;
            job(&transaction)
        })();
        self.readers.give(connection);
        read
    }

    /// Takes no more writes, and ends once those that were taken are written.
    pub(crate) fn end(&self) {
        self.checkpoints.end();
        self.writer.end();
    }
}

impl Readers {
    fn take(&self, path: &Path) -> Result<Connection, StoreError> {
        let mut connections = self
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match connections.pop() {
            Some(connection) => Ok(connection),
            // Somebody reads who may wait, beside all that hold a permit.
            None => reader(path),
        }
    }

    fn give(&self, connection: Connection) {
        let mut connections = self
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if connections.len() < READERS {
            connections.push(connection);
        }
    }
}

/// Makes the file, if it isn't there, which nobody else may read: customers are in it.
fn made(path: &Path) -> Result<PathBuf, StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|problem| StoreError::File {
        path: path.to_owned(),
        problem,
    })?;
    Ok(path.to_owned())
}

/// Connects to a store, or makes a new one, in its newest form.
pub(crate) fn opened(path: &Path) -> Result<Connection, StoreError> {
    let not_ours = |error| match error {
        StoreError::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            StoreError::Foreign(path.to_owned())
        }
        other => other,
    };
    let mut connection = connect(&made(path)?).map_err(not_ours)?;
    migrate(&mut connection, path).map_err(not_ours)?;
    Ok(connection)
}

/// Connects to a store to read it.
fn reader(path: &Path) -> Result<Connection, StoreError> {
    let connection = connect(path)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Connects to a store, and sets what doesn't last.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "foreign_keys", true)?;
    // A commit has reached the disk when it returns.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -8_192)?;
    // Who writes copies from the log only what others have left; see `checkpoint.rs`.
    connection.pragma_update(None, "wal_autocheckpoint", 32_768)?;
    Ok(connection)
}

/// Brings a store to the newest form.
fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let pragma = |connection: &Connection, name: &str| {
        connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0))
    };
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let is_empty: bool =
        transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| {
            row.get(0)
        })?;
    if !is_empty && pragma(&transaction, "application_id")? != APPLICATION {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    let form = usize::try_from(pragma(&transaction, "user_version")?).unwrap_or(usize::MAX);
    let Some(left) = MIGRATIONS.get(form..) else {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            form,
            known: MIGRATIONS.len(),
        });
    };
    for migration in left {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(
        None,
        "user_version",
        i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX),
    )?;
    transaction.commit()?;
    Ok(())
}
