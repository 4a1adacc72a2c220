//! What comes along with the command: the shipped rule set and an invoice · taken in when it is built, read from nowhere.

use dunlin::Sources;

/// The name of the shipped rule set.
pub(crate) const NAME: &str = "danish-receivables";

/// An invoice, as it stands among the examples.
pub(crate) const INVOICE: &[u8] = include_bytes!("../../../examples/invoices/faktura-1001.xml");

const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Returns the texts of the shipped rule set.
pub(crate) fn sources() -> Sources {
    let mut sources = Sources::new();
    for (name, text) in FILES {
        sources.add(name, text);
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_along_is_what_is_shipped() {
        let folder = Sources::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
        let files =
            |sources: &Sources| -> Vec<dunlin::Source> { sources.iter().cloned().collect() };
        assert_eq!(files(&sources()), files(&folder));
        let rules = dunlin::RuleSet::load(&folder).unwrap();
        assert_eq!(rules.name(), NAME);
    }
}
