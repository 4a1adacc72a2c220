//! How much is read and in which encoding · documents too large or too odd to lie in a file.

use dunlin_import::{Options, Refusal, ubl};

fn refused(document: &[u8]) -> Refusal {
    ubl(document, &Options::default()).unwrap_err()
}

fn nested(depth: usize) -> Vec<u8> {
    ["<a>".repeat(depth), "</a>".repeat(depth)]
        .concat()
        .into_bytes()
}

#[test]
fn a_document_has_at_most_16_mib() {
    let mut document = vec![b' '; 16 * 1024 * 1024];
    assert!(matches!(refused(&document), Refusal::NotXml { .. }));
    document.push(b' ');
    assert_eq!(
        refused(&document).to_string(),
        "the file has more than 16 MiB: export the invoice without its attachments"
    );
}

#[test]
fn elements_are_at_most_64_deep() {
    assert!(matches!(refused(&nested(64)), Refusal::NotUbl { .. }));
    assert_eq!(
        refused(&nested(65)).to_string(),
        "elements are nested more than 64 deep (line 1): export the invoice again, as UBL"
    );
    assert!(matches!(
        refused(&nested(1_000_000)),
        Refusal::TooDeep { .. }
    ));
}

#[test]
fn more_elements_or_attributes_than_any_invoice_has_do_no_harm() {
    let elements = ["<a>", &"<b/>".repeat(4_000_000), "</a>"].concat();
    assert!(matches!(
        refused(elements.as_bytes()),
        Refusal::TooLarge { .. }
    ));
    let attributes: String = (0..1_000_000).map(|n| format!(" a{n}=''")).collect();
    assert!(matches!(
        refused(format!("<a{attributes}/>").as_bytes()),
        Refusal::NotUbl { .. }
    ));
    let prefixes: String = (0..100_000).map(|n| format!(" xmlns:a{n}='a'")).collect();
    assert!(matches!(
        refused(format!("<a{prefixes}/>").as_bytes()),
        Refusal::NotXml { .. }
    ));
}

#[test]
fn only_utf_8_is_read() {
    let document = String::from_utf8(crate::example("faktura-1001.xml")).unwrap();
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        document.encode_utf16().flat_map(bytes).collect()
    };
    let big = utf_16(u16::to_be_bytes);
    let little = utf_16(u16::to_le_bytes);
    let marked = [b"\xFF\xFE", little.as_slice()].concat();
    for document in [big, little, marked] {
        assert_eq!(
            refused(&document).to_string(),
            "the file is written in `UTF-16`, and only UTF-8 is read: save it as UTF-8"
        );
    }
    let latin_1: Vec<u8> = document
        .chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap())
        .collect();
    assert_eq!(
        refused(&latin_1).to_string(),
        "a character is not UTF-8 (line 22): save the file as UTF-8"
    );
    let declared = latin_1
        .strip_prefix(br#"<?xml version="1.0" encoding="UTF-8"?>"#)
        .unwrap();
    let declared = [br#"<?xml version="1.0" encoding="ISO-8859-1"?>"#, declared].concat();
    assert_eq!(
        refused(&declared).to_string(),
        "the file is written in `ISO-8859-1`, and only UTF-8 is read: save it as UTF-8"
    );
}
