//! Coverage as one page that stands alone: the sums, and the rule files coloured line by line. No script, no network; nothing is counted here.

use std::fmt::{self, Display, Formatter, Write};

use super::lines::{File, Line};
use super::words::{of, plural, scenarios};
use super::{Covered, Found, State, Totals};
use crate::report::html::Escaped;

const STYLE: &str = concat!(
    include_str!("../report/style.css"),
    include_str!("style.css")
);

/// So many scenarios are named beside a line.
const NAMED: usize = 4;

impl Covered {
    /// Returns a page in HTML, in Danish for `da` and in English otherwise: the sums, and each rule file with its lines
    /// marked as covered, partly covered or not, and why.
    #[must_use]
    pub fn page(&self, language: &str) -> String {
        let language = if language == "da" { "da" } else { "en" };
        Page {
            covered: self,
            language,
        }
        .written()
    }
}

struct Page<'c> {
    covered: &'c Covered,
    language: &'c str,
}

impl Page<'_> {
    fn of<'w>(&self, en: &'w str, da: &'w str) -> &'w str {
        of(self.language, [en, da])
    }

    fn written(&self) -> String {
        let rules = &self.covered.rules;
        let language = self.language;
        let title = self.of("What the scenarios cover", "Det, som scenarierne dækker");
        let name = format!("{} {}", rules.name(), rules.version());
        let name = Escaped(&name);
        let files = self.covered.lined();
        let mut sections = String::new();
        for (number, file) in files.iter().enumerate() {
            self.file(&mut sections, number, file);
        }
        let (sums, contents) = (self.sums(), self.contents(&files));
        let count = scenarios(self.covered.scenarios.len(), language);
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <meta name=\"color-scheme\" content=\"light dark\"/>\n\
             <title>{title} · {name}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header>\n<p class=\"over\">{name}</p>\n<h1>{title}</h1>\n<p class=\"lead\">{count}</p>\n</header>\n\
             <main>\n{sums}{contents}{sections}</main>\n{}</body>\n</html>\n",
            self.foot()
        )
    }

    fn sums(&self) -> String {
        let totals = self.covered.totals();
        let tiles = [
            (State::Covered, totals.covered),
            (State::Partly, totals.partly),
            (State::Uncovered, totals.uncovered),
        ];
        let mut written = "<dl class=\"tiles\">\n".to_owned();
        for (state, count) in tiles {
            let (class, mark) = marked(Some(state));
            let note = format!("{} %", percent(count, totals.all()));
            let _ = writeln!(
                written,
                "<div><dt><i class=\"mark {class}\">{mark}</i> {}</dt><dd class=\"figure\">{count}</dd><dd class=\"note\">{note}</dd></div>",
                self.called(state)
            );
        }
        written.push_str("</dl>\n");
        let mut rows = String::new();
        for (kind, totals) in self.covered.kinds() {
            self.row(&mut rows, plural(kind, self.language), totals);
        }
        let table = self.table(self.of("Kind", "Slags"), &rows);
        let heading = self.of("By kind", "Efter slags");
        let _ = writeln!(
            written,
            "<section aria-labelledby=\"kinds\">\n<h2 id=\"kinds\">{heading}</h2>\n{table}</section>"
        );
        written
    }

    fn contents(&self, files: &[File<'_>]) -> String {
        let sums = self.covered.files();
        let mut rows = String::new();
        for (number, file) in files.iter().enumerate() {
            let totals = sums.get(file.name).copied().unwrap_or_default();
            let link = format!("<a href=\"#file-{number}\">{}</a>", Breaking(file.name));
            self.row(&mut rows, &link, totals);
        }
        let table = self.table(self.of("File", "Fil"), &rows);
        let heading = self.of("By file", "Efter fil");
        format!(
            "<section aria-labelledby=\"files\">\n<h2 id=\"files\">{heading}</h2>\n{table}</section>\n"
        )
    }

    fn table(&self, first: &str, rows: &str) -> String {
        let heads = [
            self.of("Covered", "Dækket"),
            self.of("Partly", "Delvist"),
            self.of("Not", "Ikke"),
        ];
        let heads: String = heads
            .iter()
            .map(|head| format!("<th scope=\"col\" class=\"number\">{head}</th>"))
            .collect();
        format!(
            "<div class=\"wide-table\"><table class=\"sums\">\n<thead><tr><th scope=\"col\">{first}</th>{heads}<th scope=\"col\" class=\"share\"><span class=\"unseen\">%</span></th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
        )
    }

    fn row(&self, rows: &mut String, name: &str, totals: Totals) {
        let counts = [totals.covered, totals.partly, totals.uncovered];
        let counts: String = counts
            .iter()
            .map(|count| match count {
                0 => "<td class=\"number zero\">0</td>".to_owned(),
                count => format!("<td class=\"number\">{count}</td>"),
            })
            .collect();
        let share = percent(totals.covered, totals.all());
        let partly = percent(totals.partly, totals.all());
        let _ = writeln!(
            rows,
            "<tr><th scope=\"row\">{name}</th>{counts}<td class=\"share\"><span class=\"bar\" title=\"{share} %\"><i class=\"yes\" style=\"width:{share}%\"></i><i class=\"part\" style=\"width:{partly}%\"></i></span></td></tr>"
        );
    }

    fn file(&self, written: &mut String, number: usize, file: &File<'_>) {
        let name = Breaking(file.name);
        let _ = writeln!(
            written,
            "<section class=\"file\" aria-labelledby=\"file-{number}\">\n<h2 id=\"file-{number}\"><code>{name}</code></h2>\n<div class=\"code\">"
        );
        for (at, line) in file.lines.iter().enumerate() {
            self.line(written, number, at + 1, line);
        }
        written.push_str("</div>\n</section>\n");
    }

    fn line(&self, written: &mut String, file: usize, number: usize, line: &Line<'_>) {
        let (class, mark) = marked(line.state);
        let said = line.state.map_or("", |state| self.called(state));
        let row = format!(
            "<span class=\"n\">{number}</span><span class=\"mark\" title=\"{said}\">{mark}</span><code>{}</code>",
            Escaped(line.text)
        );
        let counting: Vec<_> = line
            .found
            .iter()
            .filter(|found| found.state() != State::Settled || line.found.len() == 1)
            .collect();
        if counting.is_empty() {
            let _ = writeln!(written, "<div class=\"line {class}\">{row}</div>");
            return;
        }
        let open = match line.state {
            Some(State::Partly | State::Uncovered) => " open",
            _ => "",
        };
        let _ = write!(
            written,
            "<details class=\"line {class}\" id=\"line-{file}-{number}\"{open}><summary>{row}</summary><ul>"
        );
        for found in counting {
            self.found(written, found);
        }
        written.push_str("</ul></details>\n");
    }

    fn found(&self, written: &mut String, found: &Found<'_>) {
        let language = self.language;
        let (class, mark) = marked(Some(found.state()));
        let _ = write!(
            written,
            "<li class=\"{class}\"><i class=\"mark\">{mark}</i> <b>{}</b> · {}",
            worded(&found.title(language)),
            worded(&found.why(language))
        );
        if let Some(hint) = found.hint(language) {
            let _ = write!(written, "<span class=\"do\">{}</span>", worded(&hint));
        }
        let mut names = found.yes();
        names.extend(found.no());
        names.sort_unstable();
        names.dedup();
        if !names.is_empty() {
            let more = names.len().saturating_sub(NAMED);
            let named: Vec<String> = names
                .iter()
                .take(NAMED)
                .map(|name| Escaped(*name).to_string())
                .collect();
            let more = match more {
                0 => String::new(),
                more => match self.language {
                    "da" => format!(" og {more} til"),
                    _ => format!(" and {more} more"),
                },
            };
            let _ = write!(
                written,
                "<span class=\"by\">{}{more}</span>",
                named.join(", ")
            );
        }
        written.push_str("</li>");
    }

    fn called(&self, state: State) -> &str {
        match state {
            State::Covered => self.of("covered", "dækket"),
            State::Partly => self.of("covered in part", "delvist dækket"),
            State::Uncovered => self.of("not covered", "ikke dækket"),
            State::Settled => self.of("settled by the settings", "givet af indstillingerne"),
        }
    }

    fn foot(&self) -> String {
        let words = self.of(
            "A line is covered when all that stands on it has come out in every way that it can: a requirement held and failed, each part of a condition true and false, a step run and passed over. What the settings of this rule set decide doesn't count, nor do conditions in letters and messages.",
            "En linje er dækket, når alt på den er faldet ud på alle måder: et krav opfyldt og ikke opfyldt, hver del af en betingelse sand og falsk, et trin kørt og sprunget over. Det, som regelsættets indstillinger afgør, tæller ikke med, og heller ikke betingelser i breve og beskeder.",
        );
        format!("<footer><p>{words}</p></footer>\n")
    }
}

/// The class of a state, and the mark by which it is told without colour.
fn marked(state: Option<State>) -> (&'static str, &'static str) {
    match state {
        Some(State::Covered) => ("yes", "✓"),
        Some(State::Partly) => ("part", "◐"),
        Some(State::Uncovered) => ("no", "✗"),
        Some(State::Settled) => ("settled", "–"),
        None => ("none", ""),
    }
}

/// A sentence, with what stands in backticks as code.
fn worded(text: &str) -> String {
    let mut written = String::new();
    for (place, part) in text.split('`').enumerate() {
        let part = Escaped(part);
        let _ = match place % 2 {
            0 => write!(written, "{part}"),
            _ => write!(written, "<code>{part}</code>"),
        };
    }
    written
}

fn percent(part: usize, all: usize) -> usize {
    (part * 100).checked_div(all).unwrap_or(0)
}

/// A file's name that a narrow screen may break between its words.
struct Breaking<'t>(&'t str);

impl Display for Breaking<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.split_inclusive(['/', '_', '-']).enumerate() {
            let space = if at == 0 { "" } else { "<wbr>" };
            write!(f, "{space}{}", Escaped(part))?;
        }
        Ok(())
    }
}
