//! What differs as one page that stands alone, in English or Danish · nothing is counted here, no file is written.

use std::fmt::Write;

use super::tally::Caused;
use super::told::Told;
use crate::report::{Escaped, STYLE};

/// So many stranded cases are named on the page.
const NAMED: usize = 50;

const OF_DIFFERENCES: &str = include_str!("page.css");

/// Returns a page in HTML that tells what differs, edit by edit.
///
/// `over` says which rules are compared, and `lead` over what. The page needs no network and no script, and whatever
/// comes from rules and cases is escaped.
#[must_use]
pub fn page(told: &Told<'_>, over: &str, lead: &str) -> String {
    let words = told.words;
    let title = words.of("What the edits change", "Det betyder ændringerne");
    let sections: String = told
        .differences
        .causes
        .iter()
        .enumerate()
        .map(|(at, caused)| section(told, at, caused))
        .collect();
    let code = words.of("en", "da");
    let (over, lead) = (Escaped(over), Escaped(lead));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <title>{title} · {over}</title>\n<style>\n{STYLE}{OF_DIFFERENCES}</style>\n</head>\n<body>\n\
         <header>\n<p class=\"over\">{over}</p>\n<h1>{title}</h1>\n<p class=\"lead\">{lead}</p>\n</header>\n\
         <main>\n{}{}{sections}{}</main>\n<footer><p>{}</p></footer>\n</body>\n</html>\n",
        tiles(told),
        edits(told),
        idle(told),
        words.of(
            "Nothing was sent and nothing was charged: both versions of the rules were asked what they would do.",
            "Intet er sendt, og intet er pålagt: Begge udgaver af reglerne er spurgt, hvad de ville gøre.",
        )
    )
}

fn tiles(told: &Told<'_>) -> String {
    let (words, differences) = (told.words, told.differences);
    let tiles = [
        (words.of("Edits", "Ændringer"), told.edits.len() as u64),
        (words.of("Cases", "Sager"), differences.cases),
        (
            words.of("Cases that differ", "Sager, der bliver anderledes"),
            differences.differing,
        ),
    ];
    let mut written = String::from("<dl class=\"tiles\">\n");
    for (label, count) in tiles {
        let _ = writeln!(
            written,
            "<div><dt>{label}</dt><dd class=\"figure\">{}</dd></div>",
            words.count(count)
        );
    }
    written.push_str("</dl>\n");
    written
}

/// Every edit with its number, and how many cases differ by it.
fn edits(told: &Told<'_>) -> String {
    let words = told.words;
    let heading = words.of("The edits", "Ændringerne");
    let mut rows = String::new();
    for (at, edit) in told.edits.iter().enumerate() {
        let causes = told.differences.causes.iter();
        let alone = causes.filter(|caused| {
            matches!(caused.cause, super::Cause::Alone(_)) && told.edits_of(&caused.cause) == [at]
        });
        let cases: u64 = alone.map(|caused| caused.cases).sum();
        let place = place(edit.place.as_deref());
        let _ = writeln!(
            rows,
            "<li><p class=\"edit\">{}</p>{place}{}</li>",
            inline(&edit.words),
            bar(told, cases)
        );
    }
    format!(
        "<section aria-labelledby=\"edits\">\n<h2 id=\"edits\">{heading}</h2>\n<ol class=\"edits\">\n{rows}</ol>\n</section>\n"
    )
}

/// So many cases, and their share of all as a bar.
fn bar(told: &Told<'_>, cases: u64) -> String {
    let all = told.differences.cases.max(1);
    let share = cases.saturating_mul(1_000) / all;
    let (whole, tenths) = (share / 10, share % 10);
    format!(
        "<p class=\"share\"><span class=\"bar\" aria-hidden=\"true\"><i style=\"width:{whole}.{tenths}%\"></i></span> {}</p>",
        told.words.cases(cases)
    )
}

