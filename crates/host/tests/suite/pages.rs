//! The pages as a reader without any script uses them: signing in, forms that are sent once and from here, actions seen before they are confirmed.

use serde_json::json;

use crate::browsed::{Browser, Looked};
use crate::served::{Folder, SHIPPED, Served};

const PAY: &str = "/ui/cases/1001/actions/partial_payment";

/// The number of entries in a case's journal.
fn entries(served: &Served, case: &str) -> usize {
    let journal = served.get(&format!("/cases/{case}/journal")).json();
    journal["items"].as_array().unwrap().len()
}

/// What a form carries beside what is filled in.
fn carried(looked: &Looked) -> [(&'static str, String); 3] {
    ["csrf", "key", "revision"].map(|name| (name, looked.field(name)))
}

/// Looks at what would follow from a payment, and returns the form by which it is confirmed.
fn preview(browser: &mut Browser, amount: &str) -> (Looked, Vec<(String, String)>) {
    let form = browser.look(PAY);
    let csrf = form.field("csrf");
    let seen = browser.send(
        PAY,
        &[
            ("csrf", &csrf),
            ("step", "preview"),
            ("input.amount", amount),
            ("input.date", "2026-02-20"),
        ],
    );
    assert_eq!(seen.status, 200, "{}", seen.text);
    let mut fields = vec![("step".to_owned(), "confirm".to_owned())];
    if seen.text.contains("name=\"key\"") {
        fields.extend(carried(&seen).map(|(name, value)| (name.to_owned(), value)));
        fields.push(("input.amount".to_owned(), seen.field("input.amount")));
        fields.push(("input.date".to_owned(), seen.field("input.date")));
    }
    (seen, fields)
}

fn confirm(browser: &mut Browser, fields: &[(String, String)]) -> Looked {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.send(PAY, &fields)
}

#[test]
fn a_token_becomes_a_session_and_ends_with_it() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    let mut browser = Browser::of(&served);
    let turned_away = browser.get("/ui/cases?view=held");
    assert_eq!(turned_away.status, 303);
    let to = turned_away.to.unwrap();
    assert_eq!(to, "/ui/sign-in?next=%2Fui%2Fcases%3Fview%3Dheld");
    let wrong = browser.send("/ui/sign-in", &[("token", "dunlin_0000")]);
    assert_eq!(wrong.status, 401);
    assert_eq!(browser.cookie("dunlin_session"), None);
    let right = browser.send(
        "/ui/sign-in",
        &[("token", &served.token), ("next", "/ui/cases?view=held")],
    );
    assert_eq!(right.to.as_deref(), Some("/ui/cases?view=held"));
    let cookie = right.headers["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Max-Age=43200", "Path=/ui"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains(&served.token), "{cookie}");
    let cases = browser.look("/ui/cases");
    assert_eq!(cases.status, 200);
    let policy = cases.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    assert_eq!(cases.headers["cache-control"], "no-store");

    let kept = browser.cookie("dunlin_session").unwrap().to_owned();
    let out = browser.send("/ui/sign-out", &[("csrf", &cases.field("csrf"))]);
    assert_eq!(out.to.as_deref(), Some("/ui/sign-in"));
    browser.set("dunlin_session", &kept);
    assert_eq!(browser.get("/ui/cases").status, 303, "it has ended");
}

#[test]
fn a_revoked_token_ends_its_sessions_at_once() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    let served = Served::new(&store);
    let token = dunlin_host::new_token(&store, "ida", "clerk").unwrap();
    served.until("the token is known", |served| {
        served.get_as(&token.text, "/cases", &[]).status == 200
    });
    let mut browser = Browser::signed_in(&served, &token.text, "en");
    assert_eq!(browser.get("/ui/cases").status, 200);
    dunlin_host::revoke_token(&store, "ida").unwrap();
    assert_eq!(browser.get("/ui/cases").status, 303);
}

#[test]
fn nobody_is_led_elsewhere() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    for next in [
        "//elsewhere.example",
        "https://elsewhere.example/ui",
        "/ui\\..",
        "/cases",
        "",
    ] {
        let mut browser = Browser::of(&served);
        let fields = [("token", served.token.as_str()), ("next", next)];
        let looked = browser.send("/ui/sign-in", &fields);
        assert_eq!(looked.to.as_deref(), Some("/ui"), "{next}");
    }
}

