//! A browser that runs for a test, and what a person does with it. What pages must hold, the tests say.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use dunlin_served::{Folder, Served};
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use url::Url;

use crate::driver::{Driver, flags};
use crate::look::{Light, Screen, Tongue};

/// How long something is waited for: the machine may be busy.
const LONGEST: Duration = Duration::from_secs(20);

/// After how long a browser that doesn't answer is gone: longer than it waits for a page itself.
const GONE: Duration = Duration::from_secs(60);

/// How WebDriver names an element in JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Finds what a person would click: it is seen, and says the text or is named by it. What is open lies before the rest.
const CLICKED: &str = "const said = (text) => (text || '').replace(/\\s+/g, ' ').trim();
    const seen = (found) => found.checkVisibility({ visibilityProperty: true });
    const all = [...document.querySelectorAll('a, button, summary, label, input[type=submit], [role=menuitem], [role=tab]')];
    const found = all.filter((one) => seen(one) && [one.innerText, one.ariaLabel, one.value, one.querySelector('strong')?.innerText].some((text) => said(text) === arguments[0]));
    return found.find((one) => one.closest('dialog[open], main, [role=menu]')) || found[0] || null;";

/// Finds the first that is seen of what a selector finds.
const AT: &str = "return [...document.querySelectorAll(arguments[0])].find((one) => one.checkVisibility()) || null;";

/// Finds the field that a label belongs to.
const FIELD: &str = "const said = (text) => (text || '').replace(/\\s+/g, ' ').trim();
    const seen = (found) => found.checkVisibility({ visibilityProperty: true });
    const label = [...document.querySelectorAll('label')].find((one) => seen(one) && said(one.innerText).startsWith(arguments[0]));
    return (label && label.control) || null;";

/// Says what has the focus: by what it says, the strongest of it, or by its label.
const FOCUSED: &str = "const one = document.activeElement;
    const text = one.labels?.[0]?.innerText || one.querySelector('strong')?.innerText || one.innerText || '';
    return text.split('(')[0].replace(/\\s+/g, ' ').trim();";

const TAB: &str = "\u{e004}";

/// A browser, until it is dropped.
pub(crate) struct Browser {
    runtime: Runtime,
    client: Option<Client>,
    look: (Screen, Light),
    // Dropped in this order, once the browser is closed.
    _driver: Driver,
    _profile: Folder,
}

impl Browser {
    /// Starts one, at a desk in the light.
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// Starts one in which no page can run scripts.
    pub(crate) fn without_scripts() -> Self {
        Self::with(&["--blink-settings=scriptEnabled=false"])
    }

