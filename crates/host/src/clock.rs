//! The one file that knows what time it is. Whoever decides is told.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

/// Tells the time, which never goes back: not within a run, and not behind what the store has seen.
#[derive(Debug)]
pub(crate) struct Clock {
    course: Course,
    /// The latest time that was told, in milliseconds since 1970.
    latest: AtomicI64,
}

#[derive(Debug)]
enum Course {
    System,
    /// Since when it has run, and how.
    Paced(Instant, Pace),
    /// It stands still until it is moved: the time in milliseconds since 1970.
    Movable(AtomicI64),
}

/// A clock for demonstrations: where it begins and how fast it runs.
///
/// Written as `2026-03-01T08:00+1d/s`: a time in UTC, and days (`d`), hours (`h`), minutes (`m`) or seconds (`s`) a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    from: DateTime<Utc>,
    seconds: f64,
}

/// What is wrong with the text of a [`Pace`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a time in UTC and how fast it runs, such as `2026-03-01T08:00+1d/s`")]
pub struct NotAPace;

impl FromStr for Pace {
    type Err = NotAPace;

    fn from_str(text: &str) -> Result<Self, NotAPace> {
        let (from, rate) = text.rsplit_once('+').ok_or(NotAPace)?;
        let from = ["", ":00"].iter().find_map(|seconds| {
            let text = format!("{from}{seconds}Z");
            DateTime::parse_from_rfc3339(&text).ok()
        });
        let from = from.ok_or(NotAPace)?.to_utc();
        let rate = rate.strip_suffix("/s").ok_or(NotAPace)?;
        let mut number = rate.chars();
        let unit = match number.next_back() {
            Some('d') => 86_400.0,
            Some('h') => 3_600.0,
            Some('m') => 60.0,
            Some('s') => 1.0,
            _ => return Err(NotAPace),
        };
        let number: u32 = number.as_str().parse().map_err(|_| NotAPace)?;
        // A hundred years a second is as fast as anybody looks.
        let seconds = f64::from(number) * unit;
        (seconds <= 86_400.0 * 36_525.0)
            .then_some(Self { from, seconds })
            .ok_or(NotAPace)
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}+{}s/s",
            self.from.format("%Y-%m-%dT%H:%M:%S"),
            self.seconds
        )
    }
}

impl Clock {
    /// The system's clock, or one of its own pace.
    pub(crate) fn new(pace: Option<Pace>) -> Self {
        let course = match pace {
            None => Course::System,
            Some(pace) => Course::Paced(Instant::now(), pace),
        };
        Self {
            course,
            latest: AtomicI64::new(i64::MIN),
        }
    }

    /// A clock that stands still until it is moved.
    pub(crate) fn movable(from: DateTime<Utc>) -> Self {
        Self {
            course: Course::Movable(AtomicI64::new(from.timestamp_millis())),
            latest: AtomicI64::new(i64::MIN),
        }
    }

    /// Moves a clock that stands still, and never back. Any other goes its own way.
    pub(crate) fn move_to(&self, to: DateTime<Utc>) {
        if let Course::Movable(at) = &self.course {
            at.fetch_max(to.timestamp_millis(), Ordering::AcqRel);
        }
    }

