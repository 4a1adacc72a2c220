//! Texts as they may stand in the page: whatever comes from elsewhere is escaped here.

use std::fmt::{self, Display, Formatter, Write};

/// A text as it may stand in an element or a quoted attribute.
pub(super) struct Escaped<T>(pub(super) T);

impl<T: AsRef<str>> Display for Escaped<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.as_ref().chars().try_for_each(|mark| match mark {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            _ => f.write_char(mark),
        })
    }
}

/// A text in which what stands in backticks is code.
pub(super) fn marked(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(place, part)| {
        if place % 2 == 1 {
            format!("<code>{}</code>", Escaped(part))
        } else {
            Escaped(part).to_string()
        }
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn no_text_ends_an_element() {
        assert_eq!(
            marked("<b> `\"<i>` 'x' & y"),
            "&lt;b&gt; <code>&quot;&lt;i&gt;</code> &#39;x&#39; &amp; y"
        );
    }
}
