//! Conditions in words, in Danish and English, with the values that they saw: what a person reads who asks why. Nothing is evaluated here.

use std::borrow::Cow;

use super::trace::Seen;
use crate::expr::{
    Arithmetic, Comparison, Expr, Field, Function, HistoryKey, HistoryPart, Node, Read,
};
use crate::rules::action::Input;
use crate::rules::{EntryId, Kind, Label, Rules, builtin};
use crate::text::{Format, Texts, print};
use crate::value::Value;

/// What conditions are told with.
pub(super) struct Speaker<'s> {
    pub(super) rules: &'s Rules,
    /// The inputs of the action that is asked for.
    pub(super) inputs: &'s [Input],
    pub(super) currency: &'s str,
    pub(super) seen: &'s [Seen],
}

/// A language of the rule set: its place, how it writes values, and whether the engine's words are Danish in it.
#[derive(Clone, Copy)]
pub(super) struct Language<'t> {
    pub(super) place: usize,
    pub(super) name: &'t str,
    format: &'t Format,
}

impl Language<'_> {
    /// The engine's words in it: English where they aren't Danish.
    pub(super) fn of<T>(self, en: T, da: T) -> T {
        if self.name == "da" { da } else { en }
    }

    /// A text as a quotation.
    pub(super) fn quoted(self, text: &str) -> String {
        let (open, close) = self.of(("“", "”"), ("»", "«"));
        format!("{open}{text}{close}")
    }

    /// A status of a case, which no rule set has labels for.
    fn status(self, status: &str) -> &str {
        match status {
            "active" => self.of(status, "aktiv"),
            "paused" => self.of(status, "i bero"),
            "closed" => self.of(status, "lukket"),
            _ => status,
        }
    }

    /// A label in quotation marks, or else a name.
    pub(super) fn labelled(self, label: Option<&Label>, name: &str) -> String {
        match label.and_then(|label| label.0.get(self.place)) {
            Some(label) => self.quoted(label),
            None => format!("`{name}`"),
        }
    }

    /// A value; what is a word is a quotation.
    pub(super) fn value(self, value: &Value, kind: &Kind, rules: &Rules, currency: &str) -> String {
        let text = match (kind, value.as_str()) {
            (Kind::Choice(builtin::STATUS), Some(status)) => self.status(status).to_owned(),
            _ => print(value, kind, self.place, self.format, rules, currency),
        };
        // An amount of no case has no currency beside it.
        let text = text.trim();
        match value {
            Value::Text(_) | Value::Choice(_) | Value::Bool(_) => self.quoted(text),
            _ => text.to_owned(),
        }
    }
}

