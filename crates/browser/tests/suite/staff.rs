//! Somebody of a creditor's staff: signed in to a service of their own, in a browser, in a language. What they meet, the tests say.

use dunlin_host::Settings;
use dunlin_served::{Folder, Served};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::look::Tongue;

/// When the service begins: a Monday morning, on which the cases are overdue, but not yet reminded of.
pub(crate) const CLOCK: &str = "2026-03-02T08:00+1s/s";

/// A person at work, until dropped.
pub(crate) struct Staff {
    pub(crate) browser: Browser,
    pub(crate) served: Served,
    pub(crate) tongue: Tongue,
    pub(crate) folder: Folder,
}

impl Staff {
    /// Somebody who has just signed in.
    pub(crate) fn new(tongue: Tongue) -> Self {
        let staff = Self::with(Browser::new(), tongue);
        staff.signs_in();
        staff
    }

    /// Somebody who hasn't signed in, with a browser.
    pub(crate) fn with(browser: Browser, tongue: Tongue) -> Self {
        Self::of(browser, tongue, |_, _| {})
    }

    /// The same, at a service that is set up in some way.
    pub(crate) fn of(
        browser: Browser,
        tongue: Tongue,
        change: impl FnOnce(&Folder, &mut Settings),
    ) -> Self {
        let folder = Folder::new();
        let served = Served::with(&folder.file("dunlin.db"), |settings| {
            settings.pace = CLOCK.parse().ok();
            change(&folder, settings);
        });
        browser.reads(&served, tongue);
        Self {
            browser,
            served,
            tongue,
            folder,
        }
    }

    /// Chooses words by the language.
    pub(crate) fn reads<'w>(&self, [english, danish]: [&'w str; 2]) -> &'w str {
        match self.tongue {
            Tongue::English => english,
            Tongue::Danish => danish,
        }
    }

    pub(crate) fn clicks(&self, words: [&str; 2]) {
        self.browser.clicks(self.reads(words));
    }

    #[track_caller]
    pub(crate) fn is_told(&self, words: [&str; 2]) {
        self.browser.says(self.reads(words));
    }

    pub(crate) fn fills(&self, label: [&str; 2], value: [&str; 2]) {
        self.browser.fills(self.reads(label), self.reads(value));
    }

    /// Signs in with the service's first token, and comes to the first page.
    pub(crate) fn signs_in(&self) {
        self.opens("/ui/sign-in");
        self.signs_in_here(&self.served.token);
        self.is_told(["first"; 2]);
    }

    /// Signs in on the page that asks for it.
    pub(crate) fn signs_in_here(&self, token: &str) {
        self.browser.fills("Token", token);
        self.clicks(["Sign in", "Log ind"]);
    }

    pub(crate) fn opens(&self, path: &str) {
        self.browser.opens(&self.served.url(path));
    }

    /// Has a case opened by another program, with some facts besides the usual, and opens its page.
    pub(crate) fn has_a_case(&self, id: &str, facts: &[(&str, Value)]) {
        let mut opening = json!({
            "id": id,
            "flow": "reminder",
            "principal": "6312.50",
            "currency": "DKK",
            "facts": {
                "invoice_date": "2026-01-30",
                "due_date": "2026-02-27",
                "customer.name": "Birk & Bech ApS",
                "customer.email": "bogholderi@birkbech.example",
                "customer.language": self.tongue.code(),
                "reminders_approved": true,
            },
        });
        for (name, value) in facts {
            opening["facts"][*name] = value.clone();
        }
        let headers = [("Content-Type", "application/json")];
        let key = format!("open {id}");
        let opened = self
            .served
            .post("/cases", &key, opening.to_string(), &headers);
        assert_eq!(opened.status, 201, "{}", opened.text);
        self.opens(&format!("/ui/cases/{id}"));
    }

    /// Opens the menu of what can be done with the case, and chooses.
    pub(crate) fn chooses(&self, action: [&str; 2]) {
        self.clicks(["Actions", "Handlinger"]);
        self.clicks(action);
    }

    /// Confirms what is shown to follow.
    pub(crate) fn confirms(&self, action: [&str; 2]) {
        let [english, danish] = action;
        self.is_told(["This will happen now", "Det sker nu"]);
        let button = [
            &format!("Confirm: {english}"),
            &format!("Bekræft: {danish}"),
        ];
        self.clicks(button.map(String::as_str));
        let done = [&format!("Done: {english}"), &format!("Udført: {danish}")];
        self.is_told(done.map(String::as_str));
    }

    /// Waits until the service has read which tokens are in force.
    pub(crate) fn served_has_read_tokens(&self) {
        self.served.until("the token is revoked", |served| {
            served.get("/cases").status == 401
        });
    }
}
