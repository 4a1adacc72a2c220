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

/// A job answers once it is known whether what it wrote has been committed.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
type Job = Box<dyn FnOnce(Result<&Connection, StoreError>) -> Answer + Send>;

#[derive(Debug)]
pub(super) struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
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
        job: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
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

    pub(super) fn write_blocking<T, E>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = wrapped(job);
        let sent = self.sender().map(|jobs| jobs.blocking_send(job));
        if !matches!(sent, Some(Ok(()))) {
            return Err(StoreError::Ended.into());
        }
        answer
            .blocking_recv()
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

    fn sender(&self) -> Option<mpsc::Sender<Job>> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.clone()
    }
}

/// The job as the thread takes it, and where its answer comes.
fn wrapped<T, E>(
    job: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
) -> (Job, oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let job = move |begun: Result<&Connection, StoreError>| -> Answer {
        let outcome = match begun {
            Ok(connection) => in_savepoint(connection, job),
            Err(error) => Err(error.into()),
        };
        Box::new(move |committed| {
            let outcome = match committed {
                Ok(()) => outcome,
                Err(error) => Err(error.into()),
            };
            // Whoever asked may be gone.
            let _gone = sender.send(outcome);
        })
    };
    (Box::new(job), receiver)
}

/// Does a job whole, or nothing of it.
fn in_savepoint<T, E: From<StoreError>>(
    connection: &Connection,
    job: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    let run = |sql: &str| {
        let mut statement = connection.prepare_cached(sql)?;
        statement.execute([]).map(drop)
    };
    run("SAVEPOINT job").map_err(StoreError::from)?;
    let outcome = catch_unwind(AssertUnwindSafe(|| job(connection))).unwrap_or_else(|_| {
        Err(StoreError::Commit("it broke off, which is a mistake in dunlin".to_owned()).into())
    });
    if outcome.is_err() {
        run("ROLLBACK TO job").map_err(StoreError::from)?;
    }
    run("RELEASE job").map_err(StoreError::from)?;
    outcome
}

fn write_all(mut connection: Connection, mut jobs: mpsc::Receiver<Job>) {
    let mut group = Vec::with_capacity(GROUP);
    while jobs.blocking_recv_many(&mut group, GROUP) > 0 {
        let mut answers = Vec::with_capacity(group.len());
        let committed = commit(&mut connection, &mut group, &mut answers);
        let problem = committed.err().map(|error| error.to_string());
        let failed = |problem: &String| StoreError::Commit(problem.clone());
        let not_begun = problem.clone().unwrap_or_default();
        answers.extend(
            group
                .drain(..)
                .map(|job| job(Err(StoreError::Commit(not_begun.clone())))),
        );
        for answer in answers {
            answer(
                problem
                    .as_ref()
                    .map_or(Ok(()), |problem| Err(failed(problem))),
            );
        }
    }
}

/// Does a group in one transaction, and takes from it the jobs that were begun, for which there are answers.
fn commit(
    connection: &mut Connection,
    group: &mut Vec<Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut jobs = std::mem::take(group).into_iter();
    for job in jobs.by_ref() {
        answers.push(job(Ok(&transaction)));
        // A full disk ends the whole transaction: what came after would be written by itself.
        if transaction.is_autocommit() {
            break;
        }
    }
    group.extend(jobs);
    transaction.commit()
}
