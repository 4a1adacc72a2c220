//! Effects are carried out: tried until they are done, each carrier by itself · what becomes of them is the app's to write.

use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use dunlin::RecordedEffect;
use rusqlite::Connection;
use tokio::task::JoinSet;

use crate::app::{App, Failure, Tried};
use crate::config::Carrier;
use crate::store::{OutboxRow, StoreError, outbox};

pub(crate) mod demo;
pub(crate) mod economic;
pub(crate) mod email;
mod file;

/// The carrier of effects that none is bound to.
pub(crate) const DRY_RUN: &str = "dry-run";
/// How many effects a carrier carries out at once.
const AT_ONCE: usize = 16;
/// How long a carrier doesn't look for work at most.
const LONGEST: Duration = Duration::from_secs(1);
/// How long an effect waits at most.
const MOST_WAIT: Duration = Duration::from_secs(6 * 3_600);

/// How an effect that wasn't carried out is tried again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retry {
    /// How long it waits after the first failure; twice as long after each further one.
    pub(crate) first_wait: Duration,
    /// How often it is tried before it is given up.
    pub(crate) tries: NonZeroU32,
}

impl Default for Retry {
    /// Over about a day and a half.
    fn default() -> Self {
        Self {
            first_wait: Duration::from_secs(30),
            tries: NonZeroU32::MIN.saturating_add(11),
        }
    }
}

impl Retry {
    /// How long to wait at most after so many failures.
    fn longest(self, attempts: u32) -> Duration {
        self.first_wait
            .saturating_mul(2_u32.saturating_pow(attempts))
            .min(MOST_WAIT)
    }

    /// How long to wait after so many failures: between half of the time and all of it, so that not all come back at once.
    fn wait(self, attempts: u32) -> Duration {
        let mut random = [0];
        // Without randomness, all come back at once.
        let _none = getrandom::fill(&mut random);
        let half = self.longest(attempts) / 2;
        half + half * u32::from(random.first().copied().unwrap_or_default()) / 255
    }
}

/// Why an effect couldn't be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Undone {
    /// It may go well later.
    Later(String),
    /// It may go well then: who was asked says so.
    After(Duration, String),
    /// It never will.
    Never(String),
}

/// What a carrier does beside carrying, until the service ends.
pub(crate) type Beside = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Carries effects out. It may be asked for the same effect twice: the id tells.
pub(crate) trait Carry: Send + Sync {
    /// Carries an effect out, or says why not. It may wait.
    fn carry(&self, case: &str, effect: &RecordedEffect) -> Result<(), Undone>;

    /// What it does beside, if anything.
    fn beside(self: Arc<Self>) -> Option<Beside> {
        None
    }
}

/// Records what it would do: that is in the outbox.
struct DryRun;

impl Carry for DryRun {
    fn carry(&self, _case: &str, _effect: &RecordedEffect) -> Result<(), Undone> {
        Ok(())
    }
}

/// A carrier with its name.
type Named = (String, Arc<dyn Carry>);

/// The carriers that a configuration names, and the dry run.
pub(crate) fn carriers(app: &Arc<App>) -> Result<Vec<Named>, String> {
    let configured = app.config.carriers.iter().map(|(name, carrier)| {
        let made: Arc<dyn Carry> = match carrier {
            Carrier::DryRun => Arc::new(DryRun),
            Carrier::Economic(settings) => {
                let economic = economic::Economic::new(app, settings);
                Arc::new(economic.map_err(|problem| format!("the carrier `{name}`: {problem}"))?)
            }
            Carrier::Email(settings) => {
                let email = email::Email::new(settings);
                Arc::new(email.map_err(|problem| format!("the carrier `{name}`: {problem}"))?)
            }
            Carrier::File { path } => Arc::new(file::File::open(path)?),
        };
        Ok((name.clone(), made))
    });
    let mut carriers: Vec<Named> = configured.collect::<Result<_, String>>()?;
    if !app.config.carriers.contains_key(DRY_RUN) {
        carriers.push((DRY_RUN.to_owned(), Arc::new(DryRun)));
    }
    Ok(carriers)
}

