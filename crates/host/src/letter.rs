//! A letter's Markdown as text to read and as HTML. What a letter says is never markup: HTML in it is told as it stands, and links go to pages and addresses alone.

use dunlin::Letter;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Where a link in a letter may go.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

const STYLE: &str = "body{margin:24px auto;max-width:640px;padding:0 16px;font:16px/1.5 Arial,Helvetica,sans-serif;color:#1a1a1a}td,th{padding:2px 12px 2px 0;text-align:left}";

/// The events of a letter's body: a line that ends there ends in the letter, too, and there is no HTML in it and no picture.
fn events(body: &str) -> impl Iterator<Item = Event<'_>> {
    // Of the link that is open, whether it leads anywhere. Links hold no links.
    let mut leads = true;
    Parser::new_ext(body, Options::ENABLE_TABLES).filter_map(move |event| {
        Some(match event {
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::SoftBreak => Event::HardBreak,
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                leads = is_allowed(dest_url);
                return leads.then_some(event);
            }
            Event::End(TagEnd::Link) => return leads.then_some(event),
            event => event,
        })
    })
}

fn is_allowed(address: &str) -> bool {
    SCHEMES.iter().any(|scheme| {
        let start = address.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// The letter as a page of HTML that stands alone.
pub(crate) fn html(letter: &Letter) -> String {
    let mut body = String::new();
    html::push_html(&mut body, events(&letter.body));
    let (language, subject) = (escaped(&letter.language), escaped(&letter.subject));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{subject}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// The letter's body as HTML within a page, whose own headings are above its.
pub(crate) fn within(letter: &Letter) -> String {
    let lower = |level| match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    };
    let lowered = events(&letter.body).map(|event| match event {
        Event::Start(Tag::Heading {
            level,
            id,
            classes,
            attrs,
        }) => Event::Start(Tag::Heading {
            level: lower(level),
            id,
            classes,
            attrs,
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        event => event,
    });
    let mut body = String::new();
    html::push_html(&mut body, lowered);
    body
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    let code = Event::Text(text.replace('"', "”").into());
    html::push_html(&mut escaped, std::iter::once(code));
    escaped
}

/// The letter as text: lists with their marks, links with their addresses.
pub(crate) fn text(body: &str) -> String {
    let mut plain = Plain::default();
    for event in events(body) {
        plain.take(event);
    }
    plain.end_block();
    plain.text.push('\n');
    plain.text
}

/// Text as it grows, block by block.
#[derive(Default)]
struct Plain {
    text: String,
    /// The block that isn't in the text yet.
    block: String,
    /// Whether a blank line comes before it.
    apart: bool,
    /// What stands before the lines of what is open: before the first, and before the others.
    margins: Vec<(String, String)>,
    /// The lists that are open: the number of the next item, where they count.
    lists: Vec<Option<u64>>,
    /// Where the open link leads, and where in the block it began.
    link: Option<(String, usize)>,
}

impl Plain {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.block.push_str(&text),
            Event::HardBreak => self.block.push('\n'),
            Event::Rule => {
                self.begin_block();
                self.block.push_str("----------");
                self.end_block();
            }
            // Not without more of Markdown than letters have.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Table(_) => {
                self.begin_block();
            }
            Tag::BlockQuote(_) => {
                self.begin_block();
                self.margins.push(("> ".to_owned(), "> ".to_owned()));
            }
            Tag::List(first) => {
                let is_inner = !self.lists.is_empty();
                self.end_block();
                self.apart = !is_inner;
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let mark = format!("{number}. ");
                        *number += 1;
                        mark
                    }
                    _ => "- ".to_owned(),
                };
                let rest = " ".repeat(mark.len());
                self.margins.push((mark, rest));
            }
            Tag::TableCell if !self.block.is_empty() => self.block.push_str(" | "),
            Tag::Link { dest_url, .. } => {
                self.link = Some((dest_url.into_string(), self.block.len()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::TableHead
            | TagEnd::TableRow => self.end_block(),
            TagEnd::BlockQuote(_) | TagEnd::Item => {
                self.end_block();
                self.margins.pop();
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Link => {
                if let Some((address, began)) = self.link.take() {
                    let shown = self.block.get(began..).unwrap_or_default();
                    let is_shown =
                        shown == address || address.strip_prefix("mailto:") == Some(shown);
                    if !is_shown {
                        self.block.push_str(&format!(" ({address})"));
                    }
                }
            }
            _ => {}
        }
    }

    fn begin_block(&mut self) {
        self.end_block();
        self.apart = true;
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.trim().is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(if self.apart { "\n\n" } else { "\n" });
        }
        self.apart = false;
        for (place, line) in block.trim_end().lines().enumerate() {
            if place > 0 {
                self.text.push('\n');
            }
            for (first, rest) in &mut self.margins {
                self.text.push_str(first);
                first.clone_from(rest);
            }
            self.text.push_str(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        let letter =
            serde_json::json!({ "language": "da", "subject": "Sag <1> \"å\"", "body": body });
        let html = html(&serde_json::from_value(letter).unwrap());
        let (_, body) = html.split_once("<body>\n").unwrap();
        body.replace("</body>\n</html>\n", "")
    }

    #[test]
    fn a_letter_reads_as_text() {
        let body = "# Rykker\n\nKære *Kai*\n\nVi skrev [her](https://a.example/b) om **det**.\n\n- Beløb: 1\n- Renter:\n  - i år\n  - før\n- **At betale: 2**\n\n3. tre\n4. fire\n   linje\n\n> sagt\n> før\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\nSkriv til <kai@a.example>\n\nMed venlig hilsen\nNordhavn";
        let plain = "Rykker\n\nKære Kai\n\nVi skrev her (https://a.example/b) om det.\n\n- Beløb: 1\n- Renter:\n  - i år\n  - før\n- At betale: 2\n\n3. tre\n4. fire\n   linje\n\n> sagt\n> før\n\na | b\n1 | 2\n\n----------\n\nSkriv til kai@a.example\n\nMed venlig hilsen\nNordhavn\n";
        assert_eq!(text(body), plain);
    }

    #[test]
    fn items_apart_are_apart_and_an_empty_letter_is_empty() {
        assert_eq!(text("- a\n\n- b\n\n  c\n"), "- a\n\n- b\n\n  c\n");
        assert_eq!(text(""), "\n");
    }

    #[test]
    fn a_line_that_ends_ends_in_html_too() {
        assert_eq!(
            page("Med venlig hilsen\nNordhavn"),
            "<p>Med venlig hilsen<br />\nNordhavn</p>\n"
        );
    }

    #[test]
    fn html_in_a_letter_is_text() {
        let body = "<script>alert(1)</script>\n\nKære <b onclick=x>Kai</b> &lt;i&gt;";
        assert_eq!(
            page(body),
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;\n</p>\n<p>Kære &lt;b onclick=x&gt;Kai&lt;/b&gt; &lt;i&gt;</p>\n"
        );
        assert_eq!(
            text(body),
            "<script>alert(1)</script>\n\nKære <b onclick=x>Kai</b> <i>\n"
        );
    }

    #[test]
    fn links_go_to_pages_and_addresses_alone_and_there_is_no_picture() {
        assert_eq!(
            page(
                "[a](HTTPS://b.example) [c](javascript:x) [d](//e) <data:f> ![g](https://h.example/i.png) [j](mailto:k@l.example)"
            ),
            "<p><a href=\"HTTPS://b.example\">a</a> c d data:f g <a href=\"mailto:k@l.example\">j</a></p>\n"
        );
        assert_eq!(
            text("[c](javascript:x) [j](mailto:k@l.example)"),
            "c j (mailto:k@l.example)\n"
        );
    }

    #[test]
    fn a_page_says_its_language_and_subject() {
        let letter = serde_json::json!({ "language": "da", "subject": "Sag <1>", "body": "" });
        let html = html(&serde_json::from_value(letter).unwrap());
        assert!(html.contains("<html lang=\"da\">"), "{html}");
        assert!(html.contains("<title>Sag &lt;1&gt;</title>"), "{html}");
    }
}
