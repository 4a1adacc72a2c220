//! A script's functions and what stands beside them, each with its place, read from its words and signs: no script needs to be right for it.

use std::ops::Range;

use super::scan::{Piece, pieces};

/// A function of a script, or a statement beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The function's name; none for what is no function.
    pub(crate) function: Option<String>,
    /// Its place in the script.
    pub(crate) range: Range<usize>,
    /// What it says, without comments and white space.
    pub(crate) said: String,
}

/// The functions and statements of a script in their order.
pub(crate) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open: Option<Part> = None;
    let (mut depth, mut is_named) = (0_usize, false);
    for (range, piece) in pieces(text) {
        let said = text.get(range.clone()).unwrap_or_default();
        let begins = depth == 0 && said == "fn";
        if begins && open.as_ref().is_some_and(|part| part.said != "private ") {
            parts.extend(open.take());
        }
        let part = open.get_or_insert_with(|| Part {
            function: None,
            range: range.clone(),
            said: String::new(),
        });
        part.range.end = range.end;
        if is_named {
            part.function = Some(said.to_owned());
        }
        is_named = begins;
        part.said.push_str(said);
        if piece == Piece::Word {
            part.said.push(' ');
        }
        match piece {
            Piece::Sign('(' | '[' | '{') => depth += 1,
            Piece::Sign(')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends = match &part.function {
            Some(_) => piece == Piece::Sign('}'),
            None => piece == Piece::Sign(';'),
        };
        if ends && depth == 0 {
            parts.extend(open.take());
        }
    }
    parts.extend(open);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_told_from_what_stands_beside_them() {
        let text = "// }\nconst N = 3;\nprivate fn a(x) { if x { \"}\" } else { `{` } }\nfn b() {\n  // fn c\n  1;\n}\nfn half(";
        let parts = parts(text);
        let names: Vec<Option<&str>> = parts.iter().map(|part| part.function.as_deref()).collect();
        assert_eq!(names, [None, Some("a"), Some("b"), Some("half")]);
        assert_eq!(parts[2].said, "fn b (){1 ;}");
        assert!(
            text.get(parts[1].range.clone())
                .unwrap()
                .ends_with("{ `{` } }")
        );
    }
}
