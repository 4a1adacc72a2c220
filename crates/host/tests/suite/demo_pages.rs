//! The demonstration's pages: who is let in, the clock that is moved, outgoing mail; and that no other service has them.

use dunlin_host::Settings;

use crate::browsed::{Browser, Looked};
use crate::served::{Folder, Served};

fn demo(folder: &Folder) -> Served {
    let demo = |settings: &mut Settings| settings.demo = true;
    Served::with(&folder.file("demo.db"), demo)
}

/// Whoever was chosen on the page where one signs in.
fn looks_as(served: &Served, role: &str, language: &str) -> Browser {
    let mut browser = Browser::of(served);
    browser.set("dunlin_language", language);
    let looked = browser.send("/ui/demo/sign-in", &[("role", role)]);
    assert_eq!(looked.status, 303, "{}", looked.text);
    assert!(browser.cookie("dunlin_session").is_some());
    browser
}

/// Moves the clock on a page, and returns the page that it leads back to.
fn moves(browser: &mut Browser, page: &str, by: &str) -> Looked {
    let csrf = browser.look(page).field("csrf");
    let fields = [("csrf", csrf.as_str()), ("by", by), ("next", page)];
    let moved = browser.send("/ui/demo/clock", &fields);
    assert_eq!(moved.status, 303, "{}", moved.text);
    assert_eq!(moved.to.as_deref(), Some(page));
    browser.look(page)
}

/// The ids of the letters in a list, in its order.
fn letters(page: &Looked) -> Vec<String> {
    let (_, list) = page.text.split_once("class=\"mail-list\"").unwrap();
    let links = list.split("open=").skip(1);
    let ids = links.map(|link| link.split(['"', '&']).next().unwrap().to_owned());
    ids.collect()
}

#[test]
fn whoever_comes_chooses_a_role() {
    let folder = Folder::new();
    let served = demo(&folder);
    let mut browser = Browser::of(&served);
    browser.set("dunlin_language", "da");
    let choice = browser.look("/ui/cases");
    for words in ["Ida", "sagsbehandler", "Karen", "leder", "02.03.2026"] {
        choice.says(words);
    }
    choice.is_silent_about("system");

    for role in ["system", "", "nobody"] {
        let refused = browser.send("/ui/demo/sign-in", &[("role", role)]);
        assert_eq!(refused.status, 303);
        assert!(browser.cookie("dunlin_session").is_none(), "{role}");
    }
    let elsewhere = [("origin", "https://elsewhere.example")];
    let refused = browser.send_with("/ui/demo/sign-in", &[("role", "clerk")], &elsewhere);
    assert_eq!(refused.status, 400);

    let chosen = [("role", "manager"), ("next", "/ui/cases?view=held")];
    let chosen = browser.send("/ui/demo/sign-in", &chosen);
    assert_eq!(chosen.to.as_deref(), Some("/ui/cases?view=held"));
    let held = browser.look("/ui/cases?view=held");
    held.says("Karen");
    held.says("Så længe en indsigelse er ubesvaret");
    let away = [("role", "manager"), ("next", "https://elsewhere.example")];
    let away = browser.send("/ui/demo/sign-in", &away);
    assert_eq!(away.to.as_deref(), Some("/ui"));
}

#[test]
fn the_clock_is_moved_on_every_page_and_says_what_happened() {
    let folder = Folder::new();
    let served = demo(&folder);
    let mut browser = looks_as(&served, "clerk", "da");
    let page = moves(&mut browser, "/ui/cases?view=due", "something");
    page.says("Det er nu man. 02.03.2026 kl. 09.00. Imens: ");
    page.says("rykkere sendt");
    let page = moves(&mut browser, "/ui/mail", "day");
    page.says("Det er nu tirs. 03.03.2026 kl. 09.00.");
    // What was said is said once.
    browser.look("/ui/mail").is_silent_about("Det er nu");
    let mut browser = looks_as(&served, "manager", "en");
    let page = moves(&mut browser, "/ui/cases", "week");
    page.says("It is Tue 10 Mar 2026 at 09:00 now. Meanwhile: ");
    for words in ["reminders sent", "payments came in", "cases were closed"] {
        page.says(words);
    }
}

