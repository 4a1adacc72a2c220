//! Lists: paged whole, and not thrown by what is sought.

use crate::served::{Folder, Served};

#[test]
fn a_search_finds_words_that_begin_so_and_is_thrown_by_no_mark() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    served.opens("b-17");
    let found = |search: &str| {
        let escaped: String = search.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let answer = served.get(&format!("/cases?search={escaped}"));
        assert_eq!(answer.status, 200, "{search:?}: {}", answer.text);
        answer.json()["items"].as_array().unwrap().len()
    };
    for (search, cases) in [
        ("", 2),
        ("   ", 2),
        ("bir", 2),
        ("BIRK", 2),
        ("birk & bech", 2),
        ("100", 1),
        ("b-17", 1),
        ("B-1", 1),
        ("\"birk\"", 2),
        ("birk*", 2),
        ("bogholderi@birkbech.example", 2),
        ("\0birk\0", 2),
        ("birk OR", 0),
        ("NOT birk", 0),
        ("birk NEAR bech", 0),
        ("text:birk", 0),
        ("!!!", 0),
        ("\"", 0),
        ("' -- \" ( ) * ^ { } : + - , .", 0),
        ("\0", 0),
        ("🦆", 0),
        ("birk 🦆", 2),
        ("²", 0),
        ("\u{301}", 0),
        ("ª ½ Ⅷ 𝟙", 0),
    ] {
        assert_eq!(found(search), cases, "{search:?}");
    }
    let long = "birk ".repeat(2_000);
    assert_eq!(found(&long), 2);
    assert_eq!(found(&"x".repeat(15_000)), 0);
}

#[test]
fn pages_follow_each_other_to_the_end() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    for number in 0..5 {
        served.opens(&format!("{number}"));
    }
    let mut seen = Vec::new();
    let mut path = "/cases?limit=2".to_owned();
    loop {
        let page = served.get(&path).json();
        for case in page["items"].as_array().unwrap() {
            seen.push(case["id"].as_str().unwrap().to_owned());
        }
        match page["next"].as_i64() {
            Some(next) => path = format!("/cases?limit=2&before={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["4", "3", "2", "1", "0"]);
    for path in [
        "/cases?before=9223372036854775807",
        "/cases?before=0",
        "/cases?limit=500",
        "/cases?balance_from=79228162514264337593543950335",
        "/cases?balance_to=-79228162514264337593543950335",
        "/cases?due_by=9999-12-31T23:59:59Z",
        "/cases?flow=%00&step=%27&customer=%25",
        "/cases?overdue=true&held=false&status=active",
        "/outbox?before=9223372036854775807&case=%00",
        "/journal?after=9223372036854775807",
        "/cases/1/journal?after=9223372036854775807",
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
}
