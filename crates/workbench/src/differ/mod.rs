//! What two versions of a rule set make of the same cases: what differs, counted, and which edit causes it. No decision is made here, and what the edits are is others' matter.

mod asked;
mod cause;
mod example;
mod figures;
mod journal;
mod outcome;
mod page;
mod shown;
mod subject;
mod tally;
mod told;
mod words;

use chrono::{DateTime, Days, Utc};
use dunlin::Engine;
use rayon::prelude::*;

use asked::Asked;
pub use cause::Cause;
use cause::{Made, Make};
pub use example::{Example, Scenario};
pub use journal::Journal;
use outcome::Reach;
pub use page::page;
pub use shown::{Difference, Had, Shown};
use subject::{Subject, Wrong};
use tally::Tally;
pub use tally::{About, Caused, Change, Differences, Moved, Stranded};
pub use told::{Edited, Told};
pub use words::Words;

use crate::simulate::{Line, Member, Portfolio, Progress, SimulateError};

/// How many cases are in memory at once, and how many a thread takes at a time.
const BATCH: usize = 2_048;
const SHARE: usize = 32;

/// From when a case is followed, and for how many days.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: DateTime<Utc>,
    days: u32,
}

impl Span {
    fn until(&self, from: DateTime<Utc>) -> DateTime<Utc> {
        let until = from.checked_add_days(Days::new(self.days.into()));
        until.unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// Two versions of a rule set, and the edits that lead from one to the other.
///
/// It compares, case by case, what both make of it: the menu of each role, what is forecast for a number of days (each
/// step, letter, entry, switch of flow and closing), and, of a journal, what is decided about each request that it
/// holds. Each difference is told apart so far that it has one cause, and the cause is found by making the edits one by
/// one and together.
///
/// ```
/// use dunlin::{Edits, Engine, RuleSet, Sources};
/// use dunlin_workbench::differ::{Cause, Comparison};
/// use dunlin_workbench::simulate::Portfolio;
///
/// let old = Sources::read("../..")?;
/// let mut new = old.clone();
/// let flow = old.get("flows/collection.yaml").ok_or("no such flow")?.text();
/// new.add("flows/collection.yaml", flow.replace("after: 30 days", "after: 40 days"));
///
/// let edits = Edits::between(&old, &new)?;
/// let groups = edits.groups();
/// let engine = |sources: &Sources| RuleSet::load(sources).map(Engine::new);
/// let (before, after) = (engine(&old)?, engine(&new)?);
/// let make = |chosen: &[usize]| engine(&edits.made(chosen)).ok();
///
/// let case = r#"{"id":"1","flow":"collection","principal":"900","facts":{"invoice_date":"2026-01-01","due_date":"2026-01-15","customer.name":"A"}}"#;
/// let cases = Portfolio::streamed(Box::new(case.as_bytes()), "cases", None)?;
/// let from = "2026-03-02T09:00:00Z".parse()?;
/// let differences = Comparison::new([&before, &after], &groups, &make, from, 365).of_cases(cases, |_| {})?;
/// assert_eq!(differences.differing, 1);
/// assert_eq!(differences.causes[0].cause, Cause::Alone(0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Comparison<'c> {
    old: Asked,
    new: Asked,
    made: Made<'c>,
    span: Span,
}

impl<'c> Comparison<'c> {
    /// Returns the comparison of the old and the new engine.
    ///
    /// `groups` are the smallest groups of edits that load alone, by their places; `make` gives the engine of the old
    /// rules with some edits made, where these load. Cases are taken up at `from`, journals at their ends if these are
    /// later, and followed for so many days.
    pub fn new(
        [old, new]: [&Engine; 2],
        groups: &'c [Vec<usize>],
        make: &'c Make<'c>,
        from: DateTime<Utc>,
        days: u32,
    ) -> Self {
        Self {
            old: Asked::new(old.clone()),
            new: Asked::new(new.clone()),
            made: Made::new(groups, make),
            span: Span { from, days },
        }
    }