#[test]
fn a_clock_is_not_moved_from_elsewhere() {
    let folder = Folder::new();
    let served = demo(&folder);
    let stands = || served.get("/demo/clock").json()["now"].clone();
    let before = stands();
    let mut browser = looks_as(&served, "clerk", "en");
    for csrf in ["", "0000"] {
        let refused = browser.send("/ui/demo/clock", &[("by", "week"), ("csrf", csrf)]);
        assert_eq!(refused.status, 400);
    }
    let csrf = browser.look("/ui/cases").field("csrf");
    let mut stranger = Browser::of(&served);
    let turned_away = stranger.send("/ui/demo/clock", &[("by", "week"), ("csrf", &csrf)]);
    assert_eq!(turned_away.status, 303);
    assert_eq!(stands(), before);
}

#[test]
fn letters_are_listed_the_newest_first_and_read_as_they_were_sent() {
    let folder = Folder::new();
    let served = demo(&folder);
    let mut browser = looks_as(&served, "clerk", "en");
    let first = browser.look("/ui/mail");
    let shown = letters(&first);
    assert_eq!(shown.len(), 50);
    let next = first
        .text
        .split("href=\"")
        .find(|link| link.contains("before="));
    let next = next.unwrap().split('"').next().unwrap();
    let next = next.replace("&#x2f;", "/").replace("&amp;", "&");
    let second = letters(&browser.look(&next));
    assert_eq!(second.len(), 50);
    assert!(second.iter().all(|letter| !shown.contains(letter)));

    let reminder = first
        .text
        .split("<a href=\"")
        .find(|link| link.contains("Faktura "));
    let reminder = reminder.unwrap().split('"').next().unwrap();
    let reminder = reminder.replace("&#x2f;", "/").replace("&amp;", "&");
    let open = browser.look(&reminder);
    for words in [
        "Kære ",
        "Med venlig hilsen",
        "Nordhavn Handel ApS",
        ".example",
    ] {
        open.says(words);
    }
    let unknown = browser.look("/ui/mail?open=nothing&view=nowhere&before=x");
    assert_eq!(unknown.status, 200);
    assert_eq!(letters(&unknown), shown);
}

#[test]
fn a_letter_that_was_given_up_is_tried_again_once() {
    let folder = Folder::new();
    let served = demo(&folder);
    let mut browser = looks_as(&served, "clerk", "en");
    let dead = letters(&browser.look("/ui/mail?view=dead"));
    assert!((3..=12).contains(&dead.len()), "{dead:?}");
    let mut said = Vec::new();
    for letter in &dead {
        let open = browser.look(&format!("/ui/mail?view=dead&open={letter}"));
        open.says("the mail server refuses it");
        let [csrf, key, id] = ["csrf", "key", "id"].map(|name| open.field(name));
        let mut fields = [("csrf", "0000"), ("key", &key), ("id", &id)];
        assert_eq!(browser.send("/ui/retry", &fields).status, 400);
        fields[0] = ("csrf", &csrf);
        let tried = browser.send("/ui/retry", &fields);
        assert_eq!(tried.status, 303, "{}", tried.text);
        let page = browser.look(&tried.to.unwrap());
        said.push(page.text.contains("It is carried out."));
        // The same form does it once.
        let again = browser.send("/ui/retry", &fields);
        assert_eq!(again.status, 303);
    }
    assert!(
        said.contains(&true),
        "a mailbox that was full has room again"
    );
    assert!(
        said.contains(&false),
        "an address that isn't there stays so"
    );
    let left = letters(&browser.look("/ui/mail?view=dead"));
    assert_eq!(left.len(), said.iter().filter(|is_sent| !**is_sent).count());
}

#[test]
fn no_other_service_has_these_pages() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    let mut browser = Browser::of(&served);
    let choice = browser.look("/ui/cases");
    choice.is_silent_about("/ui/demo/");
    let refused = browser.send("/ui/demo/sign-in", &[("role", "manager")]);
    assert!(refused.status >= 400, "{}", refused.status);
    assert!(browser.cookie("dunlin_session").is_none());
    let mut browser = Browser::signed_in(&served, &served.token, "en");
    assert_eq!(browser.look("/ui/mail").status, 404);
    browser.look("/ui/cases").is_silent_about("/ui/demo/");
}
