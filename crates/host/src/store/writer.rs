//! The one writer: a thread that takes what is asked for in groups, and commits each group once · what is written isn't known here.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::StoreError;

/// How many wait to be written before whoever asks has to wait, too.
const WAITING: usize = 4_096;
/// How many are written in one transaction at most.
const GROUP: usize = 256;

/// Something to write, and whoever waits for it.
trait Work: Send {
    /// Does it; false where that failed. It may be done again, if what it wrote was taken back.
    fn run(&mut self, connection: &Connection) -> bool;

    /// Tells how it came out, now that it is known whether what was written has been committed.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Job<F, T, E> {
    job: F,
    outcome: Option<Result<T, E>>,
    sender: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Work for Job<F, T, E>
where
    F: FnMut(&Connection) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, connection: &Connection) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.job)(connection)));
        let outcome = outcome.unwrap_or_else(|_| {
            let why = "it broke off, which is a mistake in dunlin";
            Err(StoreError::Commit(why.to_owned()).into())
        });
        let is_done = outcome.is_ok();
        self.outcome = Some(outcome);
        is_done
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let outcome = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(StoreError::Ended.into()),
            (Err(error), _) => Err(error.into()),
        };
        // Whoever asked may be gone.
        let _gone = self.sender.send(outcome);
    }
}

#[derive(Debug)]
pub(super) struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Box<dyn Work>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || write_all(connection, receiver));
        let thread = thread.map_err(|error| StoreError::Commit(error.to_string()))?;
        Ok(Self {
            jobs: Mutex::new(Some(sender)),
            thread: Mutex::new(Some(thread)),
        })
    }

    pub(super) async fn write<T, E>(
        &self,
        job: impl FnMut(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = wrapped(job);
        let sent = match self.sender() {
            Some(jobs) => jobs.send(job).await.is_ok(),
            None => false,
        };
        if !sent {
            return Err(StoreError::Ended.into());
        }
        answer
            .await
            .unwrap_or_else(|_| Err(StoreError::Ended.into()))
    }

    /// Takes nothing more, and returns when all is written.
    pub(super) fn end(&self) {
        self.jobs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            // It catches what panics; there is nothing to hear of it.
            let _ended = thread.join();
        }
    }

    fn sender(&self) -> Option<mpsc::Sender<Box<dyn Work>>> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.clone()
    }
}

/// The job as the thread takes it, and where its answer comes.
fn wrapped<T, E>(
    job: impl FnMut(&Connection) -> Result<T, E> + Send + 'static,
) -> (Box<dyn Work>, oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let job = Job {
        job,
        outcome: None,
        sender,
    };
    (Box::new(job), receiver)
}

fn write_all(mut connection: Connection, mut jobs: mpsc::Receiver<Box<dyn Work>>) {
    let mut group = Vec::with_capacity(GROUP);
    while jobs.blocking_recv_many(&mut group, GROUP) > 0 {
        match in_one(&mut connection, &mut group) {
            Ok(true) => group.drain(..).for_each(|work| work.answer(Ok(()))),
            Ok(false) => {
                for work in group.drain(..) {
                    alone(&mut connection, work);
                }
            }
            Err(error) => {
                let error = error.to_string();
                for work in group.drain(..) {
                    work.answer(Err(StoreError::Commit(error.clone())));
                }
            }
        }
    }
}

/// Does a group in one transaction. False, with nothing written, where one has failed halfway: then each has to be done by itself.
fn in_one(connection: &mut Connection, group: &mut [Box<dyn Work>]) -> rusqlite::Result<bool> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for work in group {
        let before = transaction.total_changes();
        let is_done = work.run(&transaction);
        let is_halfway = !is_done && transaction.total_changes() != before;
        // A full disk, say, ends the whole transaction.
        if is_halfway || transaction.is_autocommit() {
            return Ok(false);
        }
    }
    transaction.commit()?;
    Ok(true)
}

/// Does one job in a transaction of its own: whole, or nothing of it.
fn alone(connection: &mut Connection, mut work: Box<dyn Work>) {
    let written = (|| {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if work.run(&transaction) {
            transaction.commit()
        } else {
            Ok(())
        }
    })();
    work.answer(written.map_err(|error| StoreError::Commit(error.to_string())));
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Barrier};

    use super::*;

    fn writer() -> (Writer, impl Fn(&str) -> i64) {
        let name = "file:writer?mode=memory&cache=shared";
        let connection = Connection::open(name).unwrap();
        connection
            .execute_batch("CREATE TABLE t (n INTEGER)")
            .unwrap();
        let other = Connection::open(name).unwrap();
        let ask = move |sql: &str| other.query_row(sql, [], |row| row.get(0)).unwrap();
        (Writer::start(connection).unwrap(), ask)
    }

    fn write(
        writer: &Writer,
        job: impl FnMut(&Connection) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(writer.write(job))
    }

    fn insert(connection: &Connection, number: i64) -> Result<(), StoreError> {
        connection.execute("INSERT INTO t VALUES (?)", [number])?;
        Ok(())
    }

    #[test]
    fn what_fails_halfway_leaves_nothing_and_harms_nobody_in_its_group() {
        let (writer, ask) = writer();
        let writer = Arc::new(writer);
        // While the first holds the thread, the others come together.
        let (begun, go) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let mut threads = Vec::new();
        {
            let (writer, begun, go) = (writer.clone(), begun.clone(), go.clone());
            threads.push(thread::spawn(move || {
                let mut is_first = true;
                write(&writer, move |connection| {
                    if std::mem::take(&mut is_first) {
                        begun.wait();
                        go.wait();
                    }
                    insert(connection, 0)
                })
            }));
        }
        begun.wait();
        for number in 1..10 {
            let writer = writer.clone();
            threads.push(thread::spawn(move || {
                write(&writer, move |connection| {
                    insert(connection, number)?;
                    match number {
                        5 => Err(StoreError::Commit("five".to_owned())),
                        7 => panic!("seven"),
                        _ => Ok(()),
                    }
                })
            }));
        }
        thread::sleep(std::time::Duration::from_millis(50));
        go.wait();
        let came = threads.into_iter().map(|thread| thread.join().unwrap());
        let came: Vec<bool> = came.map(|came| came.is_ok()).collect();
        let failed = |number| number == 5 || number == 7;
        assert_eq!(
            came,
            (0..10).map(|number| !failed(number)).collect::<Vec<_>>()
        );
        assert_eq!(ask("SELECT count(*) FROM t"), 8);
        assert_eq!(ask("SELECT count(*) FROM t WHERE n IN (5, 7)"), 0);
        writer.end();
        let late = write(&writer, |connection| insert(connection, 11));
        assert!(matches!(late, Err(StoreError::Ended)));
    }
}
