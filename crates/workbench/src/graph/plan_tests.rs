//! What must hold of every drawing, whatever the rules: nothing overlaps, no text leaves its box, no arrow crosses a box or a text.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use dunlin::{Engine, RuleSet, Sources};

use super::scene;
use crate::graph::Position;
use crate::graph::scene::{ICON, Rect, Scene};
use crate::graph::sheet::Sheet;

#[test]
fn every_rule_set_is_drawn_without_overlaps() {
    let sets = rule_sets();
    assert!(sets.len() > 12, "{sets:?}");
    for (folder, rules) in sets {
        for language in ["en", "da"] {
            let scene = scene(&Sheet::of(&rules, None, language));
            assert_holds(&scene, &format!("{} in {language}", folder.display()));
        }
    }
}

#[test]
fn each_flow_alone_is_drawn_without_overlaps() {
    for (folder, rules) in rule_sets() {
        for flow in rules.flows() {
            for is_wide in [false, true] {
                let sheet = Sheet::of_flow(&rules, flow, None, "da").unwrap();
                let scene = super::super::alone::scene(&sheet, is_wide);
                assert_holds(&scene, &format!("{flow} of {}", folder.display()));
            }
        }
    }
}

#[test]
fn a_case_is_drawn_without_overlaps_at_each_step() {
    for (folder, rules) in rule_sets() {
        let engine = Engine::new(rules);
        let now = "2026-03-02T10:00:00Z".parse().unwrap();
        // Not every rule set has an example of a case.
        let Ok(opened) = engine.open(&engine.example_opening("7"), now) else {
            continue;
        };
        let Some(mut case) = opened.case_after() else {
            continue;
        };
        let mut at = now;
        for _ in 0..12 {
            let position = Position::of(&engine, &case, at).unwrap();
            let scene = scene(&Sheet::of(engine.rules(), Some(&position), "da"));
            assert_holds(&scene, &format!("{} on {at}", folder.display()));
            let Some(next) = position.due().at() else {
                break;
            };
            at = next.max(at);
            let Some(decision) = engine.advance(&case, at).unwrap() else {
                break;
            };
            case = decision.case_after().unwrap();
        }
    }
}

#[test]
fn many_flows_with_long_labels_are_drawn_without_overlaps() {
    for (flows, steps) in [(1, 0), (1, 20), (2, 3), (5, 4), (7, 9), (12, 20)] {
        let rules = RuleSet::load(&generated(flows, steps)).unwrap();
        let scene = scene(&Sheet::of(&rules, None, "da"));
        assert_holds(&scene, &format!("{flows} flows of {steps} steps"));
    }
}

/// The repository's sound rule sets, with their folders.
fn rule_sets() -> Vec<(PathBuf, RuleSet)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.clone(), root.join("crates/cli/starter")];
    let parents = [
        "examples/rulesets",
        "tests/fixtures/valid",
        "crates/cli/tests/fixtures",
        "crates/workbench/tests/fixtures",
    ];
    for parent in parents {
        let entries = std::fs::read_dir(root.join(parent)).unwrap();
        folders.extend(entries.map(|entry| entry.unwrap().path()));
    }
    folders.sort();
    let sets = folders.into_iter().filter_map(|folder| {
        let rules = RuleSet::load(&Sources::read(&folder).ok()?).ok()?;
        Some((folder, rules))
    });
    sets.collect()
}

