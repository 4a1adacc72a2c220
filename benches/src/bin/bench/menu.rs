//! What a menu of all actions costs, and the same as a host sends it.

use anyhow::Result;
use dunlin_benches::Shipped;

use crate::timing::Work;

pub(crate) fn works(shipped: &Shipped) -> Result<Vec<Work<'_>>> {
    Ok(vec![
        Work::new("menu of a clerk", || shipped.menu()),
        Work::new("menu of a clerk, as JSON", || shipped.menu_as_json()),
    ])
}
