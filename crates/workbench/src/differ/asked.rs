//! A rule set that is asked about cases: what it makes of each, observed as an outcome. What differs isn't known here.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, NaiveDateTime, Utc};
use dunlin::{
    Actor, Case, CaseError, Decision, Effect, Engine, Happened, MenuItem, Opening, Str, Turn,
    Value, Verdict, What,
};
use rust_decimal::Decimal;

use super::Span;
use super::figures::Written;
use super::journal::{Journaled, opening_of};
use super::outcome::{Done, How, Item, Key, Outcome, Reach, Reason, Said, Taken};
use super::shown::Had;
use super::subject::{Body, Subject};

/// An engine, and what of its rule set is the same for every case.
pub(super) struct Asked {
    pub(super) engine: Engine,
    people: Vec<Actor>,
    /// What an action's menu item says and asks for, by action, flow and currency.
    forms: RwLock<HashMap<[Str; 3], Arc<str>>>,
    /// Each flow with its steps.
    flows: Vec<(String, Vec<String>)>,
}

/// What is observed of one case.
struct Observed<'a> {
    asked: &'a Asked,
    items: Vec<(Key, Item)>,
    /// How many of the same have gone before.
    effects: HashMap<(Str, Str), u16>,
    turns: HashMap<(Option<Str>, Str), u16>,
    events: u32,
    /// What is held, by its place among the items.
    held: HashMap<(Option<Str>, Str), usize>,
}

impl Asked {
    pub(super) fn new(engine: Engine) -> Self {
        let rules = engine.rules();
        let people = rules.roles().filter(|role| *role != Actor::system().role());
        let flows = rules.flows().map(|flow| {
            let steps = rules.steps(flow).map(str::to_owned);
            (flow.to_owned(), steps.collect())
        });
        Self {
            people: people.map(|role| Actor::new(role, role)).collect(),
            flows: flows.collect(),
            forms: RwLock::default(),
            engine,
        }
    }

    /// Each flow with its steps.
    pub(super) fn flows(&self) -> &[(String, Vec<String>)] {
        &self.flows
    }

    /// What the rules make of a case, as far as that is asked, or why they can't take it.
    pub(super) fn outcome(&self, subject: &Subject, span: &Span, reach: Reach) -> Outcome {
        self.observed(subject, span, reach)
            .unwrap_or_else(Outcome::stranded)
    }

    /// As [`Asked::outcome`], with why they can't take it apart.
    pub(super) fn observed(
        &self,
        subject: &Subject,
        span: &Span,
        reach: Reach,
    ) -> Result<Outcome, String> {
        let mut observed = Observed {
            asked: self,
            items: Vec::new(),
            effects: HashMap::new(),
            turns: HashMap::new(),
            events: 0,
            held: HashMap::new(),
        };
        let told = |error: CaseError| error.problems().collect::<Vec<_>>().join("; ");
        let (case, from) = match &subject.body {
            Body::Case(text) => (self.engine.read_case(text).map_err(told)?, span.from),
            Body::Opening(opening, born) => {
                let at = born.unwrap_or(span.from);
                let Some(case) = observed.opens(opening, at).map_err(told)? else {
                    return Ok(Outcome::of(observed.items));
                };
                (case, at)
            }
            Body::Journal(journal) => {
                let Some(case) = observed.decides_again(journal, self)? else {
                    return Ok(Outcome::of(observed.items));
                };
                (case, journal.last().max(span.from))
            }
        };
        observed.menus(&case, from).map_err(told)?;
        if reach == Reach::Menus {
            return Ok(Outcome::of(observed.items));
        }
        let observe = |happened: Happened<'_, '_>| observed.happens(&happened);
        let until = span.until(from);
        let past = subject.events.partition_point(|(at, _)| *at < from);
        let events = subject.events.get(past..).unwrap_or_default();
        let followed = self.engine.follow(&case, from, until, events, observe);
        followed.map_err(told)?;
        Ok(Outcome::of(observed.items))
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.engine.rules().local(at)
    }

    /// What a menu item says and asks for, written once for all cases that it is the same for.
    fn form(&self, item: &MenuItem<'_>, case: &Case) -> Option<Arc<str>> {
        let key = [item.action(), case.flow(), case.currency()].map(Str::from);
        let forms = self.forms.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(form) = forms.get(&key) {
            return Some(form.clone());
        }
        drop(forms);
        let fields: Vec<_> = item.form().collect();
        let form = serde_json::to_string(&(item.label(), item.help(), fields, item.schema()));
        let form: Arc<str> = form.ok()?.into();
        let mut forms = self.forms.write().unwrap_or_else(PoisonError::into_inner);
        Some(forms.entry(key).or_insert(form).clone())
    }
}

