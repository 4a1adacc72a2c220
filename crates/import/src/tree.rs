//! The elements of a document, each knowing its line, and paths to ask them by · no XML syntax, no meaning of an invoice.

use crate::refusal::{Place, Refusal};

/// An element, with the elements in it and the text directly in it.
#[derive(Debug)]
pub(crate) struct Element {
    /// `cbc:ID` or `cac:Party` whatever the document's prefixes are, and a bare name in any other namespace.
    pub(crate) name: String,
    /// Of the root: the schema of UBL whose namespace it is in, such as `Invoice-2`.
    pub(crate) schema: Option<String>,
    pub(crate) line: usize,
    /// Those that an importer asks for.
    pub(crate) attributes: Vec<(&'static str, String)>,
    /// All that stands directly in it, as written.
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

/// The text of an element that holds nothing else, and where it stands.
#[derive(Debug)]
pub(crate) struct Leaf<'tree> {
    /// Never empty: without its outer white space, and any other white space made one space.
    pub(crate) text: String,
    pub(crate) element: &'tree Element,
    pub(crate) place: Place,
}

impl Element {
    /// Returns the elements that a path such as `cac:PaymentMeans/cbc:PaymentDueDate` leads to.
    pub(crate) fn all(&self, path: &str) -> Vec<&Element> {
        path.split('/').fold(vec![self], |found, step| {
            found
                .into_iter()
                .flat_map(|at| &at.children)
                .filter(|child| child.name == step)
                .collect()
        })
    }

    /// Returns the texts that a path leads to; an empty element says nothing and is left out.
    pub(crate) fn leaves(&self, path: &str) -> Result<Vec<Leaf<'_>>, Refusal> {
        let mut leaves = Vec::new();
        for element in self.all(path) {
            let place = self.place(path, element.line);
            if !element.children.is_empty() {
                return Err(Refusal::NotText { place });
            }
            let text = element
                .text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            if !text.is_empty() {
                leaves.push(Leaf {
                    text,
                    element,
                    place,
                });
            }
        }
        Ok(leaves)
    }

    /// Returns the one text that a path leads to, if there is one.
    pub(crate) fn leaf(&self, path: &str) -> Result<Option<Leaf<'_>>, Refusal> {
        let mut leaves = self.leaves(path)?.into_iter();
        match (leaves.next(), leaves.next()) {
            (_, Some(second)) => Err(Refusal::Repeated {
                place: second.place,
            }),
            (first, None) => Ok(first),
        }
    }

    /// Returns the attribute, if it is there and not empty.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(known, _)| *known == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// Returns where the path leads from this element, which must be the root.
    pub(crate) fn place(&self, path: &str, line: usize) -> Place {
        Place {
            path: format!("/{}/{path}", self.name),
            line,
        }
    }

    /// Returns where this element is, which must be the root.
    pub(crate) fn here(&self) -> Place {
        Place {
            path: format!("/{}", self.name),
            line: self.line,
        }
    }

    /// Returns where something belongs that is missing.
    pub(crate) fn missing(&self, path: &str) -> Place {
        self.place(path, self.line)
    }
}
