//! What keeps people from using a page, as axe-core finds it: each violation told with where it is and what to do.

use std::fmt::Write;

use serde_json::Value;

use crate::browser::Browser;

/// What `cargo xtask test browser` has installed.
const FILE: &str = concat!(
    env!("CARGO_TARGET_TMPDIR"),
    "/../browser/node_modules/axe-core/axe.min.js"
);
/// What is asked of a page, once axe-core is in it. The last argument takes the answer.
const RUN: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] })
        .then((found) => done(found.violations), (why) => done('axe-core failed: ' + why));";

impl Browser {
    /// Each thing on the page that somebody can't use.
    pub(crate) fn unusable(&self) -> Option<String> {
        let axe = std::fs::read_to_string(FILE).unwrap_or_else(|why| {
            panic!("no axe-core: {why}; `cargo xtask test browser` installs it")
        });
        self.runs(&axe, &[]);
        let found = self.runs_until_done(RUN);
        let violations = found.as_array().unwrap_or_else(|| panic!("{found}"));
        (!violations.is_empty()).then(|| told(violations))
    }
}

fn told(violations: &[Value]) -> String {
    let mut told = String::new();
    for violation in violations {
        let of = |name: &str| violation[name].as_str().unwrap_or_default();
        let _ = writeln!(told, "{} ({}): {}", of("id"), of("impact"), of("help"));
        for node in violation["nodes"].as_array().into_iter().flatten() {
            let of = |name: &str| node[name].as_str().unwrap_or_default();
            let why = of("failureSummary").replace('\n', "\n      ");
            let _ = writeln!(
                told,
                "  {}\n    {}\n      {why}",
                node["target"],
                of("html")
            );
        }
    }
    told
}
