//! The rule set as a whole: immutable, shared, with its name, version and fingerprint.

use std::fmt;
use std::sync::Arc;

use chrono_tz::Tz;
use indexmap::IndexMap;

use super::action::{Action, Body};
use super::calendar::Calendar;
use super::effect::Answers;
use super::flow::Flow;
use super::interest::Interest;
use super::table::Table;
use super::timer::Timer;
use super::{ByName, FlowId, Label, Touched, Vocabulary, builtin};
use crate::expr::{Expr, is_always};
use crate::script::Scripts;
use crate::source::{FileId, Findings, Lines, Location, Sources, Span};
use crate::text::{Format, Message, Texts};
use crate::value::Value;

/// A rule set that has been checked whole: immutable, cheap to clone, shared between threads.
///
/// No name in it dangles and no condition compares a date with an amount; what could be wrong with
/// it was said when it was loaded.
#[derive(Clone)]
pub struct RuleSet(pub(crate) Arc<Rules>);

impl RuleSet {
    /// Returns the rule set that `sources` describe.
    ///
    /// ```
    /// let mut sources = dunlin::Sources::new();
    /// sources.add("dunlin.yaml", "rule_set: nothing\nversion: \"1\"\n");
    /// let findings = dunlin::RuleSet::load(&sources).unwrap_err();
    /// assert!(findings.iter().any(|finding| finding.message("en").contains("time_zone")));
    /// ```
    ///
    /// # Errors
    ///
    /// Every finding at once, warnings among them, where one of them is an error.
    pub fn load(sources: &Sources) -> Result<Self, Findings> {
        let (rules, findings) = crate::load::load(sources);
        rules.map(|rules| Self(Arc::new(rules))).ok_or(findings)
    }

    /// Returns every finding about `sources`: the warnings of a rule set that loads, too.
    #[must_use]
    pub fn check(sources: &Sources) -> Findings {
        crate::load::load(sources).1
    }

    /// Returns the name that the manifest gives.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns the version that the manifest gives.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// Returns the SHA-256 over every loaded file, by path, line ends normalised, in hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.0.fingerprint
    }

    /// Returns the texts that it was loaded from.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.0.sources
    }

    /// Returns the languages of its texts, in the manifest's order.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.words.languages.iter().map(|language| &**language)
    }

    /// Returns its roles, `system` among them.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.0.words.roles.iter().map(|role| &**role)
    }

    /// Returns the actions that it declares, in the order of the menu.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.0.actions.keys().map(|name| &**name)
    }

    /// Returns the roles that may ask for an action; none where it declares no such action.
    pub fn who(&self, action: &str) -> impl Iterator<Item = &str> {
        let action = self.0.actions.get(action);
        action
            .into_iter()
            .flat_map(|action| &action.who)
            .map(|role| &**role)
    }

    /// Returns the flows that it declares, those that a case may begin in first.
    pub fn flows(&self) -> impl Iterator<Item = &str> {
        let list = self.0.words.list(builtin::FLOW);
        list.map(|list| list.options.keys())
            .into_iter()
            .flatten()
            .map(|name| &**name)
    }

    /// Returns the flows that a case may begin in, the one that it does if nobody says first.
    pub fn start(&self) -> impl Iterator<Item = &str> {
        let words = &self.0.words;
        let start = self.0.start.iter();
        start.map(|flow| words.flow_name(*flow))
    }

    /// Returns the steps of a flow, in their order; none where there is no such flow.
    pub fn steps(&self, flow: &str) -> impl Iterator<Item = &str> {
        let words = &self.0.words;
        let flow = words.flow_id(flow).and_then(|flow| words.flow(flow));
        flow.into_iter()
            .flat_map(|flow| &flow.steps)
            .filter_map(crate::Value::as_str)
    }

    /// Returns the effects that it asks hosts to carry out.
    pub fn effects(&self) -> impl Iterator<Item = &str> {
        self.0.words.effects.keys().map(|name| &**name)
    }

    /// Returns its time zone's name, such as `Europe/Copenhagen`.
    #[must_use]
    pub fn time_zone(&self) -> &'static str {
        self.0.time_zone.name()
    }

    /// Returns the point in time that a civil date and time of its zone name.
    ///
    /// A time that exists twice is the first of them; one that a daylight-saving change leaves out
    /// is the first that exists after it.
    #[must_use]
    pub fn instant(&self, local: chrono::NaiveDateTime) -> chrono::DateTime<chrono::Utc> {
        crate::case::instant_in(self.0.time_zone, local)
    }

    /// Returns the civil date and time of its zone at a point in time.
    #[must_use]
    pub fn local(&self, time: chrono::DateTime<chrono::Utc>) -> chrono::NaiveDateTime {
        crate::case::local_in(self.0.time_zone, time)
    }
}

impl fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleSet")
            .field("name", &self.name())
            .field("version", &self.version())
            .field("fingerprint", &self.fingerprint())
            .finish_non_exhaustive()
    }
}