/// Flows that lead to each other from every other step, with labels and conditions that are long.
fn generated(flows: usize, steps: usize) -> Sources {
    let mut sources = Sources::new();
    let names: Vec<String> = (0..flows).map(|flow| format!("flow_{flow}")).collect();
    let names = names.join(", ");
    sources.add(
        "dunlin.yaml",
        format!(
            "rule_set: many\nversion: '1'\ntime_zone: Europe/Copenhagen\nlanguages: [da]\nstart: [{names}]\nroles: [clerk]\n"
        ),
    );
    sources.add(
        "rules/facts.yaml",
        "facts:\n  due_date:\n    type: date\n  approved:\n    type: bool\n    default: false\n",
    );
    sources.add(
        "rules/change.yaml",
        "action: change\nlabel: Flyt sagen til et andet flow end det, som den er i nu\nwho: [clerk]\ninputs:\n  to:\n    type: flow\neffects:\n  - switch_flow:\n      to: =input.to\n",
    );
    for flow in 0..flows {
        let mut text = format!(
            "flow: flow_{flow}\nlabel: Flow <b>nummer</b> {flow} & dets \"venner\", hvis navn er så langt, at det ikke kan stå på en enkelt linje\nswitch_to: [{names}]\nsteps:"
        );
        text.push_str(if steps == 0 { " []\n" } else { "\n" });
        for step in 0..steps {
            let to = (flow + step) % flows;
            write!(
                text,
                "  - step: step_{flow}_{step}\n    label: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft nummer {step}\n    \
                 after: 10 days from case.due_date\n    wait_for: case.approved\n    when: case.due_date < today && not(case.approved) || case.approved\n    effects:\n      \
                 - add_note:\n          text: <script>alert('en note')</script> & \"mere\", som er lang nok til to linjer\n"
            )
            .unwrap();
            if step % 2 == 0 {
                write!(
                    text,
                    "      - when: case.approved\n        switch_flow:\n          to: flow_{to}\n"
                )
                .unwrap();
            }
        }
        sources.add(format!("flows/flow_{flow}.yaml"), text);
    }
    sources
}

fn assert_holds(scene: &Scene, of: &str) {
    let page = Rect {
        x: 0,
        y: 0,
        w: scene.width,
        h: scene.height,
    };
    for (at, framed) in scene.boxes.iter().enumerate() {
        assert!(
            contains(page, framed.rect),
            "{of}: a box leaves the page: {framed:?}"
        );
        for other in scene.boxes.iter().skip(at + 1) {
            assert!(
                !meet(framed.rect, other.rect),
                "{of}: {framed:?} lies over {other:?}"
            );
        }
    }
    for (at, text) in scene.texts.iter().enumerate() {
        let rect = text.rect();
        assert!(
            contains(page, rect),
            "{of}: a text leaves the page: {text:?}"
        );
        for (place, framed) in scene.boxes.iter().enumerate() {
            if text.within == Some(place) {
                assert!(
                    contains(framed.rect, rect),
                    "{of}: {text:?} leaves {framed:?}"
                );
            } else {
                assert!(
                    !meet(framed.rect, rect),
                    "{of}: {text:?} lies under {framed:?}"
                );
            }
        }
        for other in scene.texts.iter().skip(at + 1) {
            assert!(
                !meet(rect, other.rect()),
                "{of}: {text:?} lies over {other:?}"
            );
        }
        for icon in &scene.icons {
            let icon = Rect {
                x: icon.x,
                y: icon.y,
                w: ICON,
                h: ICON,
            };
            assert!(
                !meet(rect, icon),
                "{of}: {text:?} lies over the icon at {icon:?}"
            );
        }
    }
    for line in &scene.lines {
        for pair in line.points.windows(2) {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            assert!(x == to_x || y == to_y, "{of}: {line:?} is slanted");
            let stretch = Rect {
                x: x.min(to_x),
                y: y.min(to_y),
                w: (x - to_x).abs(),
                h: (y - to_y).abs(),
            };
            assert!(contains(page, stretch), "{of}: {line:?} leaves the page");
            for framed in &scene.boxes {
                assert!(
                    !meet(framed.rect, stretch),
                    "{of}: {line:?} crosses {framed:?}"
                );
            }
            for text in &scene.texts {
                assert!(
                    !meet(text.rect(), stretch),
                    "{of}: {line:?} crosses {text:?}"
                );
            }
        }
    }
}

/// Whether two places share more than an edge; a line has no width, and shares what it passes through.
fn meet(one: Rect, other: Rect) -> bool {
    one.x < other.x + other.w.max(1)
        && other.x < one.x + one.w
        && one.y < other.y + other.h.max(1)
        && other.y < one.y + one.h
        && !(other.w == 0 && other.x <= one.x)
        && !(other.h == 0 && other.y <= one.y)
}

fn contains(outer: Rect, inner: Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.x + inner.w <= outer.x + outer.w
        && inner.y + inner.h <= outer.y + outer.h
}
