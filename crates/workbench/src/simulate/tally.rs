//! What is counted while cases are lived: a share at a time, added up in any grouping to the same. What it means isn't known here.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, Utc};
use dunlin::{Case, Decision, Denial, Happened, RecordedRules, RuleSet, Texts, Turn, What};
use rust_decimal::Decimal;

use super::summary::{
    Cases, Counted, DaysToPayment, Events, Fared, Money, PostedKind, Reached, Refused, Standing,
    Summary,
};

const STATUSES: [&str; 3] = ["active", "paused", "closed"];

/// The time that is lived, and its months.
#[derive(Debug, Clone)]
pub(super) struct Span {
    rules: RuleSet,
    pub(super) from: DateTime<Utc>,
    pub(super) until: DateTime<Utc>,
    months: Vec<NaiveDate>,
    /// When each month but the first begins.
    turns: Vec<DateTime<Utc>>,
}

impl Span {
    pub(super) fn new(rules: &RuleSet, from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        let first = rules.local(from).date();
        let last = rules.local(until).date();
        let first = first.with_day(1).unwrap_or(first);
        let months: Vec<NaiveDate> = (0..)
            .map_while(|months| first.checked_add_months(Months::new(months)))
            .take_while(|month| *month <= last)
            .collect();
        let begins = months.iter().skip(1);
        let turns = begins
            .map(|month| rules.instant(NaiveDateTime::from(*month)))
            .collect();
        Self {
            rules: rules.clone(),
            from,
            until,
            months,
            turns,
        }
    }

    /// The month of a time, by its place.
    fn month(&self, at: DateTime<Utc>) -> usize {
        self.turns.partition_point(|turn| *turn <= at)
    }
}

/// What has been counted.
#[derive(Debug)]
pub(super) struct Tally {
    flows: Vec<String>,
    cases: Cases,
    decisions: u64,
    events: Events,
    /// For each flow, status and month.
    standing: Vec<u64>,
    /// For each flow, how many cases began in it and were in it.
    reached: Vec<(u64, u64)>,
    letters: BTreeMap<String, Vec<u64>>,
    asked: BTreeMap<String, Vec<u64>>,
    /// For each flow, or none, and step or timer.
    steps: BTreeMap<Option<String>, BTreeMap<String, [u64; 3]>>,
    money: BTreeMap<String, Purse>,
    days_to_payment: BTreeMap<u32, u64>,
    refused: BTreeMap<Reason, Met>,
}

/// The money of a currency.
#[derive(Debug, Default)]
struct Purse {
    entries: BTreeMap<String, Kind>,
    outstanding: BTreeMap<String, Decimal>,
    given_up: Decimal,
    overpaid: Decimal,
}

#[derive(Debug)]
struct Kind {
    is_charge: bool,
    count: u64,
    months: Vec<Decimal>,
}

/// Why something is held or denied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Reason {
    /// What is held has a flow, or none where it is a timer; what is denied has neither.
    held: Option<Option<String>>,
    what: String,
    rule: String,
}

/// How often that was met.
#[derive(Debug)]
struct Met {
    times: u64,
    cases: u64,
    message: Texts<'static>,
    example: String,
}

/// What is known of a case while it is lived.
#[derive(Debug)]
pub(super) struct Life {
    /// The month from which on it hasn't been counted yet.
    month: usize,
    flow: usize,
    status: usize,
    been: Vec<bool>,
    posted: usize,
    opened: Option<DateTime<Utc>>,
    owes: bool,
    paid: Option<DateTime<Utc>>,
    met: BTreeSet<Reason>,
}

