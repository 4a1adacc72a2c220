//! The engine's public face: a rule set, asked. Each question is answered in a file of its own.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::advance::{self, Due, Next};
use super::course::{self, Happened};
use super::decision::{ApplyError, Decision};
use super::forecast::{self, Forecast};
use super::menu::{self, Menu};
use super::nearest::{Ask, Nearest};
use super::record::{Record, replay_all};
use super::trace::{TraceLine, Tracer, Watch};
use super::{action, nearest, open};
use crate::case::{Actor, Case, CaseError, CaseErrorKind, Opening, Turn, carry_over, read_case};
use crate::decide::Request;
use crate::expr::Silent;
use crate::rules::RuleSet;

/// A rule set that can be asked: what may happen to a case, and what follows.
///
/// Cheap to clone and shared between threads. It reads no clock: every question brings its time.
///
/// ```
/// # #[cfg(feature = "fs")] {
/// use dunlin::{Actor, Engine, Request, RuleSet, Sources};
///
/// let sources = Sources::read("tests/fixtures/valid/library")?;
/// let engine = Engine::new(RuleSet::load(&sources)?);
/// let now = "2026-03-02T10:00:00Z".parse()?;
/// let opened = engine.open(&engine.example_opening("loan-7"), now)?;
/// let loan = opened.case_after().ok_or("denied")?;
///
/// let request = Request::new("extend", Actor::new("bo", "librarian")).with("days", 14);
/// let decision = engine.decide(&loan, &request, now)?;
/// assert!(decision.is_allowed());
/// let loan = loan.apply(&decision)?;
/// assert_eq!(loan.revision(), 2);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Engine {
    rules: RuleSet,
}

impl Engine {
    /// Returns an engine that decides by `rules`.
    #[must_use]
    pub fn new(rules: RuleSet) -> Self {
        Self { rules }
    }

    /// Returns the rule set that it decides by.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Returns the case that a JSON text describes.
    ///
    /// # Errors
    ///
    /// [`CaseError`] with everything that is wrong: a newer schema, an unknown field, a flow or
    /// step that the rule set lacks, a fact of another type, a ledger that doesn't add up.
    pub fn read_case(&self, json: &str) -> Result<Case, CaseError> {
        read_case(&self.rules, json)
    }

