//! Without a mouse, and without scripts.

use crate::browser::Browser;
use crate::look::Tongue;
use crate::staff::Staff;

const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";
const ESCAPE: &str = "\u{e00c}";
const TAB: &str = "\u{e004}";

#[test]
fn an_action_is_taken_by_the_keyboard_alone() {
    let staff = Staff::new(Tongue::Danish);
    let browser = &staff.browser;
    staff.has_a_case("1001", &[]);
    browser.tabs_to("Handlinger");
    browser.presses(DOWN);
    browser.is_on("Afslut faktura");
    browser.presses(ESCAPE);
    browser.is_on("Handlinger");
    browser.presses(ENTER);
    browser.tabs_to("Sæt i bero");
    browser.presses(ENTER);
    browser.says("Årsag");
    browser.tabs_to("Årsag");
    browser.presses("Afd");
    browser.presses(TAB);
    browser.presses("aftalt pr. telefon");
    browser.tabs_to("Se, hvad der sker");
    browser.presses(ENTER);
    browser.says("Det sker nu");
    // What is to be confirmed has the focus.
    browser.is_on("Bekræft: Sæt i bero");
    browser.presses(ENTER);
    browser.says("Udført: Sæt i bero");
    browser.says("aftalt pr. telefon");
    browser.says("Afdragsordning");
}

#[test]
fn an_action_is_taken_without_scripts() {
    for tongue in Tongue::ALL {
        let staff = Staff::with(Browser::without_scripts(), tongue);
        staff.signs_in();
        staff.has_a_case("1001", &[]);
        staff.chooses(["Close invoice", "Afslut faktura"]);
        staff.fills(["Closing code", "Lukkekode"], ["Settled", "Forlig"]);
        let reason = ["The remainder has been waived", "Restbeløbet er eftergivet"];
        staff.fills(["Detailed reason", "Uddybende årsag"], reason);
        staff.clicks(["See what happens", "Se, hvad der sker"]);
        staff.confirms(["Close invoice", "Afslut faktura"]);
        staff.is_told([
            "othing, for the case is closed",
            "ntet, for sagen er lukket",
        ]);
    }
}
