//! What came of a portfolio, for people: tables of what they ask for, in Danish or English.

use dunlin::{RuleSet, Turn, Value};
use dunlin_workbench::simulate::{Counted, Money, Summary};
use dunlin_workbench::told::Teller;
use rust_decimal::Decimal;

use super::style::{BAD, CARE, FAINT, STRONG, styled};
use crate::arguments::Language;

/// A summary, and in what language.
pub(crate) struct Told<'s> {
    pub(crate) summary: &'s Summary,
    pub(crate) rules: &'s RuleSet,
    pub(crate) lang: Language,
}

/// Rows under a heading, the first column to the left and the others to the right.
struct Table {
    heading: String,
    rows: Vec<Vec<String>>,
}

impl Told<'_> {
    /// Returns the summary in words.
    pub(crate) fn text(&self) -> String {
        let mut text = self.head();
        let tables = [
            self.standing(),
            self.counted(&self.summary.letters, "Letters", "Breve"),
            self.counted(&self.summary.asked, "Tasks and others", "Opgaver og andet"),
        ];
        for table in tables
            .into_iter()
            .chain(self.summary.money.iter().map(|money| self.money(money)))
            .chain([self.steps()])
        {
            text.push_str(&table.text());
        }
        text.push_str(&self.refused());
        text
    }

    fn of<'t>(&self, en: &'t str, da: &'t str) -> &'t str {
        self.lang.of(en, da)
    }

    fn count(&self, count: u64) -> String {
        let count = Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        self.rules.printed(&count, "", self.lang.code())
    }

    fn amount(&self, amount: Decimal, currency: &str) -> String {
        self.rules
            .printed(&Value::Amount(amount), currency, self.lang.code())
    }

    fn flow(&self, flow: &str) -> String {
        self.rules
            .label_of_flow(flow)
            .get(self.lang.code())
            .to_owned()
    }

    fn turn(&self, flow: Option<&str>, name: &str) -> String {
        let turn = match flow {
            Some(flow) => Turn::Step {
                flow: flow.into(),
                step: name.into(),
            },
            None => Turn::Timer { timer: name.into() },
        };
        self.rules.label_of(&turn).get(self.lang.code()).to_owned()
    }

    fn head(&self) -> String {
        let summary = self.summary;
        let teller = Teller::of(self.rules, self.lang.code());
        let at = |time| teller.moment(time);
        let title = format!("{} {}", summary.rule_set.name, summary.rule_set.version);
        let to = self.of("to", "til");
        let mut text = format!(
            "{}\n{}\n",
            styled(STRONG, &title),
            styled(
                FAINT,
                &format!("{} {to} {}", at(summary.from), at(summary.until))
            )
        );
        let (cases, events) = (summary.cases, summary.events);
        let mut rows = vec![vec![
            self.of("Cases", "Sager").to_owned(),
            self.count(cases.opened + cases.given),
        ]];
        let mut row = |en: &str, da: &str, count: u64| {
            rows.push(vec![self.of(en, da).to_owned(), self.count(count)]);
        };
        row("in which nothing is owed", "hvor intet skyldes", cases.paid);
        if cases.denied > 0 {
            row("not opened, denied", "ikke oprettet, afvist", cases.denied);
        }
        row("Decisions", "Afgørelser", summary.decisions);
        row("Events", "Hændelser", events.allowed + events.denied);
        row("denied", "afvist", events.denied);
        let days = &summary.days_to_payment;
        if let (Some(median), Some(p90)) = (days.median, days.p90) {
            let label = self.of("Days to payment", "Dage til betaling").to_owned();
            let (half, most) = (
                self.of("half within", "halvdelen inden"),
                self.of("nine of ten within", "ni af ti inden"),
            );
            rows.push(vec![label, format!("{half} {median}, {most} {p90}")]);
        }
        text.push_str(&lines(&rows));
        text
    }

    /// Where the cases stand at the end, and which flows they were in.
    fn standing(&self) -> Table {
        let heading = self.of("At the end", "Ved slutningen").to_owned();
        let mut rows = vec![
            ["", "active", "paused", "closed", "ever in it"]
                .into_iter()
                .zip(["", "aktive", "i bero", "lukkede", "har været her"])
                .map(|(en, da)| self.of(en, da).to_owned())
                .collect::<Vec<_>>(),
        ];
        for reached in &self.summary.reached {
            let of_flow = self.summary.standing.iter();
            let of_flow = of_flow.filter(|standing| standing.flow == reached.flow);
            let mut row = vec![self.flow(&reached.flow)];
            row.extend(
                of_flow.map(|standing| self.count(standing.months.last().copied().unwrap_or(0))),
            );
            row.push(self.count(reached.cases));
            rows.push(row);
        }
        Table { heading, rows }
    }

    fn counted(&self, counted: &[Counted], en: &str, da: &str) -> Table {
        Table {
            heading: self.of(en, da).to_owned(),
            rows: counted
                .iter()
                .map(|counted| vec![counted.name.clone(), self.count(counted.times)])
                .collect(),
        }
    }

    fn money(&self, money: &Money) -> Table {
        let currency = money.currency.as_str();
        let mut rows: Vec<Vec<String>> = money
            .entries
            .iter()
            .map(|entry| {
                vec![
                    entry.entry.clone(),
                    self.count(entry.count),
                    self.amount(entry.sum, currency),
                ]
            })
            .collect();
        let mut row = |en: &str, da: &str, amount: Decimal| {
            if !amount.is_zero() {
                let label = self.of(en, da).to_owned();
                rows.push(vec![label, String::new(), self.amount(amount, currency)]);
            }
        };
        let outstanding = money.outstanding.values().sum();
        row("still owed", "skyldes stadig", outstanding);
        row(
            "owed on closed cases",
            "skyldes på lukkede sager",
            money.given_up,
        );
        row(
            "paid beyond what was owed",
            "betalt for meget",
            money.overpaid,
        );
        let heading = self.of("Money", "Penge");
        Table {
            heading: format!("{heading} {currency}").trim().to_owned(),
            rows,
        }
    }

    fn steps(&self) -> Table {
        let mut rows = vec![
            ["", "run", "passed over", "held"]
                .into_iter()
                .zip(["", "kørt", "sprunget over", "holdt"])
                .map(|(en, da)| self.of(en, da).to_owned())
                .collect::<Vec<_>>(),
        ];
        for step in &self.summary.steps {
            let name = self.turn(step.flow.as_deref(), &step.step);
            let name = match &step.flow {
                Some(flow) => format!("{} · {name}", self.flow(flow)),
                None => name,
            };
            let mut row = vec![name];
            row.extend([step.ran, step.passed_over, step.held].map(|count| self.count(count)));
            rows.push(row);
        }
        Table {
            heading: self.of("Steps and timers", "Trin og timere").to_owned(),
            rows,
        }
    }

    /// What was held or denied, and why.
    fn refused(&self) -> String {
        let mut text = String::new();
        for refused in &self.summary.refused {
            if text.is_empty() {
                let heading = self.of("Held and denied", "Holdt og afvist");
                text.push_str(&format!("\n{}\n", styled(STRONG, heading)));
            }
            let (what, mark) = match refused.is_held {
                true => (
                    self.turn(refused.flow.as_deref(), &refused.what),
                    styled(CARE, self.of("held", "holdt")),
                ),
                false => (
                    self.rules
                        .label_of_action(&refused.what)
                        .get(self.lang.code())
                        .to_owned(),
                    styled(BAD, self.of("denied", "afvist")),
                ),
            };
            let (times, cases) = (self.count(refused.times), self.count(refused.cases));
            let (many, example) = match self.lang {
                Language::En if refused.times == 1 => {
                    ("once".to_owned(), format!("in {}", refused.example))
                }
                Language::Da if refused.times == 1 => {
                    ("én gang".to_owned(), format!("i {}", refused.example))
                }
                Language::En => (
                    format!(
                        "{times} times in {cases} {}",
                        if refused.cases == 1 { "case" } else { "cases" }
                    ),
                    format!("such as {}", refused.example),
                ),
                Language::Da => (
                    format!(
                        "{times} gange i {cases} {}",
                        if refused.cases == 1 { "sag" } else { "sager" }
                    ),
                    format!("fx {}", refused.example),
                ),
            };
            let rule = styled(FAINT, &format!("[{}] {example}", refused.rule));
            text.push_str(&format!(
                "  {mark} {what}, {many}\n    {} {rule}\n",
                refused.message.get(self.lang.code())
            ));
        }
        text
    }
}

impl Table {
    fn text(&self) -> String {
        if self.rows.iter().all(|row| row.iter().all(String::is_empty)) {
            return String::new();
        }
        format!("\n{}\n{}", styled(STRONG, &self.heading), lines(&self.rows))
    }
}

/// Rows as lines, their columns under each other.
fn lines(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::from(" ");
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let width = *width;
            line.push_str(&match column {
                0 => format!(" {cell:<width$}"),
                _ => format!("  {cell:>width$}"),
            });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
