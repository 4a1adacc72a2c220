//! A report as one page that stands alone: figures, charts and tables, in English or Danish · nothing is counted here, no file is written.

pub mod chart;
mod drawn;
mod figures;
pub(crate) mod html;
mod language;
mod tabled;

use std::fmt::Write;

use dunlin::RuleSet;
use rust_decimal::Decimal;

pub(crate) use figures::within;
pub use figures::{Fared, Figures, Money, Refused, Series};
pub(crate) use html::Escaped;
pub(crate) use language::Language;

pub(crate) const STYLE: &str = include_str!("style.css");

/// Returns a page in HTML that tells the figures in a language: Danish for `da`, English otherwise.
///
/// It needs no network and no script, and whatever comes from the figures is escaped.
#[must_use]
pub fn page(figures: &Figures, rules: &RuleSet, language: &str) -> String {
    let code = if language == "da" { "da" } else { "en" };
    let language = Language { code, rules };
    Page { figures, language }.written()
}

/// What is told, and in which language.
struct Page<'p> {
    figures: &'p Figures,
    language: Language<'p>,
}

impl Page<'_> {
    fn written(&self) -> String {
        let title = self.of("What the rules would do", "Det ville reglerne gøre");
        let name = Escaped(&self.figures.rule_set);
        let sections = match self.figures.cases {
            0 => self.no_cases(),
            _ => self.sections(),
        };
        let (head, headline, foot) = (self.head(title), self.headline(), self.foot());
        let body = format!("{head}<main>\n{headline}{sections}</main>\n{foot}");
        let code = self.language.code;
        format!(
            "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <meta name=\"color-scheme\" content=\"light dark\"/>\n\
             <title>{title} · {name}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
            chart::STYLE
        )
    }

    fn of<'w>(&self, en: &'w str, da: &'w str) -> &'w str {
        self.language.of(en, da)
    }

    fn sections(&self) -> String {
        [
            self.standing(),
            self.letters(),
            self.charges(),
            self.payment(),
            self.money(),
            self.steps(),
            self.refused(),
        ]
        .concat()
    }

    fn no_cases(&self) -> String {
        let none = self.of("There were no cases.", "Der var ingen sager.");
        format!("<section><p class=\"none\">{none}</p></section>\n")
    }

    fn head(&self, title: &str) -> String {
        let figures = self.figures;
        let (from, until) = (
            self.language.day(figures.from),
            self.language.day(figures.until),
        );
        let to = self.of("to", "til");
        let name = Escaped(&figures.rule_set);
        format!(
            "<header>\n<p class=\"over\">{name}</p>\n<h1>{title}</h1>\n<p class=\"lead\">{from} {to} {until}</p>\n</header>\n"
        )
    }

    fn headline(&self) -> String {
        let (figures, language) = (self.figures, self.language);
        let of_all = |part: u64| {
            let share = language.share(part, figures.cases).unwrap_or_default();
            format!("{share} {}", self.of("of the cases", "af sagerne"))
        };
        let mut tiles = vec![
            (
                self.of("Cases", "Sager").to_owned(),
                vec![language.count(figures.cases)],
                String::new(),
            ),
            (
                self.of("Paid", "Betalt").to_owned(),
                vec![language.count(figures.paid)],
                of_all(figures.paid),
            ),
        ];
        tiles.extend(figures.reached.iter().map(|(flow, cases)| {
            let label = format!("{}: {flow}", self.of("Reached", "Nåede"));
            (label, vec![language.count(*cases)], of_all(*cases))
        }));
        tiles.push((
            self.of("Letters sent", "Sendte breve").to_owned(),
            vec![language.number(figures.letters.iter().map(Series::total).sum())],
            String::new(),
        ));
        let amounts = |amount: &dyn Fn(&Money) -> Decimal| -> Vec<String> {
            let money = figures.money.iter();
            money
                .map(|money| language.amount(amount(money), &money.currency))
                .collect()
        };
        if !figures.money.is_empty() {
            tiles.push((
                self.of("Still owed at the end", "Skyldes stadig til sidst")
                    .to_owned(),
                amounts(&|money| money.outstanding),
                String::new(),
            ));
        }
        // The kinds of charges are the rule set's own; the first have a figure here, and all are in the table.
        let mut kinds: Vec<&str> = Vec::new();
        for series in figures.money.iter().flat_map(|money| &money.charged) {
            if !kinds.contains(&series.label.as_str()) {
                kinds.push(&series.label);
            }
        }
        for kind in kinds.into_iter().take(3) {
            let charged = |money: &Money| {
                let of_kind = money.charged.iter().filter(|series| series.label == kind);
                of_kind.map(Series::total).sum()
            };
            tiles.push((kind.to_owned(), amounts(&charged), String::new()));
        }
        let mut written = format!(
            "<h2 class=\"unseen\">{}</h2>\n<dl class=\"tiles\">\n",
            self.of("In short", "Kort fortalt")
        );
        for (label, numbers, note) in tiles {
            let _ = write!(written, "<div><dt>{}</dt>", Escaped(label));
            for number in numbers {
                let _ = write!(written, "<dd class=\"figure\">{}</dd>", Escaped(number));
            }
            if !note.is_empty() && figures.cases > 0 {
                let _ = write!(written, "<dd class=\"note\">{}</dd>", Escaped(note));
            }
            written.push_str("</div>\n");
        }
        written.push_str("</dl>\n");
        written
    }

    fn foot(&self) -> String {
        let words = self.of(
            "Nothing was sent and nothing was charged: the rules were asked what they would do. Letters and other tasks for the host count as done as soon as they are decided.",
            "Intet er sendt, og intet er pålagt: Reglerne er spurgt, hvad de ville gøre. Breve og andre opgaver for værtssystemet regnes for udført, så snart de er besluttet.",
        );
        format!("<footer><p>{words}</p></footer>\n")
    }

    /// A section with a heading, what it shows in a sentence, and what follows.
    fn section(&self, id: &str, heading: &str, sentence: &str, rest: &str) -> String {
        format!(
            "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}</h2>\n<p>{}</p>\n{rest}</section>\n",
            Escaped(heading),
            Escaped(sentence)
        )
    }
}
