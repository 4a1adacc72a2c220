//! A stand-in for e-conomic: refuses what its documentation says it refuses, and can be a bad line to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) const SECRET: &str = "the-app-secret";
pub(crate) const GRANT: &str = "the-agreement-grant";
/// How many it tells at once, however many are asked for.
const PAGE: usize = 2;

/// What it keeps.
#[derive(Debug, Default)]
pub(crate) struct Books {
    pub(crate) customers: BTreeSet<i64>,
    pub(crate) drafts: BTreeMap<u64, Value>,
    pub(crate) booked: BTreeMap<u64, Value>,
    /// In per cent, on everything.
    pub(crate) vat: f64,
    /// How often it was asked.
    pub(crate) requests: usize,
    numbers: u64,
    /// How often each request came.
    seen: HashMap<u64, u64>,
}

/// A line to it: which requests go wrong, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) seed: u64,
    /// Of a hundred.
    pub(crate) bad: u64,
    /// Longer than whoever asks waits.
    pub(crate) delay: Duration,
}

impl Line {
    pub(crate) const GOOD: Self = Self {
        seed: 0,
        bad: 0,
        delay: Duration::ZERO,
    };
}

/// What becomes of a request on its way.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Well,
    /// It never arrives.
    Lost,
    /// It is carried out, and nobody hears of it.
    Unheard,
    /// It is carried out when whoever asked has given up.
    Late,
    /// It is carried out twice, and answered as the second time.
    Twice,
    Busy,
    Broken,
}

pub(crate) struct StandIn {
    pub(crate) address: SocketAddr,
    pub(crate) books: Arc<Mutex<Books>>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

struct Request {
    method: String,
    path: String,
    query: HashMap<String, String>,
    headers: HashMap<String, String>,
    body: Value,
}

type Answer = (u16, Value);

impl StandIn {
    pub(crate) fn new(line: Line) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let books = Arc::new(Mutex::new(Books {
            customers: (1..=999).collect(),
            ..Books::default()
        }));
        let ended = Arc::new(AtomicBool::new(false));
        let thread = {
            let (books, ended) = (books.clone(), ended.clone());
            std::thread::spawn(move || {
                let mut answering = Vec::new();
                for stream in listener.incoming() {
                    if ended.load(Ordering::Acquire) {
                        break;
                    }
                    let books = books.clone();
                    answering.push(std::thread::spawn(move || {
                        // Whoever asked may be gone.
                        let _gone = answer(stream.unwrap(), &books, line);
                    }));
                }
                for thread in answering {
                    thread.join().unwrap();
                }
            })
        };
        Self {
            address,
            books,
            ended,
            thread: Some(thread),
        }
    }

    /// Waits for what is under way, and returns what it keeps.
    pub(crate) fn end(mut self) -> Books {
        self.finish();
        std::mem::take(&mut self.books.lock().unwrap())
    }

    fn finish(&mut self) {
        self.ended.store(true, Ordering::Release);
        let _wakes = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            if !std::thread::panicking() {
                ended.unwrap();
            }
        }
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.finish();
    }
}

