//! Reports: one small page read whole, and what must hold of every page.

use chrono::{Months, NaiveDate};
use dunlin::{RuleSet, Sources};
use dunlin_workbench::report::{Fared, Figures, Money, Refused, Series, page};
use rust_decimal::Decimal;

#[test]
fn a_small_report_reads_well() {
    let rules = shipped();
    for language in ["en", "da"] {
        // The style says nothing about the portfolio.
        let page = page(&small(language), &rules, language);
        let (head, rest) = page.split_once("<style>").unwrap();
        let (_, rest) = rest.split_once("</style>").unwrap();
        insta::assert_snapshot!(
            format!("report_{language}"),
            format!("{head}<style>…</style>{rest}")
        );
    }
}

#[test]
fn a_page_stands_alone_and_is_well_formed() {
    let rules = shipped();
    let mut hostile = small("en");
    let label = "</title><script>alert(\"1\")</script>' onload='x' \u{0}\u{202e}&amp;";
    hostile.rule_set = label.to_owned();
    hostile.reached[0].0 = label.to_owned();
    hostile.letters[0].label = label.to_owned();
    hostile.standing[0].label = label.to_owned();
    hostile.money[0].currency = label.to_owned();
    hostile.money[0].charged[0].label = label.to_owned();
    hostile.money[0].settled[0].0 = label.to_owned();
    hostile.steps[0].flow = label.to_owned();
    hostile.steps[0].step = label.to_owned();
    hostile.refused[0].what = label.to_owned();
    hostile.refused[0].why = label.to_owned();
    hostile.refused[0].example = label.to_owned();
    for figures in [small("da"), hostile, Figures::default()] {
        for language in ["en", "da"] {
            let page = page(&figures, &rules, language);
            assert!(!page.contains("<script"), "{page}");
            assert!(!page.contains("://") && !page.contains("url(") && !page.contains("@import"));
            assert!(!page.contains("NaN") && !page.contains("inf"), "{page}");
            assert_well_formed(&page);
        }
    }
}

#[test]
fn nothing_at_all_is_a_report_too() {
    let page = page(&Figures::default(), &shipped(), "en");
    assert!(page.contains("There were no cases."));
    assert!(!page.contains("<svg"), "there is nothing to draw");
}

#[test]
fn a_case_to_which_nothing_happened_is_a_report_too() {
    let mut figures = Figures::default();
    figures.cases = 1;
    for language in ["en", "da"] {
        let page = page(&figures, &shipped(), language);
        assert!(!page.contains("<svg"), "there is nothing to draw");
        assert_well_formed(&page);
    }
    let page = page(&figures, &shipped(), "en");
    assert!(page.contains("nothing was held, and nothing denied"));
}

#[test]
fn what_has_no_colour_of_its_own_is_drawn_together() {
    let mut figures = small("en");
    let many = (1_u32..=12).map(|number| Series::new(format!("Letter {number}"), [1_u32, number]));
    figures.letters = many.collect();
    let page = page(&figures, &shipped(), "en");
    assert!(page.contains("Letter 7") && !page.contains("Letter 8"));
    // Five of them in January, and 8 to 12 in February.
    assert!(page.contains("Other <b>55</b>"), "{page}");
}

/// Holds every element to being closed where it should be, and every name to being given once.
fn assert_well_formed(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let style = page.find("</style>").unwrap();
    let (head, body) = page.split_at(style);
    let (head, _) = head.split_once("<style>").unwrap();
    let rest = [head, "<style>", body].concat();
    for tag in rest.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("a tag ends");
        assert!(!text.contains('>'), "{tag}: {text}");
        assert_eq!(tag.matches('"').count() % 2, 0, "<{tag}>");
        if tag.starts_with('!') || tag.ends_with('/') {
            continue;
        }
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "</{name}>"),
            None => open.push(tag.split(' ').next().unwrap()),
        }
        if let Some((_, id)) = tag.split_once(" id=\"") {
            names.push(id.split('"').next().unwrap());
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "a name is given twice: {names:?}");
}

fn shipped() -> RuleSet {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    RuleSet::load(&Sources::read(root).unwrap()).unwrap()
}

/// Three cases over two months.
fn small(language: &str) -> Figures {
    let of = |en: &str, da: &str| if language == "da" { da } else { en }.to_owned();
    let from = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut figures = Figures::default();
    figures.rule_set = "danish-receivables 2026.1".to_owned();
    figures.from = from;
    figures.until = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
    figures.cases = 3;
    figures.paid = 2;
    figures.reached = vec![(of("Collection flow", "Inkassoflow"), 0)];
    figures.months = vec![from, from + Months::new(1)];
    figures.standing = vec![
        Series::new(of("Invoice flow", "Fakturaflow"), [2_u32, 0]),
        Series::new(of("Reminder flow", "Rykkerflow"), [1_u32, 1]),
        Series::new(of("Closed", "Lukket"), [0_u32, 2]).quiet(),
    ];
    figures.letters = vec![
        Series::new(of("Invoice", "Faktura"), [3_u32, 0]),
        Series::new(of("First reminder", "Første rykker"), [0_u32, 1]),
    ];
    let mut money = Money::default();
    money.currency = "DKK".to_owned();
    money.principal = Decimal::new(1_234_550, 2);
    money.charged = vec![Series::new(
        of("Reminder fees", "Rykkergebyrer"),
        [0_u32, 100],
    )];
    money.settled = vec![(of("Payments", "Betalinger"), Decimal::new(1_000_000, 2))];
    money.outstanding = Decimal::new(244_550, 2);
    figures.money = vec![money];
    figures.days_to_payment = [(12, 1), (41, 1)].into();
    let mut step = Fared::default();
    step.flow = of("Reminder flow", "Rykkerflow");
    step.step = of("First reminder", "Første rykker");
    step.ran = 1;
    step.passed = 1;
    figures.steps = vec![step];
    let mut refused = Refused::default();
    refused.what = of("Objection received", "Indsigelse modtaget");
    refused.why = of("The case is closed.", "Sagen er lukket.");
    refused.times = 1;
    refused.example = "1001".to_owned();
    figures.refused = vec![refused];
    figures
}
