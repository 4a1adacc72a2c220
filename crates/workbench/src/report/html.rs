//! Texts as they may stand in a page: whatever comes from data is escaped here · no page, no words.

use std::fmt::{self, Display, Formatter, Write};

/// A text of the data, as it may stand in an element or a quoted attribute.
pub(crate) struct Escaped<T>(pub(crate) T);

impl<T: AsRef<str>> Display for Escaped<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for mark in self.0.as_ref().chars() {
            match mark {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\t' | '\n' => f.write_char(mark)?,
                // A page may hold none of the other control characters.
                _ if mark.is_control() => f.write_char(char::REPLACEMENT_CHARACTER)?,
                // Nor may a text turn what stands after it around.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                    f.write_char(char::REPLACEMENT_CHARACTER)?;
                }
                _ => f.write_char(mark)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn no_text_ends_an_element_or_an_attribute() {
        let text = "<script>\"a\" & 'b'</script>\u{0}\u{202e}";
        assert_eq!(
            Escaped(text).to_string(),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;\u{fffd}\u{fffd}"
        );
    }
}
