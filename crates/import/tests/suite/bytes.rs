//! Any bytes at all: no panic, nothing read from half a document, no personal number let out.

use dunlin_import::{Options, ubl};

use crate::example;

const EXAMPLES: [&str; 4] = [
    "faktura-1001.xml",
    "faktura-1002.xml",
    "faktura-1003.xml",
    "kreditnota-2001.xml",
];
const PERSONAL_NUMBER: &str = "3102909998";

fn options() -> Options {
    let mut options = Options::default();
    options.due_days = Some(30);
    options
}

#[test]
fn a_truncated_document_is_refused_wherever_it_ends() {
    for name in EXAMPLES {
        let document = example(name);
        let whole = document.trim_ascii_end().len();
        for end in 0..whole {
            assert!(
                ubl(&document[..end], &options()).is_err(),
                "{name} up to byte {end}"
            );
        }
    }
}

#[test]
fn a_changed_byte_neither_panics_nor_lets_a_personal_number_out() {
    for name in ["faktura-1001.xml", "faktura-1002.xml"] {
        let mut document = example(name);
        for at in 0..document.len() {
            let byte = document[at];
            for changed in [b'<', b'&', b'"', byte ^ 1, byte ^ 0x80] {
                document[at] = changed;
                let said = match ubl(&document, &options()) {
                    Ok(opening) => serde_json::to_string(&opening).unwrap(),
                    Err(refusal) => refusal.to_string(),
                };
                assert!(
                    !said.contains(PERSONAL_NUMBER),
                    "{name}, byte {at} as {changed}: {said}"
                );
            }
            document[at] = byte;
        }
    }
}

#[test]
fn any_small_piece_of_markup_is_survived() {
    const PIECES: [&str; 16] = [
        "<",
        ">",
        "</",
        "/>",
        "<?",
        "?>",
        "<!",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&",
        "&#",
        ";",
        "a:b='",
        "\u{FEFF}",
    ];
    for first in PIECES {
        for second in PIECES {
            for third in PIECES {
                for fourth in PIECES {
                    let document = format!("{first}{second}a{third}{fourth}");
                    assert!(ubl(document.as_bytes(), &options()).is_err(), "{document}");
                }
            }
        }
    }
}
