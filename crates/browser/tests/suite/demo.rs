//! The demonstration: somebody is chosen, the clock is moved, and what has been sent is read.

use crate::browser::Browser;
use crate::look::Tongue;
use crate::staff::Staff;

/// Somebody before a demonstration, not signed in.
pub(crate) fn visitor(tongue: Tongue) -> Staff {
    Staff::of(Browser::new(), tongue, |_, settings| {
        settings.pace = None;
        settings.demo = true;
    })
}

/// Comes in as the clerk.
pub(crate) fn comes_in(staff: &Staff) {
    staff.opens("/ui");
    staff.is_told(["Who are you today?", "Hvem er du i dag?"]);
    staff.clicks(["Ida"; 2]);
    staff.is_told(["Outgoing mail", "Udgående post"]);
}

#[test]
fn the_clock_is_moved_until_a_reminder_leaves_and_it_is_read() {
    for tongue in Tongue::ALL {
        let staff = visitor(tongue);
        comes_in(&staff);
        let is_sent = || {
            let text = staff.browser.text();
            let sent = staff.reads(["reminders sent", "rykkere sendt"]);
            let one = staff.reads(["reminder sent", "rykker sendt"]);
            text.contains(sent) || text.contains(one)
        };
        for _ in 0..40 {
            staff.clicks(["Until something happens", "Til der sker noget"]);
            staff.is_told(["Meanwhile:", "Imens:"]);
            if is_sent() {
                break;
            }
            // What was said is said once.
            staff.opens("/ui/cases");
        }
        assert!(is_sent(), "{}", staff.browser.text());
        staff.clicks(["Outgoing mail", "Udgående post"]);
        staff.browser.clicks_at(".mail-list li:first-child a");
        let case = staff.browser.said_at(".mail-open dl a");
        let letter = staff.browser.said_at(".letter-body");
        assert!(letter.contains(&case), "{letter}");
        staff.browser.clicks(&case);
        staff.is_told(["Letters", "Breve"]);
        staff.browser.said_nothing();
    }
}

#[test]
fn what_may_be_done_depends_on_who_one_is() {
    for (person, may) in [("Ida", false), ("Karen", true)] {
        let staff = visitor(Tongue::Danish);
        staff.opens("/ui");
        staff.clicks([person; 2]);
        staff.is_told(["Udgående post"; 2]);
        staff.opens("/ui/cases?flow=collection&status=active");
        staff.browser.clicks_at("table.cases th a");
        staff.clicks(["Handlinger"; 2]);
        staff.is_told(["Genstart flow"; 2]);
        let denied = "Inkassoflowet kan kun genstartes af en leder.";
        assert_eq!(!staff.browser.text().contains(denied), may, "{person}");
    }
}