    fn with(more: &[&str]) -> Self {
        let profile = Folder::new();
        let driver = Driver::start();
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        let wanted = json!({
            "goog:chromeOptions": { "args": flags(profile.path(), more) },
            "timeouts": { "pageLoad": 40_000, "script": 40_000 },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let wanted = wanted.as_object().unwrap().clone();
        let client = runtime.block_on(async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(wanted).connect(&driver.url()).await
        });
        let mut browser = Self {
            runtime,
            client: Some(client.unwrap()),
            look: (Screen::Desk, Light::Light),
            _driver: driver,
            _profile: profile,
        };
        browser.looks(Screen::Desk, Light::Light);
        browser
    }

    /// Looks at pages from now on, on some screen, in some light.
    pub(crate) fn looks(&mut self, screen: Screen, light: Light) {
        self.look = (screen, light);
        let (width, height) = screen.size();
        self.told_by_chromium(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": screen == Screen::Phone }),
        );
        let preferred = json!({ "name": "prefers-color-scheme", "value": light.name() });
        self.told_by_chromium(
            "Emulation.setEmulatedMedia",
            json!({ "features": [preferred] }),
        );
    }

    pub(crate) fn look(&self) -> (Screen, Light) {
        self.look
    }

    /// Reads pages of a service in some language from now on, as somebody who has chosen it.
    pub(crate) fn reads(&self, served: &Served, tongue: Tongue) {
        self.told_by_chromium(
            "Network.setCookie",
            json!({ "url": served.url("/"), "name": "dunlin_language", "value": tongue.code() }),
        );
    }

    pub(crate) fn opens(&self, url: &str) {
        self.does(self.client().goto(url));
    }

    pub(crate) fn address(&self) -> String {
        self.does(self.client().current_url()).to_string()
    }

    /// The language that the page says it is in.
    pub(crate) fn language(&self) -> String {
        let language = self.runs("return document.documentElement.lang", &[]);
        language.as_str().unwrap().to_owned()
    }

    pub(crate) fn title(&self) -> String {
        self.does(self.client().title())
    }

    /// What can be read on the page; nothing while one page gives way to another.
    pub(crate) fn text(&self) -> String {
        let text = "return document.body?.innerText ?? ''";
        let text = self.tries(self.client().execute(text, Vec::new()));
        let text = text.and_then(|text| text.as_str().map(str::to_owned));
        text.unwrap_or_default()
    }

    /// Waits until the page says something.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        let begun = Instant::now();
        while !self.text().contains(text) {
            let page = || format!("`{text}` isn't on {}:\n{}", self.address(), self.text());
            assert!(begun.elapsed() < LONGEST, "{}", page());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Clicks what says a text.
    #[track_caller]
    pub(crate) fn clicks(&self, text: &str) {
        self.clicks_on(CLICKED, text);
    }

    /// Clicks what a selector finds.
    #[track_caller]
    pub(crate) fn clicks_at(&self, selector: &str) {
        self.clicks_on(AT, selector);
    }

    /// Returns what something says that a selector finds.
    #[track_caller]
    pub(crate) fn said_at(&self, selector: &str) -> String {
        self.does(self.found(AT, selector).text())
    }

    /// Types where a selector finds a field.
    #[track_caller]
    pub(crate) fn writes_at(&self, selector: &str, text: &str) {
        let field = self.found(AT, selector);
        self.does(field.clear());
        self.does(field.send_keys(text));
    }

    /// Fills in the field of a label: a text is typed, an option chosen, a date set.
    #[track_caller]
    pub(crate) fn fills(&self, label: &str, value: &str) {
        let field = self.found(FIELD, label);
        let kind = self.does(field.prop("type")).unwrap_or_default();
        match kind.as_str() {
            "select-one" => self.does(field.select_by_label(value)),
            // How a date is typed depends on the machine's language.
            "date" => {
                let id = json!({ ELEMENT: field.element_id().to_string() });
                let set = "arguments[0].value = arguments[1];
                    arguments[0].dispatchEvent(new Event('input', { bubbles: true }));
                    arguments[0].dispatchEvent(new Event('change', { bubbles: true }));";
                self.runs(set, &[id, json!(as_html(value))]);
            }
            _ => {
                self.does(field.clear());
                self.does(field.send_keys(value));
            }
        }
    }

    /// Goes from one thing to the next by the keyboard, until the focus is on what says a text.
    #[track_caller]
    pub(crate) fn tabs_to(&self, text: &str) {
        for _ in 0..60 {
            if self.focused() == text {
                return;
            }
            self.presses(TAB);
        }
        panic!("no `{text}` by the keyboard, but `{}`", self.focused());
    }

    /// Fails where the focus isn't on what says a text.
    #[track_caller]
    pub(crate) fn is_on(&self, text: &str) {
        let begun = Instant::now();
        while self.focused() != text {
            assert!(
                begun.elapsed() < LONGEST,
                "`{}` has the focus, not `{text}`",
                self.focused()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What has the focus, by what it says or by its label.
    fn focused(&self) -> String {
        let said = self.runs(FOCUSED, &[]);
        said.as_str().unwrap_or_default().to_owned()
    }

    /// Loses a cookie.
    pub(crate) fn forgets(&self, cookie: &str) {
        self.does(self.client().delete_cookie(cookie));
    }

    /// Chooses files in the field of a label.
    #[track_caller]
    pub(crate) fn chooses_files(&self, label: &str, files: &[&str]) {
        self.does(self.found(FIELD, label).send_keys(&files.join("\n")));
    }

    /// Presses keys where the focus is.
    pub(crate) fn presses(&self, keys: &str) {
        let focused = self.does(self.client().active_element());
        self.does(focused.send_keys(keys));
    }

    /// Clicks what a script finds, in the middle of the screen, once nothing lies over it: a page that comes may still move.
    #[track_caller]
    fn clicks_on(&self, script: &str, text: &str) {
        let begun = Instant::now();
        loop {
            let found = self.found(script, text);
            let id = json!({ ELEMENT: found.element_id().to_string() });
            let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            self.tries(self.client().execute(middle, vec![id]));
            match self.within(found.click()) {
                Ok(()) => return,
                Err(why) if begun.elapsed() > LONGEST => panic!("`{text}` can't be clicked: {why}"),
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    /// Waits until a script finds an element by a text.
    #[track_caller]
    fn found(&self, script: &str, text: &str) -> Element {
        let begun = Instant::now();
        loop {
            let found = self.tries(self.client().execute(script, vec![json!(text)]));
            if let Some(id) = found.as_ref().and_then(|found| found[ELEMENT].as_str()) {
                return Element::from_element_id(self.client().clone(), id.to_owned().into());
            }
            let page = || format!("no `{text}` on {}:\n{}", self.address(), self.text());
            assert!(begun.elapsed() < LONGEST, "{}", page());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What on the page is wider than it.
    pub(crate) fn too_wide(&self) -> Option<String> {
        let sizes = "const page = document.documentElement;
            const wide = [...document.body.querySelectorAll('*')]
                .filter((one) => one.getBoundingClientRect().right > page.clientWidth + 1)
                .map((one) => one.outerHTML.slice(0, 120));
            return [page.scrollWidth, page.clientWidth, wide.slice(0, 8)];";
        let sizes = self.runs(sizes, &[]);
        let is_too_wide = sizes[0].as_u64() > sizes[1].as_u64();
        is_too_wide.then(|| format!("it scrolls sideways: {sizes:#}"))
    }

    /// What has been written to the console since it was last asked; what Chromium recommends isn't the page's.
    pub(crate) fn console(&self) -> Option<String> {
        let log = Command("se/log", json!({ "type": "browser" }));
        let log = self.does(self.client().issue_cmd(log));
        let here = self.address();
        let written = log.as_array().unwrap().iter();
        let written: Vec<_> = written
            .filter(|entry| entry["source"] != "recommendation")
            .map(|entry| entry["message"].as_str().unwrap_or_default())
            // A page that says there is nothing is answered as such.
            .filter(|told| !told.starts_with(&format!("{here} - Failed to load resource")))
            .collect();
        (!written.is_empty()).then(|| format!("on the console: {written:#?}"))
    }

    /// Fails with what has been written to the console since it was last asked.
    #[track_caller]
    pub(crate) fn said_nothing(&self) {
        assert_eq!(self.console(), None, "at {}", self.address());
    }

    /// Everything that is wrong with the page as it is shown.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let complaints = [self.unusable(), self.too_wide(), self.console()];
        complaints.into_iter().flatten().collect()
    }

    /// Runs a script in the page, whatever the page allows.
    pub(crate) fn runs(&self, script: &str, arguments: &[Value]) -> Value {
        self.does(self.client().execute(script, arguments.to_vec()))
    }

    /// Runs a script until it calls its last argument.
    pub(crate) fn runs_until_done(&self, script: &str) -> Value {
        self.does(self.client().execute_async(script, Vec::new()))
    }

    /// Has Chromium do what WebDriver has no word for.
    pub(crate) fn told_by_chromium(&self, method: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": method, "params": parameters });
        self.does(self.client().issue_cmd(Command("goog/cdp/execute", body)))
    }

    fn client(&self) -> &Client {
        self.client.as_ref().unwrap()
    }

    /// Does what may come between two pages.
    fn tries<T, E>(&self, done: impl Future<Output = Result<T, E>>) -> Option<T> {
        self.within(done).ok()
    }

    #[track_caller]
    fn does<T, E: Debug>(&self, done: impl Future<Output = Result<T, E>>) -> T {
        self.within(done).unwrap()
    }

    /// Does something, but doesn't wait for a browser that is gone.
    #[track_caller]
    fn within<T>(&self, done: impl Future<Output = T>) -> T {
        let done = async { tokio::time::timeout(GONE, done).await };
        let done = self.runtime.block_on(done);
        done.expect("the browser doesn't answer any more")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            // It may have ended by itself.
            let closed = async { tokio::time::timeout(LONGEST, client.close()).await };
            let _closed = self.runtime.block_on(closed);
        }
    }
}

/// A date as a field has it, of one as people write it: `2026-02-27` of `27.02.2026`.
fn as_html(date: &str) -> String {
    let parts: Vec<&str> = date.split('.').rev().collect();
    parts.join("-")
}

/// A command of ChromeDriver's own: where it is sent, and what with.
#[derive(Debug)]
struct Command(&'static str, Value);

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.0
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}