/// A text in every language of a rule set.
pub(super) fn in_each(rules: &Rules, words: impl Fn(Language<'_>) -> String) -> Texts<'static> {
    let languages = &rules.words.languages;
    let texts = languages.iter().zip(&rules.formats).enumerate();
    let texts = texts.map(|(place, (name, format))| {
        Cow::Owned(words(Language {
            place,
            name,
            format,
        }))
    });
    Texts::new(languages, texts.collect()).into_owned()
}

impl Speaker<'_> {
    /// A condition in every language of the rule set.
    pub(super) fn texts(&self, expr: &Expr) -> Texts<'static> {
        in_each(self.rules, |language| self.said(expr, language))
    }

    /// A condition in English and in Danish, whatever the languages of the rule set.
    pub(super) fn in_both(&self, expr: &Expr) -> [String; 2] {
        ["en", "da"].map(|name| {
            let mut languages = self.rules.words.languages.iter();
            let place = languages.position(|known| **known == *name).unwrap_or(0);
            let format = &Format::of(name);
            let language = Language {
                place,
                name,
                format,
            };
            self.said(expr, language)
        })
    }

    fn said(&self, expr: &Expr, language: Language<'_>) -> String {
        let said = |part: &Expr| self.said(part, language);
        match &expr.node {
            Node::Const(value) => self.value(value, &expr.ty.kind, language),
            Node::Read(read) => self.read(expr, read, language),
            Node::Not(part) => match &part.node {
                Node::IsSet(part) => format!(
                    "{} {}",
                    said(part),
                    language.of("is not given", "er ikke angivet")
                ),
                _ => format!(
                    "{} {}",
                    language.of("not", "ikke"),
                    self.within(part, language)
                ),
            },
            Node::IsSet(part) => {
                format!("{} {}", said(part), language.of("is given", "er angivet"))
            }
            Node::And(parts) => self.joined(parts, language.of(" and ", " og "), language),
            Node::Or(parts) => self.joined(parts, language.of(" or ", " eller "), language),
            Node::Compare(comparison, sides) => {
                let (left, right) = &**sides;
                let is = compared(*comparison, &left.ty.kind, language);
                // An option is known by the list of what it is compared with.
                let right = match (&right.node, &left.ty.kind) {
                    (Node::Const(value), Kind::Choice(_)) => {
                        self.value(value, &left.ty.kind, language)
                    }
                    _ => said(right),
                };
                format!("{} {is} {right}", said(left))
            }
            Node::In(sides) => format!(
                "{} {} {}",
                said(&sides.0),
                language.of("is one of", "er en af"),
                match &sides.1.node {
                    Node::Const(value) => self.value(value, &sides.0.ty.kind, language),
                    _ => said(&sides.1),
                }
            ),
            Node::List(parts) => {
                let parts: Vec<String> = parts.iter().map(said).collect();
                parts.join(", ")
            }
            Node::Widen(part) | Node::NameOf(part) => said(part),
            Node::Negate(part) => format!("−{}", said(part)),
            Node::Arithmetic(operation, sides) => {
                let word = match operation {
                    Arithmetic::Add => language.of("plus", "plus"),
                    Arithmetic::Subtract => language.of("minus", "minus"),
                    Arithmetic::Multiply => language.of("times", "gange"),
                    Arithmetic::Divide => language.of("divided by", "divideret med"),
                    Arithmetic::Remainder => language.of("modulo", "modulo"),
                };
                format!("{} {word} {}", said(&sides.0), said(&sides.1))
            }
            Node::Coalesce(parts) => {
                let parts: Vec<String> = parts.iter().map(said).collect();
                parts.join(language.of(", or else ", ", eller ellers "))
            }
            Node::If(three) => {
                let [when, then, other] = [&three.0, &three.1, &three.2].map(said);
                language.of(
                    format!("{then} if {when}, or else {other}"),
                    format!("{then}, hvis {when}, ellers {other}"),
                )
            }
            Node::Join(parts) => parts.iter().map(said).collect(),
            Node::Call(function, parts) => self.called(*function, parts, language),
            Node::Script(id, parts) => {
                let name = self.rules.words.functions.get_index(id.index());
                self.of_what(name.map_or("", |(name, _)| name), parts, language)
            }
            Node::Table {
                table,
                inputs,
                output,
                ..
            } => {
                let table = self.rules.words.tables.get_index(table.index());
                let name = table.map_or("", |(name, _)| name);
                let output = table.and_then(|(_, table)| table.outputs.get(*output));
                let output = output.map_or("", |output| &output.name);
                self.of_what(&format!("{name}.{output}"), inputs, language)
            }
        }
    }

    /// A part that is in parentheses where it has parts of its own.
    fn within(&self, part: &Expr, language: Language<'_>) -> String {
        let said = self.said(part, language);
        match &part.node {
            Node::And(_) | Node::Or(_) | Node::If(_) | Node::Compare(..) | Node::In(_) => {
                format!("({said})")
            }
            _ => said,
        }
    }

    fn joined(&self, parts: &[Expr], with: &str, language: Language<'_>) -> String {
        let parts = parts.iter().map(|part| match &part.node {
            Node::And(_) | Node::Or(_) | Node::If(_) => self.within(part, language),
            _ => self.said(part, language),
        });
        parts.collect::<Vec<_>>().join(with)
    }

    fn of_what(&self, name: &str, parts: &[Expr], language: Language<'_>) -> String {
        let parts = parts.iter().filter(|part| part.ty.kind != Kind::Case);
        let parts: Vec<String> = parts.map(|part| self.said(part, language)).collect();
        if parts.is_empty() {
            return format!("`{name}`");
        }
        let parts = parts.join(", ");
        language.of(
            format!("`{name}` for {parts}"),
            format!("`{name}` for {parts}"),
        )
    }

    fn called(&self, function: Function, parts: &[Expr], language: Language<'_>) -> String {
        let all: Vec<String> = parts.iter().map(|part| self.said(part, language)).collect();
        let [first, second] = [0, 1].map(|at| all.get(at).map_or("", String::as_str));
        let listed = all.join(", ");
        let (en, da) = match function {
            Function::DaysBetween => (
                format!("the number of days from {first} to {second}"),
                format!("antallet af dage fra {first} til {second}"),
            ),
            Function::MonthsAfter => (
                format!("{second} months after {first}"),
                format!("{second} måneder efter {first}"),
            ),
            Function::BusinessDaysAfter => (
                format!("{second} business days after {first}"),
                format!("{second} hverdage efter {first}"),
            ),
            Function::IsBusinessDay => (
                format!("{first} is a business day"),
                format!("{first} er en hverdag"),
            ),
            Function::Weekday => (
                format!("the weekday of {first}"),
                format!("ugedagen for {first}"),
            ),
            Function::Year => (format!("the year of {first}"), format!("året for {first}")),
            Function::WholeDivision => (
                format!("{first} divided by {second}, rounded down,"),
                format!("{first} divideret med {second}, rundet ned,"),
            ),
            Function::Round => (format!("{first} rounded"), format!("{first} afrundet")),
            Function::Min => (
                format!("the smallest of {listed}"),
                format!("det mindste af {listed}"),
            ),
            Function::Max => (
                format!("the largest of {listed}"),
                format!("det største af {listed}"),
            ),
            Function::Abs => (
                format!("the size of {first}"),
                format!("størrelsen af {first}"),
            ),
            Function::Length => (
                format!("the length of {first}"),
                format!("længden af {first}"),
            ),
            Function::Sum => (format!("the sum of {first}"), format!("summen af {first}")),
            Function::Contains => (
                format!("{first} contains {second}"),
                format!("{first} indeholder {second}"),
            ),
            Function::StartsWith => (
                format!("{first} starts with {second}"),
                format!("{first} begynder med {second}"),
            ),
            Function::Lower => (first.to_owned(), first.to_owned()),
        };
        language.of(en, da)
    }

    /// What a slot is called, with the value that was seen in it.
    fn read(&self, expr: &Expr, read: &Read, language: Language<'_>) -> String {
        let name = self.name(expr, read, language);
        let text = self.rules.text(expr.span);
        let seen = self.seen.iter().find(|seen| seen.name == text);
        match seen {
            Some(seen) if seen.value.is_set() => {
                format!(
                    "{name} ({})",
                    self.value(&seen.value, &expr.ty.kind, language)
                )
            }
            Some(_) => format!("{name} ({})", language.of("none", "ingen")),
            None => match self.set_to(read) {
                Some(value) => format!("{name} ({})", self.value(value, &expr.ty.kind, language)),
                None => name,
            },
        }
    }

    /// What a setting is, where no case is told of: it is the same for all of them.
    fn set_to(&self, read: &Read) -> Option<&Value> {
        match read {
            Read::Setting(id) if self.seen.is_empty() => Some(self.rules.words.setting(*id)),
            _ => None,
        }
    }

    fn name(&self, expr: &Expr, read: &Read, language: Language<'_>) -> String {
        let words = &self.rules.words;
        let fixed = |en: &str, da: &str| language.of(en, da).to_owned();
        match read {
            Read::Input(place) => {
                let input = self.inputs.get(*place);
                let (name, label) =
                    input.map_or(("", None), |input| (&*input.name, Some(&input.label)));
                language.labelled(label, name)
            }
            Read::ActorId => fixed("the one who asks", "den, der spørger,"),
            Read::ActorRole => fixed(
                "the role of the one who asks",
                "rollen for den, der spørger,",
            ),
            Read::Today => fixed("today", "i dag"),
            Read::Now => fixed("now", "nu"),
            Read::Setting(id) => {
                let name = words.settings.get_index(id.index());
                let name = name.map_or("", |(name, _)| name);
                language.of(
                    format!("the setting `{name}`"),
                    format!("indstillingen `{name}`"),
                )
            }
            Read::Parameter(_) => self.rules.text(expr.span),
            Read::Added(entry) => {
                let name = self.entry(*entry, language);
                language.of(
                    format!("what this posts as {name}"),
                    format!("det, dette posterer som {name},"),
                )
            }
            Read::Case(field) => self.field(field, language),
            Read::Before(field) => {
                let field = self.field(field, language);
                language.of(format!("{field} before"), format!("{field} før"))
            }
        }
    }

    fn field(&self, field: &Field, language: Language<'_>) -> String {
        let words = &self.rules.words;
        let fixed = |en: &str, da: &str| language.of(en, da).to_owned();
        match field {
            Field::Id => fixed("the case's number", "sagens nummer"),
            Field::Revision => fixed("the case's revision", "sagens revision"),
            Field::Currency => fixed("the currency", "valutaen"),
            Field::Status => fixed("the case's status", "sagens status"),
            Field::Flow => fixed("the flow", "flowet"),
            Field::FlowStarted => fixed("the flow's start", "flowets start"),
            Field::Step => fixed("the next step", "det næste trin"),
            Field::StepIndex => fixed("the place of the next step", "det næste trins plads"),
            Field::Closing => fixed("the closing", "lukningen"),
            Field::ClosingCode => fixed("the closing code", "lukkekoden"),
            Field::ClosingReason => fixed("the reason for closing", "årsagen til lukningen"),
            Field::ClosingAt => fixed("the time of closing", "lukningens tidspunkt"),
            Field::Principal => fixed("the principal", "hovedstolen"),
            Field::PrincipalLeft => fixed("what is left of the principal", "resten af hovedstolen"),
            Field::Balance => fixed("what is owed", "det skyldige beløb"),
            Field::Whole => fixed("the case", "sagen"),
            Field::Fact(fact) => {
                let fact = words.facts.get_index(fact.index());
                let (name, label) =
                    fact.map_or(("", None), |(name, fact)| (&**name, Some(&fact.label)));
                language.labelled(label, name)
            }
            Field::Count(entry) => {
                let name = self.entry(*entry, language);
                language.of(
                    format!("the number of {name}"),
                    format!("antallet af {name}"),
                )
            }
            Field::Sum(entry) => {
                let name = self.entry(*entry, language);
                language.of(format!("the sum of {name}"), format!("summen af {name}"))
            }
            Field::Left(entry) => {
                let name = self.entry(*entry, language);
                language.of(
                    format!("what is left of {name}"),
                    format!("resten af {name}"),
                )
            }
            Field::History(part, key) => self.history(*part, key, language),
        }
    }

    /// What a kind of entry is called.
    fn entry(&self, entry: EntryId, language: Language<'_>) -> String {
        let found = self.rules.words.entries.get_index(entry.index());
        let (name, label) = found.map_or(("", None), |(name, entry)| (&**name, Some(&entry.label)));
        language.labelled(label, name)
    }

    fn history(&self, part: HistoryPart, key: &HistoryKey, language: Language<'_>) -> String {
        let effect = key.effect.name(&self.rules.words);
        let what = match &key.name {
            Some(name) => format!("`{effect}` `{name}`"),
            None => format!("`{effect}`"),
        };
        let (en, da) = match part {
            HistoryPart::Times => (
                format!("the times {what} was decided"),
                format!("antallet af gange, {what} er besluttet,"),
            ),
            HistoryPart::Last => (
                format!("the last time {what} was decided"),
                format!("sidste gang {what} blev besluttet"),
            ),
            HistoryPart::Done => (
                format!("the last time {what} was carried out"),
                format!("sidste gang {what} blev udført"),
            ),
            HistoryPart::Failed => (
                format!("the last time {what} failed"),
                format!("sidste gang {what} mislykkedes"),
            ),
            HistoryPart::Pending => (
                format!("the number of {what} on their way"),
                format!("antallet af {what} undervejs"),
            ),
        };
        language.of(en, da)
    }

    fn value(&self, value: &Value, kind: &Kind, language: Language<'_>) -> String {
        language.value(value, kind, self.rules, self.currency)
    }
}

fn compared(comparison: Comparison, kind: &Kind, language: Language<'_>) -> &'static str {
    let is_moment = matches!(kind, Kind::Date | Kind::DateTime);
    let (en, da) = match (comparison, is_moment) {
        (Comparison::Equal, _) => ("is", "er"),
        (Comparison::NotEqual, _) => ("is not", "er ikke"),
        (Comparison::Less, true) => ("is before", "er før"),
        (Comparison::LessOrEqual, true) => ("is on or before", "er senest"),
        (Comparison::Greater, true) => ("is after", "er efter"),
        (Comparison::GreaterOrEqual, true) => ("is on or after", "er tidligst"),
        (Comparison::Less, false) => ("is less than", "er mindre end"),
        (Comparison::LessOrEqual, false) => ("is at most", "er højst"),
        (Comparison::Greater, false) => ("is more than", "er mere end"),
        (Comparison::GreaterOrEqual, false) => ("is at least", "er mindst"),
    };
    language.of(en, da)
}
