//! From text to a tree, by way of the XML reader · no entities, no document types, no meaning of an invoice.

use quick_xml::XmlVersion;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, NamespaceResolver, ResolveResult};
use quick_xml::reader::NsReader;

use crate::refusal::{Refusal, quoted};
use crate::text::{is_allowed, line_at};
use crate::tree::Element;

const DEEPEST: usize = 64;
/// More than 16 MiB of real invoice holds; what is over it is built to fill memory.
const MOST: usize = 500_000;
/// The attributes that an importer asks for; of the others only the form is checked.
const KEPT: [&str; 2] = ["currencyID", "schemeID"];

const UBL: &str = "urn:oasis:names:specification:ubl:schema:xsd:";
const AGGREGATE: &str = "CommonAggregateComponents-2";
const BASIC: &str = "CommonBasicComponents-2";

/// Returns the root element.
pub(crate) fn tree(text: &str) -> Result<Element, Refusal> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().enable_all_checks(true);
    let mut builder = Builder {
        text,
        line: 1,
        counted: 0,
        elements: 0,
        open: Vec::new(),
        root: None,
    };
    loop {
        builder.count(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(builder.broken(&error, reader.error_position())),
        };
        match event {
            Event::Start(start) => builder.start(&start, reader.resolver())?,
            Event::Empty(start) => {
                builder.start(&start, reader.resolver())?;
                builder.end();
            }
            Event::End(_) => builder.end(),
            Event::Text(text) => builder.write(&text.xml10_content())?,
            Event::CData(text) => builder.write(&text.xml10_content())?,
            Event::GeneralRef(reference) => builder.refer(&reference)?,
            Event::Decl(_) if builder.counted == 0 => {}
            Event::Decl(_) => return Err(builder.not_xml("its declaration is not at the start")),
            Event::DocType(_) => return Err(Refusal::Doctype { line: builder.line }),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return builder.finish(),
        }
    }
}

