//! The same growth for the peers where it is cheap to ask: ten thousand more rules, on other actions.

use anyhow::Result;

use crate::engines::cedar::Cedar;
use crate::engines::node;
use crate::engines::zen_table::ZenTable;
use crate::portfolio::Pair;
use crate::timing::{Cost, Pass, measure};

/// An engine with all its rules in one place: as shipped, and with `more` rules.
pub(crate) struct Grown {
    pub(crate) engine: &'static str,
    pub(crate) shipped: Cost,
    pub(crate) grown: Cost,
}

/// What `more` rules on other actions cost each.
pub(crate) fn grown(pairs: &[Pair], more: usize) -> Result<Vec<Grown>> {
    let (mut cedar, mut cedar_more) = (Cedar::in_one_set(0)?, Cedar::in_one_set(more)?);
    let (mut zen, mut zen_more) = (ZenTable::in_one_table(0)?, ZenTable::in_one_table(more)?);
    let rounds = 5;
    let passes = vec![
        Pass::over(pairs, |pair| Ok(usize::from(cedar.decide(pair)?.allowed))),
        Pass::over(pairs, |pair| {
            Ok(usize::from(cedar_more.decide(pair)?.allowed))
        }),
        Pass::over(pairs, |pair| Ok(usize::from(zen.decide(pair)?.allowed))),
        Pass::over(pairs, |pair| {
            Ok(usize::from(zen_more.decide(pair)?.allowed))
        }),
    ];
    let mut grown = Vec::new();
    if let [cedar, cedar_more, zen, zen_more] = *measure(passes, rounds)? {
        grown.push(Grown {
            engine: "cedar-policy: one set",
            shipped: cedar,
            grown: cedar_more,
        });
        grown.push(Grown {
            engine: "zen-engine: one table",
            shipped: zen,
            grown: zen_more,
        });
    }
    let few = pairs.get(..30.min(pairs.len())).unwrap_or(pairs);
    let shipped = node::ask(few, rounds, Some(0))?;
    if let (Some(shipped), Some(more)) = (shipped, node::ask(few, rounds, Some(more))?) {
        grown.push(Grown {
            engine: "json-rules-engine: one engine",
            shipped: Cost::of(&shipped.nanoseconds),
            grown: Cost::of(&more.nanoseconds),
        });
    }
    Ok(grown)
}
