//! The fingerprint of a rule set: a hash over every loaded text. Nothing is parsed here.

use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::base::Chain;
use crate::source::Sources;

/// SHA-256 over each file's path and text, line ends normalised, in hexadecimal.
pub(super) fn of(sources: &Sources, chain: &Chain) -> Arc<str> {
    let mut hash = Sha256::new();
    let is_story = |name: &str| {
        let own = name.strip_prefix(chain.prefix_of(name));
        own.is_some_and(|name| name.starts_with("scenarios/"))
    };
    for source in sources.iter().filter(|source| !is_story(source.name())) {
        let text = source.text().replace("\r\n", "\n");
        // Lengths keep one file's end from passing for the next one's beginning.
        for part in [source.name(), &text] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    Arc::from(text)
}
