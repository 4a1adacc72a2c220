//! The effects of two decisions side by side: which come and which don't, their arguments, their letters. Decisions are others'.

use super::What;
use super::pair::{by_key, is_reordered, leftovers};
use super::text::wordings;
use super::tree::Node;

/// The arguments that say what an effect is about, in the order in which they are looked for.
const ABOUT: [&str; 5] = ["template", "entry", "fact", "role", "reason"];

/// An effect's name with what it is about, such as `send reminder_1`.
pub(super) fn title(effect: &Node) -> String {
    let about = about(effect).map_or_else(String::new, |(_, value)| format!(" {value}"));
    format!("{}{about}", name(effect))
}

/// The titles of effects, in their order.
pub(super) fn titles(effects: &[Node]) -> Vec<String> {
    effects.iter().map(title).collect()
}

fn name(effect: &Node) -> &str {
    effect.line.trim_start_matches("- ")
}

fn about(effect: &Node) -> Option<(&'static str, String)> {
    let mut names = ABOUT.iter();
    names.find_map(|name| Some((*name, effect.said(name)?)))
}

/// Returns what two lists of effects say otherwise.
pub(super) fn compare(kept: &[Node], new: &[Node]) -> Vec<What> {
    let pairs = by_key(&titles(kept), &titles(new));
    let same_name = |from: usize, to: usize| {
        let names = (kept.get(from).map(name), new.get(to).map(name));
        names.0 == names.1
    };
    let pairs = leftovers(pairs, same_name);
    let mut found = Vec::new();
    if is_reordered(&pairs) {
        found.push(What::Order {
            effects: titles(new),
        });
    }
    for (from, to) in pairs {
        let from = from.and_then(|from| kept.get(from));
        let to = to.and_then(|to| new.get(to));
        match (from, to) {
            (Some(kept), Some(new)) if kept != new => found.extend(one(kept, new)),
            (Some(gone), None) => found.push(alone(gone, false)),
            (None, Some(come)) => found.push(alone(come, true)),
            _ => {}
        }
    }
    found
}

fn alone(effect: &Node, is_new: bool) -> What {
    let about = about(effect).map(|(name, _)| name);
    let mut arguments = Vec::new();
    for argument in &effect.below {
        if argument.name() == "letter" {
            let subject = argument.said("subject").unwrap_or_default();
            arguments.push(("subject".to_owned(), subject));
        } else if argument.is_record() {
            let parts = argument.below.iter();
            let named =
                |part: &Node| (format!("{}.{}", argument.name(), part.name()), part.value());
            arguments.extend(parts.map(named));
        } else if Some(argument.name()) != about {
            arguments.push((argument.name().to_owned(), argument.value()));
        }
    }
    What::Effect {
        is_new,
        effect: title(effect),
        arguments,
    }
}

/// What one effect says otherwise.
fn one(kept: &Node, new: &Node) -> Vec<What> {
    let mut compared = Fields {
        effect: title(new),
        found: Vec::new(),
    };
    compared.compare("", &kept.below, &new.below);
    compared.found
}

/// The arguments of an effect side by side.
struct Fields {
    effect: String,
    found: Vec<What>,
}

impl Fields {
    fn compare(&mut self, of: &str, kept: &[Node], new: &[Node]) {
        let names = |nodes: &[Node]| -> Vec<String> {
            nodes.iter().map(|node| node.name().to_owned()).collect()
        };
        for (from, to) in by_key(&names(kept), &names(new)) {
            let from = from.and_then(|from| kept.get(from));
            let to = to.and_then(|to| new.get(to));
            let name = from.or(to).map_or("", Node::name);
            let name = if of.is_empty() {
                name.to_owned()
            } else {
                format!("{of}.{name}")
            };
            match (from, to) {
                (Some(kept), Some(new)) if kept == new => {}
                (Some(kept), Some(new)) if name == "letter" => self.letter(&kept.below, &new.below),
                (Some(kept), Some(new)) if kept.is_record() && new.is_record() => {
                    self.compare(&name, &kept.below, &new.below);
                }
                (Some(kept), Some(new)) => self.value(&name, &kept.value(), &new.value()),
                (from, to) => self.found.push(What::Argument {
                    effect: self.effect.clone(),
                    name,
                    kept: from.map(Node::value),
                    new: to.map(Node::value),
                }),
            }
        }
    }

    fn letter(&mut self, kept: &[Node], new: &[Node]) {
        self.compare("", kept, new);
    }

    fn value(&mut self, name: &str, kept: &str, new: &str) {
        let is_text = kept.contains(' ') && new.contains(' ');
        let words = if is_text {
            wordings(kept, new)
        } else {
            Vec::new()
        };
        if words.is_empty() {
            self.found.push(What::Argument {
                effect: self.effect.clone(),
                name: name.to_owned(),
                kept: Some(kept.to_owned()),
                new: Some(new.to_owned()),
            });
        }
        self.found
            .extend(words.into_iter().map(|wording| What::Text {
                effect: self.effect.clone(),
                name: name.to_owned(),
                wording,
            }));
    }
}
