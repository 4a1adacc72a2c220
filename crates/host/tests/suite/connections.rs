//! Connections of those who send too much, too slowly or too often: let go in bounded time, and others are answered meanwhile.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::served::{Folder, Served};

/// A service that is soon out of patience.
fn impatient(folder: &Folder, more: &str) -> Served {
    let limits =
        format!("limits: {{ request: 2 seconds, head: 1 second, answer: 1 second{more} }}");
    Served::configured(&folder.file("dunlin.db"), &limits)
}

/// What is answered until the connection ends.
fn heard(mut stream: impl Read) -> String {
    let mut heard = Vec::new();
    let mut some = [0; 4_096];
    // A connection may end by being broken off.
    while let Ok(count @ 1..) = stream.read(&mut some) {
        heard.extend(some.iter().take(count));
    }
    String::from_utf8_lossy(&heard).into_owned()
}

#[test]
fn a_gibibyte_is_refused_before_it_is_held() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let before = memory();
    let gibibyte = 1_u64 << 30;
    let chunk = vec![b' '; 64 * 1024];
    served.without_effect(|| {
        for path in [
            "/cases",
            "/cases/1001/actions/close",
            "/cases/1001/actions/close/what-if",
            "/events",
        ] {
            // Said in advance: refused at once.
            let mut stream = served.connect();
            let head = served.head(
                path,
                &format!("Content-Type: application/json\r\nContent-Length: {gibibyte}\r\n"),
            );
            stream.write_all(head.as_bytes()).unwrap();
            let begun = Instant::now();
            let answer = heard(&stream);
            assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
            assert!(answer.contains("application/problem+json"), "{answer}");
            assert!(begun.elapsed() < Duration::from_secs(2));
            // Not said: broken off once it is too much.
            let mut stream = served.connect();
            let head = served.head(
                path,
                "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
            );
            stream.write_all(head.as_bytes()).unwrap();
            let hear = stream.try_clone().unwrap();
            let (sent, answer) = std::thread::scope(|scope| {
                let answer = scope.spawn(move || heard(hear));
                let mut sent = 0;
                while sent < gibibyte {
                    let size = format!("{:x}\r\n", chunk.len());
                    let written = stream
                        .write_all(size.as_bytes())
                        .and_then(|()| stream.write_all(&chunk))
                        .and_then(|()| stream.write_all(b"\r\n"));
                    if written.is_err() {
                        break;
                    }
                    sent += chunk.len() as u64;
                }
                (sent, answer.join().unwrap())
            });
            assert!(sent < gibibyte, "{path}");
            assert!(
                answer.is_empty() || answer.starts_with("HTTP/1.1 413 "),
                "{path}: {answer}"
            );
        }
    });
    if let (Some(before), Some(after)) = (before, memory()) {
        assert!(after < before + 400_000, "from {before} to {after} kB");
    }
}

/// The most memory that this process has held, in kB, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn a_slow_client_is_let_go() {
    let folder = Folder::new();
    let served = impatient(&folder, "");
    served.opens("1001");
    served.without_effect(|| {
        // A head of a byte a second.
        let mut slow = served.connect();
        let begun = Instant::now();
        for byte in b"GET /health HTTP/1.1\r\n" {
            if slow.write_all(&[*byte]).is_err() || begun.elapsed() > Duration::from_secs(4) {
                break;
            }
            std::thread::sleep(Duration::from_millis(400));
        }
        let answer = heard(&slow);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408 "),
            "{answer}"
        );
        assert!(
            begun.elapsed() < Duration::from_secs(6),
            "{:?}",
            begun.elapsed()
        );
        // Nothing at all.
        let silent = served.connect();
        let begun = Instant::now();
        heard(&silent);
        assert!(
            begun.elapsed() < Duration::from_secs(4),
            "{:?}",
            begun.elapsed()
        );
        // A body that stops.
        let mut stopping = served.connect();
        let head = served.head("/cases/1001/actions/close", "Content-Length: 100\r\n");
        stopping.write_all(format!("{head}{{").as_bytes()).unwrap();
        let begun = Instant::now();
        let answer = heard(&stopping);
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("application/problem+json"), "{answer}");
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{:?}",
            begun.elapsed()
        );
        // A body that breaks off.
        let mut broken = served.connect();
        let head = served.head("/cases/1001/actions/close", "Content-Length: 100\r\n");
        broken.write_all(format!("{head}{{").as_bytes()).unwrap();
        broken.shutdown(std::net::Shutdown::Write).unwrap();
        heard(&broken);
    });
    assert_eq!(served.get("/health").status, 200);
}

