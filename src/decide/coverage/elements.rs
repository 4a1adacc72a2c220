//! Every element of a rule set, in the order of its kinds, each with what stands before it. Nothing is counted here.

use super::conditions::{both, settled_by};
use super::element::{Element, Gate, Kind, Needs, Obstacle};
use super::key::Key;
use crate::rules::action::{Action, Body};
use crate::rules::effect::{Argument, EffectCall, EffectItem, EffectItemBody, naming};
use crate::rules::flow::{Flow, Step};
use crate::rules::{FlowId, FunctionId, HostEffectId, Kind as TypeKind, RuleSet, Rules};
use crate::source::{FileId, Place, Span};
use crate::string::Str;

impl RuleSet {
    /// Returns everything in it that decisions may come to, whether any has or not: its actions, rules, conditions
    /// with their parts, effects, steps, timers, options, rows, statements of scripts, invariants and letters.
    ///
    /// The conditions in messages and letters aren't among them.
    #[must_use]
    pub fn elements(&self) -> Vec<Element> {
        let mut collector = Collector {
            rules: &self.0,
            elements: Vec::new(),
            gates: Vec::new(),
        };
        collector.all();
        let mut elements = collector.elements;
        elements.sort_by_key(|element| element.kind);
        elements
    }
}

/// What an element is called, and what it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Named<'n> {
    pub(super) name: &'n str,
    pub(super) owner: &'n str,
}

/// Goes through a rule set.
pub(super) struct Collector<'r> {
    pub(super) rules: &'r Rules,
    pub(super) elements: Vec<Element>,
    /// What stands before what comes now.
    pub(super) gates: Vec<Gate>,
}

impl<'r> Collector<'r> {
    fn all(&mut self) {
        let rules = self.rules;
        rules
            .actions
            .values()
            .for_each(|action| self.action(action));
        self.options();
        self.holds();
        for (place, flow) in rules.flows.iter().enumerate() {
            let id = FlowId::new(place);
            if let Some(apart) = &flow.apart {
                self.value(rules.words.flow_name(id), &apart.number);
            }
            self.flow(id, flow);
        }
        self.timers();
        self.answers();
        self.tables();
        self.functions();
        self.statements();
        self.invariants();
        self.letters();
        if let Some(interest) = &rules.interest {
            self.value("", &interest.rate);
            self.value("", &interest.from);
        }
    }

    pub(super) fn element(
        &mut self,
        kind: Kind,
        named: Named<'_>,
        key: Key,
        needs: Needs,
        at: Option<Span>,
    ) {
        let element = Element {
            kind,
            name: named.name.to_owned(),
            owner: named.owner.to_owned(),
            text: match &key {
                Key::Truth(span) | Key::Row(span) | Key::Statement(span) => self.rules.text(*span),
                _ => String::new(),
            },
            place: at.and_then(|at| self.place(at)),
            key,
            needs,
            is_inverted: false,
            settled_by: [Vec::new(), Vec::new()],
            gates: self.gates.clone(),
        };
        self.elements.push(element);
    }

    /// What comes to be behind a gate.
    pub(super) fn behind<T>(&mut self, gate: Gate, collect: impl FnOnce(&mut Self) -> T) -> T {
        self.gates.push(gate);
        let collected = collect(self);
        self.gates.pop();
        collected
    }

    pub(super) fn gate(
        &self,
        kind: Kind,
        name: &str,
        key: Key,
        must: Option<bool>,
        at: Span,
    ) -> Gate {
        Gate {
            key,
            must,
            obstacle: Obstacle {
                kind,
                name: name.to_owned(),
                place: self.place(at),
            },
            may_be_unasked: false,
            is_part: false,
            settled_by: Vec::new(),
        }
    }

    pub(super) fn place(&self, span: Span) -> Option<Place> {
        let FileId(file) = span.file;
        let source = self.rules.sources.iter().nth(file as usize)?;
        let lines = self.rules.lines.get(file as usize)?;
        let (start, end) = (span.start as usize, span.end as usize);
        let (line, column) = lines.position(source.text(), start);
        let (end_line, end_column) = lines.position(source.text(), end);
        Some(Place {
            file: source.shared_name().clone(),
            line,
            column,
            end_line,
            end_column,
            bytes: (start, end),
        })
    }

