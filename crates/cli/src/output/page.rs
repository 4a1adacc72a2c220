//! The pages that explain codes: what the first line calls each. What they say stands in `docs/errors`.

use dunlin::Code;

use crate::arguments::Language;

/// Returns what a code's page is called: its first line, without the code.
pub(crate) fn title(code: Code, lang: Language) -> &'static str {
    let line = code
        .page(lang.code())
        .lines()
        .next()
        .unwrap_or_default()
        .trim_start_matches(['#', ' ']);
    line.strip_prefix(code.id())
        .unwrap_or(line)
        .trim_matches([':', '·', ' '])
}
