//! Cedar: a `forbid` for each rule, so that the determining policies are the rules that deny. Once with a policy set
//! for each action, once with all policies in one set.

use anyhow::{Context as _, Result};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, Policy, PolicyId, PolicySet, Request,
    RestrictedExpression,
};

use crate::policy::{Action, PerAction, Rules, Verdict, conditions};
use crate::portfolio::{Pair, Plain};

pub(crate) struct Cedar {
    authorizer: Authorizer,
    entities: Entities,
    sets: PerAction<PolicySet>,
    actions: PerAction<EntityUid>,
    principal: EntityUid,
    resource: EntityUid,
}

impl Cedar {
    /// A policy set for each action.
    pub(crate) fn new() -> Result<Self> {
        Self::with(PerAction::new(|action| {
            let mut set = permitting()?;
            add(&mut set, action)?;
            Ok(set)
        })?)
    }

    /// All policies in one set, and `more` policies on other actions.
    pub(crate) fn in_one_set(more: usize) -> Result<Self> {
        let mut set = permitting()?;
        for action in Action::ALL {
            add(&mut set, action)?;
        }
        for number in 0..more {
            let text = format!(
                "forbid(principal, action == Action::\"other_{}\", resource) when {{ context.balance == {number} }};",
                number / 10
            );
            let id = PolicyId::new(format!("other_{number}"));
            set.add(Policy::parse(Some(id), text)?)?;
        }
        Self::with(PerAction::new(|_| Ok(set.clone()))?)
    }

    fn with(sets: PerAction<PolicySet>) -> Result<Self> {
        Ok(Self {
            authorizer: Authorizer::new(),
            entities: Entities::empty(),
            sets,
            actions: PerAction::new(|action| Ok(uid(action).parse()?))?,
            principal: "Actor::\"ida\"".parse()?,
            resource: "Case::\"1\"".parse()?,
        })
    }

    pub(crate) fn decide(&mut self, pair: &Pair) -> Result<Verdict> {
        let mut fields = Vec::with_capacity(8);
        pair.each_field(|name, value| {
            let value = match value {
                Plain::Text(text) => RestrictedExpression::new_string(text.to_owned()),
                Plain::Number(number) => RestrictedExpression::new_long(number),
                Plain::Flag(flag) => RestrictedExpression::new_bool(flag),
            };
            fields.push((name.to_owned(), value));
        });
        let request = Request::new(
            self.principal.clone(),
            self.actions.of(pair.action).clone(),
            self.resource.clone(),
            Context::from_pairs(fields)?,
            None,
        )?;
        let set = self.sets.of(pair.action);
        let response = self.authorizer.is_authorized(&request, set, &self.entities);
        if let Some(error) = response.diagnostics().errors().next() {
            anyhow::bail!("{error}");
        }
        if response.decision() == Decision::Allow {
            return Ok(Verdict::of(Rules::NONE));
        }
        let mut rules = Rules::NONE;
        for policy in response.diagnostics().reason() {
            let id: &str = policy.as_ref();
            let name = id.rsplit('/').next().unwrap_or(id);
            rules = rules.and(Rules::named(name).context("a policy's name")?);
        }
        Ok(Verdict::of(rules))
    }
}

fn uid(action: Action) -> String {
    format!("Action::\"{}\"", action.name())
}

fn permitting() -> Result<PolicySet> {
    let mut set = PolicySet::new();
    let id = PolicyId::new("permit");
    set.add(Policy::parse(
        Some(id),
        "permit(principal, action, resource);",
    )?)?;
    Ok(set)
}

/// Adds a `forbid` for each rule of the action.
fn add(set: &mut PolicySet, action: Action) -> Result<()> {
    for condition in conditions(action) {
        let names = condition.rule.names();
        let name = names.first().context("a rule without a name")?;
        let text = format!(
            "forbid(principal, action == {}, resource) when {{ {} }};",
            uid(action),
            in_cedar(condition.text)
        );
        let id = PolicyId::new(format!("{}/{name}", action.name()));
        let policy = Policy::parse(Some(id), &text);
        set.add(policy.with_context(|| text)?)?;
    }
    Ok(())
}

/// The condition in Cedar's words: fields of `context`, lists that contain what CEL finds in them.
fn in_cedar(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_lowercase() || c == '"') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let end = match from.strip_prefix('"') {
            Some(quoted) => quoted.find('"').map_or(from.len(), |end| end + 2),
            None => from
                .find(|c: char| !c.is_ascii_lowercase() && c != '_')
                .unwrap_or(from.len()),
        };
        let (word, after) = from.split_at(end);
        rest = after;
        if word.starts_with('"') {
            out.push_str(word);
            continue;
        }
        let list = after.strip_prefix(" in ").and_then(|list| {
            let end = list.find(']')? + 1;
            Some(list.split_at(end))
        });
        match list {
            Some((list, after)) => {
                out.push_str(&format!("{list}.contains(context.{word})"));
                rest = after;
            }
            None => out.push_str(&format!("context.{word}")),
        }
    }
    out.push_str(rest);
    out
}
