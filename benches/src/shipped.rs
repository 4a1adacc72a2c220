//! The shipped rules, cases, and what a host asks about them and reads of the answers. Nothing is measured here.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use dunlin::{Actor, Case, Engine, Request, RuleSet, Sources};

/// The shipped rules, with cases and requests to ask about.
///
/// What asks returns a number that depends on all that a host would read of the answer.
#[derive(Debug)]
pub struct Shipped {
    /// The engine of the shipped rules.
    pub engine: Engine,
    /// When requests are made.
    pub now: DateTime<Utc>,
    /// Who makes them.
    pub clerk: Actor,
    /// An open case, linked to an accounting system, whose customer has an e-mail address.
    pub case: Case,
    /// A part of what is owed: allowed.
    pub payment: Request,
    /// More than what is owed: denied.
    pub too_much: Request,
    /// Until a date: allowed.
    pub pause: Request,
    /// With a letter to the customer: allowed, by a script.
    pub close: Request,
    /// A case whose first reminder, a fee and a letter, is due at `late` and far off at `early`.
    pub reminded: Case,
    /// The same, but for an objection that nobody has answered, so that the law denies the fee.
    pub held: Case,
    /// Long before the reminder.
    pub early: DateTime<Utc>,
    /// When the reminder is due, and nothing else is.
    pub late: DateTime<Utc>,
}

impl Shipped {
    /// Where the files of the shipped rules are: the project's folder.
    pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

    /// Reads the files of the shipped rules.
    ///
    /// # Errors
    ///
    /// A file that can't be read.
    pub fn sources() -> Result<Sources> {
        Ok(Sources::read(Self::FOLDER)?)
    }

    /// Reads and loads the shipped rules, and opens the cases.
    ///
    /// # Errors
    ///
    /// Rules that have an error, or under which the cases can't be opened.
    pub fn read() -> Result<Self> {
        Self::of(&Self::sources()?)
    }

    /// Loads the shipped rules, and opens the cases.
    ///
    /// # Errors
    ///
    /// Rules that have an error, or under which the cases can't be opened.
    pub fn of(sources: &Sources) -> Result<Self> {
        let engine = Engine::new(RuleSet::load(sources)?);
        let clerk = Actor::new("ida", "clerk");
        let ask = |action| Request::new(action, clerk.clone());
        let now = "2026-03-02T10:00:00Z".parse()?;
        let early = "2026-02-02T08:00:00Z".parse()?;
        let email = ("customer.email", "kunde@example.dk");
        Ok(Self {
            case: open(&engine, now, &[email, ("accounting.system", "economic")])?,
            payment: ask("partial_payment")
                .with("date", "2026-03-01")
                .with("amount", "250.00"),
            too_much: ask("partial_payment")
                .with("date", "2026-03-01")
                .with("amount", "2500.00"),
            pause: ask("pause")
                .with("reason", "dispute")
                .with("resume_on", "2026-03-20"),
            close: ask("close")
                .with("code", "paid")
                .with("reason", "to_us")
                .with("confirmation", true),
            reminded: open(&engine, early, &[email])?,
            held: open(&engine, early, &[email, ("objection.since", "2026-02-10")])?,
            early,
            // Before the timer that reminds of the objection.
            late: "2026-02-12T10:00:00Z".parse()?,
            now,
            clerk,
            engine,
        })
    }

    /// Decides a request about the case; counts arguments of effects, warnings, and letters of denials.
    ///
    /// # Errors
    ///
    /// An action or a role that the rules don't have.
    pub fn decide(&self, request: &Request) -> Result<usize> {
        let decision = self.engine.decide(&self.case, request, self.now)?;
        let effects = decision.effects().iter();
        let read: usize = effects.map(|effect| effect.arguments().count()).sum();
        let denials = decision.denials().iter();
        let told: usize = denials.map(|denial| denial.message.get("da").len()).sum();
        Ok(read + told + decision.warnings().len())
    }

    /// Makes the clerk's menu for the case; counts letters of everything that a form in Danish would show.
    ///
    /// # Errors
    ///
    /// A role that the rules don't have.
    pub fn menu(&self) -> Result<usize> {
        let menu = self.engine.menu(&self.case, &self.clerk, self.now)?;
        let mut letters = 0;
        for item in &menu.actions {
            letters += item.label().get("da").len();
            for denial in &item.denials {
                letters += denial.message.get("da").len();
            }
            for field in item.form() {
                letters += field.label().get("da").len();
                let options = field.options().map(|option| option.label().get("da").len());
                letters += options.sum::<usize>();
            }
        }
        Ok(letters)
    }

    /// Returns the clerk's menu for the case as JSON.
    ///
    /// # Errors
    ///
    /// A role that the rules don't have.
    pub fn menu_as_json(&self) -> Result<usize> {
        let menu = self.engine.menu(&self.case, &self.clerk, self.now)?;
        Ok(serde_json::to_vec(&menu)?.len())
    }

    /// Takes what is due of a case at a time; counts arguments of effects, none where nothing is due.
    ///
    /// # Errors
    ///
    /// A case of other rules.
    pub fn advance(&self, case: &Case, at: DateTime<Utc>) -> Result<usize> {
        let taken = self.engine.advance(case, at)?;
        Ok(taken.map_or(0, |decision| {
            let effects = decision.effects().iter();
            effects.map(|effect| effect.arguments().count()).sum()
        }))
    }

    /// Asks what is due next of a case; 1 where that has a time.
    ///
    /// # Errors
    ///
    /// A case of other rules.
    pub fn next_due(&self, case: &Case, at: DateTime<Utc>) -> Result<usize> {
        let due = self.engine.next_due(case, at)?;
        Ok(usize::from(due.at().is_some()))
    }
}

/// Opens the rule set's example, with these facts beside its own and reminders approved.
fn open(engine: &Engine, now: DateTime<Utc>, facts: &[(&str, &str)]) -> Result<Case> {
    let mut opening = engine.example_opening("1001");
    opening.set("reminders_approved", true.into());
    for (fact, value) in facts {
        opening.set(fact, (*value).into());
    }
    let opened = engine.open(&opening, now)?;
    opened
        .case_after()
        .context("the example can't be opened, see `dunlin check`")
}