    /// The time, to the millisecond. Where the system's clock has been set back, time stands still until that has caught up.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let told = self.unchecked().timestamp_millis();
        let before = self.latest.fetch_max(told, Ordering::AcqRel);
        instant(told.max(before))
    }

    /// Takes note of a time that has been, before anybody asks: none before it will be told.
    ///
    /// A clock of its own pace goes on from there, as if it had stood still while nothing ran. The system's clock is behind only where it
    /// has been set back, and is waited for.
    pub(crate) fn has_been(&mut self, at: DateTime<Utc>) {
        self.latest
            .fetch_max(at.timestamp_millis(), Ordering::AcqRel);
        match &mut self.course {
            Course::Paced(since, pace) if pace.from < at => {
                pace.from = at;
                *since = Instant::now();
            }
            Course::Movable(_) => self.move_to(at),
            Course::System | Course::Paced(..) => {}
        }
    }

    /// The machine's own time, for what is between it and those who ask, and no matter of cases.
    pub(crate) fn machine() -> DateTime<Utc> {
        Utc::now()
    }

    /// How far the system's clock is behind what has been.
    pub(crate) fn behind(&self) -> TimeDelta {
        (self.now() - self.unchecked()).max(TimeDelta::zero())
    }

    /// How long it takes until then, at most `longest`.
    pub(crate) fn wait_until(&self, at: DateTime<Utc>, longest: Duration) -> Duration {
        let Ok(left) = (at - self.now()).to_std() else {
            return Duration::ZERO;
        };
        match &self.course {
            Course::System => left.min(longest),
            Course::Paced(_, pace) => {
                let left = left.as_secs_f64() / pace.seconds;
                Duration::try_from_secs_f64(left).map_or(longest, |left| left.min(longest))
            }
            // Whoever moves it runs what falls due on the way.
            Course::Movable(_) => longest,
        }
    }

    fn unchecked(&self) -> DateTime<Utc> {
        match &self.course {
            Course::System => Utc::now(),
            Course::Movable(at) => instant(at.load(Ordering::Acquire)),
            Course::Paced(since, pace) => {
                let passed = since.elapsed().as_secs_f64() * pace.seconds * 1_000.0;
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a cast from a float saturates, and what can't be added is the last time there is"
                )]
                let passed = TimeDelta::try_milliseconds(passed as i64);
                passed
                    .and_then(|passed| pace.from.checked_add_signed(passed))
                    .unwrap_or(DateTime::<Utc>::MAX_UTC)
            }
        }
    }
}

/// A time as a store keeps it.
pub(crate) fn instant(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_read_as_it_is_written() {
        let pace: Pace = "2026-03-01T08:00+1d/s".parse().unwrap();
        assert_eq!(pace.to_string(), "2026-03-01T08:00:00+86400s/s");
        for wrong in [
            "",
            "2026-03-01",
            "2026-03-01T08:00+1",
            "2026-03-01T08:00+xd/s",
            "2026-03-01T08:00+4000000000d/s",
        ] {
            assert_eq!(wrong.parse::<Pace>(), Err(NotAPace), "{wrong}");
        }
    }

    #[test]
    fn time_does_not_go_behind_what_has_been() {
        let mut clock = Clock::new(None);
        let seen = Utc::now() + TimeDelta::days(1);
        clock.has_been(seen);
        assert_eq!(
            clock.now().timestamp_millis(),
            seen.timestamp_millis(),
            "it stands still"
        );
        assert!(clock.behind() > TimeDelta::hours(23));
        clock.has_been("2026-03-01T08:00:00Z".parse().unwrap());
        assert_eq!(clock.now().timestamp_millis(), seen.timestamp_millis());
    }

    #[test]
    fn a_clock_that_is_moved_stands_still_between_and_never_goes_back() {
        let begun: DateTime<Utc> = "2026-03-01T08:00:00Z".parse().unwrap();
        let mut clock = Clock::movable(begun);
        assert_eq!(clock.now(), begun);
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(clock.now(), begun);
        let later = begun + TimeDelta::days(1);
        clock.move_to(later);
        assert_eq!(clock.now(), later);
        clock.move_to(begun);
        assert_eq!(clock.now(), later);
        let seen = later + TimeDelta::days(1);
        clock.has_been(seen);
        assert_eq!(clock.now(), seen);
        assert_eq!(clock.behind(), TimeDelta::zero());
    }

    #[test]
    fn a_clock_of_its_own_pace_goes_on_from_where_it_was() {
        let mut clock = Clock::new(Some("2026-03-01T08:00+1d/s".parse().unwrap()));
        let seen = "2027-03-01T08:00:00Z".parse().unwrap();
        clock.has_been(seen);
        assert!(clock.now() >= seen);
        std::thread::sleep(Duration::from_millis(20));
        assert!(clock.now() > seen + TimeDelta::minutes(15), "it runs on");
        assert_eq!(clock.behind(), TimeDelta::zero());
        let begun: DateTime<Utc> = "2028-03-01T08:00:00Z".parse().unwrap();
        let mut clock = Clock::new(Some("2028-03-01T08:00+1d/s".parse().unwrap()));
        clock.has_been(seen);
        assert!(clock.now() >= begun, "it isn't set back");
    }
}