    fn action(&mut self, action: &Action) {
        let name = &*action.name;
        let key = Key::Action(name.into());
        let can_be_denied = action.shown.is_some() || !action.require.is_empty();
        let needs = match (can_be_denied, &action.body) {
            (false, Body::Effects(_)) => Needs::Yes,
            _ => Needs::Both,
        };
        let named = |name| Named {
            name,
            owner: &action.name,
        };
        let alone = Named { name, owner: "" };
        self.element(Kind::Action, alone, key.clone(), needs, Some(action.span));
        let asked = self.gate(Kind::Action, name, key.clone(), None, action.span);
        self.behind(asked, |all| {
            if action.who.len() > 1 {
                for role in &action.who {
                    let key = Key::Asked(name.into(), Str::from(role));
                    all.element(Kind::Role, named(role), key, Needs::Any, Some(action.span));
                }
            }
            if let Some(shown) = &action.shown {
                all.condition(Kind::Shown, named(""), shown);
                let gate = all.truth_gate(Kind::Shown, shown, true);
                all.gates.push(gate);
            }
            all.rules_of(action);
            if action.shown.is_some() {
                all.gates.pop();
            }
        });
        let allowed = self.gate(Kind::Action, name, key, Some(true), action.span);
        self.behind(allowed, |all| all.items(name, action.items()));
    }

    /// Inputs, requirements and warnings.
    fn rules_of(&mut self, action: &Action) {
        let owner = &*action.name;
        for (place, input) in action.inputs.iter().enumerate() {
            let named = Named {
                name: &input.name,
                owner,
            };
            let may_be_left_out = input.ty.optional || input.default.is_set();
            let needs = if may_be_left_out {
                Needs::Both
            } else {
                Needs::Yes
            };
            let key = Key::Input(owner.into(), place);
            self.element(Kind::Input, named, key, needs, Some(input.declared));
        }
        for rule in &action.require {
            let named = Named {
                name: &rule.name,
                owner,
            };
            let when = rule.when.as_ref().map(|when| {
                self.condition(Kind::When, named, when);
                self.truth_gate(Kind::When, when, true)
            });
            let depth = self.gates.len();
            self.gates.extend(when);
            let needed = action.require.iter();
            for needed in needed.filter(|needed| rule.needs.contains(&needed.name)) {
                let gate = self.truth_gate(Kind::Requirement, &needed.that, true);
                self.gates.push(Gate {
                    may_be_unasked: true,
                    obstacle: Obstacle {
                        name: needed.name.to_string(),
                        ..gate.obstacle
                    },
                    ..gate
                });
            }
            self.condition(Kind::Requirement, named, &rule.that);
            self.gates.truncate(depth);
        }
        for rule in &action.warn {
            if let Some(when) = &rule.when {
                let named = Named {
                    name: &rule.name,
                    owner,
                };
                self.condition(Kind::Warning, named, when);
            }
        }
    }

    fn items(&mut self, owner: &str, items: &[EffectItem]) {
        for item in items {
            let depth = self.gates.len();
            if let Some(when) = &item.when {
                let name = self.first_name(item);
                self.condition(Kind::When, Named { name: &name, owner }, when);
                let gate = self.truth_gate(Kind::When, when, true);
                self.gates.push(gate);
            }
            for body in &item.bodies {
                match body {
                    EffectItemBody::Item(item) => self.items(owner, std::slice::from_ref(item)),
                    EffectItemBody::Call(call) => self.call(owner, call),
                }
            }
            self.gates.truncate(depth);
        }
    }

    fn call(&mut self, owner: &str, call: &EffectCall) {
        let name = self.name_of(call);
        let named = Named { name: &name, owner };
        let key = Key::Effect(call.span);
        self.element(Kind::Effect, named, key, Needs::Any, Some(call.span));
        for argument in call.arguments.iter().flatten() {
            if let Argument::Value(expr) = argument {
                self.value(owner, expr);
            }
        }
    }

    fn first_name(&self, item: &EffectItem) -> String {
        match item.bodies.first() {
            Some(EffectItemBody::Call(call)) => self.name_of(call),
            Some(EffectItemBody::Item(item)) => self.first_name(item),
            None => String::new(),
        }
    }