/// Carries out what is for one carrier, until the service ends.
pub(crate) async fn run(app: Arc<App>, name: String, carrier: Arc<dyn Carry>) {
    let mut posted = app.posted();
    loop {
        match carry_some(&app, &name, &carrier).await {
            Ok(count) if count == AT_ONCE => continue,
            Ok(_) => {}
            Err(Failure::Store(StoreError::Ended)) => return,
            Err(error) => {
                tracing::error!(carrier = name, %error, "the outbox couldn't be worked off")
            }
        }
        let look = {
            let name = name.clone();
            move |connection: &Connection| outbox::next_attempt(connection, &name)
        };
        let wait = match app.store.read(look).await {
            Ok(Some(next)) => app.clock.wait_until(next, LONGEST),
            _ => LONGEST,
        };
        let wait = wait.max(Duration::from_millis(5));
        let _early = tokio::time::timeout(wait, posted.changed()).await;
    }
}

/// Carries out some of what is for one carrier, and returns how many were tried.
async fn carry_some(
    app: &Arc<App>,
    name: &str,
    carrier: &Arc<dyn Carry>,
) -> Result<usize, Failure> {
    let now = app.now();
    let retry = app.config.retry(name);
    let look = {
        let name = name.to_owned();
        move |connection: &Connection| outbox::pending(connection, &name, now, AT_ONCE)
    };
    let effects = app.store.read::<_, StoreError>(look).await?;
    let count = effects.len();
    let mut tries = JoinSet::new();
    for effect in effects {
        let (app, carrier, name) = (app.clone(), carrier.clone(), name.to_owned());
        tries.spawn(async move {
            let tried = {
                let effect = effect.clone();
                tokio::task::spawn_blocking(move || carry(&*carrier, &effect)).await
            };
            let broken = || Err(Undone::Later("it broke off".to_owned()));
            let tried = tried.unwrap_or_else(|_| broken());
            if tried.is_err() {
                // What is in it is a customer's, and stays in the outbox.
                tracing::warn!(
                    carrier = name,
                    effect = effect.id,
                    attempt = effect.attempts + 1,
                    "an effect wasn't carried out"
                );
            }
            let ended = ended(tried, effect.attempts, retry, app.now());
            app.tried(&effect, ended).await
        });
    }
    while let Some(tried) = tries.join_next().await {
        tried.map_err(|_| StoreError::Ended)??;
    }
    Ok(count)
}

fn carry(carrier: &dyn Carry, effect: &OutboxRow) -> Result<(), Undone> {
    let recorded: RecordedEffect = serde_json::from_str(&effect.body)
        .map_err(|error| Undone::Never(format!("the outbox holds no effect: {error}")))?;
    carrier.carry(&effect.case, &recorded)
}

/// What follows from a try that was one more than so many.
fn ended(tried: Result<(), Undone>, attempts: u32, retry: Retry, now: DateTime<Utc>) -> Tried {
    let (asked, why) = match tried {
        Ok(()) => return Tried::Done,
        Err(Undone::Never(why)) => return Tried::GivenUp(why),
        Err(Undone::Later(why)) => (Duration::ZERO, why),
        Err(Undone::After(asked, why)) => (asked, why),
    };
    if attempts + 1 >= retry.tries.get() {
        return Tried::GivenUp(why);
    }
    let wait = retry.wait(attempts).max(asked.min(MOST_WAIT));
    let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX);
    let again = now.checked_add_signed(wait);
    Tried::Again(again.unwrap_or(now), why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_longer_each_time_and_never_too_long() {
        let retry = Retry::default();
        for attempts in 0..40 {
            let longest = retry.longest(attempts);
            assert!(longest <= MOST_WAIT);
            for _ in 0..20 {
                let wait = retry.wait(attempts);
                assert!(
                    longest / 2 <= wait && wait <= longest,
                    "{attempts}: {wait:?}"
                );
            }
        }
    }

    #[test]
    fn who_is_asked_may_ask_for_a_longer_wait_and_is_given_up_all_the_same() {
        let (now, retry) = (DateTime::<Utc>::UNIX_EPOCH, Retry::default());
        let busy = || Err(Undone::After(Duration::from_secs(600), "busy".to_owned()));
        let again = ended(busy(), 0, retry, now);
        let then = now + TimeDelta::seconds(600);
        assert_eq!(again, Tried::Again(then, "busy".to_owned()));
        let last = ended(busy(), retry.tries.get() - 1, retry, now);
        assert_eq!(last, Tried::GivenUp("busy".to_owned()));
    }
}
