//! A store is backed up while it is written, and put back.

use serde_json::json;

use crate::served::{Folder, Served};

#[test]
fn a_backup_that_is_made_under_way_is_whole_and_can_be_put_back() {
    let folder = Folder::new();
    let (store, copy) = (folder.file("dunlin.db"), folder.file("backup.db"));
    let served = Served::new(&store);
    served.opens("1001");
    std::thread::scope(|scope| {
        let backed_up = scope.spawn(|| dunlin_host::backup(&store, &copy, |_, _| {}).unwrap());
        for number in 0..50 {
            let input = json!({ "amount": "1.00", "date": "2026-02-20" });
            let paid = served.acts("1001", "partial_payment", &number.to_string(), input);
            assert_eq!(paid.status, 200, "{}", paid.text);
        }
        assert!(backed_up.join().unwrap() > 0);
    });
    let verified = dunlin_host::verify_journal(&copy, |_, _| {}).unwrap();
    assert_eq!((verified.cases, verified.problems), (1, Vec::new()));
    let again = dunlin_host::backup(&store, &copy, |_, _| {}).unwrap_err();
    assert!(again.to_string().contains("backup.db"), "{again}");

    let (token, elsewhere) = (served.token.clone(), folder.file("restored.db"));
    served.end();
    dunlin_host::restore(&copy, &elsewhere).unwrap();
    let mut served = Served::new(&elsewhere);
    served.token = token;
    assert_eq!(served.get("/cases/1001").status, 200);
    served.end();
    assert!(
        dunlin_host::restore(&copy, &elsewhere).is_err(),
        "a store is in the way"
    );
}

#[test]
fn another_programs_file_is_left_alone() {
    let folder = Folder::new();
    let file = folder.file("notes.txt");
    std::fs::write(
        &file,
        "these are my notes, and no store at all\n".repeat(100),
    )
    .unwrap();
    let error = dunlin_host::tokens(&file).unwrap_err();
    assert!(error.to_string().contains("of something else"), "{error}");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("these are my notes"));
}
