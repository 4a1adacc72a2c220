//! A service that runs for a test: on a free port, with a store of its own, by the shipped rules or by a copy of some. No test.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use dunlin_host::{Config, Service, Settings};
use serde_json::Value;
use tokio::sync::oneshot;

/// The rule set at the repository's root.
pub const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// How many folders have been made.
static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A folder that goes when the test ends.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes a folder of its own.
    #[expect(clippy::new_without_default, reason = "each is another")]
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("dunlin-host-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
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
pub struct Served {
    address: String,
    /// Its first token; none if the store had one already.
    pub token: String,
    client: ureq::Agent,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: ureq::http::HeaderMap,
    /// The body.
    pub text: String,
}

impl Answer {
    /// Holds it to be a problem of a status, in words, as each problem comes.
    #[track_caller]
    pub fn is_problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.headers["x-content-type-options"], "nosniff");
        let json = self.json();
        assert_eq!(json["status"], status);
        assert!(json["detail"].as_str().unwrap().len() > 10, "{json}");
        json
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|_| panic!("{}: {}", self.status, self.text))
    }
}

impl Served {
    /// Runs a service whose store is `store`; the settings may be changed before.
    pub fn with(store: &Path, change: impl FnOnce(&mut Settings)) -> Self {
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

    /// Runs a service whose store is `store`, by the shipped rules.
    pub fn new(store: &Path) -> Self {
        Self::with(store, |_| {})
    }

    /// Runs a service with a configuration, which is a file beside the store.
    pub fn configured(store: &Path, config: &str) -> Self {
        let file = store.with_extension("yaml");
        std::fs::write(&file, config).unwrap();
        let config = Config::read(file).unwrap();
        Self::with(store, |settings| settings.config = config)
    }

    /// Ends it as the system would: what is under way is finished.
    pub fn end(mut self) {
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

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// A connection of its own, on which any bytes may be sent; nothing is waited for longer than twenty seconds.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address.trim_start_matches("http://")).unwrap();
        let longest = Some(Duration::from_secs(20));
        stream.set_read_timeout(longest).unwrap();
        stream.set_write_timeout(longest).unwrap();
        stream
    }

    /// The head of a request that writes to a path; whoever calls says how long the body is.
    pub fn head(&self, path: &str, more: &str) -> String {
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nIdempotency-Key: raw\r\nConnection: close\r\n{more}\r\n",
            self.token
        )
    }

    /// Reads.
    pub fn get(&self, path: &str) -> Answer {
        self.get_as(&self.token, path, &[])
    }

    /// Reads with some token, and whatever other headers.
    pub fn get_as(&self, token: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.client.get(self.url(path));
        request = request.header("Authorization", format!("Bearer {token}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.call().unwrap())
    }

    /// The journal and the outbox as they are.
    pub fn traces(&self) -> [Value; 2] {
        ["/journal?limit=500", "/outbox?limit=500"].map(|path| {
            let answer = self.get(path);
            assert_eq!(answer.status, 200, "{}", answer.text);
            let mut json = answer.json();
            // Carriers try what is there by themselves.
            for row in json["items"].as_array_mut().into_iter().flatten() {
                for of_carriers in ["state", "attempts", "next_attempt", "problem", "ended_at"] {
                    row.as_object_mut().unwrap().remove(of_carriers);
                }
            }
            json
        })
    }

    /// Does something that must leave no trace.
    pub fn without_effect(&self, attempt: impl FnOnce()) {
        let before = self.traces();
        attempt();
        assert_eq!(self.traces(), before);
    }

    /// Writes, with an idempotency key and whatever other headers.
    pub fn post(
        &self,
        path: &str,
        key: &str,
        body: impl AsRef<[u8]>,
        headers: &[(&str, &str)],
    ) -> Answer {
        self.post_as(&self.token, path, key, body, headers)
    }

    /// As [`Served::post`], with some token.
    pub fn post_as(
        &self,
        token: &str,
        path: &str,
        key: &str,
        body: impl AsRef<[u8]>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.client.post(self.url(path));
        request = request.header("Authorization", format!("Bearer {token}"));
        request = request.header("Idempotency-Key", key);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.send(body.as_ref()).unwrap())
    }

    /// Opens a case that has a reminder flow and what the shipped rules need.
    pub fn opens(&self, id: &str) {
        self.opens_with(id, false);
    }

    /// The same, and its reminders may be sent.
    pub fn opens_approved(&self, id: &str) {
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
            opening.to_string(),
            &headers,
        );
        assert_eq!(answer.status, 201, "{}", answer.text);
    }

    /// Takes an action on a case.
    pub fn acts(&self, case: &str, action: &str, key: &str, input: Value) -> Answer {
        let body = serde_json::json!({ "input": input }).to_string();
        self.post(&format!("/cases/{case}/actions/{action}"), key, body, &[])
    }

    /// Waits until something holds, for a minute at most: the machine may be busy.
    pub fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
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
