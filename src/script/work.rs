//! The work that a script's calls of built-in functions do: counted for each call from outside, since one operation may look at many items.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rhai::{EvalAltResult, NativeCallContext, Position};

/// The items that built-in functions may look at in one call of a script.
pub(super) const MAX_WORK: u64 = 1_000_000;

/// What has been looked at in one call; the engine hands it to the functions as the call's tag.
#[derive(Clone, Default)]
pub(super) struct Work(Arc<AtomicU64>);

/// Counts so many more items, and ends the script beyond the limit.
pub(super) fn spend(context: &NativeCallContext, items: usize) -> Result<(), Box<EvalAltResult>> {
    let Some(work) = context.tag().and_then(|tag| tag.read_lock::<Work>()) else {
        return Ok(());
    };
    let items = u64::try_from(items).unwrap_or(MAX_WORK);
    let before = work.0.fetch_add(items, Ordering::Relaxed);
    if before.saturating_add(items) > MAX_WORK {
        return Err(Box::new(EvalAltResult::ErrorTooManyOperations(
            Position::NONE,
        )));
    }
    Ok(())
}
