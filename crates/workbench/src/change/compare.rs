//! Two stories side by side, moment by moment. Which of the differences follow from others, others say.

use std::collections::BTreeMap;

use super::effects::{compare as effects, titles};
use super::pair::{Pair, by_key, is_reordered};
use super::story::{HELD, Happening, Moment, Story};
use super::text::wordings;
use super::tree::Node;
use super::{Change, Place, Reason, What, lines};

/// What the parts of a moment are called that are read one by one.
const READ: [&str; 6] = [
    "with", "verdict", "denials", "warnings", "effects", "answers",
];

/// Returns what the second story says otherwise, in the order in which it happens.
pub(super) fn stories(kept: &Story, new: &Story) -> Vec<Change> {
    let mut compared = Compared::default();
    let scenario = compared.scenario(kept, new);
    let came = compared.turns(kept, new);
    compared.next(kept, new, &scenario, &came);
    compared
        .found
        .sort_by_key(|(order, change)| (change.place.at, *order));
    compared
        .found
        .into_iter()
        .map(|(_, change)| change)
        .collect()
}

/// What was found, each with the place in the story at which it is told.
#[derive(Default)]
struct Compared {
    found: Vec<((usize, bool), Change)>,
}

/// Moments of a story with their places in it.
fn those(story: &Story, are: impl Fn(&Happening) -> bool) -> Vec<(usize, &Moment)> {
    let moments = story.moments.iter().enumerate();
    moments.filter(|(_, moment)| are(&moment.what)).collect()
}

fn place(moment: &Moment) -> Place {
    Place {
        step: moment.step,
        of: moment.what.subject(),
        at: moment.at,
    }
}

impl Happening {
    /// Returns what it is about, by which it is found in another story.
    fn subject(&self) -> String {
        match self {
            Self::Opening { .. } | Self::Wait { .. } | Self::Next { .. } => String::new(),
            Self::Asked { action, .. } => action.clone(),
            Self::Step { said } => said.clone(),
            Self::Turn { name, .. } => name.clone(),
        }
    }

    fn is_of_scenario(&self) -> bool {
        !matches!(self, Self::Turn { .. } | Self::Next { .. })
    }

    /// The key of a step of the scenario.
    fn key(&self) -> String {
        match self {
            Self::Opening { .. } => "opening".to_owned(),
            Self::Wait { .. } => "wait".to_owned(),
            Self::Asked { action, role } => format!("{action} by {role}"),
            other => other.subject(),
        }
    }
}

impl Compared {
    fn tell(&mut self, order: (usize, bool), place: &Place, what: What) {
        self.found.push((order, Change::new(place, what)));
    }

    /// What the scenario itself does; returns which of its steps belong together.
    fn scenario(&mut self, kept: &Story, new: &Story) -> Vec<[Option<usize>; 2]> {
        let steps = |story| those(story, Happening::is_of_scenario);
        let (old, now) = (steps(kept), steps(new));
        let keys = |steps: &[(usize, &Moment)]| -> Vec<String> {
            steps.iter().map(|(_, moment)| moment.what.key()).collect()
        };
        let pairs = by_key(&keys(&old), &keys(&now));
        if is_reordered(&pairs) {
            let what = lines(&keys(&old).join("\n"), &keys(&now).join("\n"));
            if let Some((at, first)) = now.first() {
                self.tell((*at, false), &place(first), what);
            }
        }
        self.moments(&pairs, &old, &now);
        let number = |steps: &[(usize, &Moment)], at: Option<usize>| {
            at.and_then(|at| steps.get(at))
                .map(|(_, moment)| moment.step)
        };
        let numbers = pairs.iter();
        numbers
            .map(|(from, to)| [number(&old, *from), number(&now, *to)])
            .collect()
    }

    /// What falls due; returns the names of what comes after the end of the story, with what it was.
    fn turns(&mut self, kept: &Story, new: &Story) -> Vec<String> {
        let mut moved = Vec::new();
        let turns = |story| those(story, |what| matches!(what, Happening::Turn { .. }));
        let (old, now) = (by_name(turns(kept)), by_name(turns(new)));
        let names: Vec<&String> = old
            .keys()
            .chain(now.keys().filter(|name| !old.contains_key(*name)))
            .collect();
        let nothing = Vec::new();
        for name in names {
            let (old, now) = (
                old.get(name).unwrap_or(&nothing),
                now.get(name).unwrap_or(&nothing),
            );
            let mut pairs = Vec::new();
            let mut rest = (0, 0);
            if old.len() != now.len() {
                // Those at the same time belong together first.
                let times = |turns: &[(usize, &Moment)]| -> Vec<_> {
                    turns.iter().map(|(_, moment)| moment.at).collect()
                };
                pairs = by_key(&times(old), &times(now));
                pairs = super::pair::leftovers(pairs, |_, _| true);
                rest = (old.len(), now.len());
            }
            pairs.extend(
                (rest.0..old.len())
                    .zip(rest.1..now.len())
                    .map(|(a, b)| (Some(a), Some(b))),
            );
            pairs.retain(|pair| {
                let beyond = match *pair {
                    (Some(from), None) => old.get(from).and_then(|(at, gone)| {
                        let next = coming(new, name)?;
                        Some(((*at, true), place(gone), gone.at, next))
                    }),
                    (None, Some(to)) => now.get(to).and_then(|(at, come)| {
                        let next = coming(kept, name)?;
                        Some(((*at, false), place(come), next, come.at))
                    }),
                    _ => None,
                };
                let Some((order, place, from, to)) = beyond else {
                    return true;
                };
                moved.push(name.clone());
                self.tell(order, &place, super::compare::moved(from, to));
                false
            });
            self.moments(&pairs, old, now);
        }
        moved
    }

