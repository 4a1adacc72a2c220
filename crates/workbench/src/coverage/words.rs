//! What an element is called and why it isn't covered, in English and Danish. Which scenario to write is said in `hint.rs`.

use dunlin::Turn;
use dunlin::coverage::{Cause, Kind, Obstacle, Verdict};

use super::Found;

/// The words of the language that is asked for: Danish for `da`, English otherwise.
pub(super) fn of<T>(language: &str, [en, da]: [T; 2]) -> T {
    if language == "da" { da } else { en }
}

/// What the elements of a kind are called together.
#[must_use]
pub(super) fn plural(kind: Kind, language: &str) -> &'static str {
    let words = match kind {
        Kind::Action => [
            "Actions, allowed and denied",
            "Handlinger, tilladt og afvist",
        ],
        Kind::Role => [
            "Roles that ask for actions",
            "Roller, der beder om handlinger",
        ],
        Kind::Input => ["Inputs, given and left out", "Felter, udfyldt og udeladt"],
        Kind::Option => ["Options", "Valgmuligheder"],
        Kind::Shown => ["When actions are shown", "Hvornår handlinger vises"],
        Kind::Requirement => [
            "Requirements, held and failed",
            "Krav, opfyldt og ikke opfyldt",
        ],
        Kind::Warning => ["Warnings, given and not", "Advarsler, givet og ikke givet"],
        Kind::When => [
            "Conditions of rules and effects",
            "Betingelser for regler og effekter",
        ],
        Kind::Part => [
            "Parts of conditions, true and false",
            "Dele af betingelser, sande og falske",
        ],
        Kind::Effect => ["Effects", "Effekter"],
        Kind::Done => [
            "Effects that hosts carry out",
            "Effekter, som værtssystemet udfører",
        ],
        Kind::Failed => ["Effects that fail", "Effekter, der slår fejl"],
        Kind::Flow => ["Flows", "Flow"],
        Kind::Step => ["Steps, run and passed over", "Trin, kørt og sprunget over"],
        Kind::WaitFor => ["What steps wait for", "Det, som trin venter på"],
        Kind::Timer => ["Timers", "Timere"],
        Kind::While => ["Conditions of timers", "Betingelser for timere"],
        Kind::Pause => ["Pauses, begun", "I bero, begyndt"],
        Kind::PauseEndsByDate => ["Pauses that end on their date", "I bero, til datoen kommer"],
        Kind::PauseEndsByHand => ["Pauses that are ended before", "I bero, ophævet før"],
        Kind::Table => ["Tables", "Tabeller"],
        Kind::Row => ["Rows of tables", "Rækker i tabeller"],
        Kind::Function => ["Functions of scripts", "Funktioner i scripts"],
        Kind::Line => ["Lines of scripts", "Linjer i scripts"],
        Kind::Invariant => ["Invariants", "Invarianter"],
        Kind::Letter => ["Letters, by language", "Breve, efter sprog"],
        _ => ["Others", "Andet"],
    };
    of(language, words)
}

