//! What it costs to take what is due of a case, and to find that nothing is.

use anyhow::Result;
use dunlin_benches::Shipped;

use crate::timing::Work;

pub(crate) fn works(shipped: &Shipped) -> Result<Vec<Work<'_>>> {
    let take = |name, case, at| Work::new(name, move || shipped.advance(case, at));
    Ok(vec![
        take(
            "advance, a fee and a letter",
            &shipped.reminded,
            shipped.late,
        ),
        take("advance, nothing is due", &shipped.reminded, shipped.early),
    ])
}
