//! An address at which there is no page.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::render;
use super::visitor::Visitor;
use crate::app::App;

pub(super) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    render::nothing(&app, &visitor)
}
