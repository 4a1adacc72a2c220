//! Texts, lists and maps in scripts: what may be asked of them, and that each answer's work is counted. No closure goes in.

use rhai::{Array, Dynamic, EvalAltResult, ImmutableString, Map, NativeCallContext};
use rust_decimal::Decimal;

use super::calls::Library;
use super::convert::{decimal, from_script};
use super::fault::complaint;
use super::work::spend;

type Called<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(library: &mut Library) {
    texts(library);
    lists(library);
    maps(library);
}

fn texts(library: &mut Library) {
    type Text = ImmutableString;
    library.register_fn("text.len()", |text: Text| count(text.chars().count()));
    library
        .engine
        .register_get("len", |text: &mut Text| count(text.chars().count()));
    library.register_fn("text.is_empty()", |text: Text| text.is_empty());
    library.register_fn(
        "text.contains(part)",
        |context: NativeCallContext, text: Text, part: Text| {
            read(&context, &text)?;
            Ok::<_, Box<EvalAltResult>>(text.contains(part.as_str()))
        },
    );
    library.register_fn("text.starts_with(start)", |text: Text, part: Text| {
        text.starts_with(part.as_str())
    });
    library.register_fn("text.ends_with(end)", |text: Text, part: Text| {
        text.ends_with(part.as_str())
    });
    library.register_fn("text.lower()", |context: NativeCallContext, text: Text| {
        read(&context, &text).map(|()| text.to_lowercase())
    });
    library.register_fn("text.upper()", |context: NativeCallContext, text: Text| {
        read(&context, &text).map(|()| text.to_uppercase())
    });
    library.register_fn("value.to_string()", |text: Text| text);
    library.register_fn("value.to_string()", |truth: bool| truth.to_string());
    library.register_fn("value.to_string()", |number: i64| number.to_string());
    library.register_fn("value.to_string()", |number: Decimal| number.to_string());
}

fn lists(library: &mut Library) {
    library.register_fn("list.len()", |list: &mut Array| count(list.len()));
    library
        .engine
        .register_get("len", |list: &mut Array| count(list.len()));
    library.register_fn("list.is_empty()", |list: &mut Array| list.is_empty());
    library.register_fn("list.push(item)", |list: &mut Array, item: Dynamic| {
        list.push(item)
    });
    library.register_fn("list.pop()", |list: &mut Array| {
        list.pop().unwrap_or_default()
    });
    library.register_fn(
        "list.contains(item)",
        |context: NativeCallContext, list: &mut Array, item: Dynamic| {
            for candidate in list.iter() {
                if is_same(&context, candidate, &item)? {
                    return Ok(true);
                }
            }
            Ok::<_, Box<EvalAltResult>>(false)
        },
    );
    equality::<Array>(library);
    library.register_fn(
        "list.to_string()",
        |context: NativeCallContext, list: &mut Array| {
            printed(&context, &Dynamic::from_array(list.clone()), list.len())
        },
    );
}

fn maps(library: &mut Library) {
    library.register_fn("map.len()", |map: &mut Map| count(map.len()));
    library
        .engine
        .register_get("len", |map: &mut Map| count(map.len()));
    library.register_fn("map.is_empty()", |map: &mut Map| map.is_empty());
    library.register_fn(
        "map.contains(name)",
        |map: &mut Map, name: ImmutableString| map.contains_key(name.as_str()),
    );
    library.register_fn("map.keys()", |context: NativeCallContext, map: &mut Map| {
        spend(&context, map.len())?;
        let names = map.keys().map(|name| name.as_str().into());
        Ok::<Array, Box<EvalAltResult>>(names.collect())
    });
    library.register_fn(
        "map.values()",
        |context: NativeCallContext, map: &mut Map| {
            spend(&context, map.len())?;
            Ok::<Array, Box<EvalAltResult>>(map.values().cloned().collect())
        },
    );
    equality::<Map>(library);
    library.register_fn(
        "map.to_string()",
        |context: NativeCallContext, map: &mut Map| {
            printed(&context, &Dynamic::from_map(map.clone()), map.len())
        },
    );
}

fn equality<T: Clone + Send + Sync + 'static>(library: &mut Library) {
    library.register_fn("==", |context: NativeCallContext, a: T, b: T| {
        is_same(&context, &Dynamic::from(a), &Dynamic::from(b))
    });
    library.register_fn("!=", |context: NativeCallContext, a: T, b: T| {
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
        return Err(complaint(
            "lists within lists too deep to be compared",
            "lister i lister, der er for dybe til at sammenligne",
        ));
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