/// What a rule set says.
#[derive(Clone)]
pub(crate) struct Rules {
    pub(crate) name: Arc<str>,
    pub(crate) version: Arc<str>,
    pub(crate) fingerprint: Arc<str>,
    pub(crate) time_zone: Tz,
    pub(crate) formats: Vec<Format>,
    /// The flows that a case may be opened in.
    pub(crate) start: Vec<FlowId>,
    pub(crate) contact: Option<Contact>,
    /// The values, by the names of an opening's fields and facts, that scenarios may leave out.
    pub(crate) example_case: IndexMap<Arc<str>, Value>,
    pub(crate) words: Vocabulary,
    pub(crate) flows: Vec<Flow>,
    pub(crate) timers: Vec<Timer>,
    /// In the order of the menu.
    pub(crate) actions: ByName<Action>,
    /// How many of the actions, the first ones, the manifest's `menu` names; none where it has no menu.
    pub(crate) menu: Option<usize>,
    /// The answers of each host effect, in the vocabulary's order.
    pub(crate) answers: Vec<Answers>,
    pub(crate) invariants: Vec<Invariant>,
    pub(crate) tables: Vec<Table>,
    pub(crate) interest: Option<Interest>,
    pub(crate) templates: Vec<Template>,
    pub(crate) calendar: Calendar,
    pub(crate) scripts: Scripts,
    /// The texts and their lines: where a rule stands is told by denials and traces.
    pub(crate) sources: Sources,
    pub(crate) lines: Vec<Lines>,
}

/// Where a letter goes when a rule doesn't say.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub(crate) email: Option<Expr>,
    pub(crate) language: Option<Expr>,
    pub(crate) otherwise: Option<Arc<str>>,
}

/// A limit that every decision is held to.
#[derive(Debug, Clone)]
pub(crate) struct Invariant {
    pub(crate) name: Arc<str>,
    /// The expression, and the truth that it must have.
    pub(crate) condition: Expr,
    pub(crate) must_be: bool,
    pub(crate) because: Message,
    pub(crate) source: Option<Arc<str>>,
    pub(crate) from: Option<chrono::NaiveDate>,
    pub(crate) until: Option<chrono::NaiveDate>,
    pub(crate) span: Span,
    /// The same as a place in a file, told once the whole rule set is read.
    pub(crate) place: Option<Location>,
}

/// The invariants that some effects are held to, by their places; none where it is all of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeldTo(Option<Arc<[usize]>>);

impl HeldTo {
    /// All of them.
    pub(crate) const ALL: Self = Self(None);

    /// Those that effects could break that change what is touched, and nothing else.
    fn those_that_could_break(touched: &Touched, invariants: &[Invariant]) -> Self {
        let places = invariants.iter().enumerate();
        let could_break = places
            .filter(|(_, invariant)| !is_always(&invariant.condition, invariant.must_be, touched));
        Self(Some(could_break.map(|(place, _)| place).collect()))
    }

    /// The invariants themselves.
    pub(crate) fn among<'e>(
        &self,
        invariants: &'e [Invariant],
    ) -> impl Iterator<Item = &'e Invariant> {
        let places = self.0.as_deref();
        let count = places.map_or(invariants.len(), <[usize]>::len);
        (0..count).filter_map(move |at| {
            let place = match places {
                Some(places) => *places.get(at)?,
                None => at,
            };
            invariants.get(place)
        })
    }
}

/// A letter, in each declared language.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    pub(crate) name: Arc<str>,
    pub(crate) subject: Message,
    pub(crate) body: Message,
}

impl Rules {
    /// Tells each list of effects which invariants it could break: it is never held to the others.
    ///
    /// They are found once, when the rule set loads, from what the effects can change whatever the case.
    pub(crate) fn hold(&mut self) {
        let Self {
            words,
            invariants,
            actions,
            flows,
            timers,
            ..
        } = self;
        let mut found: Vec<(Touched, HeldTo)> = Vec::new();
        let mut held_to = |touched: Option<Touched>| {
            let Some(touched) = touched else {
                return HeldTo::ALL;
            };
            if let Some((_, held_to)) = found.iter().find(|(known, _)| *known == touched) {
                return held_to.clone();
            }
            let held_to = HeldTo::those_that_could_break(&touched, invariants);
            found.push((touched, held_to.clone()));
            held_to
        };
        for action in actions.values_mut() {
            action.held_to = held_to(match &action.body {
                Body::Effects(effects) => Touched::by(effects, words),
                Body::Script(_) => None,
            });
        }
        for step in flows.iter_mut().flat_map(|flow| &mut flow.steps) {
            step.held_to = held_to(Touched::by_step(&step.effects, words));
        }
        for timer in timers {
            timer.held_to = held_to(Touched::by(&timer.effects, words));
        }
    }

    /// Tells each requirement and each invariant where it stands.
    pub(crate) fn locate(&mut self) {
        let mut invariants = std::mem::take(&mut self.invariants);
        for invariant in &mut invariants {
            invariant.place = self.location(invariant.span);
        }
        self.invariants = invariants;
        let mut actions = std::mem::take(&mut self.actions);
        for requirement in actions.values_mut().flat_map(|action| &mut action.require) {
            requirement.place = self.location(requirement.span);
        }
        self.actions = actions;
    }

    /// What a rule file says at a place, on one line.
    pub(crate) fn text(&self, span: Span) -> String {
        let FileId(file) = span.file;
        let text = self
            .sources
            .iter()
            .nth(file as usize)
            .map_or("", |source| source.text());
        let range = span.start as usize..span.end as usize;
        text.get(range)
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Where a rule stands.
    pub(crate) fn location(&self, span: Span) -> Option<Location> {
        let FileId(file) = span.file;
        let source = self.sources.iter().nth(file as usize)?;
        let lines = self.lines.get(file as usize)?;
        let (line, column) = lines.position(source.text(), span.start as usize);
        Some(Location {
            file: source.name().to_owned(),
            line,
            column,
        })
    }

    /// A label in every language; the name where there is none.
    pub(crate) fn label<'e>(&'e self, label: &'e Label, name: &'e str) -> Texts<'e> {
        let languages = &self.words.languages;
        if label.0.is_empty() {
            return Texts::of_name(languages, name);
        }
        Texts::of_label(languages, label)
    }
}
