//! What the service tells in numbers: how requests were answered, and nothing of a case.

use crate::served::{Folder, Served};

#[test]
fn requests_are_counted_by_route_and_no_case_is_named() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("CASE-1001");
    for _ in 0..3 {
        assert_eq!(served.get("/cases/CASE-1001").status, 200);
    }
    assert_eq!(served.get("/cases/CASE-1002").status, 404);
    assert_eq!(served.get("/nowhere/CASE-1003").status, 404);
    let told = served.get("/metrics").text;
    for line in [
        "dunlin_cases 1",
        r#"dunlin_request_seconds_count{method="GET",route="/cases/{id}",status="200"} 3"#,
        r#"dunlin_request_seconds_count{method="GET",route="/cases/{id}",status="404"} 1"#,
        r#"dunlin_request_seconds_count{method="GET",route="none",status="404"} 1"#,
        r#"dunlin_request_seconds_count{method="POST",route="/cases",status="201"} 1"#,
    ] {
        assert!(told.contains(line), "no `{line}` in\n{told}");
    }
    assert!(!told.contains("CASE-") && !told.contains("Birk"), "{told}");
}