impl Tally {
    pub(super) fn new(rules: &RuleSet, span: &Span) -> Self {
        let flows: Vec<String> = rules.flows().map(str::to_owned).collect();
        Self {
            cases: Cases::default(),
            decisions: 0,
            events: Events::default(),
            standing: vec![0; flows.len() * STATUSES.len() * span.months.len()],
            reached: vec![(0, 0); flows.len()],
            letters: BTreeMap::new(),
            asked: BTreeMap::new(),
            steps: BTreeMap::new(),
            money: BTreeMap::new(),
            days_to_payment: BTreeMap::new(),
            refused: BTreeMap::new(),
            flows,
        }
    }

    pub(super) fn decided(&mut self) {
        self.decisions += 1;
    }

    /// A case that isn't opened in the time.
    pub(super) fn is_not_opened(&mut self, events: usize) {
        self.cases.outside += 1;
        self.events.without_case += events as u64;
    }

    /// A case that the rules don't let in.
    pub(super) fn is_refused(&mut self, events: usize) {
        self.cases.denied += 1;
        self.events.without_case += events as u64;
    }

    pub(super) fn leaves_out(&mut self, before: bool, after: bool) {
        self.events.before += u64::from(before);
        self.events.after += u64::from(after);
    }

    /// A case begins, by its opening at a time or as it is.
    pub(super) fn begins(
        &mut self,
        span: &Span,
        case: &Case,
        opened: Option<DateTime<Utc>>,
    ) -> Life {
        match opened {
            Some(_) => self.cases.opened += 1,
            None => self.cases.given += 1,
        }
        let flow = self.flow(case);
        if let Some((began, _)) = self.reached.get_mut(flow) {
            *began += 1;
        }
        let at = opened.unwrap_or(span.from);
        let mut life = Life {
            month: span.month(at),
            flow,
            status: status(case),
            been: vec![false; self.flows.len()],
            posted: if opened.is_some() {
                0
            } else {
                case.ledger().len()
            },
            opened,
            owes: false,
            paid: None,
            met: BTreeSet::new(),
        };
        self.looks(span, &mut life, case, at);
        life
    }

    /// Something happens to a case.
    pub(super) fn happens(&mut self, span: &Span, life: &mut Life, happened: &Happened<'_, '_>) {
        let case = happened.after;
        self.stands_until(span, life, happened.at);
        match happened.what {
            What::Turn(turn, decision) => {
                self.decisions += 1;
                let passed_over = decision.is_passed_over();
                if let Some(fared) = self.fared(turn) {
                    let [ran, passed, _] = fared;
                    *(if passed_over { passed } else { ran }) += 1;
                }
                self.asks(span, happened.at, decision);
            }
            What::Event(decision) => {
                self.decisions += 1;
                if decision.is_allowed() {
                    self.events.allowed += 1;
                } else {
                    self.events.denied += 1;
                    let action = decision.action();
                    self.denied(Some(life), case.id(), action, decision.denials());
                }
                self.asks(span, happened.at, decision);
            }
            What::Answer(decision) => {
                self.decisions += 1;
                self.asks(span, happened.at, decision);
                if !decision.is_allowed() {
                    let action = decision.action();
                    self.denied(Some(life), case.id(), action, decision.denials());
                }
            }
            What::Held(turn, denials) => {
                if let Some([_, _, held]) = self.fared(turn) {
                    *held += 1;
                }
                let (flow, step) = names(turn);
                let reason = |denial: &Denial| Reason {
                    held: Some(flow.map(str::to_owned)),
                    what: step.to_owned(),
                    rule: denial.rule.to_string(),
                };
                self.meets(Some(life), case.id(), denials, reason);
            }
            _ => {}
        }
        self.looks(span, life, case, happened.at);
    }

    /// An action is denied.
    pub(super) fn denied(
        &mut self,
        life: Option<&mut Life>,
        case: &str,
        action: &str,
        denials: &[Denial],
    ) {
        let reason = |denial: &Denial| Reason {
            held: None,
            what: action.to_owned(),
            rule: denial.rule.to_string(),
        };
        self.meets(life, case, denials, reason);
    }

