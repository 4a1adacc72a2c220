//! Effects for people, a line each: the effect's name, and what it does · the words are the workbench's.

use dunlin::RecordedEffect;
use dunlin_workbench::told::Teller;

use super::style::{NAME, styled};

/// Returns effects in words, a line each; an entry of the day that is given goes without its date.
pub(crate) fn lines(
    effects: &[RecordedEffect],
    teller: Teller<'_>,
    currency: &str,
    day: Option<&str>,
) -> String {
    let width = effects.iter().map(|effect| effect.effect.len()).max();
    let width = width.unwrap_or_default();
    let one = |effect: &RecordedEffect| {
        let name = styled(NAME, &format!("{:width$}", effect.effect));
        let words = teller.effect_words(effect, currency, day);
        format!("  {name}  {words}\n")
    };
    effects.iter().map(one).collect()
}