#[test]
fn who_takes_no_answer_is_let_go() {
    let folder = Folder::new();
    let served = impatient(&folder, ", connections: 1");
    for number in 0..20 {
        served.opens(&format!("{number}"));
    }
    // The test's own connection gives way once it has been idle.
    let mut greedy = served.connect();
    let request = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let many = request.repeat(2_000);
    let begun = Instant::now();
    let _broken = greedy.write_all(many.as_bytes());
    let mut other = served.connect();
    other
        .write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    let answer = heard(&other);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_flood_of_connections_holds_others_up_for_a_moment() {
    let folder = Folder::new();
    let served = impatient(&folder, ", connections: 4");
    let flood: Vec<_> = (0..40).map(|_| served.connect()).collect();
    let begun = Instant::now();
    assert_eq!(served.get("/health").status, 200);
    assert!(
        begun.elapsed() < Duration::from_secs(18),
        "{:?}",
        begun.elapsed()
    );
    drop(flood);
    let begun = Instant::now();
    assert_eq!(served.get("/cases").status, 200);
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_head_of_any_size_is_refused() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let many = (0..10_000)
        .map(|number| format!("X-{number}: x\r\n"))
        .collect::<String>();
    let large = format!("X: {}\r\n", "x".repeat(10 << 20));
    let long = format!("/cases/{}", "x".repeat(1 << 20));
    served.without_effect(|| {
        for (path, more) in [
            ("/cases", &many),
            ("/cases", &large),
            (&*long, &String::new()),
        ] {
            let mut stream = served.connect();
            let head = served.head(path, more);
            let hear = stream.try_clone().unwrap();
            let answer = std::thread::scope(|scope| {
                let answer = scope.spawn(move || heard(hear));
                let _broken = stream.write_all(head.as_bytes());
                answer.join().unwrap()
            });
            let refused = ["", "HTTP/1.1 431", "HTTP/1.1 414", "HTTP/1.1 400"];
            assert!(
                refused.contains(&answer.get(..12).unwrap_or_default()),
                "{answer}"
            );
        }
        for nonsense in [
            "\r\n\r\n",
            "GET\r\n\r\n",
            "\u{16}\u{3}\u{1}",
            "GET / HTTP/9.9\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ] {
            let mut stream = served.connect();
            stream.write_all(nonsense.as_bytes()).unwrap();
            stream.shutdown(std::net::Shutdown::Write).unwrap();
            let answer = heard(&stream);
            assert!(
                !answer.starts_with("HTTP/1.1 2") && !answer.starts_with("HTTP/1.1 5"),
                "{answer}"
            );
        }
    });
    assert_eq!(served.get("/health").status, 200);
}

#[test]
fn no_request_hides_behind_another() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let body = json!({ "input": { "amount": "100", "date": "2026-02-20" } }).to_string();
    let pay = served.head(
        "/cases/1001/actions/partial_payment",
        &format!("Content-Length: {}\r\n", body.len()),
    );
    served.without_effect(|| {
        // Two lengths: by the first the second request is a part of the first's body, by the other it is one of its own.
        for lengths in [
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Transfer-Encoding: chunked, identity\r\n",
        ] {
            let mut stream = served.connect();
            let head = served.head("/cases/none/actions/close", lengths);
            let sent = format!("{head}0\r\n\r\n{pay}{body}");
            let _broken = stream.write_all(sent.as_bytes());
            let answer = heard(&stream);
            assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{answer}");
        }
    });
}
