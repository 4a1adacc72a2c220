//! From bytes to text: size, byte order mark, encoding, the characters that XML allows · no elements, no UBL.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::refusal::{Refusal, quoted};

const LARGEST: usize = 16 * 1024 * 1024;

/// Returns the document as text without its byte order mark.
///
/// Only UTF-8 is read: it is what OIOUBL and Peppol prescribe, and guessing at anything else
/// is how a name gets misspelt in a demand for payment.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge { limit: "16 MiB" });
    }
    if is_utf16(bytes) {
        return Err(Refusal::Encoding {
            encoding: "UTF-16".to_owned(),
        });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (text, failure) = match str::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            (str::from_utf8(valid).unwrap_or_default(), Some(error))
        }
    };
    // Before the failure: the document's own word for its encoding says more than the first odd byte.
    if let Some(encoding) = declared(text).filter(|name| !is_utf8(name)) {
        return Err(Refusal::Encoding {
            encoding: quoted(&encoding),
        });
    }
    let Some(error) = failure else {
        return allowed(text);
    };
    let line = line_at(text, text.len());
    match error.error_len() {
        Some(_) => Err(Refusal::NotUtf8 { line }),
        None => Err(Refusal::Truncated {
            inside: "a character".to_owned(),
            line,
        }),
    }
}

/// Returns whether XML 1.0 allows the character in a document.
pub(crate) fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Returns the line of a byte, from 1.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

fn allowed(text: &str) -> Result<&str, Refusal> {
    match text
        .char_indices()
        .find(|(_, character)| !is_allowed(*character))
    {
        None => Ok(text),
        Some((offset, character)) => Err(Refusal::NotXml {
            reason: format!("which has no character U+{:04X}", u32::from(character)),
            line: line_at(text, offset),
        }),
    }
}

fn is_utf16(bytes: &[u8]) -> bool {
    [&b"\xFF\xFE"[..], b"\xFE\xFF", b"<\0", b"\0<"]
        .iter()
        .any(|mark| bytes.starts_with(mark))
}

fn is_utf8(encoding: &str) -> bool {
    encoding.eq_ignore_ascii_case("UTF-8") || encoding.eq_ignore_ascii_case("UTF8")
}

fn declared(text: &str) -> Option<String> {
    match Reader::from_str(text).read_event() {
        Ok(Event::Decl(declaration)) => {
            let encoding = declaration.encoding()?.ok()?;
            Some(encoding.into_owned())
        }
        _ => None,
    }
}
