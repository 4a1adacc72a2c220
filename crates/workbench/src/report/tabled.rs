//! The sections that are tables: money by currency, steps, what was held or denied, and the numbers behind the charts.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::html::Escaped;
use super::{Page, Series};

impl Page<'_> {
    pub(super) fn money(&self) -> String {
        let heading = self.of("Money", "Penge");
        let sentence = self.of(
            "What was owed, what was charged and what settled it, by currency.",
            "Hvad der skyldtes, hvad der blev pålagt, og hvad der udlignede det, efter valuta.",
        );
        let all = &self.figures.money;
        if all.is_empty() {
            return self.section("money", heading, sentence, &self.none());
        }
        // Every kind that any currency has is a row, in the order in which they are met.
        let mut charges: Vec<&str> = Vec::new();
        let mut settlements: Vec<&str> = Vec::new();
        for money in all {
            let charged = money.charged.iter().map(|series| series.label.as_str());
            charges.extend(charged.filter(|label| !label.is_empty()));
            settlements.extend(money.settled.iter().map(|(label, _)| label.as_str()));
        }
        once(&mut charges);
        once(&mut settlements);

        let mut rows = vec![self.money_row(
            self.of("Owed from the start", "Skyldtes fra begyndelsen"),
            false,
            |money| money.principal,
        )];
        rows.extend(charges.into_iter().map(|label| {
            self.money_row(label, false, |money| {
                let of_kind = money.charged.iter().filter(|series| series.label == label);
                of_kind.map(Series::total).sum()
            })
        }));
        rows.extend(settlements.into_iter().map(|label| {
            self.money_row(label, false, |money| {
                let of_kind = money.settled.iter().filter(|(known, _)| known == label);
                -of_kind.map(|(_, amount)| *amount).sum::<Decimal>()
            })
        }));
        rows.push(self.money_row(
            self.of("Still owed at the end", "Skyldes stadig til sidst"),
            true,
            |money| money.outstanding,
        ));
        let currencies = all
            .iter()
            .map(|money| number_head(&money.currency))
            .collect::<String>();
        let what = self.of("What", "Hvad");
        let table = self.table(
            heading,
            &format!("<th scope=\"col\">{what}</th>{currencies}"),
            &rows.concat(),
        );
        self.section("money", heading, sentence, &table)
    }

    fn money_row(
        &self,
        label: &str,
        is_sum: bool,
        amount: impl Fn(&super::Money) -> Decimal,
    ) -> String {
        let cells = self.figures.money.iter().map(|money| {
            let printed = self.language.amount(amount(money), &money.currency);
            number_cell(&printed, amount(money).is_zero())
        });
        let class = if is_sum { " class=\"sum\"" } else { "" };
        format!(
            "<tr{class}><th scope=\"row\">{}</th>{}</tr>\n",
            Escaped(label),
            cells.collect::<String>()
        )
    }

    pub(super) fn steps(&self) -> String {
        let heading = self.of("Steps", "Trin");
        let sentence = self.of(
            "How often each step ran, was passed over because its condition wasn't met, or was held because a rule denied it.",
            "Hvor ofte hvert trin er udført, sprunget over, fordi dets betingelse ikke var opfyldt, eller holdt tilbage, fordi en regel afviste det.",
        );
        let steps = &self.figures.steps;
        if steps.is_empty() {
            return self.section("steps", heading, sentence, &self.none());
        }
        let mut rows = String::new();
        let mut flow = None;
        for step in steps {
            if flow != Some(&step.flow) {
                // A group of rows of its own, which the name of the flow heads.
                if flow.is_some() {
                    rows.push_str("</tbody>\n<tbody>\n");
                }
                flow = Some(&step.flow);
                let name = match step.flow.as_str() {
                    "" => self.of("Timers", "Frister"),
                    name => name,
                };
                let _ = writeln!(
                    rows,
                    "<tr class=\"flow\"><th scope=\"rowgroup\" colspan=\"4\">{}</th></tr>",
                    Escaped(name)
                );
            }
            let cells = [step.ran, step.passed, step.held]
                .map(|times| number_cell(&self.language.count(times), times == 0));
            let _ = writeln!(
                rows,
                "<tr><th scope=\"row\">{}</th>{}</tr>",
                Escaped(&step.step),
                cells.concat()
            );
        }
        let heads = [
            self.of("Ran", "Udført"),
            self.of("Passed over", "Sprunget over"),
            self.of("Held", "Holdt tilbage"),
        ]
        .map(number_head);
        let head = format!(
            "<th scope=\"col\">{}</th>{}",
            self.of("Step", "Trin"),
            heads.concat()
        );
        let table = self.table(heading, &head, &rows);
        self.section("steps", heading, sentence, &table)
    }

    pub(super) fn refused(&self) -> String {
        let heading = self.of("Held and denied", "Holdt tilbage og afvist");
        let sentence = self.of(
            "What the rules didn't allow, and why. A step that is held is tried again; an event that is denied is not.",
            "Det, reglerne ikke tillod, og hvorfor. Et trin, der er holdt tilbage, prøves igen; det gør en afvist hændelse ikke.",
        );
        if self.figures.refused.is_empty() {
            let none = self.of(
                "Everything was allowed: nothing was held, and nothing denied.",
                "Alt var tilladt: Intet er holdt tilbage, og intet er afvist.",
            );
            let none = format!("<p class=\"none\">{none}</p>\n");
            return self.section("refused", heading, sentence, &none);
        }
        let mut list = "<ol class=\"refused\">\n".to_owned();
        for refused in &self.figures.refused {
            let how = match refused.is_held {
                true => self.of("held", "holdt tilbage"),
                false => self.of("denied", "afvist"),
            };
            let times = match refused.times {
                1 => self.of("time", "gang"),
                _ => self.of("times", "gange"),
            };
            let _ = writeln!(
                list,
                "<li><p class=\"times\"><b>{}</b> {times}</p><div><h3>{} <span>{how}</span></h3>\
                 <p>{}</p><p class=\"example\">{} {}</p></div></li>",
                Escaped(self.language.count(refused.times)),
                Escaped(&refused.what),
                Escaped(&refused.why),
                self.of("Such as case", "For eksempel sag"),
                Escaped(&refused.example)
            );
        }
        list.push_str("</ol>\n");
        self.section("refused", heading, sentence, &list)
    }

    /// The numbers behind a chart.
    pub(super) fn months_table(
        &self,
        title: &str,
        series: &[Series],
        months: &[String],
        is_flow: bool,
        number: &dyn Fn(Decimal) -> String,
    ) -> String {
        let mut rows = String::new();
        for (at, month) in months.iter().enumerate() {
            let cells = series.iter().map(|series| {
                let value = series.values.get(at).copied().unwrap_or_default();
                number_cell(&number(value), value.is_zero())
            });
            let _ = writeln!(
                rows,
                "<tr><th scope=\"row\">{}</th>{}</tr>",
                Escaped(month),
                cells.collect::<String>()
            );
        }
        if is_flow {
            let totals = series.iter().map(|series| {
                let total = series.total();
                number_cell(&number(total), total.is_zero())
            });
            let _ = writeln!(
                rows,
                "<tr class=\"sum\"><th scope=\"row\">{}</th>{}</tr>",
                self.of("In all", "I alt"),
                totals.collect::<String>()
            );
        }
        let heads = series.iter().map(|series| number_head(&series.label));
        let head = format!(
            "<th scope=\"col\">{}</th>{}",
            self.of("Month", "Måned"),
            heads.collect::<String>()
        );
        format!(
            "<details><summary>{}</summary>\n{}</details>\n",
            self.of("The numbers", "Tallene"),
            self.table(title, &head, &rows)
        )
    }

    /// A table that scrolls where it has no room.
    fn table(&self, caption: &str, head: &str, rows: &str) -> String {
        let caption = Escaped(caption);
        format!(
            "<div class=\"wide-table\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\">\n\
             <table><caption class=\"unseen\">{caption}</caption>\n<thead><tr>{head}</tr></thead>\n\
             <tbody>\n{rows}</tbody></table>\n</div>\n"
        )
    }
}

fn once(labels: &mut Vec<&str>) {
    let mut met = Vec::new();
    labels.retain(|label| {
        let is_new = !met.contains(label);
        met.push(*label);
        is_new
    });
}

fn number_head(label: &str) -> String {
    format!("<th scope=\"col\" class=\"number\">{}</th>", Escaped(label))
}

fn number_cell(number: &str, is_zero: bool) -> String {
    let zero = if is_zero { " zero" } else { "" };
    format!("<td class=\"number{zero}\">{}</td>", Escaped(number))
}