    fn moments(&mut self, pairs: &[Pair], old: &[(usize, &Moment)], now: &[(usize, &Moment)]) {
        for (from, to) in pairs {
            let from = from.and_then(|from| old.get(from));
            let to = to.and_then(|to| now.get(to));
            match (from, to) {
                (Some((_, kept)), Some((at, new))) => {
                    for what in moment(kept, new) {
                        self.tell((*at, false), &place(new), what);
                    }
                }
                (Some((at, gone)), None) => {
                    let effects = titles(gone.below("effects"));
                    self.tell((*at, true), &place(gone), What::Gone { effects });
                }
                (None, Some((at, come))) => {
                    let effects = titles(come.below("effects"));
                    self.tell((*at, false), &place(come), What::Comes { effects });
                }
                (None, None) => {}
            }
        }
    }

    /// What comes next after each step in which time passes.
    fn next(&mut self, kept: &Story, new: &Story, steps: &[[Option<usize>; 2]], moved: &[String]) {
        let nexts = |story| those(story, |what| matches!(what, Happening::Next { .. }));
        let (old, now) = (nexts(kept), nexts(new));
        for [from, to] in steps {
            let of = |nexts: &[(usize, &'_ Moment)], step: &Option<usize>| {
                let found = nexts.iter().find(|(_, next)| Some(next.step) == *step);
                found.map(|(at, next)| (*at, (*next).clone()))
            };
            let (kept, new) = (of(&old, from), of(&now, to));
            let Some((at, shown)) = new.as_ref().or(kept.as_ref()) else {
                continue;
            };
            if from.is_none() || to.is_none() {
                continue;
            }
            let told = match (
                kept.as_ref().map(|(_, next)| next),
                new.as_ref().map(|(_, next)| next),
            ) {
                (Some(kept), Some(new)) => next(kept, new),
                (kept, new) => vec![What::Next {
                    kept: kept.map(said),
                    new: new.map(said),
                }],
            };
            let mut place = place(shown);
            for what in told {
                if let (What::Moved { .. }, Happening::Next { what: name, .. }) =
                    (&what, &shown.what)
                {
                    place.of.clone_from(name);
                }
                self.tell((*at, false), &place, what);
                // It is told of already that what comes next is what came before.
                let names = moved
                    .iter()
                    .any(|name| said(shown).starts_with(name.as_str()));
                if let (true, Some((_, change))) = (names, self.found.last_mut()) {
                    change.follows = true;
                }
            }
        }
    }
}

fn by_name(turns: Vec<(usize, &Moment)>) -> BTreeMap<String, Vec<(usize, &Moment)>> {
    let mut named: BTreeMap<String, Vec<(usize, &Moment)>> = BTreeMap::new();
    for turn in turns {
        named.entry(turn.1.what.subject()).or_default().push(turn);
    }
    named
}

/// When something comes next at the end of a story.
fn coming(story: &Story, name: &str) -> Option<chrono::NaiveDateTime> {
    let mut nexts = story.moments.iter().rev();
    nexts.find_map(|moment| match &moment.what {
        Happening::Next { what, at } if what == name => Some(*at),
        Happening::Next { .. } => Some(None),
        _ => None,
    })?
}

fn said(moment: &Moment) -> String {
    match &moment.what {
        Happening::Next { what, at: Some(at) } => {
            format!("{what}, {}", at.format("%Y-%m-%d %H:%M"))
        }
        Happening::Next { what, at: None } => what.clone(),
        other => other.subject(),
    }
}

fn next(kept: &Moment, new: &Moment) -> Vec<What> {
    let mut found = Vec::new();
    match (&kept.what, &new.what) {
        (
            Happening::Next {
                what,
                at: Some(from),
            },
            Happening::Next {
                what: now,
                at: Some(to),
            },
        ) if what == now && from != to => {
            found.push(moved(*from, *to));
        }
        (from, to) if from != to => found.push(What::Next {
            kept: Some(said(kept)),
            new: Some(said(new)),
        }),
        _ => {}
    }
    if kept.parts != new.parts || (found.is_empty() && kept.at != new.at) {
        let whole =
            |moment: &Moment| format!("{} | {}\n{}", moment.at, said(moment), moment.text());
        found.push(lines(&whole(kept), &whole(new)));
    }
    found
}

pub(super) fn moved(kept: chrono::NaiveDateTime, new: chrono::NaiveDateTime) -> What {
    What::Moved {
        kept,
        new,
        days: (new.date() - kept.date()).num_days(),
    }
}

/// What one moment says otherwise.
fn moment(kept: &Moment, new: &Moment) -> Vec<What> {
    let mut found = Vec::new();
    if kept.at != new.at {
        found.push(moved(kept.at, new.at));
    }
    let gone = || titles(kept.below("effects"));
    let come = || titles(new.below("effects"));
    match (&kept.what, &new.what) {
        (Happening::Opening { said: from }, Happening::Opening { said: to }) if from != to => {
            found.push(state("case", Some(from), Some(to)));
        }
        (Happening::Wait { until: from }, Happening::Wait { until: to }) if from != to => {
            let text = |time: &chrono::NaiveDateTime| time.format("%Y-%m-%d %H:%M").to_string();
            found.push(What::Input {
                name: "wait_until".to_owned(),
                kept: Some(text(from)),
                new: Some(text(to)),
            });
        }
        (Happening::Turn { how: from, .. }, Happening::Turn { how: to, .. }) if from != to => {
            found.push(What::Turns {
                kept: from.clone(),
                new: to.clone(),
                rules: reasons(if to == HELD { new } else { kept }.below("denials")),
                effects: if gone().is_empty() { come() } else { gone() },
            });
            return found;
        }
        _ => {}
    }
    let verdict = |moment: &Moment| moment.part("verdict").map(Node::value);
    match (verdict(kept).as_deref(), verdict(new).as_deref()) {
        (Some("allowed"), Some("denied")) => {
            let rules = reasons(new.below("denials"));
            found.push(What::Denied {
                rules,
                effects: gone(),
            });
            found.extend(named("with", kept, new));
            return found;
        }
        (Some("denied"), Some("allowed")) => {
            let rules = reasons(kept.below("denials"));
            found.push(What::Allowed {
                rules,
                effects: come(),
            });
            found.extend(named("with", kept, new));
            return found;
        }
        (from, to) if from != to => found.push(state("verdict", from, to)),
        _ => {}
    }
    let before = found.len();
    found.extend(named("with", kept, new));
    found.extend(rules(kept.below("denials"), new.below("denials"), false));
    found.extend(rules(kept.below("warnings"), new.below("warnings"), true));
    found.extend(effects(kept.below("effects"), new.below("effects")));
    found.extend(answers(kept.below("answers"), new.below("answers")));
    found.extend(case(kept.below("case"), new.below("case")));
    found.extend(others(kept, new));
    let differ = kept.parts != new.parts;
    if differ && found.len() == before {
        found.push(lines(&kept.text(), &new.text()));
    }
    found
}

fn state(name: &str, kept: Option<&str>, new: Option<&str>) -> What {
    What::State {
        name: name.to_owned(),
        kept: kept.map(str::to_owned),
        new: new.map(str::to_owned),
    }
}

/// The inputs side by side.
fn named(part: &str, kept: &Moment, new: &Moment) -> Vec<What> {
    let pairs = together(kept.below(part), new.below(part), |node| {
        node.name().to_owned()
    });
    let inputs = pairs.into_iter().map(|(kept, new)| What::Input {
        name: kept.or(new).map_or("", Node::name).to_owned(),
        kept: kept.map(Node::value),
        new: new.map(Node::value),
    });
    inputs.collect()
}

/// Nodes of two lists that belong together by a key, and aren't the same.
fn together<'n>(
    kept: &'n [Node],
    new: &'n [Node],
    key: impl Fn(&Node) -> String,
) -> Vec<(Option<&'n Node>, Option<&'n Node>)> {
    let keys = |nodes: &[Node]| -> Vec<String> { nodes.iter().map(&key).collect() };
    let pairs = by_key(&keys(kept), &keys(new)).into_iter();
    let both = pairs.map(|(from, to)| {
        (
            from.and_then(|from| kept.get(from)),
            to.and_then(|to| new.get(to)),
        )
    });
    both.filter(|(kept, new)| kept != new).collect()
}

