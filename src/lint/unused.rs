//! What is declared and never used, and actions that the menu leaves out. What counts as use is in `unused/usage.rs`.

mod usage;
mod wording;

use crate::expr::Read;
use crate::rules::action::{Action, Body};
use crate::rules::{
    EntryId, FunctionId, HostEffectId, ListId, Parameter, Rules, SettingId, TableId,
};
use crate::source::Report;

use usage::{Item, Usage};

/// Says what is declared and never used, at its name.
pub(super) fn find(rules: &Rules, report: &mut Report) {
    let usage = Usage::of(rules);
    settings(rules, &usage, report);
    tables_and_functions(rules, &usage, report);
    lists(rules, &usage, report);
    templates(rules, &usage, report);
    entries_and_effects(rules, &usage, report);
    for action in rules.actions.values() {
        inputs(action, &usage, report);
    }
    interest(rules, &usage, report);
    outside_the_menu(rules, report);
}

/// Interest that is declared and that no effect adds.
fn interest(rules: &Rules, usage: &Usage<'_>, report: &mut Report) {
    if let Some(declared) = rules.words.interest
        && !usage.adds_interest()
    {
        report.add(declared, wording::interest());
    }
}

fn settings(rules: &Rules, usage: &Usage<'_>, report: &mut Report) {
    for (index, (name, setting)) in rules.words.settings.iter().enumerate() {
        if !usage.has(Item::Setting(SettingId::new(index)), name) {
            report.add(setting.declared, wording::setting(name));
        }
    }
}

fn tables_and_functions(rules: &Rules, usage: &Usage<'_>, report: &mut Report) {
    for (index, (name, table)) in rules.words.tables.iter().enumerate() {
        if !usage.has(Item::Table(TableId::new(index)), name) {
            let output = table.outputs.first().map_or("", |output| &*output.name);
            let call = format!("{}.{output}", call(name, &table.inputs));
            report.add(table.declared, wording::table(name, &call));
        }
    }
    for (index, (name, function)) in rules.words.functions.iter().enumerate() {
        if !usage.has(Item::Function(FunctionId::new(index)), name) {
            let call = call(name, &function.parameters);
            report.add(function.declared, wording::function(name, &call));
        }
    }
}

/// A call as an expression may write it, with the names of the parameters.
fn call(name: &str, parameters: &[Parameter]) -> String {
    let names: Vec<&str> = parameters
        .iter()
        .map(|parameter| &*parameter.name)
        .collect();
    format!("{name}({})", names.join(", "))
}

fn lists(rules: &Rules, usage: &Usage<'_>, report: &mut Report) {
    for (index, list) in rules.words.lists.iter().enumerate() {
        // The language's own lists, and those written where they are used, aren't declared.
        if let Some(declared) = list.declared
            && !usage.has(Item::List(ListId::new(index)), &list.name)
        {
            report.add(declared, wording::list(&list.name));
        }
    }
}

fn templates(rules: &Rules, usage: &Usage<'_>, report: &mut Report) {
    for (index, (name, declared)) in rules.words.templates.iter().enumerate() {
        if !usage.has(Item::Template(index), name) {
            report.add(*declared, wording::template(name));
        }
    }
}

fn entries_and_effects(rules: &Rules, usage: &Usage<'_>, report: &mut Report) {
    for (index, (name, kind)) in rules.words.entries.iter().enumerate() {
        if !usage.has(Item::Entry(EntryId::new(index)), name) {
            report.add(kind.declared, wording::entry(name));
        }
    }
    for (index, (name, effect)) in rules.words.effects.iter().enumerate() {
        if !usage.has(Item::HostEffect(HostEffectId::new(index)), name) {
            report.add(effect.declared, wording::host_effect(name));
        }
    }
}

/// An input is read by its own action's rules, by its script, or by an input that depends on it.
fn inputs(action: &Action, usage: &Usage<'_>, report: &mut Report) {
    let mut read: Vec<usize> = action
        .inputs
        .iter()
        .filter_map(|input| input.depends_on)
        .collect();
    action.each_expr(&mut |expr| {
        expr.each_read(&mut |slot| {
            if let Read::Input(index) = slot {
                read.push(*index);
            }
        });
    });
    let in_script = matches!(action.body, Body::Script(_));
    for (index, input) in action.inputs.iter().enumerate() {
        let told = in_script && usage.is_mentioned(&input.name);
        if !told && !read.contains(&index) {
            report.add(input.declared, wording::input(&input.name));
        }
    }
}

/// The actions after those that the manifest's menu names.
fn outside_the_menu(rules: &Rules, report: &mut Report) {
    let Some(named) = rules.menu else { return };
    for action in rules.actions.values().skip(named) {
        if action.is_for_people() {
            report.add(action.span, wording::not_in_menu(&action.name));
        }
    }
}
