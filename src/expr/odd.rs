//! Characters that look like those of the keyboard and aren't: which one is meant, in words. Texts for people may hold them.

use crate::source::{Code, Problem};

/// What is meant by a character that only looks like another; nothing stands for one that can't be seen.
pub(crate) fn meant(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{00ab}' | '\u{00bb}'
        | '\u{2033}' => "\"",
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{00b4}' => "'",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{00a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => " ",
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' => "",
        '\u{00d7}' => "*",
        '\u{00f7}' => "/",
        '\u{2260}' => "!=",
        '\u{2264}' => "<=",
        '\u{2265}' => ">=",
        '\u{ff01}'..='\u{ff5e}' => fullwidth(c)?,
        _ => return None,
    })
}

/// The character of the keyboard that a wide one stands for.
fn fullwidth(c: char) -> Option<&'static str> {
    const KEYBOARD: &str = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    let at = (u32::from(c) - 0xff01) as usize;
    KEYBOARD.get(at..=at)
}

/// The first odd character of a text, with the byte at which it stands.
pub(crate) fn first(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, c)| meant(*c).is_some())
}

/// What is wrong with an odd character, and what to write.
pub(crate) fn problem(c: char) -> Problem {
    let meant = meant(c).unwrap_or_default();
    let number = format!("U+{:04X}", u32::from(c));
    let (en, da) = match meant {
        "" => (
            format!("a character that can't be seen ({number}) stands here"),
            format!("her står et tegn, der ikke kan ses ({number})"),
        ),
        " " => (
            format!("this space isn't an ordinary one ({number})"),
            format!("dette mellemrum er ikke et almindeligt ({number})"),
        ),
        "\"" | "'" => (
            format!("`{c}` is a typographic quote, which is no quote here"),
            format!("`{c}` er et typografisk anførselstegn og gælder ikke her"),
        ),
        "-" => (
            format!("`{c}` is a typographic dash, which is no minus and no hyphen"),
            format!("`{c}` er en tankestreg og hverken minus eller bindestreg"),
        ),
        _ => (
            format!("`{c}` ({number}) only looks like `{meant}`"),
            format!("`{c}` ({number}) ligner kun `{meant}`"),
        ),
    };
    let problem = Problem::new(Code::OddCharacter, en, da);
    match meant {
        "" => problem.help("delete it", "slet det"),
        " " => problem.help(
            "delete it, and press the space bar",
            "slet det, og tryk på mellemrumstasten",
        ),
        meant => problem.help(format!("write `{meant}`"), format!("skriv `{meant}`")),
    }
}

/// What is wrong with a character that steers machines and isn't text.
pub(crate) fn control(c: char) -> Problem {
    if c == '\r' {
        return Problem::new(
            Code::OddCharacter,
            "a line ends here by a carriage return alone",
            "her slutter en linje med et vognretur alene",
        )
        .help(
            "save the file with the line ends of Windows or Unix",
            "gem filen med linjeskift som i Windows eller Unix",
        );
    }
    let number = format!("U+{:04X}", u32::from(c));
    Problem::new(
        Code::OddCharacter,
        format!("a control character ({number}), which can't be seen, stands here"),
        format!("her står et styretegn ({number}), som ikke kan ses"),
    )
    .help("delete it", "slet det")
}

/// The first character of a text that steers machines: lines end as Windows and Unix end them, and nothing else does.
pub(crate) fn first_control(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(at, c)| match c {
        '\n' | '\t' => false,
        '\r' => !text
            .get(at + 1..)
            .is_some_and(|rest| rest.starts_with('\n')),
        '\u{2028}' | '\u{2029}' => true,
        c => c.is_control(),
    })
}
