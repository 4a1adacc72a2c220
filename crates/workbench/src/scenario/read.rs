//! Reads a scenario's text, and says everything that is wrong with what it holds. No rule set is asked.

use chrono::NaiveDateTime;
use dunlin::Value;

use super::places::Places;
use super::raw::{Names, Raw};
use super::shape::{Shape, StepShape};
use super::{Answer, Asked, Expect, Place, Problem, Scenario, Step, StepBody};

impl Scenario {
    /// Reads the text of a scenario's file.
    pub(crate) fn read(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let places = Places::of(text);
        if let Some(place) = places.untamed {
            let message = "scenarios have no tags, anchors or aliases";
            let help = "write the value itself, in quotes if it begins with `!`, `&` or `*`";
            return Err(vec![Problem::new(file, place, message, help)]);
        }
        if let Some(place) = places.repeated() {
            let message = "the key stands twice";
            return Err(vec![Problem::new(file, place, message, "keep one of them")]);
        }
        let shape: Shape =
            serde_yaml::from_str(text).map_err(|error| vec![Problem::of_yaml(file, &error)])?;
        Reader {
            file,
            places,
            problems: Vec::new(),
        }
        .scenario(shape)
    }
}

/// Takes what was written part by part, and keeps what is wrong with it.
struct Reader<'f> {
    file: &'f str,
    places: Places,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn scenario(mut self, shape: Shape) -> Result<Scenario, Vec<Problem>> {
        let sentence = shape
            .scenario
            .0
            .map(|sentence| sentence.trim().to_owned())
            .unwrap_or_default();
        if sentence.is_empty() {
            let help = "say in a sentence what it shows";
            self.problem(
                self.places.key("scenario"),
                "`scenario` is missing or empty",
                help,
            );
        }
        let now = self.now(shape.now);
        let mut opening = shape.case.unwrap_or_default().0;
        let id = match opening.shift_remove("id") {
            Some(Value::Text(id)) => Some(id.to_string()),
            _ => None,
        };
        let written = shape.steps.unwrap_or_default();
        if written.is_empty() {
            let help = "write what happens, such as `- do: pause`";
            self.problem(
                self.places.key("steps"),
                "`steps` is missing or empty",
                help,
            );
        }
        let mut steps = Vec::with_capacity(written.len());
        for (at, step) in written.into_iter().enumerate() {
            let place = self.places.step(at);
            steps.extend(self.step(step, place).map(|body| Step { place, body }));
        }
        let case = self.places.key("case");
        match now {
            Some(now) if self.problems.is_empty() => Ok(Scenario {
                file: self.file.to_owned(),
                sentence,
                now,
                case,
                id,
                opening,
                steps,
            }),
            _ => Err(self.problems),
        }
    }

    fn now(&mut self, Raw(text): Raw) -> Option<NaiveDateTime> {
        let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
        let read = |text: &String| {
            forms
                .iter()
                .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        };
        let now = text.as_ref().and_then(read);
        if now.is_none() {
            let message = match text {
                Some(text) => format!("`now` is `{text}`, which is no date and time"),
                None => "`now` is missing or empty".to_owned(),
            };
            let help = "write one of the rule set's zone, such as 2026-03-02T10:00";
            self.problem(self.places.key("now"), message, help);
        }
        now
    }

    fn step(&mut self, step: StepShape, place: Place) -> Option<StepBody> {
        let later = [
            ("wait_until", &step.wait_until),
            ("host_down", &step.host_down),
        ];
        if let Some((name, _)) = later.iter().find(|(_, written)| written.is_some()) {
            let help = "leave the step out: time doesn't pass in a scenario";
            self.problem(place, format!("`{name}` isn't supported"), help);
            return None;
        }
        let kinds = [
            step.action.is_some(),
            step.fails.is_some(),
            step.unanswered.is_some(),
        ];
        if kinds.iter().filter(|is_written| **is_written).count() != 1 {
            let help = "write exactly one of `do`, `fails` and `unanswered`; begin another step for the next";
            self.problem(place, "the step isn't one thing", help);
            return None;
        }
        if let Some(action) = step.action {
            return self.asked(action, step.role, step.with, step.expect, place);
        }
        if step.role.is_some() || step.with.is_some() || step.expect.is_some() {
            let help = "move it to a step with `do`, or leave it out";
            self.problem(place, "`as`, `with` and `expect` belong to `do`", help);
            return None;
        }
        let (key, answer, effect) = match (step.fails, step.unanswered) {
            (Some(effect), _) => ("fails", Answer::Failed, effect),
            (None, effect) => ("unanswered", Answer::None, effect.unwrap_or(Raw(None))),
        };
        let effect = self.name(key, effect, place, "name an effect, such as `send`")?;
        Some(StepBody::Answer { effect, answer })
    }

    fn asked(
        &mut self,
        action: Raw,
        role: Option<Raw>,
        with: Option<super::raw::Values>,
        expect: Option<Names>,
        place: Place,
    ) -> Option<StepBody> {
        let action = self.name("do", action, place, "name an action, such as `pause`");
        let role = self.name(
            "as",
            role.unwrap_or(Raw(None)),
            place,
            "name the role of who asks, such as `clerk`, or `system`",
        );
        let expect = match expect {
            None => None,
            Some(Names::One(name)) => Some(match name.as_str() {
                "allowed" => Expect::Allowed,
                "denied" => Expect::Denied,
                _ => Expect::DeniedBy(vec![name]),
            }),
            Some(Names::Many(names)) => {
                let is_verdict = |name: &String| name == "allowed" || name == "denied";
                if names.is_empty() || names.iter().any(is_verdict) {
                    let help =
                        "list the rules that deny, or write `allowed` or `denied` without a list";
                    self.problem(place, "`expect` doesn't list rules", help);
                }
                Some(Expect::DeniedBy(names))
            }
        };
        let inputs = with.unwrap_or_default().0;
        Some(StepBody::Do(Asked {
            action: action?,
            role: role?,
            inputs,
            expect,
        }))
    }

    /// A name that must be there.
    fn name(&mut self, key: &str, Raw(text): Raw, place: Place, help: &str) -> Option<String> {
        let name = text.filter(|text| !text.trim().is_empty());
        if name.is_none() {
            self.problem(place, format!("`{key}` is missing or empty"), help);
        }
        name
    }

    fn problem(&mut self, place: Place, message: impl Into<String>, help: &str) {
        self.problems
            .push(Problem::new(self.file, place, message, help));
    }
}
