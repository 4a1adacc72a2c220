//! What loading costs: the shipped rules from their texts, and a case from its JSON. No file is read while it is timed.

use anyhow::Result;
use dunlin::{Engine, RuleSet};
use dunlin_benches::Shipped;

use crate::timing::Work;

pub(crate) fn works(shipped: &Shipped) -> Result<Vec<Work<'_>>> {
    let sources = Shipped::sources()?;
    let stored = serde_json::to_string(&shipped.case)?;
    Ok(vec![
        Work::new("load the shipped rules", move || {
            let engine = Engine::new(RuleSet::load(&sources)?);
            Ok(engine.rules().fingerprint().len())
        }),
        Work::new("load a case from JSON", move || {
            Ok(shipped.engine.read_case(&stored)?.id().len())
        }),
    ])
}
