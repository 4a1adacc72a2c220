//! How wide a text is likely to be, and how it is broken into lines that fit · an estimate on the safe side; no font is read.

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// The picture's title.
    Title,
    /// What stands under the title.
    Lead,
    /// A flow's name.
    Flow,
    /// What stands under a flow's name.
    Under,
    /// A step's name.
    Step,
    /// What is done.
    Line,
    /// A condition.
    Condition,
    /// What a mark of the case says.
    Mark,
}

impl Style {
    /// Returns the size of its letters.
    pub(super) fn size(self) -> i32 {
        match self {
            Self::Title => 22,
            Self::Flow => 16,
            Self::Step | Self::Lead => 14,
            Self::Line | Self::Under | Self::Mark => 12,
            Self::Condition => 11,
        }
    }

    /// Returns how far a line stands from the next.
    pub(super) fn leading(self) -> i32 {
        match self {
            Self::Title => 28,
            Self::Flow => 20,
            Self::Step | Self::Lead => 18,
            Self::Line | Self::Under | Self::Mark => 16,
            Self::Condition => 14,
        }
    }

    fn is_bold(self) -> bool {
        matches!(self, Self::Title | Self::Flow | Self::Step | Self::Mark)
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Lead => "lead",
            Self::Flow => "flow",
            Self::Under => "under",
            Self::Step => "step",
            Self::Line => "line",
            Self::Condition => "if",
            Self::Mark => "mark",
        }
    }
}

/// Returns how wide a text is at most in the fonts that are likely.
pub(super) fn width(text: &str, style: Style) -> i32 {
    let thousandths: i32 = text.chars().map(advance).sum();
    // Bold letters are wider, and some fonts are wider than most.
    let safe = if style.is_bold() { 1150 } else { 1070 };
    thousandths * style.size() / 1000 * safe / 1000 + 1
}

/// Returns a letter's width in thousandths of its size: of Helvetica and its kin.
fn advance(letter: char) -> i32 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' => 230,
        ' ' | '.' | ',' | ':' | ';' | '!' | '/' | '\\' | 'I' | 't' | 'f' | '[' | ']' => 280,
        '(' | ')' | 'r' | '-' | '{' | '}' | '`' | '“' | '”' | '·' => 340,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' | '"' | '*' => 500,
        'w' | 'C' | 'D' | 'H' | 'N' | 'R' | 'U' => 725,
        'm' | 'M' | 'G' | 'O' | 'Q' | '%' | 'Ø' => 835,
        '<' | '>' | '=' | '+' | '~' => 590,
        'W' | 'æ' | '&' | '@' => 950,
        '…' | '—' | 'Æ' => 1000,
        'A'..='Z' => 670,
        '!'..='~' => 560,
        '\u{80}'..='\u{24f}' if letter.is_lowercase() => 620,
        '\u{80}'..='\u{24f}' => 780,
        '\u{300}'..='\u{36f}' => 0,
        '\u{1100}'.. => 1050,
        _ => 750,
    }
}

/// Returns a text in lines that have room, at most so many: what is too much ends in an ellipsis.
pub(super) fn wrap(text: &str, style: Style, room: i32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        let joined = if line.is_empty() {
            word.clone()
        } else {
            format!("{line} {word}")
        };
        if width(&joined, style) <= room {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        // A word that is wider than a line is broken, behind a mark where there is one.
        while width(&word, style) > room {
            let (first, rest) = broken(&word, style, room);
            lines.push(first);
            word = rest;
        }
        line = word;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most {
        let rest: Vec<String> = lines.drain(most.saturating_sub(1)..).collect();
        lines.push(shorten(&rest.join(" "), style, room));
    }
    lines
}

/// A word's beginning that has room, and the rest of it.
fn broken(word: &str, style: Style, room: i32) -> (String, String) {
    let mut fits = String::new();
    for letter in word.chars() {
        fits.push(letter);
        if width(&fits, style) > room && fits.chars().count() > 1 {
            fits.pop();
            break;
        }
    }
    let mark = fits.rfind(['_', '.', '(', ',', '/', '-', '=']);
    let end = mark.map_or(fits.len(), |at| at + 1);
    let end = if end * 2 > fits.len() {
        end
    } else {
        fits.len()
    };
    let (first, rest) = word.split_at_checked(end).unwrap_or((word, ""));
    (first.to_owned(), rest.to_owned())
}

/// Returns a text on one line that has room; an ellipsis stands for what doesn't.
pub(super) fn shorten(text: &str, style: Style, room: i32) -> String {
    if width(text, style) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        kept.push(letter);
        if width(&format!("{kept}…"), style) > room {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end_matches([' ', ',', '…']))
}

#[cfg(test)]
mod tests {
    use super::{Style, width, wrap};

    #[test]
    fn lines_fit_whatever_the_words() {
        let long = "worth_pursuing(case,settings.minimum_amount,settings.minimum_amount_eur)";
        for text in [
            "",
            "a",
            long,
            &format!("if {long} and {long}"),
            &"Æ".repeat(90),
        ] {
            for room in [60, 130, 200] {
                for most in 1..4 {
                    let lines = wrap(text, Style::Line, room, most);
                    assert!(lines.len() <= most, "{lines:?}");
                    for line in &lines {
                        assert!(width(line, Style::Line) <= room, "{line}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_left_out_is_told_by_an_ellipsis() {
        assert_eq!(wrap("one two", Style::Line, 300, 1), ["one two"]);
        assert_eq!(wrap("one two three", Style::Line, 50, 1), ["one t…"]);
    }
}
