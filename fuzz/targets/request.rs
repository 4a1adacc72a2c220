//! No case as JSON and no request makes the shipped rule set panic: an action and a role, inputs as JSON, a case as JSON, a line each.
#![no_main]

use dunlin::{Actor, Opening, Request, Value};
use dunlin_fuzz::SHIPPED;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut lines = text.lines();
    let mut words = lines.next().unwrap_or_default().split_whitespace();
    let action = words.next().unwrap_or_default();
    let actor = Actor::new("a", words.next().unwrap_or("clerk"));
    let mut request = Request::new(action, actor.clone());
    let inputs = lines.next().unwrap_or_default();
    if let Ok(Value::Record(inputs)) = serde_json::from_str::<Value>(inputs) {
        for (name, value) in inputs.iter() {
            request = request.with(&**name, value.clone());
        }
    }
    let case = lines.next().unwrap_or_default();
    let opened = || {
        let opening: Opening = serde_json::from_str(case).ok()?;
        let decision = SHIPPED.open(&opening, dunlin_fuzz::now()).ok()?;
        decision.case_after()
    };
    let Some(case) = SHIPPED.read_case(case).ok().or_else(opened) else {
        return;
    };
    dunlin_fuzz::ask(&SHIPPED, &case, &request);
    let _ = SHIPPED.menu(&case, &actor, dunlin_fuzz::now());
});