#[test]
fn an_action_is_seen_before_it_is_confirmed_and_done_once() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let mut browser = Browser::signed_in(&served, &served.token, "da");
    let (seen, fields) = preview(&mut browser, "1.312,50");
    seen.says("Det sker nu");
    seen.says("5.000,00 kr.");
    seen.says("Bekræft");
    assert_eq!(entries(&served, "1001"), 1, "nothing is done yet");

    for _ in 0..2 {
        let done = confirm(&mut browser, &fields);
        assert_eq!(done.to.as_deref(), Some("/ui/cases/1001"));
        let case = browser.look("/ui/cases/1001");
        case.says("Udført: Opret delindbetaling");
        case.says("5.000,00 kr.");
        assert_eq!(entries(&served, "1001"), 2);
    }
    let again = browser.look("/ui/cases/1001");
    again.is_silent_about("Udført");
}

#[test]
fn what_was_looked_at_before_the_case_changed_is_looked_at_again() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let mut browser = Browser::signed_in(&served, &served.token, "en");
    let (_, fields) = preview(&mut browser, "100");
    let pause = served.acts("1001", "pause", "pause", json!({ "reason": "dispute" }));
    assert_eq!(pause.status, 200, "{}", pause.text);
    let stale = confirm(&mut browser, &fields);
    assert_eq!(stale.to.as_deref(), Some(PAY));
    browser
        .look(PAY)
        .says("The case has changed since you looked at it, so nothing was done.");
    assert_eq!(entries(&served, "1001"), 2);
}

#[test]
fn a_form_from_elsewhere_does_nothing() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let mut browser = Browser::signed_in(&served, &served.token, "en");
    let mut other = Browser::signed_in(&served, &served.token, "en");
    let (_, fields) = preview(&mut browser, "100");
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let without: Vec<_> = fields
        .iter()
        .copied()
        .filter(|(name, _)| *name != "csrf")
        .collect();
    served.without_effect(|| {
        assert_eq!(browser.send(PAY, &without).status, 400);
        assert_eq!(other.send(PAY, &fields).status, 400, "of another session");
        let origin = [("origin", "https://elsewhere.example")];
        assert_eq!(browser.send_with(PAY, &fields, &origin).status, 400);
        assert_eq!(browser.send("/ui/sign-out", &[]).status, 400);
        assert_eq!(
            browser.upload("/ui/import", &[("csrf", "no")], &[]).status,
            400
        );
        let token = [("token", served.token.as_str())];
        assert_eq!(
            browser.send_with("/ui/sign-in", &token, &origin).status,
            400
        );
    });
    let origin = served.url("");
    let done = browser.send_with(PAY, &fields, &[("origin", &origin)]);
    assert_eq!(done.status, 303);
}

#[test]
fn what_is_filled_in_wrongly_is_told_beside_the_field() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let mut browser = Browser::signed_in(&served, &served.token, "da");
    let (unread, _) = preview(&mut browser, "1,312.50");
    unread.says("id=\"input-amount-problem\"");
    unread.says("Skriv et tal som 1.250,50.");
    unread.says("value=\"1,312.50\"");
    let (denied, _) = preview(&mut browser, "900.000");
    denied.says("id=\"input-amount-problem\"");
    denied.is_silent_about("Bekræft");
    denied.says("value=\"900.000\"");
    let missing = browser.send(PAY, &[("csrf", &denied.field("csrf")), ("step", "preview")]);
    missing.says("id=\"input-amount-problem\"");
    assert_eq!(entries(&served, "1001"), 1);
}