struct Builder<'text> {
    text: &'text str,
    line: usize,
    /// The bytes whose line breaks are in `line`.
    counted: usize,
    elements: usize,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Builder<'_> {
    fn count(&mut self, position: u64) {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        let passed = self
            .text
            .as_bytes()
            .get(self.counted..position)
            .unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = position;
    }

    fn start(&mut self, start: &BytesStart<'_>, names: &NamespaceResolver) -> Result<(), Refusal> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(self.not_xml("more than one element stands outermost"));
        }
        if self.open.len() == DEEPEST {
            return Err(Refusal::TooDeep {
                limit: DEEPEST,
                line: self.line,
            });
        }
        self.elements += 1;
        if self.elements > MOST {
            return Err(Refusal::TooLarge {
                limit: "500,000 elements",
            });
        }
        let (namespace, local) = names.resolve_element(start.name());
        let local = local.as_ref();
        let schema = match namespace {
            ResolveResult::Bound(Namespace(namespace)) => namespace.strip_prefix(UBL),
            ResolveResult::Unbound => None,
            ResolveResult::Unknown(prefix) => {
                return Err(
                    self.not_xml(&format!("the prefix `{}` is not declared", quoted(&prefix)))
                );
            }
        };
        // A second colon could make a foreign name look like one of UBL's.
        if local.is_empty() || local.contains(':') {
            return Err(self.not_xml(&format!(
                "`{}` is not a name",
                quoted(start.name().as_ref())
            )));
        }
        let name = match schema {
            Some(AGGREGATE) => format!("cac:{local}"),
            Some(BASIC) => format!("cbc:{local}"),
            _ => local.to_owned(),
        };
        let element = Element {
            name,
            schema: schema.filter(|_| self.open.is_empty()).map(str::to_owned),
            line: self.line,
            attributes: self.attributes(start)?,
            text: String::new(),
            children: Vec::new(),
        };
        self.open.push(element);
        Ok(())
    }

    fn attributes(&self, start: &BytesStart<'_>) -> Result<Vec<(&'static str, String)>, Refusal> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| match error {
                AttrError::Duplicated(..) => self.not_xml("an attribute is repeated"),
                _ => self.not_xml("an attribute is not written `name=\"value\"`"),
            })?;
            let Some(name) = KEPT
                .into_iter()
                .find(|name| *name == attribute.key.as_ref())
            else {
                continue;
            };
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|_| {
                self.not_xml(&format!("the value of `{name}` has an unknown reference"))
            })?;
            if !value.chars().all(is_allowed) {
                return Err(self.not_xml(&format!(
                    "the value of `{name}` has a character that is not allowed"
                )));
            }
            attributes.push((name, value.into_owned()));
        }
        Ok(attributes)
    }

    fn end(&mut self) {
        let Some(element) = self.open.pop() else {
            return;
        };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn write(&mut self, text: &str) -> Result<(), Refusal> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => {
                let before = text.len() - text.trim_start().len();
                let line = self.line + line_at(text, before) - 1;
                let reason = "text stands outside of its elements".to_owned();
                return Err(Refusal::NotXml { reason, line });
            }
        }
        Ok(())
    }

    fn refer(&mut self, reference: &BytesRef<'_>) -> Result<(), Refusal> {
        let name: &str = reference;
        match reference.resolve_char_ref() {
            Ok(Some(character)) if is_allowed(character) => {
                self.write(character.encode_utf8(&mut [0; 4]))
            }
            Ok(None) => match resolve_predefined_entity(name) {
                Some(text) => self.write(text),
                None => Err(Refusal::Entity {
                    name: quoted(name),
                    line: self.line,
                }),
            },
            Ok(Some(_)) | Err(_) => {
                Err(self.not_xml(&format!("`&{};` is not a character", quoted(name))))
            }
        }
    }

    fn finish(mut self) -> Result<Element, Refusal> {
        match (self.open.pop(), self.root.take()) {
            (Some(open), _) => Err(Refusal::Truncated {
                inside: format!("`{}`", quoted(&open.name)),
                line: open.line,
            }),
            (None, Some(root)) => Ok(root),
            (None, None) => Err(self.not_xml("it has no element")),
        }
    }

    fn not_xml(&self, reason: &str) -> Refusal {
        Refusal::NotXml {
            reason: reason.to_owned(),
            line: self.line,
        }
    }

    fn broken(&self, error: &Error, position: u64) -> Refusal {
        let line = line_at(self.text, usize::try_from(position).unwrap_or(usize::MAX));
        let reason = match error {
            Error::Syntax(SyntaxError::InvalidBangMarkup) => {
                "`<!` begins nothing that is known".to_owned()
            }
            Error::Syntax(syntax) => {
                let inside = match syntax {
                    SyntaxError::UnclosedComment => "`<!-- … -->`",
                    SyntaxError::UnclosedCData => "`<![CDATA[ … ]]>`",
                    SyntaxError::UnclosedDoctype => "`<!DOCTYPE … >`",
                    SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl => "`<? … ?>`",
                    _ => "`< … >`",
                };
                return Refusal::Truncated {
                    inside: inside.to_owned(),
                    line,
                };
            }
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                format!(
                    "`</{}>` stands where `</{}>` is expected",
                    quoted(found),
                    quoted(expected)
                )
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
                format!("`</{}>` ends nothing", quoted(name))
            }
            Error::IllFormed(IllFormedError::UnclosedReference) => {
                "`&` begins no reference, and is written `&amp;`".to_owned()
            }
            Error::IllFormed(IllFormedError::DoubleHyphenInComment) => {
                "`--` stands in a comment".to_owned()
            }
            Error::Namespace(_) => {
                "a namespace is declared in a way that is not allowed".to_owned()
            }
            _ => "its markup is not well-formed".to_owned(),
        };
        Refusal::NotXml { reason, line }
    }
}
