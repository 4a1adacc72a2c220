//! What a decision costs, by what comes of it, and with its trace.

use anyhow::Result;
use dunlin_benches::Shipped;

use crate::timing::Work;

pub(crate) fn works(shipped: &Shipped) -> Result<Vec<Work<'_>>> {
    let decide = |name, request| Work::new(name, move || shipped.decide(request));
    Ok(vec![
        decide("decide partial_payment, allowed", &shipped.payment),
        decide("decide partial_payment, denied", &shipped.too_much),
        decide("decide pause with a date", &shipped.pause),
        decide("decide close (a letter)", &shipped.close),
        Work::new("explain partial_payment", || {
            let (engine, now) = (&shipped.engine, shipped.now);
            let explained = engine.explain(&shipped.case, &shipped.payment, now)?;
            Ok(explained.trace().len())
        }),
    ])
}
