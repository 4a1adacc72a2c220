//! Reads a scenario's text, and says everything that is wrong with what it holds. No rule set is asked.

use chrono::NaiveDateTime;
use dunlin::Value;

use super::places::Places;
use super::raw::{Names, Raw};
use super::shape::{Shape, StepShape};
use super::time::{instead, moment, period};
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
            clock: None,
            problems: Vec::new(),
        }
        .scenario(shape)
    }
}

/// Takes what was written part by part, and keeps what is wrong with it.
struct Reader<'f> {
    file: &'f str,
    places: Places,
    /// The time that it is when the next step begins, where that is known.
    clock: Option<NaiveDateTime>,
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
        let now = self.time("now", shape.now, self.places.key("now"));
        self.clock = now;
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

    /// A date and time that must be there.
    fn time(&mut self, key: &str, Raw(text): Raw, place: Place) -> Option<NaiveDateTime> {
        let text = text.unwrap_or_default();
        let time = moment(&text);
        if time.is_none() {
            let message = match text.as_str() {
                "" => format!("`{key}` is missing or empty"),
                text => format!("`{key}` is `{text}`, which is no date and time"),
            };
            self.problem(place, message, &instead(&text));
        }
        time
    }

    fn step(&mut self, step: StepShape, place: Place) -> Option<StepBody> {
        let kinds = [
            step.action.is_some(),
            step.wait_until.is_some(),
            step.host_down.is_some(),
            step.fails.is_some(),
            step.unanswered.is_some(),
        ];
        if kinds.iter().filter(|is_written| **is_written).count() != 1 {
            let help = "write exactly one of `do`, `wait_until`, `host_down`, `fails` and `unanswered`; \
                begin another step for the next";
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
        if let Some(until) = step.wait_until {
            return self.wait_until(until, place);
        }
        if let Some(period) = step.host_down {
            return self.host_down(period, place);
        }
        let (key, answer, effect) = match (step.fails, step.unanswered) {
            (Some(effect), _) => ("fails", Answer::Failed, effect),
            (None, effect) => ("unanswered", Answer::None, effect.unwrap_or(Raw(None))),
        };
        let effect = self.name(key, effect, place, "name an effect, such as `send`")?;
        Some(StepBody::Answer { effect, answer })
    }

    fn wait_until(&mut self, until: Raw, place: Place) -> Option<StepBody> {
        let until = self.time("wait_until", until, place)?;
        if let Some(clock) = self.clock.filter(|clock| until < *clock) {
            let clock = clock.format("%Y-%m-%dT%H:%M");
            let message = format!("time never runs backwards: it is {clock} already");
            self.problem(
                place,
                message,
                "wait until a later time, or move the step up",
            );
            return None;
        }
        self.clock = Some(until);
        Some(StepBody::WaitUntil(until))
    }

    fn host_down(&mut self, written: Raw, place: Place) -> Option<StepBody> {
        let help = "write a number of days or weeks, such as `7 days`";
        let written = self.name("host_down", written, place, help)?;
        let Some(period) = period(&written) else {
            let message = format!("`host_down` is `{written}`, which is no length of time");
            self.problem(place, message, help);
            return None;
        };
        // Where the time isn't known, that is told already.
        let until = self
            .clock?
            .checked_add_days(period)
            .unwrap_or(NaiveDateTime::MAX);
        self.clock = Some(until);
        Some(StepBody::HostDown {
            period: written,
            until,
        })
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