impl Observed<'_> {
    fn opens(&mut self, opening: &Opening, at: DateTime<Utc>) -> Result<Option<Case>, CaseError> {
        let decision = self.asked.engine.open(opening, at)?;
        self.items.push((Key::Opening, said(&decision, None)));
        Ok(decision.case_after())
    }

    /// Decides again what was asked for, each time on the case as it stood, and returns the case as the journal left it.
    fn decides_again(
        &mut self,
        journal: &Journaled,
        asked: &Asked,
    ) -> Result<Option<Case>, String> {
        let engine = &asked.engine;
        let told = |error: CaseError| error.problems().collect::<Vec<_>>().join("; ");
        // With the same steps in the same places, a case goes the way that its records tell.
        let is_same_way = asked.flows == journal.flows;
        let mut case: Option<Case> = None;
        for (at, (record, stood)) in journal.steps().enumerate() {
            let nth = u32::try_from(at).unwrap_or(u32::MAX);
            let action = Str::from(&record.request.action);
            let key = Key::Decision(nth, action);
            let Some(stood) = stood else {
                let decision = engine.open(&opening_of(record), record.at).map_err(told)?;
                self.items.push((key, said(&decision, None)));
                case = match record.verdict {
                    Verdict::Allowed => {
                        Some(engine.replay([record]).map_err(|error| error.to_string())?)
                    }
                    Verdict::Denied => None,
                };
                continue;
            };
            let stands = match (is_same_way, case) {
                (true, Some(case)) => case,
                _ => journal.carried(engine, stood).map_err(told)?,
            };
            let decision = match journal.is_turn(record) {
                true => engine.advance(&stands, record.at).map_err(told)?,
                false => Some(
                    engine
                        .decide(&stands, journal.request(at), record.at)
                        .map_err(told)?,
                ),
            };
            match &decision {
                None => self.items.push((key, none_due())),
                Some(decision) => {
                    let turn = journal.is_turn(record).then(|| turn_of(decision));
                    self.items.push((key, said(decision, turn)));
                    let mut same: HashMap<(Str, Str), u16> = HashMap::new();
                    for effect in decision.effects() {
                        let Some((name, about, done)) =
                            self.done(effect, record.at, stands.currency())
                        else {
                            continue;
                        };
                        let count = same.entry((name.clone(), about.clone())).or_default();
                        let key = Key::Follows(nth, name, about, *count);
                        *count += 1;
                        self.items.push((key, Item::Done(done)));
                    }
                }
            }
            drop(decision);
            case = match is_same_way {
                true => Some(stands.replay(record).map_err(|error| error.to_string())?),
                false => Some(stands),
            };
        }
        if !is_same_way {
            return match &journal.end {
                Some(end) => journal.carried(engine, end).map(Some).map_err(told),
                None => Ok(None),
            };
        }
        Ok(case.filter(|_| journal.end.is_some()))
    }

    fn menus(&mut self, case: &Case, at: DateTime<Utc>) -> Result<(), CaseError> {
        for person in &self.asked.people {
            let menu = self.asked.engine.menu(case, person, at)?;
            // What is hidden says why to whoever asks for it.
            for item in &menu.actions {
                let key = Key::Menu(person.role().into(), item.action().into());
                let said = Said {
                    allowed: item.enabled,
                    turn: None,
                    denials: item.denials.iter().map(Reason::of_denial).collect(),
                    warnings: item.warnings.iter().map(Reason::of_warning).collect(),
                    form: item.shown.then(|| self.asked.form(item, case)).flatten(),
                };
                self.items.push((key, Item::Said(said)));
            }
        }
        Ok(())
    }

    fn happens(&mut self, happened: &Happened<'_, '_>) {
        let currency = happened.before.currency();
        match happened.what {
            What::Turn(turn, decision) => {
                self.takes(turn, happened.at, decision);
                self.follow(decision, happened.at, currency);
            }
            What::Event(decision) => {
                let key = Key::Decision(self.events, decision.action().into());
                self.events += 1;
                self.items.push((key, said(decision, None)));
                self.follow(decision, happened.at, currency);
            }
            What::Answer(decision) => self.follow(decision, happened.at, currency),
            What::Held(turn, denials) => {
                let at = self.asked.local(happened.at);
                let held: Vec<Reason> = denials.iter().map(Reason::of_denial).collect();
                let known = self.held.get(&names(turn)).copied();
                match known.and_then(|known| self.items.get_mut(known)) {
                    Some((_, Item::Taken(taken))) => taken.held.extend(held),
                    _ => {
                        let how = How::Held;
                        self.held.insert(names(turn), self.items.len());
                        self.turn(turn, Taken { at, how, held });
                    }
                }
            }
            _ => {}
        }
    }

    fn takes(&mut self, turn: &Turn, at: DateTime<Utc>, decision: &Decision<'_>) {
        let at = self.asked.local(at);
        let how = match decision.is_passed_over() {
            true => How::PassedOver,
            false => How::Ran,
        };
        let held = self.held.remove(&names(turn));
        match held.and_then(|held| self.items.get_mut(held)) {
            Some((_, Item::Taken(taken))) => (taken.at, taken.how) = (at, how),
            _ => self.turn(
                turn,
                Taken {
                    at,
                    how,
                    held: Vec::new(),
                },
            ),
        }
    }

    fn turn(&mut self, turn: &Turn, taken: Taken) {
        let (flow, name) = names(turn);
        let count = self.turns.entry((flow.clone(), name.clone())).or_default();
        let key = Key::Turn(flow, name, *count);
        *count += 1;
        self.items.push((key, Item::Taken(taken)));
    }

    /// Notes what follows from a decision.
    fn follow(&mut self, decision: &Decision<'_>, at: DateTime<Utc>, currency: &str) {
        for effect in decision.effects() {
            let Some((name, about, done)) = self.done(effect, at, currency) else {
                continue;
            };
            let count = self
                .effects
                .entry((name.clone(), about.clone()))
                .or_default();
            let key = Key::Effect(name, about, *count);
            *count += 1;
            self.items.push((key, Item::Done(done)));
        }
    }

    /// An effect by its name and what it is about; nothing of one that does nothing.
    fn done(
        &self,
        effect: &Effect<'_>,
        at: DateTime<Utc>,
        currency: &str,
    ) -> Option<(Str, Str, Done)> {
        let at = self.asked.local(at);
        let about = match effect.template() {
            Some(template) => Some((None, template)),
            None => {
                let named = NAMING.iter().find(|(name, _)| *name == effect.name());
                named.and_then(|(_, argument)| {
                    Some((Some(*argument), effect.argument(argument)?.as_str()?))
                })
            }
        };
        let (named_by, about) = about.unwrap_or((None, ""));
        let is_told = |(name, value): &(&str, &Value)| {
            // Days that follow from the day on which it is done differ with that.
            Some(*name) != named_by && value.as_date() != Some(at.date())
        };
        let arguments: Vec<(Str, Value)> = effect
            .arguments()
            .filter(is_told)
            .map(|(name, value)| (Str::from(name), value.clone()))
            .collect();
        let done = Done {
            at,
            currency: currency.into(),
            arguments,
            letter: effect.letter().cloned().map(Written::new),
        };
        let amount = done.argument(AMOUNT).and_then(Value::as_decimal);
        if effect.name() == ADD_INTEREST && amount.is_some_and(|amount| amount == Decimal::ZERO) {
            return None;
        }
        Some((effect.name().into(), about.into(), done))
    }
}