    /// An effect with what it is about: `send reminder_1`.
    fn name_of(&self, call: &EffectCall) -> String {
        let words = &self.rules.words;
        let name = call.kind.name(words);
        let about = naming(call.kind.parameters(words)).and_then(|at| {
            match call.arguments.get(at)?.as_ref()? {
                Argument::Value(expr) => expr.as_constant()?.as_str(),
                Argument::Message(_) => None,
            }
        });
        match about {
            Some(about) => format!("{name} {about}"),
            None => name.to_owned(),
        }
    }

    /// A flow's steps, each behind the one before it.
    fn flow(&mut self, id: FlowId, flow: &Flow) {
        let name = self.rules.words.flow_name(id);
        let key = Key::Flow(id);
        let alone = Named { name, owner: "" };
        self.element(Kind::Flow, alone, key.clone(), Needs::Any, Some(flow.span));
        let in_it = self.gate(Kind::Flow, name, key, None, flow.span);
        self.gates.push(in_it);
        for step in &flow.steps {
            self.step(id, step);
            let key = Key::Step(id, (&*step.name).into());
            let before = self.gate(Kind::Step, &step.name, key, None, step.span);
            self.gates.push(before);
        }
        self.gates.clear();
    }

    fn step(&mut self, id: FlowId, step: &Step) {
        let flow = self.rules.words.flow_name(id).to_owned();
        let owner = format!("{flow}/{}", step.name);
        let named = Named {
            name: "",
            owner: &owner,
        };
        self.value(&owner, &step.after.wait.number);
        let depth = self.gates.len();
        if let Some(wait_for) = &step.wait_for {
            self.condition(Kind::WaitFor, named, wait_for);
            let gate = self.truth_gate(Kind::WaitFor, wait_for, true);
            self.gates.push(gate);
        }
        if let Some(from) = &step.after.from {
            self.value(&owner, from);
        }
        let key = Key::Step(id, (&*step.name).into());
        let needs = step.when.as_ref().map_or(Needs::Yes, both);
        let of_flow = Named {
            name: &step.name,
            owner: &flow,
        };
        self.element(Kind::Step, of_flow, key.clone(), needs, Some(step.span));
        if let Some(when) = &step.when {
            if let Some(element) = self.elements.last_mut() {
                element.settled_by = [settled_by(when, true), settled_by(when, false)];
            }
            self.parts(&owner, when, Needs::Both);
        }
        let runs = self.gate(Kind::Step, &step.name, key, Some(true), step.span);
        self.behind(runs, |all| all.items(&owner, &step.effects));
        self.gates.truncate(depth);
    }

    fn timers(&mut self) {
        for timer in &self.rules.timers {
            let name = &*timer.name;
            self.value(name, &timer.wait.number);
            self.value(name, &timer.from);
            let depth = self.gates.len();
            if let Some(condition) = &timer.condition {
                self.condition(
                    Kind::While,
                    Named {
                        name: "",
                        owner: name,
                    },
                    condition,
                );
                let gate = self.truth_gate(Kind::While, condition, true);
                self.gates.push(gate);
            }
            let key = Key::Timer(name.into());
            let alone = Named { name, owner: "" };
            self.element(
                Kind::Timer,
                alone,
                key.clone(),
                Needs::Yes,
                Some(timer.span),
            );
            let runs = self.gate(Kind::Timer, name, key, Some(true), timer.span);
            self.behind(runs, |all| all.items(name, &timer.effects));
            self.gates.truncate(depth);
        }
    }

    /// What follows from hosts' answers.
    fn answers(&mut self) {
        let effects = self.rules.words.effects.iter().zip(&self.rules.answers);
        for (place, ((name, signature), answers)) in effects.enumerate() {
            let id = HostEffectId::new(place);
            let kinds = [
                (Kind::Done, true, &answers.done, signature.settles.is_some()),
                (Kind::Failed, false, &answers.failed, false),
            ];
            for (kind, done, items, settles) in kinds {
                if items.is_empty() && !settles {
                    continue;
                }
                let key = Key::Answer(id, done);
                let alone = Named { name, owner: "" };
                let at = signature.declared;
                self.element(kind, alone, key.clone(), Needs::Yes, Some(at));
                let gate = self.gate(kind, name, key, Some(true), at);
                self.behind(gate, |all| all.items(name, items));
            }
        }
    }

