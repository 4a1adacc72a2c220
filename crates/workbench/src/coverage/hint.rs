//! Which scenario would cover an element, in English and Danish. It is computed from what the element is and how it came out.

use dunlin::coverage::{Cause, Kind, Obstacle, Verdict};

use super::Found;
use super::words::of;

impl Found<'_> {
    /// Returns which scenario to write, in Danish for `da` and in English otherwise; none where it is covered.
    #[must_use]
    pub fn hint(&self, language: &str) -> Option<String> {
        let words = match &self.item.verdict {
            Verdict::OnlyYes => self.the_other_way(false),
            Verdict::OnlyNo => self.the_other_way(true),
            Verdict::Unreached(Cause::Untried) => self.at_all(),
            Verdict::Unreached(Cause::Unreached(before)) => self.beyond(before, true),
            Verdict::Unreached(
                Cause::CameOut(before, truth) | Cause::ShortCircuit(before, truth),
            ) => self.beyond(before, !truth),
            _ => return None,
        };
        Some(of(language, words))
    }

    /// A scenario in which it comes out as it hasn't yet.
    fn the_other_way(&self, truth: bool) -> [String; 2] {
        let element = self.element();
        let (name, owner, text) = (element.name(), element.owner(), element.text());
        match (element.kind(), truth) {
            (Kind::Action, true) => [
                format!("write a scenario in which `{name}` is allowed"),
                format!("skriv et scenarie, hvor `{name}` er tilladt"),
            ],
            (Kind::Action, false) => [
                format!(
                    "write a scenario in which `{name}` is denied, with the rules that deny it under `expect`"
                ),
                format!(
                    "skriv et scenarie, hvor `{name}` afvises, med de regler, der afviser, under `expect`"
                ),
            ],
            (Kind::Input, true) => [
                format!("write a scenario that gives `{name}` under `with`"),
                format!("skriv et scenarie, der udfylder `{name}` under `with`"),
            ],
            (Kind::Input, false) => [
                format!("write a scenario that does `{owner}` without `{name}`"),
                format!("skriv et scenarie, der gør `{owner}` uden `{name}`"),
            ],
            (Kind::Step, true) => self.due(),
            (Kind::Step, false) => [
                format!("write a scenario in which `{name}` is due and its `when` is false"),
                format!("skriv et scenarie, hvor `{name}` forfalder, og dets `when` er falsk"),
            ],
            (Kind::Requirement, false) if looks_ahead(text) => {
                let [date, _] = sides(text);
                [
                    format!(
                        "write a scenario that gives `{date}` a date that has passed, and expects `{name}`"
                    ),
                    format!(
                        "skriv et scenarie, der giver `{date}` en dato, der er passeret, og venter `{name}`"
                    ),
                ]
            }
            (Kind::Requirement, false) => [
                format!("write a scenario in which `{text}` is false, and expect `{name}`"),
                format!("skriv et scenarie, hvor `{text}` er falsk, og vent `{name}`"),
            ],
            (_, truth) => comes_out(text, truth),
        }
    }

    /// A scenario that comes to it.
    fn at_all(&self) -> [String; 2] {
        let element = self.element();
        let (name, owner, text) = (element.name(), element.owner(), element.text());
        match element.kind() {
            Kind::Action => self.asks_for(name),
            Kind::Role => asks_as(owner, name),
            Kind::Input => [
                format!("write a scenario that does `{owner}` with `{name}`"),
                format!("skriv et scenarie, der gør `{owner}` med `{name}`"),
            ],
            Kind::Option => match self.is_of_case() {
                true => [
                    format!("write a scenario with `{owner}: {name}` under `case`"),
                    format!("skriv et scenarie med `{owner}: {name}` under `case`"),
                ],
                false => [
                    format!("write a scenario in which `{name}` is chosen"),
                    format!("skriv et scenarie, hvor `{name}` vælges"),
                ],
            },
            Kind::Failed => [
                format!("write a scenario with the step `fails: {name}` before it"),
                format!("skriv et scenarie med trinnet `fails: {name}` før det"),
            ],
            Kind::Done => [
                format!("write a scenario that asks the host for `{name}`"),
                format!("skriv et scenarie, der beder værtssystemet om `{name}`"),
            ],
            Kind::Flow => in_flow(name),
            Kind::Step => self.due(),
            Kind::Timer => [
                format!("write a scenario that waits (`wait_until`) until `{name}` is due"),
                format!("skriv et scenarie, der venter (`wait_until`), til `{name}` forfalder"),
            ],
            Kind::Pause => [
                format!("write a scenario that pauses the case with `{name}`"),
                format!("skriv et scenarie, der sætter sagen i bero med `{name}`"),
            ],
            Kind::PauseEndsByDate => [
                format!(
                    "write a scenario that pauses with `{name}` until a date, and waits until then (`wait_until`)"
                ),
                format!(
                    "skriv et scenarie, der sætter i bero med `{name}` til en dato og venter til da (`wait_until`)"
                ),
            ],
            Kind::PauseEndsByHand => [
                format!("write a scenario that pauses with `{name}` and ends the pause itself"),
                format!("skriv et scenarie, der sætter i bero med `{name}` og selv ophæver det"),
            ],
            Kind::Row => [
                format!("write a scenario whose case meets {text}"),
                format!("skriv et scenarie, hvis sag passer til {text}"),
            ],
            Kind::Letter => [
                format!(
                    "write a scenario that sends `{name}` to a customer whose language is `{owner}`"
                ),
                format!(
                    "skriv et scenarie, der sender `{name}` til en kunde med sproget `{owner}`"
                ),
            ],
            Kind::Table | Kind::Function => [
                format!("write a scenario that needs `{name}`"),
                format!("skriv et scenarie, der har brug for `{name}`"),
            ],
            Kind::Line => [
                format!("write a scenario in which `{owner}` comes to this line"),
                format!("skriv et scenarie, hvor `{owner}` når denne linje"),
            ],
            _ => [
                "write a scenario that comes to it".to_owned(),
                "skriv et scenarie, der når hertil".to_owned(),
            ],
        }
    }

    /// A scenario that comes past what stands before it.
    fn beyond(&self, before: &Obstacle, truth: bool) -> [String; 2] {
        let name = &before.name;
        match before.kind {
            Kind::Action if self.item.verdict == untried(before) => self.asks_for(name),
            Kind::Action => [
                format!("write a scenario in which `{name}` is allowed"),
                format!("skriv et scenarie, hvor `{name}` er tilladt"),
            ],
            Kind::Failed => [
                format!("write a scenario with the step `fails: {name}` before it"),
                format!("skriv et scenarie med trinnet `fails: {name}` før det"),
            ],
            Kind::Flow => in_flow(name),
            Kind::Requirement => [
                format!("write a scenario in which the requirement `{name}` holds"),
                format!("skriv et scenarie, hvor kravet `{name}` er opfyldt"),
            ],
            Kind::Step => [
                format!("write a scenario in which the step `{name}` runs"),
                format!("skriv et scenarie, hvor trinnet `{name}` kører"),
            ],
            Kind::Timer => [
                format!("write a scenario in which the timer `{name}` runs"),
                format!("skriv et scenarie, hvor timeren `{name}` kører"),
            ],
            Kind::Pause => [
                format!("write a scenario that pauses the case with `{name}`"),
                format!("skriv et scenarie, der sætter sagen i bero med `{name}`"),
            ],
            Kind::Done | Kind::Table | Kind::Function | Kind::Row => [
                format!("write a scenario that needs `{name}`"),
                format!("skriv et scenarie, der har brug for `{name}`"),
            ],
            _ => comes_out(name, truth),
        }
    }

    fn asks_for(&self, action: &str) -> [String; 2] {
        let role = self.covered.rules.who(action).next().unwrap_or("system");
        asks_as(action, role)
    }

    fn due(&self) -> [String; 2] {
        let element = self.element();
        let (name, flow) = (element.name(), element.owner());
        [
            format!(
                "write a scenario in the flow `{flow}` that waits (`wait_until`) until `{name}` runs"
            ),
            format!(
                "skriv et scenarie i flowet `{flow}`, der venter (`wait_until`), til `{name}` kører"
            ),
        ]
    }

    /// Whether an option is one of a fact's.
    fn is_of_case(&self) -> bool {
        let owner = self.element().owner();
        let file = self.element().place().map_or("", |place| &place.file);
        !owner.contains(':') && file.ends_with("facts.yaml")
    }
}

