//! What it costs to make the case after a decision that has been made.

use anyhow::Result;
use dunlin::Request;
use dunlin_benches::Shipped;

use crate::timing::Work;

pub(crate) fn works(shipped: &Shipped) -> Result<Vec<Work<'_>>> {
    Ok(vec![
        apply("apply partial_payment", shipped, &shipped.payment)?,
        apply("apply pause", shipped, &shipped.pause)?,
        apply("apply close", shipped, &shipped.close)?,
    ])
}

fn apply<'s>(name: &str, shipped: &'s Shipped, request: &'s Request) -> Result<Work<'s>> {
    let decision = shipped.engine.decide(&shipped.case, request, shipped.now)?;
    Ok(Work::new(name, move || {
        Ok(shipped.case.apply(&decision)?.id().len())
    }))
}
