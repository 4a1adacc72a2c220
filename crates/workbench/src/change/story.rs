//! A report as what it says: moments, each with its time, who or what it is about, and what came of it. Nothing is compared here.

use chrono::NaiveDateTime;

use super::tree::{Node, lines};

/// How times are written in a report.
const FORMS: [&str; 2] = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];

/// Everything that a report says, in its order.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) moments: Vec<Moment>,
}

/// Something that happened, or that is said of what comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) at: NaiveDateTime,
    pub(super) what: Happening,
    /// What is said of it, line by line.
    pub(super) parts: Vec<Node>,
    /// The step of the scenario in which it happens, from one; 0 for the opening.
    pub(super) step: usize,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Happening {
    /// The case is opened.
    Opening { said: String },
    /// Somebody asks for an action.
    Asked { action: String, role: String },
    /// Another step of the scenario, as it is told.
    Step { said: String },
    /// Time passes up to then.
    Wait { until: NaiveDateTime },
    /// Something falls due, and runs, is passed over, ends or is held.
    Turn { name: String, how: String },
    /// What comes next.
    Next {
        what: String,
        at: Option<NaiveDateTime>,
    },
}

impl Story {
    /// Reads a report; none where it isn't written as reports are.
    pub(super) fn read(report: &str) -> Option<Self> {
        let mut moments: Vec<Moment> = Vec::new();
        let mut step = 0;
        let blocks = blocks(report);
        for block in &blocks {
            let (heading, rest) = block.split_once('\n').unwrap_or((*block, ""));
            let (at, said) = heading.split_once(" | ")?;
            let at = time(at)?;
            let what = Happening::read(said, &mut step)?;
            let parts = Node::read(rest.lines());
            moments.push(Moment {
                at,
                what,
                parts,
                step,
            });
        }
        // What would be written otherwise isn't understood.
        (blocks.join("\n\n") == report.trim_end()).then_some(Self { moments })
    }
}

/// The texts of the moments, each with its heading.
fn blocks(report: &str) -> Vec<&str> {
    let mut starts = vec![0];
    for (at, _) in report.match_indices('\n') {
        let rest = report.get(at + 1..).unwrap_or_default();
        if is_heading(rest.lines().next().unwrap_or_default()) {
            starts.push(at + 1);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([report.len()]);
    let blocks = starts.iter().zip(ends);
    blocks
        .map(|(from, to)| {
            report
                .get(*from..to)
                .unwrap_or_default()
                .trim_end_matches('\n')
        })
        .collect()
}

fn is_heading(line: &str) -> bool {
    line.split_once(" | ")
        .is_some_and(|(at, _)| time(at).is_some())
}

/// The time that a text says.
pub(super) fn time(text: &str) -> Option<NaiveDateTime> {
    let mut forms = FORMS.iter();
    forms.find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

impl Happening {
    fn read(said: &str, step: &mut usize) -> Option<Self> {
        if said.ends_with(" is opened") && *step == 0 {
            return Some(Self::Opening {
                said: said.to_owned(),
            });
        }
        if let Some(next) = said.strip_prefix("next: ") {
            let timed = next.rsplit_once(", ");
            let timed = timed.and_then(|(what, at)| Some((what, time(at)?)));
            let (what, at) = timed.map_or((next, None), |(what, at)| (what, Some(at)));
            let what = what.to_owned();
            return Some(Self::Next { what, at });
        }
        if let Some((number, said)) = said.strip_prefix("step ").and_then(|s| s.split_once(": ")) {
            *step = number.parse().ok()?;
            if let Some(until) = said.strip_prefix("wait until ") {
                return Some(Self::Wait {
                    until: time(until)?,
                });
            }
            let asked = said
                .split_once(" by ")
                .filter(|_| !said.contains(" from here on"));
            return Some(asked.map_or_else(
                || Self::Step {
                    said: said.to_owned(),
                },
                |(action, role)| Self::Asked {
                    action: action.to_owned(),
                    role: role.to_owned(),
                },
            ));
        }
        let mut hows = HOWS.iter();
        hows.find_map(|how| {
            let name = said.strip_suffix(how)?.trim_end();
            Some(Self::Turn {
                name: name.to_owned(),
                how: (*how).to_owned(),
            })
        })
    }
}

/// How what falls due comes out.
const HOWS: [&str; 4] = ["runs", "is passed over", "ends", "is held"];
/// How what falls due comes out where the case is as it was.
pub(super) const HELD: &str = "is held";

impl Moment {
    /// Returns the part of that name.
    pub(super) fn part(&self, name: &str) -> Option<&Node> {
        self.parts.iter().find(|part| part.name() == name)
    }

    /// Returns what stands below the part of that name.
    pub(super) fn below(&self, name: &str) -> &[Node] {
        self.part(name).map_or(&[], |part| &part.below)
    }

    /// Returns everything that is said of it.
    pub(super) fn text(&self) -> String {
        lines(&self.parts)
    }
}
