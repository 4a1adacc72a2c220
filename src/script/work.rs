//! The work that a script's calls of built-in functions do: counted for each call from outside, since one operation may look at many items.

use rhai::{Dynamic, EvalAltResult, NativeCallContext, Position};

/// The items that built-in functions may look at in one call of a script.
pub(super) const MAX_WORK: i64 = 1_000_000;

/// The count of one call, shared by all that happens in it; the engine hands it to the functions as
/// the call's tag.
pub(super) fn none_yet() -> Dynamic {
    Dynamic::from_int(0).into_shared()
}

/// Counts so many more items, and ends the script beyond the limit.
pub(super) fn spend(context: &NativeCallContext, items: usize) -> Result<(), Box<EvalAltResult>> {
    let mut work = context.tag().cloned().unwrap_or_default();
    let Some(mut done) = work.write_lock::<i64>() else {
        return Ok(());
    };
    let items = i64::try_from(items).unwrap_or(MAX_WORK);
    *done = done.saturating_add(items);
    if *done > MAX_WORK {
        return Err(Box::new(EvalAltResult::ErrorTooManyOperations(
            Position::NONE,
        )));
    }
    Ok(())
}
