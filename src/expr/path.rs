//! Paths such as `case.customer.kind`: each becomes one slot, or a finding with the nearest name.

use rhai::{ASTFlags, Expr as Parsed, FnCallExpr, Position};

use super::check::{Checker, node};
use super::compile::Text;
use super::fields::{FIELDS, METHODS, field_type};
use super::guard::Guards;
use super::problem;
use super::scope::{Roots, Scope};
use super::tree::{Expr, Field, HistoryKey, HistoryPart, Node, Read};
use crate::rules::effect::{CaseEffect, EffectKind};
use crate::rules::{EntryId, FactId, Kind, SettingId, Side, Sort, Type, Vocabulary, builtin};
use crate::source::{Problem, Report, Span};
use crate::string::Str;
use crate::value::Value;

/// One part of a path, after its first.
enum Part<'p> {
    Name(&'p str, Position),
    Method(&'p FnCallExpr, Position),
}

/// Which state of the case a path speaks of.
#[derive(Clone, Copy)]
enum Subject {
    Case,
    Before,
}

impl Checker<'_, '_> {
    pub(super) fn path(&mut self, parsed: &Parsed, guards: &Guards, span: Span) -> Option<Expr> {
        let mut parts = Vec::new();
        let base = match parsed {
            Parsed::Dot(pair, flags, _) => {
                self.only_dots(*flags, span)?;
                self.collect(&pair.rhs, &mut parts, span)?;
                &pair.lhs
            }
            _ => parsed,
        };
        match base {
            Parsed::Variable(variable, _, position) => {
                if !variable.2.is_empty() {
                    return self.fail(span, problem::unsupported("`::`", "`::`"));
                }
                let name = variable.1.as_str();
                self.root(name, *position, &parts, guards, span)
            }
            Parsed::FnCall(call, position) => {
                self.table_output(call, *position, &parts, guards, span)
            }
            Parsed::Index(..) => self.fail(span, indexed()),
            _ => {
                let shown = parts.first().map_or("", |part| part.name());
                let base = self.expr(base, guards)?;
                let kind = self.name(&base.ty);
                self.fail(span, problem::no_part(shown, &kind))
            }
        }
    }

    fn collect<'p>(
        &mut self,
        parsed: &'p Parsed,
        parts: &mut Vec<Part<'p>>,
        span: Span,
    ) -> Option<()> {
        match parsed {
            Parsed::Property(property, position) => {
                parts.push(Part::Name(property.2.as_str(), *position));
            }
            Parsed::MethodCall(call, position) => parts.push(Part::Method(call, *position)),
            Parsed::Dot(pair, flags, _) => {
                self.only_dots(*flags, span)?;
                self.collect(&pair.lhs, parts, span)?;
                self.collect(&pair.rhs, parts, span)?;
            }
            Parsed::Index(..) => return self.fail(span, indexed()),
            _ => return self.fail(span, problem::unsupported("such path", "sådan sti")),
        }
        Some(())
    }

    /// Refuses `?.`, by which a value that is missing would pass unseen.
    fn only_dots(&mut self, flags: ASTFlags, span: Span) -> Option<()> {
        if flags.intersects(ASTFlags::NEGATED) {
            return self.fail(span, problem::unsupported("`?.`", "`?.`"));
        }
        Some(())
    }

    fn root(
        &mut self,
        name: &str,
        position: Position,
        parts: &[Part<'_>],
        guards: &Guards,
        span: Span,
    ) -> Option<Expr> {
        let roots = self.scope.roots;
        let known = self.scope.root_names();
        let place = self.token(position, name);
        if roots == Roots::Row || roots == Roots::Function && name != "case" {
            let at = self
                .scope
                .parameters
                .iter()
                .position(|parameter| &*parameter.name == name);
            let Some((at, parameter)) =
                at.and_then(|at| Some((at, self.scope.parameters.get(at)?)))
            else {
                return self.fail(
                    place,
                    problem::unknown("input", "ingen inddata", name).suggest(name, known),
                );
            };
            let ty = parameter.ty.clone();
            return self.leaf(Read::Parameter(at), ty, parts, guards, span);
        }
        if !known.contains(&name) {
            return self.unknown_root(name, place, parts, &known);
        }
        match name {
            "case" | "after" => self.case(Subject::Case, parts, guards, span),
            "before" => self.case(Subject::Before, parts, guards, span),
            "today" => self.leaf(Read::Today, Type::of(Kind::Date), parts, guards, span),
            "now" => self.leaf(Read::Now, Type::of(Kind::DateTime), parts, guards, span),
            "actor" => self.actor(parts, guards, span),
            "input" => self.input(parts, guards, span),
            _ => self.setting(parts, guards, span),
        }
    }

    fn unknown_root<T>(
        &mut self,
        name: &str,
        place: Span,
        parts: &[Part<'_>],
        known: &[&str],
    ) -> Option<T> {
        let roots = self.scope.roots;
        let words = self.scope.words;
        let problem = problem::unknown("name", "intet navn", name);
        let problem = match (name, roots) {
            ("case", Roots::Invariant) => problem.help(
                "an invariant speaks of `before` and `after`",
                "en invariant taler om `before` og `after`",
            ),
            ("today" | "now", Roots::Waiting) => problem.help(
                "a step that waits for a day says so with `after: … from …`",
                "et trin, der venter på en dag, siger det med `after: … from …`",
            ),
            ("today" | "now" | "input" | "actor", Roots::Interest) => problem.help(
                "interest is worked out for each day by itself: a table's versions say from when a rate holds, and a date of the case when interest begins",
                "renter beregnes for hver dag for sig: en tabels versioner siger, fra hvornår en sats gælder, og en dato på sagen, hvornår renterne begynder",
            ),
            ("today" | "now", Roots::Anchor) => problem.help(
                "count from a date of the case: today is another day tomorrow, so the time would never come",
                "tæl fra en dato på sagen: I morgen er i dag en anden dag, så tiden ville aldrig komme",
            ),
            _ => {
                let full = parts.iter().fold(name.to_owned(), |path, part| {
                    format!("{path}.{}", part.name())
                });
                if words.facts.contains_key(full.as_str()) && known.contains(&"case") {
                    problem.help(
                        format!("write `case.{full}`"),
                        format!("skriv `case.{full}`"),
                    )
                } else if self.scope.inputs.iter().any(|input| &*input.name == name) {
                    problem.help(
                        format!("write `input.{name}`"),
                        format!("skriv `input.{name}`"),
                    )
                } else if words.settings.contains_key(name) {
                    problem.help(
                        format!("write `settings.{name}`"),
                        format!("skriv `settings.{name}`"),
                    )
                } else if parts.is_empty() && is_text_like(words, name) {
                    problem.help(
                        format!("write `\"{name}\"` if the option is meant"),
                        format!("skriv `\"{name}\"`, hvis muligheden er ment"),
                    )
                } else {
                    problem.suggest(name, known.iter().copied())
                }
            }
        };
        self.fail(place, problem)
    }

    fn case(
        &mut self,
        subject: Subject,
        parts: &[Part<'_>],
        guards: &Guards,
        span: Span,
    ) -> Option<Expr> {
        let read = |field| match subject {
            Subject::Case => Read::Case(field),
            Subject::Before => Read::Before(field),
        };
        let Some((last, before)) = parts.split_last() else {
            return Some(node(Node::Read(read(Field::Whole)), Kind::Case, span));
        };
        if let (Part::Method(call, position), []) = (last, before) {
            let (field, ty) = self.case_method(call, *position)?;
            return self.leaf(read(field), ty, &[], guards, span);
        }
        let names: Option<Vec<&str>> = parts
            .iter()
            .map(|part| match part {
                Part::Name(name, _) => Some(*name),
                Part::Method(..) => None,
            })
            .collect();
        let Some(names) = names else {
            let name = last.name();
            let position = last.position();
            let place = self.token(position, name);
            return self.fail(
                place,
                problem::unknown("question", "ingen forespørgsel", name).suggest(name, METHODS),
            );
        };
        let path = names.join(".");
        if let Some((_, field)) = FIELDS.iter().find(|(name, _)| *name == path) {
            let ty = field_type(field, self.scope.words);
            if *field == Field::Closing {
                // A record: it can be asked for with `is_set`, and guards its parts.
                return Some(Expr {
                    node: Node::Read(read(Field::Closing)),
                    ty,
                    span,
                });
            }
            return self.leaf(read(field.clone()), ty, &[], guards, span);
        }
        if let Some((index, _, fact)) = self.scope.words.facts.get_full(path.as_str()) {
            let ty = fact.ty.clone();
            return self.leaf(read(Field::Fact(FactId::new(index))), ty, &[], guards, span);
        }
        let prefix = format!("{path}.");
        let words = self.scope.words;
        if words.facts.keys().any(|fact| fact.starts_with(&prefix)) {
            let path = self.source(span);
            return self.fail(span, problem::not_a_value(&path));
        }
        let known: Vec<&str> = FIELDS
            .iter()
            .map(|(name, _)| *name)
            .chain(words.facts.keys().map(|fact| &**fact))
            .collect();
        let start = self.text.byte(parts.first().unwrap_or(last).position());
        let place = Span {
            start: self.text.span(start, start).start,
            ..span
        };
        let problem = problem::unknown("field or fact", "intet felt eller faktum", &path);
        self.fail(place, problem.suggest(&path, known))
    }

    /// `case.times("send", "reminder_1")` and its kin.
    fn case_method(&mut self, call: &FnCallExpr, position: Position) -> Option<(Field, Type)> {
        let name = call.name.as_str();
        let place = self.token(position, name);
        let texts: Option<Vec<(&str, Span)>> = call
            .args
            .iter()
            .map(|argument| match argument {
                Parsed::StringConstant(text, _) => Some((text.as_str(), self.span(argument))),
                _ => None,
            })
            .collect();
        let part = match name {
            "times" => HistoryPart::Times,
            "last" => HistoryPart::Last,
            "done" => HistoryPart::Done,
            "failed" => HistoryPart::Failed,
            "pending" => HistoryPart::Pending,
            "count" | "sum" | "left" => {
                let Some([(kind, place)]) = texts.as_deref() else {
                    let example = format!("`case.{name}(\"…\")`");
                    return self.fail(place, problem::literal_needed(name, &example));
                };
                return Some(match name {
                    "count" => (
                        Field::Count(self.entry(kind, *place)?),
                        Type::of(Kind::Integer),
                    ),
                    "sum" => (
                        Field::Sum(self.entry(kind, *place)?),
                        Type::of(Kind::Amount),
                    ),
                    _ => (
                        Field::Left(self.charge(kind, *place)?),
                        Type::of(Kind::Amount),
                    ),
                });
            }
            _ => {
                let problem = problem::unknown("question", "ingen forespørgsel", name);
                return self.fail(place, problem.suggest(name, METHODS));
            }
        };
        let key = match texts.as_deref() {
            Some([effect]) => self.history_key(*effect, None)?,
            Some([effect, name]) => self.history_key(*effect, Some(*name))?,
            _ => {
                let example = format!("`case.{name}(\"send\", \"…\")`");
                return self.fail(place, problem::literal_needed(name, &example));
            }
        };
        let ty = match part {
            HistoryPart::Times | HistoryPart::Pending => Type::of(Kind::Integer),
            _ => Type::optional(Kind::DateTime),
        };
        Some((Field::History(part, key), ty))
    }

    fn history_key(
        &mut self,
        (effect, place): (&str, Span),
        name: Option<(&str, Span)>,
    ) -> Option<HistoryKey> {
        let words = self.scope.words;
        let Some(kind) = EffectKind::named(effect, words) else {
            let known = CaseEffect::ALL.iter().map(|effect| effect.name());
            let known: Vec<&str> = known
                .chain(words.effects.keys().map(|name| &**name))
                .collect();
            return self.fail(
                place,
                problem::unknown("effect", "ingen effekt", effect).suggest(effect, known),
            );
        };
        let Some((name, place)) = name else {
            return Some(HistoryKey {
                effect: kind,
                name: None,
            });
        };
        let parameters = kind.parameters(words);
        let naming = parameters.iter().find(|parameter| {
            !matches!(
                parameter.sort,
                Sort::Plain | Sort::Message | Sort::FactValue
            ) || matches!(parameter.ty.kind, Kind::Choice(_))
        });
        let sort = naming.map(|parameter| (parameter.sort, &parameter.ty.kind));
        let (en, da, known): (_, _, Vec<&str>) = match sort {
            Some((Sort::Template, _)) => {
                let names = words.templates.keys().map(|name| &**name);
                ("template", "ingen skabelon", names.collect())
            }
            Some((Sort::Entry, _)) => {
                let names = words.entries.keys().map(|name| &**name);
                ("ledger entry", "ingen kontopost", names.collect())
            }
            Some((Sort::Fact, _)) => {
                let names = words.facts.keys().map(|name| &**name);
                ("fact", "intet faktum", names.collect())
            }
            Some((_, Kind::Choice(list))) => {
                let names = words
                    .list(*list)
                    .into_iter()
                    .flat_map(|list| list.options.keys());
                (
                    "option",
                    "ingen mulighed",
                    names.map(|name| &**name).collect(),
                )
            }
            _ => ("name", "intet navn", vec![]),
        };
        if !known.contains(&name) {
            return self.fail(place, problem::unknown(en, da, name).suggest(name, known));
        }
        Some(HistoryKey {
            effect: kind,
            name: Some(Str::from(name)),
        })
    }

    pub(super) fn entry(&mut self, name: &str, place: Span) -> Option<EntryId> {
        let words = self.scope.words;
        match words.entry_id(name) {
            Some(entry) => Some(entry),
            None => {
                let known: Vec<&str> = words.entries.keys().map(|name| &**name).collect();
                let problem = problem::unknown("ledger entry", "ingen kontopost", name);
                self.fail(place, problem.suggest(name, known))
            }
        }
    }

    /// A charge, of which something may be left.
    fn charge(&mut self, name: &str, place: Span) -> Option<EntryId> {
        let words = self.scope.words;
        let entry = words.entry_id(name);
        match entry.filter(|entry| words.entry_side(*entry) == Side::Charge) {
            Some(entry) => Some(entry),
            None => {
                let problem = problem::unknown("charge", "ingen krævet post", name);
                self.fail(place, problem.suggest(name, words.charges()))
            }
        }
    }

    fn actor(&mut self, parts: &[Part<'_>], guards: &Guards, span: Span) -> Option<Expr> {
        match parts {
            [Part::Name("id", _)] => {
                self.leaf(Read::ActorId, Type::of(Kind::Text), &[], guards, span)
            }
            [Part::Name("role", _)] => self.leaf(
                Read::ActorRole,
                Type::of(Kind::Choice(builtin::ROLE)),
                &[],
                guards,
                span,
            ),
            [] => self.fail(span, problem::not_a_value("actor")),
            [Part::Name("id" | "role", _), part, ..] => {
                self.fail(span, problem::no_part(part.name(), "text"))
            }
            [part, ..] => {
                let problem = problem::unknown("part of actor", "ingen del af actor", part.name());
                self.fail(span, problem.suggest(part.name(), ["id", "role"]))
            }
        }
    }

    fn input(&mut self, parts: &[Part<'_>], guards: &Guards, span: Span) -> Option<Expr> {
        let [Part::Name(name, position), rest @ ..] = parts else {
            return self.fail(span, problem::not_a_value("input"));
        };
        let Some(index) = self
            .scope
            .inputs
            .iter()
            .position(|input| &*input.name == *name)
        else {
            let place = self.token(*position, name);
            let known: Vec<&str> = self.scope.inputs.iter().map(|input| &*input.name).collect();
            return self.fail(
                place,
                problem::unknown("input", "ingen inddata", name).suggest(name, known),
            );
        };
        let ty = self.scope.inputs.get(index)?.ty.clone();
        self.leaf(Read::Input(index), ty, rest, guards, span)
    }

    fn setting(&mut self, parts: &[Part<'_>], guards: &Guards, span: Span) -> Option<Expr> {
        let [Part::Name(name, position), rest @ ..] = parts else {
            return self.fail(span, problem::not_a_value("settings"));
        };
        let Some((index, _, setting)) = self.scope.words.settings.get_full(*name) else {
            let place = self.token(*position, name);
            let known: Vec<&str> = self
                .scope
                .words
                .settings
                .keys()
                .map(|name| &**name)
                .collect();
            return self.fail(
                place,
                problem::unknown("setting", "ingen indstilling", name).suggest(name, known),
            );
        };
        let ty = Type::of(setting.kind.clone());
        self.leaf(Read::Setting(SettingId::new(index)), ty, rest, guards, span)
    }

    /// A slot at the end of its path; a guard before it makes it certain.
    fn leaf(
        &mut self,
        read: Read,
        mut ty: Type,
        rest: &[Part<'_>],
        guards: &Guards,
        span: Span,
    ) -> Option<Expr> {
        if let Some(part) = rest.first() {
            let kind = self.name(&ty);
            return self.fail(span, problem::no_part(part.name(), &kind));
        }
        if ty.optional && guards.holds(&read) {
            ty.optional = false;
        }
        Some(Expr {
            node: Node::Read(read),
            ty,
            span,
        })
    }

    /// The place of a name at one of Rhai's positions.
    pub(super) fn token(&self, position: Position, name: &str) -> Span {
        let at = self.text.byte(position);
        self.text.span(at, at + name.len())
    }

    /// `table(…).output`.
    fn table_output(
        &mut self,
        call: &FnCallExpr,
        position: Position,
        parts: &[Part<'_>],
        guards: &Guards,
        span: Span,
    ) -> Option<Expr> {
        let words = self.scope.words;
        let name = call.name.as_str();
        let Some((_, _, table)) = words.tables.get_full(name) else {
            let parsed = Parsed::FnCall(Box::new(call.clone()), position);
            let base = self.expr(&parsed, guards)?;
            let kind = self.name(&base.ty);
            let shown = parts.first().map_or("", Part::name);
            return self.fail(span, problem::no_part(shown, &kind));
        };
        let [Part::Name(output, at), rest @ ..] = parts else {
            return self.fail(span, problem::not_a_value(name));
        };
        let Some(index) = table
            .outputs
            .iter()
            .position(|found| &*found.name == *output)
        else {
            let place = self.token(*at, output);
            let known: Vec<&str> = table.outputs.iter().map(|output| &*output.name).collect();
            return self.fail(
                place,
                problem::unknown("output", "ingen uddata", output).suggest(output, known),
            );
        };
        if let (Some(part), Some(output)) = (rest.first(), table.output_type(index)) {
            let kind = self.name(&output);
            return self.fail(span, problem::no_part(part.name(), &kind));
        }
        self.table(call, index, guards, span)
    }
}

/// Holds a question to the history or the ledger, its names written out, to what the rule set
/// declares: scripts ask as expressions do.
pub(crate) fn question(
    text: Text<'_>,
    words: &Vocabulary,
    call: &FnCallExpr,
    position: Position,
    report: &mut Report,
) {
    let mut checker = Checker {
        text,
        scope: Scope::new(words, Roots::Case),
        report,
    };
    // What is wrong is reported; the slot is of no use here.
    let _ = checker.case_method(call, position);
}

fn indexed() -> Problem {
    problem::unsupported("`[ ]` after a value", "`[ ]` efter en værdi")
}

impl Part<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Name(name, _) => name,
            Self::Method(call, _) => call.name.as_str(),
        }
    }

    fn position(&self) -> Position {
        match self {
            Self::Name(_, position) | Self::Method(_, position) => *position,
        }
    }
}

/// Whether a bare word is an option of some list: quotes were forgotten.
fn is_text_like(words: &Vocabulary, name: &str) -> bool {
    words.lists.iter().any(|list| {
        list.options
            .get(name)
            .is_some_and(|option| matches!(option.value, Value::Choice(_)))
    })
}