impl Found<'_> {
    /// Returns what it is called, in Danish for `da` and in English otherwise: with its label, where it has one.
    #[must_use]
    pub fn title(&self, language: &str) -> String {
        let element = self.element();
        let (name, owner, text) = (element.name(), element.owner(), element.text());
        let words = match element.kind() {
            Kind::Action => {
                let label = self.labelled(name, language);
                [format!("the action {label}"), format!("handlingen {label}")]
            }
            Kind::Role => [
                format!("`{owner}` as `{name}`"),
                format!("`{owner}` som `{name}`"),
            ],
            Kind::Input => [
                format!("the input `{name}` of `{owner}`"),
                format!("feltet `{name}` i `{owner}`"),
            ],
            Kind::Option => [
                format!("the option `{name}` of `{owner}`"),
                format!("muligheden `{name}` i `{owner}`"),
            ],
            Kind::Shown => [
                format!("`shown` of `{owner}`"),
                format!("`shown` i `{owner}`"),
            ],
            Kind::Requirement => [
                format!("the requirement `{name}` of `{owner}`"),
                format!("kravet `{name}` i `{owner}`"),
            ],
            Kind::Warning => [
                format!("the warning `{name}` of `{owner}`"),
                format!("advarslen `{name}` i `{owner}`"),
            ],
            Kind::When => [
                format!("`when` of `{name}` in `{owner}`"),
                format!("`when` for `{name}` i `{owner}`"),
            ],
            Kind::Part => [format!("the part `{text}`"), format!("delen `{text}`")],
            Kind::Effect => [
                format!("the effect `{name}` of `{owner}`"),
                format!("effekten `{name}` i `{owner}`"),
            ],
            Kind::Done => [
                format!("that `{name}` is done"),
                format!("at `{name}` er udført"),
            ],
            Kind::Failed => [
                format!("that `{name}` fails"),
                format!("at `{name}` slår fejl"),
            ],
            Kind::Flow => [format!("the flow `{name}`"), format!("flowet `{name}`")],
            Kind::Step => {
                let label = self.step(owner, name, language);
                [
                    format!("the step {label} of `{owner}`"),
                    format!("trinnet {label} i `{owner}`"),
                ]
            }
            Kind::WaitFor => [
                format!("`wait_for` of `{owner}`"),
                format!("`wait_for` i `{owner}`"),
            ],
            Kind::Timer => [format!("the timer `{name}`"), format!("timeren `{name}`")],
            Kind::While => [
                format!("`while` of `{owner}`"),
                format!("`while` i `{owner}`"),
            ],
            Kind::Pause => [
                format!("a pause for `{name}`"),
                format!("i bero på grund af `{name}`"),
            ],
            Kind::PauseEndsByDate => [
                format!("the end of a pause for `{name}` on its date"),
                format!("ophør af i bero (`{name}`) på sin dato"),
            ],
            Kind::PauseEndsByHand => [
                format!("the end of a pause for `{name}` before its date"),
                format!("ophævelse af i bero (`{name}`)"),
            ],
            Kind::Table => [format!("the table `{name}`"), format!("tabellen `{name}`")],
            Kind::Row => [
                format!("row {name} of `{owner}`"),
                format!("række {name} i `{owner}`"),
            ],
            Kind::Function => [
                format!("the function `{name}`"),
                format!("funktionen `{name}`"),
            ],
            Kind::Line => [format!("the line `{text}`"), format!("linjen `{text}`")],
            Kind::Invariant => [
                format!("the invariant `{name}`"),
                format!("invarianten `{name}`"),
            ],
            Kind::Letter => [
                format!("the letter `{name}` in `{owner}`"),
                format!("brevet `{name}` på `{owner}`"),
            ],
            _ => [name.to_owned(), name.to_owned()],
        };
        of(language, words)
    }

    /// Returns how it came out, or why it didn't: `has held in each of 14 scenarios and never failed`.
    #[must_use]
    pub fn why(&self, language: &str) -> String {
        let (yes, no) = (self.item.yes.len(), self.item.no.len());
        let [did, didnt] = outcomes(self.kind());
        match &self.item.verdict {
            Verdict::OnlyYes => only(language, did, didnt, yes),
            Verdict::OnlyNo => only(language, didnt, did, no),
            Verdict::Unreached(cause) => self.cause(cause, language),
            Verdict::Settled => of(
                language,
                [
                    "the settings of this rule set decide it",
                    "regelsættets indstillinger afgør det",
                ],
            )
            .to_owned(),
            _ => self.covered(did, didnt, language),
        }
    }

    /// How often it came out how, where it is covered.
    fn covered(&self, did: [&str; 2], didnt: [&str; 2], language: &str) -> String {
        let (yes, no) = (self.item.yes.len(), self.item.no.len());
        let (did, didnt) = (of(language, did), of(language, didnt));
        match (yes, no) {
            (yes, 0) if self.kind() == Kind::Invariant => of(
                language,
                [
                    format!("kept in {}, broken in none", scenarios(yes, "en")),
                    format!("overholdt i {}, brudt i ingen", scenarios(yes, "da")),
                ],
            ),
            (yes, 0) => format!("{did}: {}", scenarios(yes, language)),
            (0, no) => format!("{didnt}: {}", scenarios(no, language)),
            (yes, no) => format!(
                "{did}: {}, {didnt}: {}",
                scenarios(yes, language),
                scenarios(no, language)
            ),
        }
    }

    fn cause(&self, cause: &Cause, language: &str) -> String {
        let words = match cause {
            Cause::Untried => untried(self.kind()).map(str::to_owned),
            Cause::Unreached(before) => {
                let [en, da] = never(before);
                [format!("never reached: {en}"), format!("aldrig nået: {da}")]
            }
            Cause::CameOut(before, truth) => {
                let [en, da] = always(before, *truth);
                [format!("never reached: {en}"), format!("aldrig nået: {da}")]
            }
            Cause::ShortCircuit(before, truth) => {
                let name = &before.name;
                let [en, da] = truths(*truth);
                [
                    format!("never asked: `{name}` before it was always {en}"),
                    format!("aldrig spurgt: `{name}` foran den var altid {da}"),
                ]
            }
            _ => ["never reached".to_owned(), "aldrig nået".to_owned()],
        };
        of(language, words)
    }

    /// An action's name, and its label.
    pub(super) fn labelled(&self, action: &str, language: &str) -> String {
        let label = self.covered.rules.label_of_action(action);
        with_label(action, label.get(language))
    }

    pub(super) fn step(&self, flow: &str, step: &str, language: &str) -> String {
        let turn = Turn::Step {
            flow: flow.into(),
            step: step.into(),
        };
        with_label(step, self.covered.rules.label_of(&turn).get(language))
    }
}