fn section(told: &Told<'_>, at: usize, caused: &Caused) -> String {
    let words = told.words;
    let edits = told.edits_of(&caused.cause);
    let mut heading = String::new();
    match told.numbers(&caused.cause) {
        Some(numbers) => {
            let _ = writeln!(
                heading,
                "<h2 id=\"cause-{at}\">{}</h2>\n<ul class=\"of\">",
                Escaped(first_large(&numbers))
            );
            for (edit, edited) in edits
                .iter()
                .filter_map(|edit| Some((edit, told.edits.get(*edit)?)))
            {
                let _ = writeln!(
                    heading,
                    "<li><b>{}</b> {}</li>",
                    edit + 1,
                    inline(&edited.words)
                );
            }
            heading.push_str("</ul>\n");
        }
        None => {
            for (edit, edited) in edits
                .iter()
                .filter_map(|edit| Some((edit, told.edits.get(*edit)?)))
            {
                let place = place(edited.place.as_deref());
                let _ = writeln!(
                    heading,
                    "<h2 id=\"cause-{at}\"><span class=\"nth\">{}</span> {}</h2>{place}",
                    edit + 1,
                    inline(&edited.words)
                );
            }
        }
    }
    let mut rows = String::new();
    for (under, line) in words.changes(&caused.changes) {
        let _ = writeln!(
            rows,
            "<div><dt>{}</dt><dd>{}</dd></div>",
            Escaped(first_large(&under)),
            inline(&line).replace("; ", "<br/>")
        );
    }
    let mut stranded = String::new();
    for cases in &caused.stranded {
        let _ = writeln!(
            stranded,
            "<p class=\"stranded\">{}</p><p class=\"why\">{}</p>",
            inline(&words.stranded(cases, NAMED)),
            inline(&cases.why)
        );
    }
    format!(
        "<section aria-labelledby=\"cause-{at}\">\n{heading}{}\n{stranded}<dl class=\"changes\">\n{rows}</dl>\n{}</section>\n",
        bar(told, caused.cases),
        examples(told, caused)
    )
}

fn examples(told: &Told<'_>, caused: &Caused) -> String {
    let words = told.words;
    let mut written = String::new();
    for (at, example) in caused.examples.iter().enumerate() {
        let open = if at == 0 { " open" } else { "" };
        let case = match at {
            0 => words.of("The smallest case", "Den mindste sag"),
            _ => words.of("Another case", "En anden sag"),
        };
        let _ = writeln!(
            written,
            "<details{open}><summary>{case}: <b>{}</b></summary>\n<ul class=\"differences\">",
            Escaped(&example.case)
        );
        for difference in &example.differences {
            let told = words.difference(difference);
            let _ = writeln!(written, "<li>{}</li>", inline(&told));
        }
        if example.more > 0 {
            let more = words.of("more", "flere");
            let _ = writeln!(
                written,
                "<li class=\"more\">{} {more}</li>",
                words.count(example.more as u64)
            );
        }
        written.push_str("</ul></details>\n");
    }
    written
}

/// The edits that change nothing.
fn idle(told: &Told<'_>) -> String {
    let idle = told.idle();
    if idle.is_empty() {
        return String::new();
    }
    let heading = told
        .words
        .of("No case differs by", "Ingen sag bliver anderledes af");
    let mut written = format!(
        "<section aria-labelledby=\"idle\">\n<h2 id=\"idle\">{heading}</h2>\n<ul class=\"of\">\n"
    );
    for (edit, edited) in idle
        .iter()
        .filter_map(|edit| Some((edit, told.edits.get(*edit)?)))
    {
        let _ = writeln!(
            written,
            "<li><b>{}</b> {}</li>",
            edit + 1,
            inline(&edited.words)
        );
    }
    written.push_str("</ul>\n</section>\n");
    written
}

fn place(place: Option<&str>) -> String {
    let place = place.map(|place| format!("<p class=\"place\">{}</p>", Escaped(place)));
    place.unwrap_or_default()
}

/// A text with what stands between backticks as code.
fn inline(text: &str) -> String {
    let mut written = String::new();
    for (at, part) in text.split('`').enumerate() {
        let part = Escaped(part);
        let _ = match at % 2 {
            0 => write!(written, "{part}"),
            _ => write!(written, "<code>{part}</code>"),
        };
    }
    written
}

fn first_large(text: &str) -> String {
    let mut marks = text.chars();
    let first = marks.next().map(|mark| mark.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), marks.as_str())
}
