//! What it costs to ask what is due next of a case, by how that stands.

use anyhow::Result;
use dunlin_benches::Shipped;

use crate::timing::Work;

pub(crate) fn works(shipped: &Shipped) -> Result<Vec<Work<'_>>> {
    let ask = |name, case, at| Work::new(name, move || shipped.next_due(case, at));
    Ok(vec![
        ask("next_due, a step far off", &shipped.reminded, shipped.early),
        ask("next_due, a step due now", &shipped.reminded, shipped.late),
        ask("next_due, a step held", &shipped.held, shipped.late),
    ])
}