fn with_label(name: &str, label: &str) -> String {
    match label {
        "" => format!("`{name}`"),
        label if label == name => format!("`{name}`"),
        label => format!("`{name}` ({label})"),
    }
}

/// So many scenarios.
pub(super) fn scenarios(count: usize, language: &str) -> String {
    let word = match count {
        1 => of(language, ["scenario", "scenarie"]),
        _ => of(language, ["scenarios", "scenarier"]),
    };
    format!("{count} {word}")
}

fn only(language: &str, did: [&str; 2], didnt: [&str; 2], count: usize) -> String {
    let (did, didnt) = (of(language, did), of(language, didnt));
    let count = match count {
        1 => of(language, ["one scenario", "ét scenarie"]).to_owned(),
        2.. => format!(
            "{} {}",
            of(language, ["each of", "hvert af"]),
            scenarios(count, language)
        ),
        0 => scenarios(0, language),
    };
    of(
        language,
        [
            format!("{did} in {count}, and never {didnt}"),
            format!("{did} i {count} og aldrig {didnt}"),
        ],
    )
}

/// What a kind's elements come out as.
fn outcomes(kind: Kind) -> [[&'static str; 2]; 2] {
    match kind {
        Kind::Action => [["allowed", "tilladt"], ["denied", "afvist"]],
        Kind::Requirement => [["held", "opfyldt"], ["failed", "ikke opfyldt"]],
        Kind::Input => [["given", "udfyldt"], ["left out", "udeladt"]],
        Kind::Warning => [["given", "givet"], ["left out", "udeladt"]],
        Kind::Step => [["run", "kørt"], ["passed over", "sprunget over"]],
        Kind::Invariant => [["kept", "overholdt"], ["broken", "brudt"]],
        Kind::Shown | Kind::When | Kind::Part | Kind::WaitFor | Kind::While => {
            [["true", "sand"], ["false", "falsk"]]
        }
        _ => [["reached", "nået"], ["not reached", "ikke nået"]],
    }
}

fn truths(truth: bool) -> [&'static str; 2] {
    if truth {
        ["true", "sand"]
    } else {
        ["false", "falsk"]
    }
}

/// Why a kind's element wasn't reached although nothing is in its way.
fn untried(kind: Kind) -> [&'static str; 2] {
    match kind {
        Kind::Action => ["no scenario asks for it", "intet scenarie beder om den"],
        Kind::Role => ["no scenario tries it", "intet scenarie prøver det"],
        Kind::Input => ["no scenario gives it", "intet scenarie udfylder det"],
        Kind::Option => [
            "no scenario chooses it or has it",
            "intet scenarie vælger eller har den",
        ],
        Kind::Row => [
            "the table was looked up, and other rows were taken each time",
            "tabellen blev slået op, og hver gang blev andre rækker taget",
        ],
        Kind::Table => ["never looked up", "aldrig slået op"],
        Kind::Function => ["never called", "aldrig kaldt"],
        Kind::Line => ["never run", "aldrig kørt"],
        Kind::Flow => [
            "no scenario has a case in it",
            "intet scenarie har en sag i det",
        ],
        Kind::Step | Kind::Timer => ["never run in a scenario", "aldrig kørt i et scenarie"],
        Kind::Letter => ["no scenario sends it", "intet scenarie sender det"],
        Kind::Invariant => [
            "no decision of a scenario could break it",
            "ingen afgørelse i et scenarie kunne bryde den",
        ],
        Kind::Done | Kind::Failed => ["no scenario has it", "intet scenarie har det"],
        Kind::Pause => [
            "no scenario pauses for it",
            "intet scenarie sætter i bero med den",
        ],
        Kind::PauseEndsByDate | Kind::PauseEndsByHand => {
            ["no scenario comes to it", "intet scenarie når så langt"]
        }
        _ => ["never reached", "aldrig nået"],
    }
}

/// That what stands before something was never reached itself.
fn never(before: &Obstacle) -> [String; 2] {
    let name = &before.name;
    match before.kind {
        Kind::Action => [
            format!("no scenario asks for `{name}`"),
            format!("intet scenarie beder om `{name}`"),
        ],
        Kind::Flow => [
            format!("no scenario has a case in the flow `{name}`"),
            format!("intet scenarie har en sag i flowet `{name}`"),
        ],
        Kind::Step => [
            format!("the step `{name}` never runs"),
            format!("trinnet `{name}` kører aldrig"),
        ],
        Kind::Timer => [
            format!("the timer `{name}` never runs"),
            format!("timeren `{name}` kører aldrig"),
        ],
        Kind::Done => [
            format!("no scenario has `{name}` done"),
            format!("intet scenarie får `{name}` udført"),
        ],
        Kind::Failed => [
            format!("no scenario has `{name}` fail"),
            format!("intet scenarie lader `{name}` slå fejl"),
        ],
        Kind::Pause => [
            format!("no scenario pauses for `{name}`"),
            format!("intet scenarie sætter i bero med `{name}`"),
        ],
        Kind::Table => [
            format!("`{name}` is never looked up"),
            format!("`{name}` bliver aldrig slået op"),
        ],
        Kind::Row => [
            format!("row {name} is never taken"),
            format!("række {name} bliver aldrig taget"),
        ],
        Kind::Function => [
            format!("`{name}` is never called"),
            format!("`{name}` bliver aldrig kaldt"),
        ],
        _ => [
            format!("`{name}` is never asked"),
            format!("`{name}` bliver aldrig spurgt"),
        ],
    }
}

/// That what stands before something always came out so.
fn always(before: &Obstacle, truth: bool) -> [String; 2] {
    let name = &before.name;
    match (before.kind, truth) {
        (Kind::Action, false) => [
            format!("`{name}` is always denied"),
            format!("`{name}` bliver altid afvist"),
        ],
        (Kind::Requirement, false) => [
            format!("the requirement `{name}` always failed"),
            format!("kravet `{name}` var aldrig opfyldt"),
        ],
        (Kind::Step, false) => [
            format!("the step `{name}` is always passed over"),
            format!("trinnet `{name}` bliver altid sprunget over"),
        ],
        _ => {
            let [en, da] = truths(truth);
            [
                format!("`{name}` was always {en}"),
                format!("`{name}` var altid {da}"),
            ]
        }
    }
}