    fn tables(&mut self) {
        let tables = self.rules.words.tables.iter().zip(&self.rules.tables);
        for ((name, declared), table) in tables {
            for version in &table.versions {
                let key = Key::Version(version.span);
                let named = match version.from {
                    Some(from) => format!("{name} {from}"),
                    None => name.to_string(),
                };
                let alone = Named {
                    name: &named,
                    owner: "",
                };
                let at = match version.from {
                    Some(_) => version.span,
                    None => declared.declared,
                };
                self.element(Kind::Table, alone, key.clone(), Needs::Any, Some(at));
                let asked = self.gate(Kind::Table, &named, key, None, version.span);
                self.behind(asked, |all| {
                    for (place, row) in version.rows.iter().enumerate() {
                        let number = (place + 1).to_string();
                        let of_table = Named {
                            name: &number,
                            owner: &named,
                        };
                        let key = Key::Row(row.span);
                        let at = Some(row.span);
                        all.element(Kind::Row, of_table, key.clone(), Needs::Any, at);
                        let taken = all.gate(Kind::Row, &number, key, None, row.span);
                        all.behind(taken, |all| {
                            row.outputs
                                .iter()
                                .for_each(|output| all.value(&named, output));
                        });
                    }
                });
            }
        }
    }

    fn functions(&mut self) {
        let functions = self.rules.words.functions.iter();
        for (place, (name, function)) in functions.enumerate() {
            let id = FunctionId::new(place);
            let key = Key::Function(id);
            let alone = Named { name, owner: "" };
            let at = function.declared;
            self.element(Kind::Function, alone, key.clone(), Needs::Any, Some(at));
            let Some(body) = self.rules.scripts.expression(id) else {
                continue;
            };
            let called = self.gate(Kind::Function, name, key, None, at);
            self.behind(called, |all| match function.out.kind {
                TypeKind::Bool => all.parts_of_value(name, body),
                _ => all.value(name, body),
            });
        }
    }

    /// The statements of scripts, behind the function or the action by which rules come to them.
    fn statements(&mut self) {
        let scripts = &self.rules.scripts;
        let statements: Vec<_> = scripts.statements().collect();
        for statement in statements {
            let mut functions = self.rules.words.functions.iter().enumerate();
            let declared = functions.find_map(|(place, (name, function))| {
                let id = FunctionId::new(place);
                let is_it = scripts.place_of(id) == Some((statement.file, &statement.function));
                let gate = || {
                    self.gate(
                        Kind::Function,
                        name,
                        Key::Function(id),
                        None,
                        function.declared,
                    )
                };
                is_it.then(gate)
            });
            let mut actions = self.rules.actions.values();
            let decides = actions
                .find(|action| matches!(action.body, Body::Script(id) if id == statement.file));
            let decides = decides.map(|action| {
                let key = Key::Action(Str::from(&action.name));
                self.gate(Kind::Action, &action.name, key, None, action.span)
            });
            self.gates.extend(declared.or(decides));
            let named = Named {
                name: "",
                owner: &statement.function,
            };
            let key = Key::Statement(statement.span);
            self.element(Kind::Line, named, key, Needs::Any, Some(statement.span));
            self.gates.clear();
        }
    }

    fn invariants(&mut self) {
        for invariant in &self.rules.invariants {
            let named = Named {
                name: &invariant.name,
                owner: "",
            };
            let key = Key::Truth(invariant.condition.span);
            self.element(
                Kind::Invariant,
                named,
                key,
                Needs::Yes,
                Some(invariant.span),
            );
            if let Some(element) = self.elements.last_mut() {
                element.is_inverted = !invariant.must_be;
            }
            // That a limit is broken may be what no rule can come to.
            self.parts(&invariant.name, &invariant.condition, Needs::Any);
        }
    }

    /// Each letter in each language.
    fn letters(&mut self) {
        let words = &self.rules.words;
        for template in &self.rules.templates {
            for language in &words.languages {
                let file = format!("templates/{}.{language}.md", template.name);
                let mut sources = self.rules.sources.iter().enumerate();
                let found = sources
                    .find(|(_, source)| source.name() == file)
                    .or_else(|| sources.find(|(_, source)| source.name().ends_with(&file)));
                let at = found.map(|(place, source)| {
                    let file = FileId(u32::try_from(place).unwrap_or(u32::MAX));
                    Span::new(file, 0, source.text().trim_end().len())
                });
                let named = Named {
                    name: &template.name,
                    owner: language,
                };
                let key = Key::Letter(Str::from(&template.name), Str::from(language));
                self.element(Kind::Letter, named, key, Needs::Yes, at);
            }
        }
    }
}
