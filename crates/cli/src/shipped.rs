//! What comes along with the command: rule sets, schemas and an invoice · taken in when it is built, read from nowhere.

use dunlin::Sources;

/// The name of the shipped rule set.
pub(crate) const NAME: &str = "danish-receivables";

/// An invoice, as it stands among the examples.
pub(crate) const INVOICE: &[u8] = include_bytes!("../../../examples/invoices/faktura-1001.xml");

/// The shipped rule set: each file's name and text, its scenarios and their snapshots among them.
pub(crate) const RULE_SET: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/rule_set.rs"));

/// The rule set that `dunlin new` begins from, likewise.
pub(crate) const STARTER: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/starter.rs"));

macro_rules! schemas {
    ($($kind:literal),+) => {
        [$(($kind, include_str!(concat!("../../../docs/schemas/", $kind, ".json")))),+]
    };
}

/// The JSON Schema of each kind of document.
pub(crate) const SCHEMAS: [(&str, &str); 14] = schemas![
    "manifest",
    "flow",
    "action",
    "timer",
    "facts",
    "choices",
    "functions",
    "ledger",
    "interest",
    "effects",
    "table",
    "calendar",
    "invariants",
    "scenario"
];

/// Returns the texts that the shipped rule set is loaded from.
pub(crate) fn sources() -> Sources {
    let mut sources = Sources::new();
    let of_rules = RULE_SET
        .iter()
        .filter(|(name, _)| !name.starts_with("scenarios/"));
    for (name, text) in of_rules {
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