    /// A case has come to the end of the time.
    pub(super) fn ends(&mut self, span: &Span, mut life: Life, case: &Case) {
        let months = span.months.len();
        while life.month < months {
            self.stands(span, &life);
            life.month += 1;
        }
        if let (Some(opened), Some(paid)) = (life.opened, life.paid) {
            let [opened, paid] = [opened, paid].map(|at| span.rules.local(at).date());
            let days = (paid - opened).num_days().try_into().unwrap_or(u32::MAX);
            *self.days_to_payment.entry(days).or_default() += 1;
        }
        let owed = case.balance();
        self.cases.paid += u64::from(owed <= Decimal::ZERO);
        let purse = purse(&mut self.money, case.currency());
        if owed < Decimal::ZERO {
            purse.overpaid += -owed;
        } else if case.status() == "closed" {
            purse.given_up += owed;
        } else if owed > Decimal::ZERO {
            match purse.outstanding.get_mut(case.flow()) {
                Some(outstanding) => *outstanding += owed,
                None => {
                    purse.outstanding.insert(case.flow().to_owned(), owed);
                }
            }
        }
    }

    /// Adds what another share has counted, of cases that come later.
    pub(super) fn add(&mut self, other: Self) {
        self.cases.opened += other.cases.opened;
        self.cases.given += other.cases.given;
        self.cases.outside += other.cases.outside;
        self.cases.denied += other.cases.denied;
        self.cases.paid += other.cases.paid;
        self.decisions += other.decisions;
        self.events.allowed += other.events.allowed;
        self.events.denied += other.events.denied;
        self.events.before += other.events.before;
        self.events.after += other.events.after;
        self.events.without_case += other.events.without_case;
        add_each(&mut self.standing, &other.standing);
        for ((began, cases), (more_began, more_cases)) in self.reached.iter_mut().zip(other.reached)
        {
            *began += more_began;
            *cases += more_cases;
        }
        add_counts(&mut self.letters, other.letters);
        add_counts(&mut self.asked, other.asked);
        for (flow, steps) in other.steps {
            let of_flow = self.steps.entry(flow).or_default();
            for (step, more) in steps {
                add_each(of_flow.entry(step).or_default(), &more);
            }
        }
        for (currency, more) in other.money {
            self.money.entry(currency).or_default().add(more);
        }
        for (days, count) in other.days_to_payment {
            *self.days_to_payment.entry(days).or_default() += count;
        }
        for (reason, more) in other.refused {
            match self.refused.get_mut(&reason) {
                Some(met) => {
                    met.times += more.times;
                    met.cases += more.cases;
                }
                None => {
                    self.refused.insert(reason, more);
                }
            }
        }
    }

    pub(super) fn summary(self, rules: &RuleSet, span: &Span) -> Summary {
        let months = span.months.len().max(1);
        let places = self
            .flows
            .iter()
            .flat_map(|flow| STATUSES.map(|status| (flow, status)));
        let standing = places
            .zip(self.standing.chunks(months))
            .map(|((flow, status), months)| Standing {
                flow: flow.clone(),
                status,
                months: months.to_vec(),
            });
        let reached = self.flows.iter().zip(&self.reached);
        let mut refused: Vec<Refused> = self.refused.into_iter().map(Met::told).collect();
        refused.sort_by_key(|refused| Reverse(refused.times));
        Summary {
            schema: 1,
            rule_set: RecordedRules::of(rules),
            from: span.from,
            until: span.until,
            cases: self.cases,
            decisions: self.decisions,
            events: self.events,
            months: span.months.clone(),
            standing: standing.collect(),
            reached: reached
                .map(|(flow, (began, cases))| Reached {
                    flow: flow.clone(),
                    began: *began,
                    cases: *cases,
                })
                .collect(),
            letters: counted(self.letters),
            asked: counted(self.asked),
            steps: fared(rules, &self.steps),
            money: self.money.into_iter().map(Purse::told).collect(),
            days_to_payment: DaysToPayment::of(self.days_to_payment),
            refused,
        }
    }