#[test]
fn what_is_not_allowed_says_why_and_what_would_be() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    let served = Served::new(&store);
    served.opens("1001");
    let moved = served.acts(
        "1001",
        "change_flow",
        "collect",
        json!({ "to": "collection" }),
    );
    assert_eq!(moved.status, 200, "{}", moved.text);
    let mut browser = Browser::signed_in(&served, &served.token, "en");
    let case = browser.look("/ui/cases/1001");
    case.says("aria-disabled=\"true\"");
    case.is_silent_about("/actions/credit_note");
    let form = browser.look("/ui/cases/1001/actions/change_flow");
    form.says("This can't be done now");
    form.is_silent_about("name=\"step\"");
    let nowhere = browser.look("/ui/cases/1001/actions/nothing");
    assert_eq!(nowhere.status, 404);
    assert_eq!(browser.look("/ui/cases/9999").status, 404);
}

#[test]
fn cases_are_found_and_what_cannot_be_read_is_said() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    served.opens("1002");
    let mut browser = Browser::signed_in(&served, &served.token, "da");
    let all = browser.look("/ui/cases");
    all.says(">1001</a>");
    all.says(">1002</a>");
    let found = browser.look("/ui/cases?q=1002");
    found.says(">1002</a>");
    found.is_silent_about(">1001</a>");
    browser
        .look("/ui/cases?flow=collection")
        .says("Ingen sag er sådan.");
    browser
        .look("/ui/cases?view=overdue&from=6.312,50&to=6.312,50")
        .says(">1001</a>");
    browser
        .look("/ui/cases?from=6.312,51")
        .says("Ingen sag er sådan.");
    let unread = browser.look("/ui/cases?from=mange");
    unread.says("“Skylder fra” kan ikke læses");
    unread.says(">1001</a>");
    browser
        .look("/ui/cases?q=%3Cscript%3E")
        .is_silent_about("<script>");
    let english = browser.look("/ui/language?to=en&next=%2Fui%2Fcases");
    english.says("<html lang=\"en\">");
    english.says("No case is like that.".split(' ').next().unwrap());
}

#[test]
fn files_are_taken_or_refused_each_by_itself() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    let mut browser = Browser::signed_in(&served, &served.token, "da");
    let form = browser.look("/ui/import");
    let [csrf, key] = ["csrf", "key"].map(|name| form.field(name));
    let read = |name: &str| std::fs::read(format!("{SHIPPED}/examples/invoices/{name}")).unwrap();
    let (invoice, credit) = (read("faktura-1001.xml"), read("kreditnota-2001.xml"));
    let files: [(&str, &[u8]); 3] = [
        ("faktura.xml", &invoice),
        ("kreditnota.xml", &credit),
        ("liste.csv", b"a;b\n1;2\n"),
    ];
    let fields = [("csrf", csrf.as_str()), ("key", &key), ("flow", "reminder")];
    for _ in 0..2 {
        let taken = browser.upload("/ui/import", &fields, &files);
        assert_eq!(taken.status, 200, "{}", taken.text);
        taken.says("1 oprettet");
        taken.says("kreditnota.xml");
        taken.says("liste.csv");
        assert_eq!(taken.text.matches("1 afvist").count(), 2, "{}", taken.text);
    }
    assert_eq!(
        entries(&served, "1001"),
        1,
        "a form that is sent again opens nothing more"
    );
    let again = browser.look("/ui/import").field("key");
    let fields = [("csrf", csrf.as_str()), ("key", &again)];
    browser
        .upload("/ui/import", &fields, &files[..1])
        .says("1 findes allerede");
}

#[test]
fn rows_of_a_list_are_taken_or_refused_each_by_itself() {
    let folder = Folder::new();
    let examples = format!("{SHIPPED}/examples/invoices");
    let config = format!("imports: {{ liste: {examples}/liste.map.yaml }}\n");
    let served = Served::configured(&folder.file("dunlin.db"), &config);
    let mut browser = Browser::signed_in(&served, &served.token, "da");
    let form = browser.look("/ui/import");
    let [csrf, key] = ["csrf", "key"].map(|name| form.field(name));
    let list = std::fs::read(format!("{examples}/liste.csv")).unwrap();
    let fields = [("csrf", csrf.as_str()), ("key", &key), ("mapping", "liste")];
    let taken = browser.upload("/ui/import", &fields, &[("liste.csv", &list)]);
    taken.says("2 oprettet");
    taken.says("1 afvist");
    taken.says("`i marts` er ikke en dato");
    browser.look("/ui/cases/7001").says("12.480,00 kr.");
}
