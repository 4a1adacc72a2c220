//! Requests that nobody should send: refused in words, without effect.

use serde_json::json;

use crate::served::{Folder, Served};

#[test]
fn no_path_leads_out_of_the_cases() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let long = "9".repeat(20_000);
    let ids = [
        "..%2f..%2fetc%2fpasswd",
        "..%2F..%2Fdunlin.yaml",
        "%2e%2e",
        "1001%00",
        "%00",
        "10%2F01",
        "1001%20",
        "%31%30%30%32",
        "%F0%9F%A6%86",
        "' OR 1=1 --",
        &long,
    ];
    served.without_effect(|| {
        for id in ids.map(|id| id.replace(' ', "%20")) {
            for path in ["", "/menu", "/forecast", "/journal"] {
                served.get(&format!("/cases/{id}{path}")).is_problem(404);
            }
            let path = format!("/cases/{id}/actions/close");
            served
                .post(&path, &format!("p{}", id.len()), "{}", &[])
                .is_problem(404);
            served.get(&format!("/outbox/{id}")).is_problem(404);
            let path = format!("/cases/1001/actions/{id}");
            served
                .post(&path, &format!("a{}", id.len()), "{}", &[])
                .is_problem(404);
        }
        for path in ["/cases/%ff", "/cases/1001/actions/%ff", "/outbox/%C3%28"] {
            let answer = match path.contains("actions") {
                true => served.post(path, "bytes", "{}", &[]),
                false => served.get(path),
            };
            answer.is_problem(400);
        }
        for path in [
            "/cases/../etc/passwd",
            "/etc/passwd",
            "/cases/1001/",
            "//cases",
        ] {
            served.get(path).is_problem(404);
        }
    });
    // A byte that stands for itself may be written in either way.
    assert_eq!(served.get("/cases/%31001").status, 200);
}

#[test]
fn an_id_with_any_printable_mark_is_found_where_its_opening_says() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    for (place, id) in ["a/b", "a b", "æ?#%", "..%2f", "<script>"]
        .into_iter()
        .enumerate()
    {
        // The key of an opening is a header, which has no such marks.

        let opening = json!({ "id": format!("{id}-2"), "flow": "reminder", "principal": "1", "currency": "DKK",
            "facts": { "invoice_date": "2026-01-15", "due_date": "2026-02-15", "customer.name": "A" } });
        let headers = [("Content-Type", "application/json")];
        let opened = served.post(
            "/cases",
            &format!("o{place}"),
            opening.to_string(),
            &headers,
        );
        assert_eq!(opened.status, 201, "{}", opened.text);
        let found = served.get(opened.headers["location"].to_str().unwrap());
        assert_eq!(found.json()["case"]["id"], format!("{id}-2"));
    }
}

#[test]
fn no_body_is_read_for_what_it_is_not() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let bodies: Vec<Vec<u8>> = vec![
        deep("[", "]").into(),
        deep("{\"input\":", "}").into(),
        format!("{{\"input\":{{\"amount\":{}}}}}", deep("[", "]")).into(),
        b"{\"input\":{\"amount\":\"\xff\xfe\"}}".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        br#"{"input":{"amount":"100","amount":"200","date":"2026-02-20"}}"#.to_vec(),
        br#"{"input":{"amount":"100","date":"2026-02-20"},"input":{}}"#.to_vec(),
        br#"{"input":{"amount":1e400,"date":"2026-02-20"}}"#.to_vec(),
        br#"{"input":{"amount":NaN}}"#.to_vec(),
        br#"{"input":[1]}"#.to_vec(),
        br#"{"input":"x"}"#.to_vec(),
        br#"{"inputs":{}}"#.to_vec(),
        br#"{"input":{}} more"#.to_vec(),
        b"null".to_vec(),
        b"\0".to_vec(),
    ];
    served.without_effect(|| {
        for (place, body) in bodies.iter().enumerate() {
            for path in [
                "/cases/1001/actions/partial_payment",
                "/cases/1001/actions/partial_payment/what-if",
                "/events",
            ] {
                let answer = served.post(path, &format!("{place} {path}"), body, &[]);
                let told = String::from_utf8_lossy(body)
                    .chars()
                    .take(60)
                    .collect::<String>();
                let expected = [400, 413];
                assert!(
                    expected.contains(&answer.status),
                    "{path} {told}: {} {}",
                    answer.status,
                    answer.text
                );
                answer.is_problem(answer.status);
            }
            for media in ["application/json", "application/xml"] {
                let answer = served.post(
                    "/cases",
                    &format!("{place} {media}"),
                    body,
                    &[("Content-Type", media)],
                );
                assert!(
                    [400, 422].contains(&answer.status),
                    "{media}: {} {}",
                    answer.status,
                    answer.text
                );
                answer.is_problem(answer.status);
            }
            let headers = [("Content-Type", "application/x-ndjson")];
            let answer = served.post("/cases", &format!("{place} lines"), body, &headers);
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert_eq!(answer.json()["opened"], 0);
            let headers = [("Content-Type", "image/png")];
            served
                .post("/cases", &format!("{place} png"), body, &headers)
                .is_problem(415);
            served
                .post("/cases", &format!("{place} none"), body, &[])
                .is_problem(415);
        }
        let opening = r#"{"id":"1002","facts":{"due_date":"2026-02-15","due_date":"2026-02-16"}}"#;
        let headers = [("Content-Type", "application/json")];
        served
            .post("/cases", "twice", opening, &headers)
            .is_problem(400);
    });
}