fn answer(mut stream: TcpStream, books: &Mutex<Books>, line: Line) -> std::io::Result<()> {
    let Some(request) = read(&stream)? else {
        return Ok(());
    };
    let fate = books.lock().unwrap().fate(&request, line);
    let carry_out = || books.lock().unwrap().carry_out(&request);
    let (status, body) = match fate {
        Fate::Well => carry_out(),
        Fate::Lost => return Ok(()),
        Fate::Unheard => {
            carry_out();
            return Ok(());
        }
        Fate::Late => {
            std::thread::sleep(line.delay);
            carry_out()
        }
        Fate::Twice => {
            carry_out();
            carry_out()
        }
        Fate::Busy => (429, json!({ "message": "Too many requests." })),
        Fate::Broken => (500, json!({ "message": "Something went wrong." })),
    };
    let body = body.to_string();
    write!(
        stream,
        "HTTP/1.1 {status} \r\nContent-Type: application/json\r\nRetry-After: 0\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// A request, if one came.
fn read(stream: &TcpStream) -> std::io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match line.trim() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut words = lines[0].split(' ');
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = query.split('&').filter_map(|pair| pair.split_once('='));
    let headers = lines[1..].iter().filter_map(|line| line.split_once(':'));
    let headers: HashMap<String, String> = headers
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let mut body = Vec::new();
    if let Some(length) = headers.get("content-length") {
        body.resize(length.parse().unwrap(), 0);
        reader.read_exact(&mut body)?;
    } else if headers.contains_key("transfer-encoding") {
        panic!("a body without its length");
    }
    Ok(Some(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query
            .map(|(name, value)| (name.to_owned(), decoded(value)))
            .collect(),
        headers,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    }))
}

fn decoded(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            let digits = std::str::from_utf8(&digits).unwrap();
            out.push(u8::from_str_radix(digits, 16).unwrap());
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).unwrap()
}

fn refused(status: u16, code: &str, message: &str) -> Answer {
    let body = json!({
        "message": message,
        "errorCode": code,
        "httpStatusCode": status,
        "errors": [],
    });
    (status, body)
}

impl Books {
    /// By what is asked and how often it was: the same whatever comes between.
    fn fate(&mut self, request: &Request, line: Line) -> Fate {
        self.requests += 1;
        let mut hasher = DefaultHasher::new();
        (line.seed, &request.method, &request.path).hash(&mut hasher);
        (request.query.get("filter"), request.body.to_string()).hash(&mut hasher);
        let seen = self.seen.entry(hasher.finish()).or_default();
        *seen += 1;
        seen.hash(&mut hasher);
        let chance = hasher.finish();
        if chance % 100 >= line.bad {
            return Fate::Well;
        }
        match chance / 100 % 6 {
            0 => Fate::Lost,
            1 => Fate::Unheard,
            2 => Fate::Late,
            3 => Fate::Twice,
            4 => Fate::Busy,
            _ => Fate::Broken,
        }
    }

    fn carry_out(&mut self, request: &Request) -> Answer {
        let is = |header: &str, token: &str| {
            let header = request.headers.get(header);
            header.is_some_and(|header| header == token)
        };
        if !is("x-appsecrettoken", SECRET) || !is("x-agreementgranttoken", GRANT) {
            return refused(401, "E02250", "Access denied.");
        }
        let draft = request.path.strip_prefix("/invoices/drafts/");
        match (request.method.as_str(), request.path.as_str(), draft) {
            ("GET", "/invoices/drafts", _) => listed(&self.drafts, request, |_| true),
            ("GET", "/invoices/booked", _) => listed(&self.booked, request, |_| true),
            ("GET", "/invoices/paid", _) => listed(&self.booked, request, |invoice| {
                invoice["remainder"].as_f64() == Some(0.0)
            }),
            ("POST", "/invoices/drafts", _) => self.draft(&request.body),
            ("POST", "/invoices/booked", _) => self.book(&request.body),
            ("DELETE", _, Some(number)) => match self.drafts.remove(&number.parse().unwrap()) {
                Some(_) => (200, json!({ "deletedCount": 1 })),
                None => refused(404, "E06000", "Draft invoice not found."),
            },
            _ => refused(404, "E00002", "There is no such resource."),
        }
    }