/// The argument by which an effect on the case names what it is about.
const NAMING: [(&str, &str); 5] = [
    (POST, "entry"),
    (SWITCH_FLOW, "to"),
    ("pause_case", "reason"),
    ("resume_case", "reason"),
    ("set_fact", "fact"),
];

/// The effect that posts an entry.
pub(super) const POST: &str = "post";
/// The effect that posts interest.
pub(super) const ADD_INTEREST: &str = "add_interest";
/// The effect by which a case begins in another flow.
pub(super) const SWITCH_FLOW: &str = "switch_flow";
/// The effect that closes a case.
pub(super) const CLOSE_CASE: &str = "close_case";
/// The argument that says how much is posted.
pub(super) const AMOUNT: &str = "amount";

/// What was decided.
fn said(decision: &Decision<'_>, turn: Option<Had>) -> Item {
    Item::Said(Said {
        allowed: decision.is_allowed(),
        turn,
        denials: decision.denials().iter().map(Reason::of_denial).collect(),
        warnings: decision.warnings().iter().map(Reason::of_warning).collect(),
        form: None,
    })
}

/// That nothing was due.
fn none_due() -> Item {
    Item::Said(Said {
        allowed: false,
        turn: None,
        denials: Vec::new(),
        warnings: Vec::new(),
        form: None,
    })
}

/// What had its turn by a decision.
fn turn_of(decision: &Decision<'_>) -> Had {
    let request = decision.record().request;
    let input = |name: &str| request.input.get(name).and_then(Value::as_str);
    let name = ["step", "timer", "reason"].into_iter().find_map(input);
    Had {
        flow: input("flow").map(str::to_owned),
        name: name.unwrap_or_default().to_owned(),
        passed_over: decision.is_passed_over(),
    }
}

/// The flow, if it has one, and the name of what has its turn.
fn names(turn: &Turn) -> (Option<Str>, Str) {
    match turn {
        Turn::Step { flow, step } => (Some(flow.into()), step.into()),
        Turn::Timer { timer } => (None, timer.into()),
        Turn::HoldEnds { reason } => (None, reason.into()),
        _ => (None, Str::default()),
    }
}