    /// Compares what both make of cases or openings and their events.
    ///
    /// It is the same whatever the number of threads: those of the rayon pool that it is called in.
    ///
    /// # Errors
    ///
    /// A line that can't be read, or that doesn't fit the old rules.
    pub fn of_cases(
        &self,
        mut cases: Portfolio,
        progress: impl FnMut(Progress) + Send,
    ) -> Result<Differences, SimulateError> {
        let (name, events) = (
            cases.cases_name().to_owned(),
            cases.events_name().to_owned(),
        );
        let read = || Ok((batch(|| cases.next_member())?, cases.read));
        let subject = |member: &Member| {
            let subject = Subject::of_member(&self.old, member)?;
            Ok((member.case.number, subject))
        };
        let in_files = |wrong: Wrong| match wrong {
            Wrong::Case(line, problem) => SimulateError {
                file: name.clone(),
                line: Some(line),
                problem,
            },
            Wrong::Event(line, problem) => SimulateError {
                file: events.clone(),
                line: Some(line),
                problem,
            },
        };
        self.run(read, subject, in_files, progress)
    }

    /// Compares what both decide about each request of a journal, on the case as it stood then, and what they make of
    /// the case at the end of it.
    ///
    /// # Errors
    ///
    /// A line that can't be read, or that doesn't fit the old rules.
    pub fn of_journal(
        &self,
        mut journal: Journal,
        progress: impl FnMut(Progress) + Send,
    ) -> Result<Differences, SimulateError> {
        let name = journal.name().to_owned();
        let read = || Ok((batch(|| journal.next_case())?, journal.read));
        let subject = |lines: &Vec<Line>| {
            let first = lines.first().map_or(1, |line| line.number);
            Ok((first, Subject::of_journal(&self.old, lines)?))
        };
        let in_files = |wrong: Wrong| {
            let (Wrong::Case(line, problem) | Wrong::Event(line, problem)) = wrong;
            SimulateError {
                file: name.clone(),
                line: Some(line),
                problem,
            }
        };
        self.run(read, subject, in_files, progress)
    }

    fn run<T: Send + Sync>(
        &self,
        mut read: impl FnMut() -> Result<(Vec<T>, u64), SimulateError> + Send,
        subject: impl Fn(&T) -> Result<(u64, Subject), Wrong> + Sync,
        in_files: impl Fn(Wrong) -> SimulateError,
        mut progress: impl FnMut(Progress) + Send,
    ) -> Result<Differences, SimulateError> {
        let mut tally = Tally::default();
        let mut done = 0;
        let (mut cases, mut bytes) = read()?;
        while !cases.is_empty() {
            let first = done;
            // While one batch is compared, the next is read.
            let (compared, next) =
                rayon::join(|| self.compared(&cases, first, &subject), &mut read);
            for share in compared {
                tally.add(share.map_err(&in_files)?);
            }
            done += cases.len() as u64;
            progress(Progress {
                cases: done,
                read: bytes,
            });
            (cases, bytes) = next?;
        }
        Ok(tally.into_differences())
    }

    /// What differs in each share of a batch, in order.
    fn compared<T: Sync>(
        &self,
        cases: &[T],
        first: u64,
        subject: &(impl Fn(&T) -> Result<(u64, Subject), Wrong> + Sync),
    ) -> Vec<Result<Tally, Wrong>> {
        let shares = cases.par_chunks(SHARE).enumerate();
        let compared = shares.map(|(share, cases)| {
            let mut tally = Tally::default();
            let first = first + (share * SHARE) as u64;
            for (case, at) in cases.iter().zip(first..) {
                let (line, subject) = subject(case)?;
                self.compare(line, &subject, at, &mut tally)?;
            }
            Ok(tally)
        });
        compared.collect()
    }

    fn compare(
        &self,
        line: u64,
        subject: &Subject,
        at: u64,
        tally: &mut Tally,
    ) -> Result<(), Wrong> {
        let old = self.old.observed(subject, &self.span, Reach::All);
        let old =
            old.map_err(|problem| Wrong::Case(line, format!("case `{}`: {problem}", subject.id)))?;
        let new = self.new.outcome(subject, &self.span, Reach::All);
        let aspects = old.differences(&new);
        tally.cases += 1;
        if aspects.is_empty() {
            return Ok(());
        }
        let both = [&old, &new];
        let causes = self.made.causes(subject, &self.span, both, &aspects);
        let standing = subject.standing(&self.old);
        let origin = || example::Origin::of(subject, &self.old, &self.span);
        let found = aspects.into_iter().zip(causes);
        tally.meets((&subject.id, at), &standing, both, found.collect(), origin);
        Ok(())
    }
}

fn batch<T>(
    mut next: impl FnMut() -> Result<Option<T>, SimulateError>,
) -> Result<Vec<T>, SimulateError> {
    let mut batch = Vec::with_capacity(BATCH);
    while batch.len() < BATCH {
        match next()? {
            Some(one) => batch.push(one),
            None => break,
        }
    }
    Ok(batch)
}