/// The verdict on what is behind an action that nobody asks for.
fn untried(before: &Obstacle) -> Verdict {
    Verdict::Unreached(Cause::Unreached(before.clone()))
}

fn asks_as(action: &str, role: &str) -> [String; 2] {
    [
        format!("write a scenario with `do: {action}`, `as: {role}`"),
        format!("skriv et scenarie med `do: {action}`, `as: {role}`"),
    ]
}

fn in_flow(flow: &str) -> [String; 2] {
    [
        format!("write a scenario whose case comes to the flow `{flow}`"),
        format!("skriv et scenarie, hvis sag kommer til flowet `{flow}`"),
    ]
}

fn comes_out(condition: &str, truth: bool) -> [String; 2] {
    let [en, da] = match truth {
        true => ["true", "sand"],
        false => ["false", "falsk"],
    };
    [
        format!("write a scenario in which `{condition}` is {en}"),
        format!("skriv et scenarie, hvor `{condition}` er {da}"),
    ]
}

/// Whether a condition asks for a date that has yet to come.
fn looks_ahead(condition: &str) -> bool {
    let [date, today] = sides(condition);
    !date.is_empty() && !date.contains(' ') && today == "today"
}

fn sides(condition: &str) -> [&str; 2] {
    let split = condition
        .split_once(" > ")
        .or_else(|| condition.split_once(" >= "));
    split.map_or(["", ""], |(left, right)| [left.trim(), right.trim()])
}
