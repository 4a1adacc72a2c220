//! A letter's text told apart into its wording and the figures in it: amounts, days, numbers · what they mean isn't known here.

use std::sync::OnceLock;

use dunlin::Letter;

/// The months as English letters write them in a date.
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A text without its figures, and these in order: `Pay #, please` and `100.00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parted {
    pub(super) wording: String,
    pub(super) figures: Vec<String>,
}

/// A letter whose text is told apart when that is first asked for, and once.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) letter: Letter,
    parted: OnceLock<Parted>,
}

impl Written {
    pub(super) fn new(letter: Letter) -> Self {
        let parted = OnceLock::new();
        Self { letter, parted }
    }

    /// Its subject and its body.
    pub(super) fn parted(&self) -> &Parted {
        let letter = &self.letter;
        let both = || Parted::of(&format!("{}\n{}", letter.subject, letter.body));
        self.parted.get_or_init(both)
    }
}

impl PartialEq for Written {
    fn eq(&self, other: &Self) -> bool {
        self.letter == other.letter
    }
}

impl Parted {
    pub(super) fn of(text: &str) -> Self {
        let mut parted = Self {
            wording: String::with_capacity(text.len()),
            figures: Vec::new(),
        };
        let mut rest = text;
        while let Some(at) = rest.find(|mark: char| mark.is_ascii_digit()) {
            let (before, from) = rest.split_at(at);
            let (figure, after) = from.split_at(length(from));
            parted.wording.push_str(before);
            parted.wording.push('#');
            parted.figures.push(figure.to_owned());
            rest = after;
        }
        parted.wording.push_str(rest);
        parted
    }
}

/// How many bytes of a text that begins with a digit are one figure: a number, or a whole date.
fn length(text: &str) -> usize {
    let number = number(text);
    let (_, after) = text.split_at(number);
    let date = after.strip_prefix(' ').and_then(|after| {
        let after = MONTHS.iter().find_map(|month| after.strip_prefix(month))?;
        let year = after.strip_prefix(' ')?;
        year.starts_with(|mark: char| mark.is_ascii_digit())
            .then(|| text.len() - year.len() + self::number(year))
    });
    date.unwrap_or(number)
}

/// How many bytes of it are digits, and points and commas between digits.
fn number(text: &str) -> usize {
    let inner = |mark: char| mark.is_ascii_digit() || ".,:-".contains(mark);
    let run = text.find(|mark| !inner(mark)).unwrap_or(text.len());
    let (run, _) = text.split_at(run);
    run.trim_end_matches(|mark: char| !mark.is_ascii_digit())
        .len()
}

#[cfg(test)]
mod tests {
    use super::Parted;

    #[test]
    fn dates_and_amounts_are_one_figure_each() {
        let parted =
            Parted::of("Betal 1.234,50 kr. senest den 12.03.2026. Or by 2 Mar 2026, 14 days.");
        assert_eq!(parted.wording, "Betal # kr. senest den #. Or by #, # days.");
        assert_eq!(
            parted.figures,
            ["1.234,50", "12.03.2026", "2 Mar 2026", "14"]
        );
    }
}
