//! The walk through the actions, as `docs/handlinger.md` and its Danish twin have it: each step is clicked as it is written, on the
//! demonstration, and the pictures are made (`DUNLIN_WALK=write`) where they stand.

use std::path::Path;

use crate::demo;
use crate::look::{Light, Screen, Tongue};
use crate::staff::Staff;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
const ENTER: &str = "\u{e007}";

/// What of a page is shown: from its title on, as far down as something that is open, and no further than can be taken in.
const SHOWN: &str = "const main = document.querySelector('main').getBoundingClientRect();
    const open = document.querySelector('main details.menu[open] .sheet')?.getBoundingClientRect();
    const last = Math.max(...[...document.querySelectorAll('main > *')].map((one) => one.getBoundingClientRect().bottom));
    const tallest = document.querySelector('main .said') ? 360 : 640;
    const bottom = open ? open.bottom + 16 : Math.min(last + 16, main.top + tallest);
    return [main.left + scrollX, main.top + scrollY, main.width, bottom - main.top];";

/// Something in the walk: a step with what stands in bold, or a picture by its file.
#[derive(Debug, PartialEq, Eq)]
enum Step<'d> {
    Find(&'d str),
    Click(&'d str),
    Choose(&'d str, &'d str),
    Write(&'d str, &'d str),
    Read(&'d str),
    Picture(&'d str),
}

#[test]
fn the_document_is_walked_from_its_top_to_its_end() {
    for (file, tongue) in [
        ("handlinger.md", Tongue::English),
        ("handlinger.da.md", Tongue::Danish),
    ] {
        let document = std::fs::read_to_string(Path::new(DOCS).join(file)).unwrap();
        let mut staff = demo::visitor(tongue);
        staff.browser.looks(Screen::Book, Light::Light);
        demo::comes_in(&staff);
        for line in document.lines() {
            if let Some(step) = Step::of(line) {
                step.walks(&staff);
            }
        }
        staff.browser.said_nothing();
    }
}

impl<'d> Step<'d> {
    /// Reads a line; none where it is no step. A line with a number must be one.
    fn of(line: &'d str) -> Option<Self> {
        if let Some(picture) = line.strip_prefix("![") {
            let (_, file) = picture.split_once("](").unwrap();
            return Some(Self::Picture(file.trim_end_matches(')')));
        }
        let (number, step) = line.split_once(". ")?;
        number.parse::<u8>().ok()?;
        let bold: Vec<&str> = step.split("**").skip(1).step_by(2).collect();
        let verb = step.split(' ').next().unwrap_or_default();
        Some(match (verb, &*bold) {
            ("Find", [case]) => Self::Find(case),
            ("Click" | "Klik", [text]) => Self::Click(text),
            ("Choose" | "Vælg", [option, label]) => Self::Choose(option, label),
            ("Write" | "Skriv", [value, label]) => Self::Write(value, label),
            ("Read" | "Læs", [text]) => Self::Read(text),
            _ => panic!("no step that can be walked: {line}"),
        })
    }

    fn walks(&self, staff: &Staff) {
        let browser = &staff.browser;
        match self {
            Self::Find(case) => {
                browser.writes_at(".top input[name=q]", case);
                browser.presses(ENTER);
                browser.clicks(case);
            }
            Self::Click(text) => browser.clicks(text),
            Self::Choose(option, label) => browser.fills(label, option),
            Self::Write(value, label) => browser.fills(label, value),
            Self::Read(text) => browser.says(text),
            Self::Picture(file) => shows(staff, &Path::new(DOCS).join(file)),
        }
    }
}

/// Makes a picture of the page as it is, where that is asked for; it must be there in any case.
fn shows(staff: &Staff, file: &Path) {
    if std::env::var("DUNLIN_WALK").is_ok_and(|asked| asked == "write") {
        let shown = staff.browser.runs(SHOWN, &[]);
        let of = |place: usize| shown[place].as_f64().unwrap();
        staff.browser.pictures(file, [of(0), of(1), of(2), of(3)]);
    }
    let size = std::fs::metadata(file).map_or(0, |file| file.len());
    let told = file.display();
    assert!(
        size > 0,
        "no {told}: `DUNLIN_WALK=write cargo xtask test browser` makes it"
    );
    assert!(size < 150_000, "{told} is too large: {size} bytes");
}

#[test]
fn steps_are_read_as_they_are_written() {
    for (line, step) in [
        ("Menuen **Handlinger** viser det.", None),
        (
            "1. Klik på **Handlinger** i højre hjørne.",
            Some(Step::Click("Handlinger")),
        ),
        (
            "12. Choose **Settled** as **Closing code**.",
            Some(Step::Choose("Settled", "Closing code")),
        ),
        (
            "![A form](images/form.png)",
            Some(Step::Picture("images/form.png")),
        ),
    ] {
        assert_eq!(Step::of(line), step, "{line}");
    }
}
