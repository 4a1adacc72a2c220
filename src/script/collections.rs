//! Texts, lists and maps in scripts: what may be asked of them, and that each answer's work is counted. No closure goes in.

use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Map, NativeCallContext};
use rust_decimal::Decimal;

use super::case::error;
use super::convert::{decimal, from_script};
use super::work::spend;

type Called<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    texts(engine);
    lists(engine);
    maps(engine);
}

fn texts(engine: &mut Engine) {
    type Text = ImmutableString;
    engine.register_fn("len", |text: Text| count(text.chars().count()));
    engine.register_get("len", |text: &mut Text| count(text.chars().count()));
    engine.register_fn("is_empty", |text: Text| text.is_empty());
    engine.register_fn(
        "contains",
        |context: NativeCallContext, text: Text, part: Text| {
            read(&context, &text)?;
            Ok::<_, Box<EvalAltResult>>(text.contains(part.as_str()))
        },
    );
    engine.register_fn("starts_with", |text: Text, part: Text| {
        text.starts_with(part.as_str())
    });
    engine.register_fn("ends_with", |text: Text, part: Text| {
        text.ends_with(part.as_str())
    });
    engine.register_fn("lower", |context: NativeCallContext, text: Text| {
        read(&context, &text).map(|()| text.to_lowercase())
    });
    engine.register_fn("upper", |context: NativeCallContext, text: Text| {
        read(&context, &text).map(|()| text.to_uppercase())
    });
    engine.register_fn("to_string", |text: Text| text);
    engine.register_fn("to_string", |truth: bool| truth.to_string());
    engine.register_fn("to_string", |number: i64| number.to_string());
    engine.register_fn("to_string", |number: Decimal| number.to_string());
}

fn lists(engine: &mut Engine) {
    engine.register_fn("len", |list: &mut Array| count(list.len()));
    engine.register_get("len", |list: &mut Array| count(list.len()));
    engine.register_fn("is_empty", |list: &mut Array| list.is_empty());
    engine.register_fn("push", |list: &mut Array, item: Dynamic| list.push(item));
    engine.register_fn("pop", |list: &mut Array| list.pop().unwrap_or_default());
    engine.register_fn(
        "contains",
        |context: NativeCallContext, list: &mut Array, item: Dynamic| {
            for candidate in list.iter() {
                if is_same(&context, candidate, &item)? {
                    return Ok(true);
                }
            }
            Ok::<_, Box<EvalAltResult>>(false)
        },
    );
    equality::<Array>(engine);
    engine.register_fn(
        "to_string",
        |context: NativeCallContext, list: &mut Array| {
            printed(&context, &Dynamic::from_array(list.clone()), list.len())
        },
    );
}

fn maps(engine: &mut Engine) {
    engine.register_fn("len", |map: &mut Map| count(map.len()));
    engine.register_get("len", |map: &mut Map| count(map.len()));
    engine.register_fn("is_empty", |map: &mut Map| map.is_empty());
    engine.register_fn("contains", |map: &mut Map, name: ImmutableString| {
        map.contains_key(name.as_str())
    });
    engine.register_fn("keys", |context: NativeCallContext, map: &mut Map| {
        spend(&context, map.len())?;
        let names = map.keys().map(|name| name.as_str().into());
        Ok::<Array, Box<EvalAltResult>>(names.collect())
    });
    engine.register_fn("values", |context: NativeCallContext, map: &mut Map| {
        spend(&context, map.len())?;
        Ok::<Array, Box<EvalAltResult>>(map.values().cloned().collect())
    });
    equality::<Map>(engine);
    engine.register_fn("to_string", |context: NativeCallContext, map: &mut Map| {
        printed(&context, &Dynamic::from_map(map.clone()), map.len())
    });
}

fn equality<T: Clone + Send + Sync + 'static>(engine: &mut Engine) {
    engine.register_fn("==", |context: NativeCallContext, a: T, b: T| {
        is_same(&context, &Dynamic::from(a), &Dynamic::from(b))
    });
    engine.register_fn("!=", |context: NativeCallContext, a: T, b: T| {
        is_same(&context, &Dynamic::from(a), &Dynamic::from(b)).map(|same| !same)
    });
}

/// The lists and maps within each other that are compared.
const MAX_NESTING: usize = 64;

/// Whether two values are the same: numbers by what they are worth, lists and maps by what is in them.
fn is_same(context: &NativeCallContext, a: &Dynamic, b: &Dynamic) -> Called<bool> {
    is_same_within(context, a, b, MAX_NESTING)
}

fn is_same_within(
    context: &NativeCallContext,
    a: &Dynamic,
    b: &Dynamic,
    nesting: usize,
) -> Called<bool> {
    spend(context, 1)?;
    let Some(nesting) = nesting.checked_sub(1) else {
        return Err(error("lists within lists too deep to be compared"));
    };
    if let (Some(a), Some(b)) = (decimal(a), decimal(b)) {
        return Ok(a == b);
    }
    if let (Some(a), Some(b)) = (a.read_lock::<Array>(), b.read_lock::<Array>()) {
        if a.len() != b.len() {
            return Ok(false);
        }
        for (a, b) in a.iter().zip(b.iter()) {
            if !is_same_within(context, a, b, nesting)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    if let (Some(a), Some(b)) = (a.read_lock::<Map>(), b.read_lock::<Map>()) {
        if !a.keys().eq(b.keys()) {
            return Ok(false);
        }
        for (a, b) in a.values().zip(b.values()) {
            if !is_same_within(context, a, b, nesting)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    Ok(from_script(a).is_some_and(|a| Some(a) == from_script(b)))
}

/// A list or a map as a text; never an error, for Rhai would then print it by itself, uncounted.
fn printed(context: &NativeCallContext, value: &Dynamic, items: usize) -> String {
    let value = spend(context, items).ok().and_then(|()| from_script(value));
    value.map_or_else(|| "…".to_owned(), |value| value.to_string())
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Counts the reading of a whole text.
fn read(context: &NativeCallContext, text: &str) -> Called<()> {
    spend(context, text.len() / 64)
}
