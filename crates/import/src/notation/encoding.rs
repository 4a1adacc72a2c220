//! From a cell's bytes to its text: UTF-8, or the code page of older Windows programs · nothing is guessed.

use std::borrow::Cow;

use crate::finding::Problem;

/// The characters of Windows-1252 that Latin-1 hasn't, from 0x80; a space stands for none.
const WINDOWS: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// How a file's bytes mean characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    #[default]
    Utf8,
    Windows1252,
}

impl Encoding {
    /// The names that a mapping may give.
    pub(crate) const NAMES: [&str; 2] = ["utf-8", "windows-1252"];

    /// Reads an encoding's name.
    pub(crate) fn parse(name: &str) -> Result<Self, Problem> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Ok(Self::Utf8),
            "windows-1252" => Ok(Self::Windows1252),
            _ => {
                let text = crate::finding::quoted(name);
                Err(Problem::unknown(
                    [
                        format!("the encoding `{text}` is not read"),
                        format!("tegnsættet `{text}` læses ikke"),
                    ],
                    name,
                    Self::NAMES,
                ))
            }
        }
    }

    /// Returns the text that bytes write.
    pub(crate) fn text(self, bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
        match (self, str::from_utf8(bytes)) {
            (Self::Utf8, Ok(text)) => Ok(text.into()),
            (Self::Utf8, Err(_)) => Err(not_utf8()),
            (Self::Windows1252, Ok(text)) if text.is_ascii() => Ok(text.into()),
            // Two of its letters beyond ASCII never stand together as those of a UTF-8 character do.
            (Self::Windows1252, Ok(_)) => Err(is_utf8()),
            (Self::Windows1252, Err(_)) => {
                let text: Option<String> = bytes.iter().map(|byte| windows(*byte)).collect();
                text.map(Cow::from).ok_or_else(no_such_character)
            }
        }
    }
}

fn windows(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9F => WINDOWS
            .chars()
            .nth(usize::from(byte - 0x80))
            .filter(|character| *character != ' '),
        _ => Some(char::from(byte)),
    }
}

fn not_utf8() -> Problem {
    Problem::new(
        ["a character is not UTF-8", "et tegn er ikke UTF-8"],
        [
            "save the file as UTF-8, or write `encoding: windows-1252` in the mapping if an older Windows program wrote it",
            "gem filen som UTF-8, eller skriv `encoding: windows-1252` i opsætningen, hvis et ældre Windows-program har skrevet den",
        ],
    )
}

/// The characters are UTF-8, and the mapping says something else.
pub(crate) fn is_utf8() -> Problem {
    Problem::new(
        [
            "this is UTF-8, and the mapping says `windows-1252`",
            "dette er UTF-8, og opsætningen siger `windows-1252`",
        ],
        [
            "write `encoding: utf-8` in the mapping",
            "skriv `encoding: utf-8` i opsætningen",
        ],
    )
}

fn no_such_character() -> Problem {
    Problem::new(
        [
            "a character is not in Windows-1252",
            "et tegn findes ikke i Windows-1252",
        ],
        [
            "save the file as UTF-8, and write `encoding: utf-8` in the mapping",
            "gem filen som UTF-8, og skriv `encoding: utf-8` i opsætningen",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn windows_letters_are_read_by_their_table() {
        let read = |bytes: &[u8]| {
            Encoding::Windows1252
                .text(bytes)
                .map(std::borrow::Cow::into_owned)
                .ok()
        };
        assert_eq!(read(b"S\xF8ren \xC5s").as_deref(), Some("Søren Ås"));
        assert_eq!(
            read(b"\x80\x8A\x8C\x8E\x91\x97\x99\x9C\x9E\x9F").as_deref(),
            Some("€ŠŒŽ‘—™œžŸ")
        );
        for byte in [0x81, 0x8D, 0x8F, 0x90, 0x9D] {
            assert_eq!(read(&[b'a', byte]), None, "{byte:x}");
        }
        assert_eq!(read("Søren".as_bytes()), None, "it is UTF-8");
    }
}