fn reasons(nodes: &[Node]) -> Vec<Reason> {
    nodes.iter().map(reason).collect()
}

fn reason(node: &Node) -> Reason {
    let says = node.below.iter();
    Reason {
        rule: node.name().to_owned(),
        says: says
            .map(|text| (text.name().to_owned(), text.value()))
            .collect(),
    }
}

/// Rules that deny, or that warn, side by side.
fn rules(kept: &[Node], new: &[Node], warns: bool) -> Vec<What> {
    let mut found = Vec::new();
    for (from, to) in together(kept, new, |node| node.name().to_owned()) {
        match (from, to) {
            (Some(kept), Some(new)) => found.extend(messages(kept, new)),
            (Some(gone), None) => found.push(What::Rule {
                warns,
                is_new: false,
                rule: reason(gone),
            }),
            (None, Some(come)) => found.push(What::Rule {
                warns,
                is_new: true,
                rule: reason(come),
            }),
            (None, None) => {}
        }
    }
    found
}

fn messages(kept: &Node, new: &Node) -> Vec<What> {
    let mut found = Vec::new();
    for (from, to) in together(&kept.below, &new.below, |node| node.name().to_owned()) {
        let language = from.or(to).map_or("", Node::name).to_owned();
        let value = |node: Option<&Node>| node.map(Node::value).unwrap_or_default();
        let wordings = wordings(&value(from), &value(to));
        found.extend(wordings.into_iter().map(|wording| What::Message {
            rule: new.name().to_owned(),
            language: language.clone(),
            wording,
        }));
    }
    found
}