#[test]
fn a_number_that_would_lose_digits_is_refused() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let shown = served.get("/cases/1001").json();
    for (place, amount) in [
        "1e300",
        "0.1e-400",
        "123456789012345678901234567890.12",
        "-0.00000000000000000000000000000000001",
        "true",
        "null",
        "{}",
    ]
    .iter()
    .enumerate()
    {
        let body = format!(r#"{{"input":{{"amount":{amount},"date":"2026-02-20"}}}}"#);
        let answer = served.post(
            "/cases/1001/actions/partial_payment",
            &format!("n{place}"),
            body,
            &[],
        );
        assert!(
            [400, 409, 422].contains(&answer.status),
            "{amount}: {} {}",
            answer.status,
            answer.text
        );
        answer.is_problem(answer.status);
    }
    assert_eq!(served.get("/cases/1001").json()["case"], shown["case"]);
}

#[test]
fn a_script_in_a_name_stays_a_text() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    let name = "<script>alert(1)</script>\"'&\u{2028}";
    let opening = json!({ "id": "<img src=x onerror=alert(1)>", "flow": "reminder", "principal": "100", "currency": "DKK",
        "facts": { "invoice_date": "2026-01-15", "due_date": "2026-02-15", "customer.name": name } });
    let headers = [("Content-Type", "application/json")];
    let opened = served.post("/cases", "script", opening.to_string(), &headers);
    assert_eq!(opened.status, 201, "{}", opened.text);
    let at = opened.headers["location"].to_str().unwrap().to_owned();
    for path in [
        at.clone(),
        format!("{at}/menu"),
        format!("{at}/forecast"),
        format!("{at}/journal"),
        "/cases".to_owned(),
        "/outbox".to_owned(),
        "/journal".to_owned(),
    ] {
        let answer = served.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert!(
            answer.headers["content-security-policy"]
                .to_str()
                .unwrap()
                .starts_with("default-src 'none'")
        );
        answer.json();
    }
    assert_eq!(
        served.get(&at).json()["case"]["facts"]["customer.name"],
        name
    );
    served
        .get(
            "/cases/<script>alert(1)<%2Fscript>"
                .replace('<', "%3C")
                .replace('>', "%3E")
                .as_str(),
        )
        .is_problem(404);
}

#[test]
fn what_cannot_be_read_says_what_to_do_in_the_asked_language() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let told = |path: &str, language: &str| {
        let answer = served.get_as(&served.token, path, &[("Accept-Language", language)]);
        answer.is_problem(400)["detail"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mut all = String::new();
    for path in [
        "/cases?limit=many",
        "/cases?limit=0",
        "/cases?limit=501",
        "/cases?before=-1",
        "/cases?before=9223372036854775808",
        "/cases?status=open",
        "/cases?overdue=perhaps",
        "/cases?due_by=tomorrow",
        "/cases?balance_from=1e400",
        "/cases?sort=id",
        "/cases?limit=1&limit=2",
        "/outbox?state=lost",
        "/journal?after=x",
        "/cases/1001/forecast?until=2001-01-01T00:00:00Z",
        "/cases/1001/forecast?until=9999-01-01T00:00:00Z",
        "/cases/%ff",
    ] {
        all.push_str(&format!(
            "{path}\n  {}\n  {}\n",
            told(path, "en"),
            told(path, "da")
        ));
    }
    insta::assert_snapshot!(all);
    let method = served.post("/cases/1001", "method", "", &[]);
    method.is_problem(405);
    assert_eq!(method.headers["allow"], "GET,HEAD");
}