    fn flow(&self, case: &Case) -> usize {
        let flow = case.flow();
        self.flows
            .iter()
            .position(|known| known == flow)
            .unwrap_or(0)
    }

    /// Counts a case where it stands, for each month that has ended by now.
    fn stands_until(&mut self, span: &Span, life: &mut Life, at: DateTime<Utc>) {
        while life.month < span.month(at) {
            self.stands(span, life);
            life.month += 1;
        }
    }

    fn stands(&mut self, span: &Span, life: &Life) {
        let place = (life.flow * STATUSES.len() + life.status) * span.months.len() + life.month;
        if let Some(count) = self.standing.get_mut(place) {
            *count += 1;
        }
    }

    /// Looks at where a case is, and at what has been posted on it.
    fn looks(&mut self, span: &Span, life: &mut Life, case: &Case, at: DateTime<Utc>) {
        life.flow = self.flow(case);
        life.status = status(case);
        if let (Some(been), Some((_, cases))) = (
            life.been.get_mut(life.flow),
            self.reached.get_mut(life.flow),
        ) && !*been
        {
            *been = true;
            *cases += 1;
        }
        let entries = case.ledger();
        if entries.len() > life.posted {
            let month = span.month(at);
            let purse = purse(&mut self.money, case.currency());
            for entry in case.ledger().skip(life.posted) {
                purse.posts(&entry, month, span.months.len());
            }
            life.posted = case.ledger().len();
        }
        let owes = case.balance() > Decimal::ZERO;
        if owes != life.owes {
            life.owes = owes;
            life.paid = (!owes).then_some(at);
        }
    }

    fn fared(&mut self, turn: &Turn) -> Option<&mut [u64; 3]> {
        if matches!(turn, Turn::HoldEnds { .. }) {
            return None;
        }
        let (flow, step) = names(turn);
        let flow = flow.map(str::to_owned);
        let steps = self.steps.entry(flow).or_default();
        Some(steps.entry(step.to_owned()).or_default())
    }

    /// Counts what hosts are asked for.
    fn asks(&mut self, span: &Span, at: DateTime<Utc>, decision: &Decision<'_>) {
        for effect in decision
            .effects()
            .iter()
            .filter(|effect| effect.is_for_host())
        {
            let (counts, name) = match effect.template() {
                Some(template) => (&mut self.letters, template),
                None => (&mut self.asked, effect.name()),
            };
            let months = match counts.get_mut(name) {
                Some(months) => months,
                None => counts
                    .entry(name.to_owned())
                    .or_insert_with(|| vec![0; span.months.len()]),
            };
            if let Some(month) = months.get_mut(span.month(at)) {
                *month += 1;
            }
        }
    }

    fn meets(
        &mut self,
        life: Option<&mut Life>,
        case: &str,
        denials: &[Denial],
        reason: impl Fn(&Denial) -> Reason,
    ) {
        let mut life = life;
        for denial in denials {
            let reason = reason(denial);
            let is_new = life
                .as_mut()
                .is_none_or(|life| life.met.insert(reason.clone()));
            let met = self.refused.entry(reason).or_insert_with(|| Met {
                times: 0,
                cases: 0,
                message: denial.message.clone().into_owned(),
                example: case.to_owned(),
            });
            met.times += 1;
            met.cases += u64::from(is_new);
        }
    }
}

impl Purse {
    fn posts(&mut self, entry: &dunlin::Posted<'_>, month: usize, months: usize) {
        let kind = match self.entries.get_mut(entry.kind) {
            Some(kind) => kind,
            None => self.entries.entry(entry.kind.to_owned()).or_insert(Kind {
                is_charge: entry.is_charge,
                count: 0,
                months: vec![Decimal::ZERO; months],
            }),
        };
        kind.count += 1;
        if let Some(sum) = kind.months.get_mut(month) {
            *sum += entry.amount;
        }
    }

