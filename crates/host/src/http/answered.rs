//! How requests were answered, in numbers: by method, route and status. Which case they were about isn't noted.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// In seconds: where most answers are, and where they are too slow.
const BUCKETS: [f64; 9] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 1.0, 10.0];

/// What is told apart: method, route and status.
type Labels = [(&'static str, String); 3];

/// How long answers took.
#[derive(Debug, Clone)]
pub(super) struct Answers(Family<Labels, Histogram, fn() -> Histogram>);

impl Answers {
    pub(super) fn new() -> Self {
        Self(Family::new_with_constructor(|| Histogram::new(BUCKETS)))
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "How long requests took to be answered, in seconds";
        registry.register("request_seconds", help, self.0.clone());
    }
}

/// Notes how a request is answered.
pub(super) async fn note(State(answers): State<Answers>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    // Anybody may make up methods: they have one number together.
    let method = match *request.method() {
        Method::GET => "GET",
        Method::POST => "POST",
        _ => "other",
    };
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    let labels = [
        ("method", method.to_owned()),
        ("route", route),
        ("status", status),
    ];
    let taken = answers.0.get_or_create(&labels);
    taken.observe(begun.elapsed().as_secs_f64());
    response
}