/// The host's answers, each with what follows from it.
fn answers(kept: &[Node], new: &[Node]) -> Vec<What> {
    let mut found = Vec::new();
    for (from, to) in together(kept, new, |node| node.name().to_owned()) {
        let effect = from.or(to).map_or("", Node::name).to_owned();
        let how = |node: Option<&Node>| {
            let said = node.and_then(|node| node.line.split_once(": "));
            said.map(|(_, how)| how.to_owned())
        };
        if how(from) != how(to) {
            found.push(What::Answer {
                effect,
                kept: how(from),
                new: how(to),
            });
        }
        let below = |node: Option<&Node>, name: &str| -> Vec<Node> {
            let below = node.map_or(&[][..], |node| &node.below);
            let part = below.iter().find(|part| part.name() == name);
            part.map_or_else(Vec::new, |part| part.below.clone())
        };
        let both = |name: &str| (below(from, name), below(to, name));
        let before = found.len();
        let (old, now) = both("denials");
        found.extend(rules(&old, &now, false));
        let (old, now) = both("warnings");
        found.extend(rules(&old, &now, true));
        let (old, now) = both("effects");
        found.extend(effects(&old, &now));
        let (old, now) = both("case");
        found.extend(case(&old, &now));
        if let (Some(from), Some(to), true) =
            (from, to, found.len() == before && how(from) == how(to))
        {
            found.push(lines(&from.value(), &to.value()));
        }
    }
    found
}

/// What is told of the case, line by line.
fn case(kept: &[Node], new: &[Node]) -> Vec<What> {
    let mut found = Vec::new();
    for (from, to) in together(kept, new, case_key) {
        if let (Some(kept), Some(new)) = (from, to)
            && kept.name() == "facts"
        {
            found.extend(case(&kept.below, &new.below));
            continue;
        }
        let name = from.or(to).map(case_key).unwrap_or_default();
        let value = |node: &Node| {
            let value = node.value();
            let rest = value.strip_prefix(name.strip_prefix("ledger ").unwrap_or("\0"));
            rest.map_or_else(|| value.clone(), |rest| rest.trim().to_owned())
        };
        found.push(What::State {
            kept: from.map(&value),
            new: to.map(&value),
            name: name.clone(),
        });
    }
    found
}

fn case_key(node: &Node) -> String {
    match node.name() {
        "ledger" => {
            let value = node.value();
            let entry = value.split(' ').next().unwrap_or_default();
            format!("ledger {entry}")
        }
        name => name.to_owned(),
    }
}

/// Parts that aren't read one by one.
fn others(kept: &Moment, new: &Moment) -> Vec<What> {
    let of = |moment: &Moment| -> Vec<Node> {
        let parts = moment.parts.iter();
        let others = parts.filter(|part| {
            let name = part.name();
            let is_read = READ.contains(&name) || name == "case";
            !is_read || (name != "verdict" && !part.line.ends_with(':'))
        });
        others.cloned().collect()
    };
    let (kept, new) = (of(kept), of(new));
    let is_same = |nodes: &[Node], other: &[Node]| {
        nodes.iter().all(|node| {
            node.line.starts_with("effects: ")
                || node.line.starts_with("case: ")
                || other.contains(node)
        })
    };
    if is_same(&kept, &new) && is_same(&new, &kept) {
        return Vec::new();
    }
    vec![lines(&super::tree::lines(&kept), &super::tree::lines(&new))]
}
