//! A service that runs for a test: on a free port, with a store of its own, by the shipped rules or by a copy of some.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use dunlin_host::{Service, Settings};
use serde_json::Value;
use tokio::sync::oneshot;

/// The rule set at the repository's root.
pub(crate) const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// How many folders have been made.
static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A folder that goes when the test ends.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("dunlin-host-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind is in the system's folder for such things.
        let _left = std::fs::remove_dir_all(&self.0);
    }
}

/// A service, until it is dropped or ended.
pub(crate) struct Served {
    address: String,
    pub(crate) token: String,
    client: ureq::Agent,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|_| panic!("{}: {}", self.status, self.text))
    }
}

impl Served {
    /// Runs a service whose store is `store`; the settings may be changed before.
    pub(crate) fn with(store: &Path, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::new(SHIPPED, store);
        settings.listen = ([127, 0, 0, 1], 0).into();
        change(&mut settings);
        let (told, hear) = std::sync::mpsc::channel();
        let (end, ended) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let service = Service::open(settings).await.unwrap();
                let token = service.first_token().map(|token| token.text.clone());
                told.send((service.address().unwrap(), token)).unwrap();
                let ended = async {
                    let _dropped = ended.await;
                };
                service.run(ended).await.unwrap();
            });
        });
        let (address, token) = hear.recv_timeout(Duration::from_secs(60)).unwrap();
        Self {
            address: format!("http://{address}"),
            token: token.unwrap_or_default(),
            client: ureq::Agent::config_builder()
                .http_status_as_error(false)
                .build()
                .into(),
            end: Some(end),
            thread: Some(thread),
        }
    }

    pub(crate) fn new(store: &Path) -> Self {
        Self::with(store, |_| {})
    }

    /// Ends it as the system would: what is under way is finished.
    pub(crate) fn end(mut self) {
        self.finish();
    }

    fn finish(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            if !std::thread::panicking() {
                ended.unwrap();
            }
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        let request = self.client.get(self.url(path));
        let request = request.header("Authorization", format!("Bearer {}", self.token));
        answer(request.call().unwrap())
    }

    /// Writes, with an idempotency key and whatever other headers.
    pub(crate) fn post(
        &self,
        path: &str,
        key: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.client.post(self.url(path));
        request = request.header("Authorization", format!("Bearer {}", self.token));
        request = request.header("Idempotency-Key", key);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.send(body).unwrap())
    }

    /// Opens a case that has a reminder flow and what the shipped rules need.
    pub(crate) fn opens(&self, id: &str) {
        self.opens_with(id, false);
    }

    /// The same, and its reminders may be sent.
    pub(crate) fn opens_approved(&self, id: &str) {
        self.opens_with(id, true);
    }

    fn opens_with(&self, id: &str, is_approved: bool) {
        let opening = serde_json::json!({
            "id": id,
            "flow": "reminder",
            "principal": "6312.50",
            "currency": "DKK",
            "facts": {
                "invoice_date": "2026-01-15",
                "due_date": "2026-02-15",
                "customer.name": "Birk & Bech ApS",
                "customer.email": "bogholderi@birkbech.example",
                "reminders_approved": is_approved,
            },
        });
        let headers = [("Content-Type", "application/json")];
        let answer = self.post(
            "/cases",
            &format!("open {id}"),
            &opening.to_string(),
            &headers,
        );
        assert_eq!(answer.status, 201, "{}", answer.text);
    }

    pub(crate) fn acts(&self, case: &str, action: &str, key: &str, input: Value) -> Answer {
        let body = serde_json::json!({ "input": input }).to_string();
        self.post(&format!("/cases/{case}/actions/{action}"), key, &body, &[])
    }

    /// Waits until something holds, for a minute at most: the machine may be busy.
    pub(crate) fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < Duration::from_secs(60), "never: {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.finish();
    }
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.body_mut().read_to_string().unwrap(),
    }
}