    fn draft(&mut self, body: &Value) -> Answer {
        for needed in [
            "/currency",
            "/customer/customerNumber",
            "/date",
            "/layout/layoutNumber",
            "/paymentTerms/paymentTermsNumber",
            "/recipient/name",
            "/recipient/vatZone/vatZoneNumber",
            "/lines/0/description",
        ] {
            if body.pointer(needed).is_none_or(Value::is_null) {
                return refused(400, "E04300", &format!("{needed} is required."));
            }
        }
        let customer = body["customer"]["customerNumber"].as_i64();
        if !customer.is_some_and(|customer| self.customers.contains(&customer)) {
            return refused(400, "E06000", "Customer not found.");
        }
        if body["references"]["other"]
            .as_str()
            .unwrap_or("")
            .chars()
            .count()
            > 250
        {
            return refused(400, "E00210", "The reference is too long.");
        }
        let line = &body["lines"][0];
        let net = line["quantity"].as_f64().unwrap() * line["unitNetPrice"].as_f64().unwrap();
        self.numbers += 1;
        let mut draft = body.clone();
        draft["draftInvoiceNumber"] = json!(self.numbers);
        draft["grossAmount"] = json!((net * (100.0 + self.vat)).round() / 100.0);
        self.drafts.insert(self.numbers, draft.clone());
        (201, draft)
    }

    fn book(&mut self, body: &Value) -> Answer {
        let number = body["draftInvoice"]["draftInvoiceNumber"].as_u64();
        let Some(mut invoice) = number.and_then(|number| self.drafts.remove(&number)) else {
            return refused(400, "E06000", "Draft invoice not found.");
        };
        self.numbers += 1;
        invoice["bookedInvoiceNumber"] = json!(10_000 + self.numbers);
        invoice["remainder"] = invoice["grossAmount"].clone();
        invoice
            .as_object_mut()
            .unwrap()
            .remove("draftInvoiceNumber");
        self.booked.insert(10_000 + self.numbers, invoice.clone());
        (201, invoice)
    }

    /// An invoice that was booked there long ago.
    pub(crate) fn has(&mut self, number: u64, remainder: f64) {
        let invoice = json!({
            "bookedInvoiceNumber": number,
            "currency": "DKK",
            "customer": { "customerNumber": 7 },
            "grossAmount": 6312.5,
            "remainder": remainder,
        });
        self.booked.insert(number, invoice);
    }

    /// What is booked with that reference.
    pub(crate) fn referring(&self, reference: &str) -> Vec<&Value> {
        let booked = self.booked.values();
        booked
            .filter(|invoice| invoice["references"]["other"] == reference)
            .collect()
    }
}

/// A page of what a filter lets through.
fn listed(all: &BTreeMap<u64, Value>, request: &Request, also: impl Fn(&Value) -> bool) -> Answer {
    let filter = request.query["filter"].as_str();
    let through = |invoice: &Value| {
        if let Some(reference) = filter.strip_prefix("references.other$eq:") {
            let reference = unescaped(reference).to_lowercase();
            let other = invoice["references"]["other"].as_str().unwrap_or("");
            return other.to_lowercase() == reference;
        }
        let numbers = filter.strip_prefix("bookedInvoiceNumber$in:[").unwrap();
        let mut numbers = numbers.strip_suffix(']').unwrap().split(',');
        numbers.any(|number| invoice["bookedInvoiceNumber"] == number.parse::<u64>().unwrap())
    };
    let skipped: usize = request.query["skippages"].parse().unwrap();
    let all: Vec<&Value> = all
        .values()
        .filter(|invoice| also(invoice) && through(invoice))
        .collect();
    let shown: Vec<&&Value> = all.iter().skip(skipped * PAGE).take(PAGE).collect();
    let mut pagination = json!({ "skipPages": skipped, "pageSize": PAGE, "results": all.len() });
    if (skipped + 1) * PAGE < all.len() {
        pagination["nextPage"] = json!("https://elsewhere.example/");
    }
    (
        200,
        json!({ "collection": shown, "pagination": pagination }),
    )
}

fn unescaped(text: &str) -> String {
    let mut characters = text.chars();
    let mut out = String::new();
    while let Some(character) = characters.next() {
        out.extend(if character == '$' {
            characters.next()
        } else {
            Some(character)
        });
    }
    out
}
