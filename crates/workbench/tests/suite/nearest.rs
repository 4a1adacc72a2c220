//! The nearest change, over everything that the scenarios see denied, held or waiting: made, it allows.

use chrono::TimeDelta;
use dunlin::{Engine, Happening, Nearest};
use dunlin_workbench::{Denied, DeniedWhat, Suite};

/// Within which a step comes that has nothing more to wait for.
const DAYS: TimeDelta = TimeDelta::days(2_000);

/// What would allow it.
fn nearest(engine: &Engine, denied: &Denied) -> Option<Nearest> {
    match &denied.what {
        DeniedWhat::Request(request) => engine.nearest(&denied.case, request, denied.now),
        DeniedWhat::Turn(turn) => engine.nearest_due(&denied.case, turn, denied.now),
    }
    .unwrap()
}

/// Whether it is allowed once the change is made, the case having gone through its JSON.
fn allows(engine: &Engine, denied: &Denied, nearest: &Nearest) -> bool {
    let json = serde_json::to_string(nearest.case()).unwrap();
    let case = engine.read_case(&json).unwrap();
    match &denied.what {
        DeniedWhat::Request(_) => {
            let request = nearest.request().unwrap();
            let decision = engine.decide(&case, request, nearest.now()).unwrap();
            decision.is_allowed()
        }
        DeniedWhat::Turn(turn) => {
            let forecast = engine.forecast(&case, nearest.now(), nearest.now() + DAYS, &[]);
            let mut moments = forecast.unwrap().moments.into_iter();
            let came = moments.find(|moment| moment.what == Happening::Turn(turn.clone()));
            came.is_some_and(|came| came.denials.is_empty())
        }
    }
}

fn told(folder: &str) -> String {
    let suite = Suite::read(folder).unwrap();
    let mut told = String::new();
    let (mut denials, mut open) = (0, Vec::new());
    for outcome in suite.run() {
        for denied in outcome.denied() {
            denials += 1;
            let Some(nearest) = nearest(suite.engine(), denied) else {
                open.push(format!("{}: {:?}", outcome.name(), denied.what));
                continue;
            };
            assert!(
                allows(suite.engine(), denied, &nearest),
                "{}: {}",
                outcome.name(),
                nearest.words.get("en")
            );
            let (en, da) = (nearest.words.get("en"), nearest.words.get("da"));
            told.push_str(&format!("{}\n  {en}\n  {da}\n", outcome.name()));
        }
    }
    assert_eq!(open, [""; 0], "of {denials}");
    told
}

#[test]
fn every_denial_of_the_shipped_scenarios_has_one() {
    insta::assert_snapshot!(told("../.."));
}