    fn add(&mut self, other: Self) {
        for (name, more) in other.entries {
            match self.entries.get_mut(&name) {
                Some(kind) => {
                    kind.count += more.count;
                    add_each(&mut kind.months, &more.months);
                }
                None => {
                    self.entries.insert(name, more);
                }
            }
        }
        for (flow, owed) in other.outstanding {
            *self.outstanding.entry(flow).or_default() += owed;
        }
        self.given_up += other.given_up;
        self.overpaid += other.overpaid;
    }

    fn told((currency, purse): (String, Self)) -> Money {
        let entries = purse.entries.into_iter();
        Money {
            currency,
            entries: entries
                .map(|(entry, kind)| PostedKind {
                    entry,
                    is_charge: kind.is_charge,
                    count: kind.count,
                    sum: kind.months.iter().copied().sum(),
                    months: kind.months,
                })
                .collect(),
            outstanding: purse.outstanding,
            given_up: purse.given_up,
            overpaid: purse.overpaid,
        }
    }
}

impl Met {
    fn told((reason, met): (Reason, Self)) -> Refused {
        Refused {
            is_held: reason.held.is_some(),
            flow: reason.held.flatten(),
            what: reason.what,
            rule: reason.rule,
            message: met.message,
            times: met.times,
            cases: met.cases,
            example: met.example,
        }
    }
}

fn status(case: &Case) -> usize {
    let status = case.status();
    STATUSES
        .iter()
        .position(|known| *known == status)
        .unwrap_or(0)
}

fn purse<'m>(money: &'m mut BTreeMap<String, Purse>, currency: &str) -> &'m mut Purse {
    money.entry(currency.to_owned()).or_default()
}

/// The flow, if it has one, and the name of what has its turn.
fn names(turn: &Turn) -> (Option<&str>, &str) {
    match turn {
        Turn::Step { flow, step } => (Some(flow), step),
        Turn::Timer { timer } => (None, timer),
        Turn::HoldEnds { reason } => (None, reason),
        _ => (None, ""),
    }
}

fn add_each<T: Copy + std::ops::AddAssign>(to: &mut [T], more: &[T]) {
    for (sum, more) in to.iter_mut().zip(more) {
        *sum += *more;
    }
}

fn add_counts(to: &mut BTreeMap<String, Vec<u64>>, more: BTreeMap<String, Vec<u64>>) {
    for (name, more) in more {
        match to.get_mut(&name) {
            Some(months) => add_each(months, &more),
            None => {
                to.insert(name, more);
            }
        }
    }
}

fn counted(counts: BTreeMap<String, Vec<u64>>) -> Vec<Counted> {
    let counted = counts.into_iter().map(|(name, months)| Counted {
        name,
        times: months.iter().sum(),
        months,
    });
    counted.collect()
}

/// Every step in the order of the rule set, and every timer that had its turn.
fn fared(
    rules: &RuleSet,
    counted: &BTreeMap<Option<String>, BTreeMap<String, [u64; 3]>>,
) -> Vec<Fared> {
    let told = |flow: Option<&str>, step: &str, [ran, passed_over, held]: [u64; 3]| Fared {
        flow: flow.map(str::to_owned),
        step: step.to_owned(),
        ran,
        passed_over,
        held,
    };
    let mut fared = Vec::new();
    for flow in rules.flows() {
        let of_flow = counted.get(&Some(flow.to_owned()));
        for step in rules.steps(flow) {
            let counts = of_flow.and_then(|steps| steps.get(step)).copied();
            fared.push(told(Some(flow), step, counts.unwrap_or_default()));
        }
    }
    let timers = counted.get(&None).into_iter().flatten();
    fared.extend(timers.map(|(timer, counts)| told(None, timer, *counts)));
    fared
}
