//! Signing in and out, sessions that end, and forms that don't come from their pages.

use serde_json::json;

use crate::browser::Browser;
use crate::look::Tongue;
use crate::staff::Staff;

#[test]
fn somebody_signs_in_and_out() {
    for tongue in Tongue::ALL {
        let staff = Staff::with(Browser::new(), tongue);
        // Whoever isn't signed in is asked to, and comes to where they were going.
        staff.opens("/ui/cases?view=paused");
        staff.signs_in_here("dunlin_wrong");
        staff.is_told(["This token isn't in force", "Dette token gælder ikke"]);
        staff.signs_in_here(&staff.served.token);
        staff.is_told(["No case is like that.", "Ingen sag er sådan."]);
        assert!(staff.browser.address().ends_with("/ui/cases?view=paused"));
        staff.clicks(["first"; 2]);
        staff.clicks(["Sign out", "Log ud"]);
        staff.is_told(["You are signed out.", "Du er logget ud."]);
        staff.opens("/ui/cases");
        staff.is_told(["Sign in", "Log ind"]);
        assert!(staff.browser.address().contains("/ui/sign-in"));
    }
}

#[test]
fn who_has_lost_a_token_is_out() {
    let staff = Staff::new(Tongue::Danish);
    staff.has_a_case("1001", &[]);
    dunlin_host::revoke_token(staff.folder.file("dunlin.db"), "first").unwrap();
    staff.served_has_read_tokens();
    staff.opens("/ui/cases/1001");
    staff.is_told(["Sign in", "Log ind"]);
    assert!(staff.browser.address().contains("/ui/sign-in"));
}

#[test]
fn a_session_that_has_ended_elsewhere_asks_to_sign_in_again() {
    let staff = Staff::new(Tongue::English);
    staff.has_a_case("1001", &[]);
    staff.browser.forgets("dunlin_session");
    staff.chooses(["Restart flow"; 2]);
    staff.is_told(["Sign in"; 2]);
    staff.signs_in_here(&staff.served.token);
    // Back at what was under way.
    staff.confirms(["Restart flow"; 2]);
}

#[test]
fn a_form_of_another_page_does_nothing() {
    for tongue in Tongue::ALL {
        for broken in ["forged", ""] {
            let staff = Staff::new(tongue);
            staff.has_a_case("1001", &[]);
            staff.chooses(["Restart flow", "Genstart flow"]);
            staff.is_told(["This will happen now", "Det sker nu"]);
            staff.browser.runs(
                "for (const field of document.getElementsByName('csrf')) field.value = arguments[0]",
                &[json!(broken)],
            );
            staff.served.without_effect(|| {
                staff.clicks(["Confirm: Restart flow", "Bekræft: Genstart flow"]);
                staff.is_told([
                    "The form isn't of this session, so nothing was done",
                    "Formularen hører ikke til denne session, så intet er gjort",
                ]);
            });
        }
    }
}
