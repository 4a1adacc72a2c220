//! Scenarios in hosts' own `cargo test`: one line, and a panic that tells everything. The only panic of this library.

use std::fmt::Write;
use std::path::Path;

use super::{Counts, Suite};

/// Runs the scenarios of the rule set in `folder`, and panics with all that is wrong unless every one
/// comes out as it expects and as its snapshot says.
///
/// The folder is taken from where `cargo test` runs: the package's own. What differs is also written
/// to `NAME.snap.new` beside the scenario, for review with `dunlin test` or `cargo insta`, unless
/// `INSTA_UPDATE` is `no` or `CI` is set.
///
/// ```no_run
/// #[test]
/// fn scenarios_hold() {
///     dunlin_workbench::assert_scenarios("path/to/rule-set");
/// }
/// ```
///
/// # Panics
///
/// Where the rule set doesn't load or has no scenarios, one of them fails, or a snapshot belongs to none.
#[expect(clippy::panic, reason = "a failing test panics")]
#[track_caller]
pub fn assert_scenarios(folder: impl AsRef<Path>) {
    if let Err(report) = check(folder.as_ref()) {
        panic!("{report}");
    }
}

fn check(folder: &Path) -> Result<(), String> {
    let suite = Suite::read(folder).map_err(|error| error.to_string())?;
    if suite.is_empty() {
        return Err(format!(
            "{} holds no scenarios (write one in `scenarios/`)",
            folder.display()
        ));
    }
    let outcomes = suite.run();
    let counts = Counts::of(&outcomes);
    let mut report = format!("scenarios of {}: {counts}", folder.display());
    let is_to_write = is_to_write();
    for outcome in &outcomes {
        if is_to_write && let Err(error) = outcome.propose() {
            // INVARIANT: writing to a `String` can't fail.
            let _ = write!(report, "\n\n{error}");
        }
        if !outcome.is_passed() {
            let _ = write!(report, "\n\n{outcome}");
        }
    }
    for snapshot in suite.unreferenced() {
        let _ = write!(report, "\n\n{snapshot} belongs to no scenario (delete it)");
    }
    if counts.failed() == 0 && suite.unreferenced().is_empty() {
        Ok(())
    } else {
        Err(report)
    }
}

/// Whether to leave what differs beside its snapshot, as insta does.
fn is_to_write() -> bool {
    std::env::var("INSTA_UPDATE").map_or_else(
        |_| std::env::var_os("CI").is_none(),
        |update| update != "no",
    )
}
