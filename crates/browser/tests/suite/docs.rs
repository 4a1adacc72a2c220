//! The page that tells the API.

use dunlin_served::{Folder, Served};

use crate::browser::Browser;
use crate::look::{self, Tongue};

#[test]
fn the_language_is_chosen_by_a_click() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    let browser = Browser::new();
    browser.opens(&served.url("/docs?lang=en"));
    browser.clicks("Dansk");
    browser.says("Alle forespørgsler sender");
    browser.reads(&served, Tongue::Danish);
    assert_eq!(
        browser.runs("return document.cookie", &[]),
        "dunlin_language=da"
    );
}

#[test]
fn the_api_is_told_to_everyone() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    let mut browser = Browser::new();
    for tongue in Tongue::ALL {
        for (screen, light) in look::every() {
            browser.looks(screen, light);
            browser.opens(&served.url(&format!("/docs?lang={}", tongue.code())));
            assert_eq!(browser.language(), tongue.code());
            assert_eq!(browser.complaints(), [""; 0]);
            browser.is_pictured(&format!("docs-{}", tongue.code()));
        }
    }
}
