//! The tests' own tools, on small pages that stand here.

use crate::browser::Browser;
use crate::look::{Light, Screen};

/// What is on a page, but for what each test is about.
const HEAD: &str = "data:text/html,<html lang='en'><title>T</title><meta name='viewport' content='width=device-width'>";

#[test]
fn fields_are_filled_in_and_buttons_clicked() {
    let browser = Browser::new();
    browser.opens(&format!(
        "{HEAD}<main><label for='a'>Amount *</label><input id='a'><label>Why <select><option>lost<option>won</select></label>\
         <label>Day <input type='date'></label><button onclick='document.title = [...document.querySelectorAll(\"input,select\")].map((one) => one.value)'> Do  it </button></main>"
    ));
    browser.fills("Amount", "12.50");
    browser.fills("Why", "won");
    browser.fills("Day", "2026-03-01");
    browser.clicks("Do it");
    assert_eq!(browser.title(), "12.50,won,2026-03-01");
}

#[test]
fn keys_alone_are_enough() {
    let browser = Browser::new();
    browser.opens(&format!(
        "{HEAD}<main><button onclick='document.body.innerText = \"done\"'>Do it</button></main>"
    ));
    browser.presses("\u{e004}");
    browser.presses("\u{e007}");
    browser.says("done");
}

#[test]
fn a_page_without_scripts_is_read_and_clicked() {
    let browser = Browser::without_scripts();
    browser.opens(&format!("{HEAD}<main><p id='told'>no script</p><script>document.getElementById('told').innerText = 'script'</script><a href='about:blank'>Away</a></main>"));
    browser.says("no script");
    browser.clicks("Away");
    assert_eq!(browser.address(), "about:blank");
}

#[test]
fn what_is_wrong_with_a_page_is_told() {
    let mut browser = Browser::new();
    browser.looks(Screen::Phone, Light::Dark);
    browser.opens(&format!("{HEAD}<main><h1>T</h1><input><div style='width:900px'>wide</div><script>console.error('lost')</script></main>"));
    let complaints = browser.complaints().join("\n");
    for complaint in [
        "label (critical): Form elements must have labels",
        "900px",
        "lost",
    ] {
        assert!(
            complaints.contains(complaint),
            "no `{complaint}`: {complaints}"
        );
    }
    let dark = browser.runs(
        "return matchMedia('(prefers-color-scheme: dark)').matches",
        &[],
    );
    assert_eq!(dark, true);
}
