//! How interest is worked out: the document `interest`. What it comes to is known elsewhere.

use super::document::{DocumentKind, Documents};
use super::expression::expression;
use super::fields::Fields;
use super::scalar::{self, second_of_one};
use super::yaml::{Body, Node};
use crate::expr::{self, Expected, Expr, Guards, Roots, Scope, unknown};
use crate::rules::interest::{DayCount, Interest, beginnings};
use crate::rules::table::Table;
use crate::rules::{INTEREST, Kind, Parameter, TableId, TableType, Type, Vocabulary};
use crate::source::{Code, Problem, Report};

/// What interest is worked out on.
const PRINCIPAL_LEFT: &str = "principal_left";

pub(super) fn declare(documents: &Documents, words: &mut Vocabulary, report: &mut Report) {
    for document in documents.of(DocumentKind::Interest) {
        let span = document.node.span;
        match report.named(INTEREST, None, INTEREST, span) {
            None => words.interest = Some(span),
            first => report.add(
                span,
                second_of_one("document `interest`", "fil `interest`", first),
            ),
        }
    }
}

/// Reads the one there is.
pub(super) fn read(
    documents: &Documents,
    words: &Vocabulary,
    tables: &[Table],
    report: &mut Report,
) -> Option<Interest> {
    let document = documents.of(DocumentKind::Interest).next()?;
    let mut outer = Fields::of(&document.node, report)?;
    let (key, node) = outer.need_with_key(INTEREST, report)?;
    outer.finish(report);
    if words.interest_entry().is_none() {
        report.add(key.span, no_charge(words));
    }
    let mut fields = Fields::of(node, report)?;
    let rate = fields.need("rate", report);
    let on = fields.need("on", report);
    let from = fields.need("from", report);
    let count = fields.need("day_count", report);
    fields.finish(report);
    let scope = Scope::new(words, Roots::Interest);
    let rate = rate.and_then(|node| rate_of(node, scope, report));
    if let Some(node) = on {
        principal_left(node, report);
    }
    let date = Type::optional(Kind::Date);
    let from = from.and_then(|node| {
        let expected = Expected::Value(&date);
        expression(node, scope, &Guards::default(), &expected, report)
    });
    let day_count = count.and_then(|node| day_count(node, report));
    Some(Interest {
        rate: rate?,
        from: from?,
        day_count: day_count?,
        changes: beginnings(tables),
    })
}

/// A table by its name, or an expression.
fn rate_of(node: &Node, scope: Scope<'_>, report: &mut Report) -> Option<Expr> {
    let words = scope.words;
    let name = match &node.body {
        Body::Scalar(scalar) if scalar::is_name(&scalar.text) => scalar.text.as_str(),
        _ => {
            let percent = Type::of(Kind::Percent);
            let expected = Expected::Value(&percent);
            return expression(node, scope, &Guards::default(), &expected, report);
        }
    };
    if expr::BUILTIN_NAMES.contains(&name) {
        return expression(
            node,
            scope,
            &Guards::default(),
            &Expected::Printable,
            report,
        );
    }
    let Some((index, _, table)) = words.tables.get_full(name) else {
        let known = words.tables.keys().map(|name| &**name);
        let problem = unknown("table", "ingen tabel", name).suggest(name, known);
        report.add(node.span, problem);
        return None;
    };
    match (table.inputs.as_slice(), table.outputs.as_slice()) {
        ([], [output]) if output.ty == Type::of(Kind::Percent) => Some(Expr {
            node: expr::Node::Table {
                table: TableId::new(index),
                inputs: Vec::new(),
                on: None,
                output: 0,
            },
            ty: output.ty.clone(),
            span: node.span,
        }),
        _ => {
            report.add(node.span, no_rate(name, table, words));
            None
        }
    }
}

fn principal_left(node: &Node, report: &mut Report) {
    if let Some(text) = scalar::text(node, report)
        && text != PRINCIPAL_LEFT
    {
        let problem = scalar::wrong_value(text, "`principal_left`", "`principal_left`");
        report.add(
            node.span,
            problem.help(
                "write `on: principal_left`: interest runs on what is left of the principal, and on nothing else",
                "skriv `on: principal_left`: der løber renter af det, der er tilbage af hovedstolen, og af intet andet",
            ),
        );
    }
}

fn day_count(node: &Node, report: &mut Report) -> Option<DayCount> {
    let text = scalar::text(node, report)?;
    let found = DayCount::ALL.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let problem = Problem::new(
            Code::WrongValue,
            format!("`{text}` is no way to count days"),
            format!("`{text}` er ingen måde at tælle dage på"),
        );
        report.add(
            node.span,
            problem.help(
                "write `actual/365`, `actual/actual` or `30/360`",
                "skriv `actual/365`, `actual/actual` eller `30/360`",
            ),
        );
    }
    found.map(|(_, count)| *count)
}

/// That an effect adds interest where nothing says how much that is.
pub(super) fn not_declared() -> Problem {
    Problem::new(
        Code::IllegalEffect,
        "`add_interest` has no rate: the rule set doesn't say how interest is worked out",
        "`add_interest` har ingen sats: regelsættet siger ikke, hvordan renter beregnes",
    )
    .about("document", INTEREST)
    .help(
        "add a file that begins with `interest:` and gives `rate`, `on`, `from` and `day_count`",
        "tilføj en fil, der begynder med `interest:` og angiver `rate`, `on`, `from` og `day_count`",
    )
}

fn no_charge(words: &Vocabulary) -> Problem {
    let problem = unknown("charge", "ingen krævet post", INTEREST);
    if words.entry_id(INTEREST).is_some() {
        return problem.help(
            "move `interest` from `settlements` to `charges` in the ledger: interest is owed",
            "flyt `interest` fra `settlements` til `charges` i kontoen: renter skyldes",
        );
    }
    problem.help(
        "add `interest` to the ledger's `charges`, which interest is posted as",
        "tilføj `interest` under kontoens `charges`, som renter posteres som",
    )
}

/// A table that can't be the rate by its name alone.
fn no_rate(name: &str, table: &TableType, words: &Vocabulary) -> Problem {
    let of_case = |input: &Parameter| match words.facts.contains_key(&input.name) {
        true => format!("case.{}", input.name),
        false => "…".to_owned(),
    };
    let inputs: Vec<String> = table.inputs.iter().map(of_case).collect();
    let mut outputs = table.outputs.iter();
    let percent = outputs.find(|output| output.ty == Type::of(Kind::Percent));
    let problem = Problem::new(
        Code::TypeMismatch,
        format!("the table `{name}` alone doesn't give one percent"),
        format!("tabellen `{name}` giver ikke alene én procent"),
    );
    match percent {
        Some(output) => {
            let call = format!("{name}({}).{}", inputs.join(", "), output.name);
            problem.help(
                format!("say which with what: `rate: {call}`"),
                format!("skriv hvilken og ud fra hvad: `rate: {call}`"),
            )
        }
        None => problem.help(
            format!("give `{name}` an output of type `percent`, the interest of a year"),
            format!("giv `{name}` et resultat af typen `percent`, renten for et år"),
        ),
    }
}
