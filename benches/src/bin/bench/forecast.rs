//! What it costs to foresee a year of a case.

use anyhow::Result;
use chrono::Duration;
use dunlin_benches::Shipped;

use crate::timing::Work;

pub(crate) fn works(shipped: &Shipped) -> Result<Vec<Work<'_>>> {
    let (engine, from) = (&shipped.engine, shipped.early);
    let until = from + Duration::days(365);
    let foresee = move || -> Result<usize> {
        let forecast = engine.forecast(&shipped.reminded, from, until, &[])?;
        Ok(forecast.moments.len())
    };
    let moments = foresee()?;
    let name = format!("forecast of a year, {moments} moments");
    Ok(vec![Work::new(&name, foresee)])
}