    /// Returns the decision by which a case is born, in the flow and with the facts of `opening`.
    ///
    /// # Errors
    ///
    /// [`CaseError`] where the opening doesn't fit the rule set. An invariant that it would break
    /// is a denial of the decision instead.
    pub fn open(&self, opening: &Opening, now: DateTime<Utc>) -> Result<Decision<'_>, CaseError> {
        self.opened(opening, now, &mut Silent)
    }

    pub(super) fn opened<W: Watch>(
        &self,
        opening: &Opening,
        now: DateTime<Utc>,
        watch: &mut W,
    ) -> Result<Decision<'_>, CaseError> {
        open::open(&self.rules, opening, now, watch)
    }

    /// Returns every action for the case and the actor: shown, enabled, why not, and its form.
    ///
    /// # Errors
    ///
    /// [`CaseError`] where the case is of another rule set and doesn't fit this one, or the rule
    /// set has no such role.
    pub fn menu<'e>(
        &'e self,
        case: &Case,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Menu<'e>, CaseError> {
        let case = self.fitting(case)?;
        self.known_role(&case, actor)?;
        Ok(menu::menu(&self.rules.0, &case, actor, now))
    }

    /// Returns what follows from the request, or why it is denied; nothing is changed by asking.
    ///
    /// The decision keeps the case and the request: borrowed where they are lent, its own where they are given.
    ///
    /// # Errors
    ///
    /// [`CaseError`] where the case doesn't fit this rule set, or the rule set has no such action
    /// or role. Inputs that are missing or ill-formed are denials instead.
    pub fn decide<'e>(
        &'e self,
        case: impl Into<Cow<'e, Case>>,
        request: impl Into<Cow<'e, Request>>,
        now: DateTime<Utc>,
    ) -> Result<Decision<'e>, CaseError> {
        self.decision(case.into(), request.into(), now, &mut Silent)
    }

    /// Returns the same decision as [`Engine::decide`], with each condition and the values it saw.
    ///
    /// # Errors
    ///
    /// As for [`Engine::decide`].
    pub fn explain<'e>(
        &'e self,
        case: impl Into<Cow<'e, Case>>,
        request: impl Into<Cow<'e, Request>>,
        now: DateTime<Utc>,
    ) -> Result<Decision<'e>, CaseError> {
        let (case, request) = (case.into(), request.into());
        let mut tracer = Tracer::new(&self.rules.0, Some(request.action()), &case);
        let mut decision = self.decision(case, request, now, &mut tracer)?;
        decision.trace = tracer.lines;
        Ok(decision)
    }

    pub(super) fn decision<'e, W: Watch>(
        &'e self,
        case: Cow<'e, Case>,
        request: Cow<'e, Request>,
        now: DateTime<Utc>,
        watch: &mut W,
    ) -> Result<Decision<'e>, CaseError> {
        let case = self.fitting(case)?;
        self.known_role(&case, request.actor())?;
        let made = action::decide(&self.rules, &case, &request, now, watch)?;
        Ok(made.decision(&self.rules, case, request, now))
    }

    /// Returns the smallest change with which a denied request would be allowed: another input, another role, another
    /// time, or what would have to happen to the case first. None where it is allowed, or where nothing was found.
    ///
    /// It is searched for over the conditions that denied it, and decided again to be sure; that takes up to some
    /// thousand decisions, so it is for people who ask why, not for every request.
    ///
    /// # Errors
    ///
    /// As for [`Engine::decide`].
    pub fn nearest(
        &self,
        case: &Case,
        request: &Request,
        now: DateTime<Utc>,
    ) -> Result<Option<Nearest>, CaseError> {
        let case = self.fitting(case)?;
        self.known_role(&case, request.actor())?;
        // Whether there is such an action is told as for a decision.
        action::decide(&self.rules, &case, request, now, &mut Silent)?;
        Ok(nearest::of(
            &self.rules,
            &case,
            Ask::Action(request.clone()),
            now,
        ))
    }

    /// Returns the smallest change with which a menu would have an action enabled, whatever inputs it is then given.
    /// None where it is enabled, or where nothing was found.
    ///
    /// # Errors
    ///
    /// As for [`Engine::decide`].
    pub fn nearest_enabled(
        &self,
        case: &Case,
        action: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Option<Nearest>, CaseError> {
        let case = self.fitting(case)?;
        self.known_role(&case, actor)?;
        let request = Request::new(action, actor.clone());
        action::decide(&self.rules, &case, &request, now, &mut Silent)?;
        Ok(nearest::of(&self.rules, &case, Ask::Item(request), now))
    }

    /// Returns the smallest change with which a step, a timer or the end of a hold that is held, or waits, would come
    /// by itself. None where it comes, or where nothing was found.
    ///
    /// # Errors
    ///
    /// As for [`Engine::next_due`].
    pub fn nearest_due(
        &self,
        case: &Case,
        turn: &Turn,
        now: DateTime<Utc>,
    ) -> Result<Option<Nearest>, CaseError> {
        let case = self.fitting(case)?;
        Ok(nearest::of(
            &self.rules,
            &case,
            Ask::Turn(turn.clone()),
            now,
        ))
    }

    /// Returns what comes next for the case if nothing else happens to it: at what time, or what it waits for.
    ///
    /// It follows from the case and the rule set each time, and is asked again whenever either changes. What is
    /// due and denied is held: [`Due::Held`] says why, and when it is tried again.
    ///
    /// # Errors
    ///
    /// [`CaseError`] where the case is of another rule set and doesn't fit this one: a step that is gone, say.
    pub fn next_due(&self, case: &Case, now: DateTime<Utc>) -> Result<Due, CaseError> {
        self.due(case, now, &mut Silent)
    }

    pub(super) fn due<W: Watch>(
        &self,
        case: &Case,
        now: DateTime<Utc>,
        watch: &mut W,
    ) -> Result<Due, CaseError> {
        let case = self.fitting(case)?;
        Ok(advance::due(&self.rules.0, &case, now, watch))
    }

    /// Returns the same as [`Engine::next_due`], with each condition that was looked at and the values it saw: why
    /// something is held.
    ///
    /// # Errors
    ///
    /// As for [`Engine::next_due`].
    pub fn explain_due(
        &self,
        case: &Case,
        now: DateTime<Utc>,
    ) -> Result<(Due, Vec<TraceLine>), CaseError> {
        let case = self.fitting(case)?;
        let mut tracer = Tracer::new(&self.rules.0, None, &case);
        let due = advance::due(&self.rules.0, &case, now, &mut tracer);
        Ok((due, tracer.lines))
    }

    /// Returns the decision of the one step, timer or hold that is due first, if one is due and allowed.
    ///
    /// A host applies it and asks again until there is none; [`Engine::next_due`] then says when to come back.
    ///
    /// # Errors
    ///
    /// As for [`Engine::next_due`].
    pub fn advance<'e>(
        &'e self,
        case: impl Into<Cow<'e, Case>>,
        now: DateTime<Utc>,
    ) -> Result<Option<Decision<'e>>, CaseError> {
        self.advanced(case.into(), now, &mut Silent)
    }

    /// Returns the same decision as [`Engine::advance`], with each condition and the values it saw, those of what is
    /// held before it among them.
    ///
    /// # Errors
    ///
    /// As for [`Engine::next_due`].
    pub fn explain_advance<'e>(
        &'e self,
        case: impl Into<Cow<'e, Case>>,
        now: DateTime<Utc>,
    ) -> Result<Option<Decision<'e>>, CaseError> {
        let case = case.into();
        let mut tracer = Tracer::new(&self.rules.0, None, &case);
        let decision = self.advanced(case, now, &mut tracer)?;
        Ok(decision.map(|mut decision| {
            decision.trace = tracer.lines;
            decision
        }))
    }

    pub(super) fn advanced<'e, W: Watch>(
        &'e self,
        case: Cow<'e, Case>,
        now: DateTime<Utc>,
        watch: &mut W,
    ) -> Result<Option<Decision<'e>>, CaseError> {
        let case = self.fitting(case)?;
        Ok(match advance::next(&self.rules.0, &case, now, watch) {
            Next::Now(turn) => Some(turn.decision(&self.rules, case, now)),
            Next::Later(..) => None,
        })
    }

    /// Returns what will happen to the case from `now` up to and with `until` if nothing else does but `events`, which
    /// are in the order of their times. What hosts are asked for counts as done at once.
    ///
    /// # Errors
    ///
    /// As for [`Engine::next_due`] and, of the events, for [`Engine::decide`].
    pub fn forecast(
        &self,
        case: &Case,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        events: &[(DateTime<Utc>, Request)],
    ) -> Result<Forecast, CaseError> {
        let case = self.fitting(case)?;
        course::in_order(&case, events)?;
        for (_, request) in events {
            self.known_role(&case, request.actor())?;
        }
        forecast::forecast(&self.rules, case.into_owned(), now, until, events)
    }

    /// Follows the case from `now` up to and with `until`, telling `observe` of each thing that happens, and returns
    /// the case as it is then, with what comes next.
    ///
    /// What happens is `events`, which are in the order of their times, and whatever falls due. An event comes before
    /// what falls due at the same moment; what hosts are asked for counts as done at once. [`Engine::forecast`] tells
    /// the same as data.
    ///
    /// # Errors
    ///
    /// As for [`Engine::next_due`] and, of the events, for [`Engine::decide`].
    pub fn follow(
        &self,
        case: &Case,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        events: &[(DateTime<Utc>, Request)],
        observe: impl FnMut(Happened<'_, '_>),
    ) -> Result<(Case, Due), CaseError> {
        let case = self.fitting(case)?;
        course::in_order(&case, events)?;
        for (_, request) in events {
            self.known_role(&case, request.actor())?;
        }
        course::follow(&self.rules, case.into_owned(), now, until, events, observe)
    }

    /// Returns the case that a journal's records lead to, the first of them its opening: the effects
    /// that were recorded are applied, and nothing is decided again.
    ///
    /// # Errors
    ///
    /// [`ApplyError`] where the first record isn't an opening, one is missing, or one doesn't fit.
    pub fn replay<'r>(
        &self,
        records: impl IntoIterator<Item = &'r Record>,
    ) -> Result<Case, ApplyError> {
        replay_all(&self.rules, records)
    }

    /// Returns the opening that the manifest's `example_case` describes.
    #[must_use]
    pub fn example_opening(&self, id: &str) -> Opening {
        let mut opening = Opening::new(id);
        for (name, value) in &self.rules.0.example_case {
            opening.set(name, value.clone());
        }
        opening
    }

    /// The case under this engine's rules: itself, unless it was read under others.
    fn fitting<'c>(&self, case: impl Into<Cow<'c, Case>>) -> Result<Cow<'c, Case>, CaseError> {
        let case = case.into();
        if Arc::ptr_eq(&case.rules.0, &self.rules.0) {
            return Ok(case);
        }
        if case.rules.fingerprint() == self.rules.fingerprint() {
            return Ok(Cow::Owned(Case {
                rules: self.rules.clone(),
                state: case.state.clone(),
            }));
        }
        carry_over(&case, &self.rules).map(Cow::Owned)
    }

    fn known_role(&self, case: &Case, actor: &Actor) -> Result<(), CaseError> {
        let roles = &self.rules.0.words.roles;
        if roles.iter().any(|role| **role == *actor.role()) {
            return Ok(());
        }
        let known: Vec<String> = roles.iter().map(|role| format!("`{role}`")).collect();
        let problem = format!(
            "there is no role `{}`: known are {}",
            actor.role(),
            known.join(", ")
        );
        Err(CaseError::new(CaseErrorKind::Role, case.id(), problem))
    }
}
