//! What scenarios noticed of the rules' mutants: counts, and the survivors by file and line. Nothing is run here.

use std::collections::BTreeMap;

use dunlin::{Mutant, MutantKind};
use dunlin_workbench::mutate::{Count, Mutated, Why};
use serde::Serialize;

use super::style::{BAD, CARE, FAINT, GOOD, STRONG, styled};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// Returns the survivors by file and line, the counts by file and sort, and the whole.
pub(crate) fn text(mutated: &Mutated, folder: &Folder, lang: Language) -> String {
    let mut text = survivors(mutated, folder, lang);
    text.push_str(&counts(mutated, folder, lang));
    text
}

fn survivors(mutated: &Mutated, folder: &Folder, lang: Language) -> String {
    let mut by_file: BTreeMap<&str, Vec<(&Mutant, Why)>> = BTreeMap::new();
    for (mutant, why) in mutated.survivors() {
        let file = mutant.place().file.as_str();
        by_file.entry(file).or_default().push((mutant, why));
    }
    let mut text = String::new();
    for (file, survivors) in by_file {
        let mut line = None;
        for (mutant, why) in survivors {
            let place = mutant.place();
            if line != Some(place.line) {
                line = Some(place.line);
                let at = format!("{}:{}", folder.file(file), place.line);
                text.push_str(&format!("{} {}\n", styled(STRONG, &at), mutant.element()));
            }
            let mark = styled(CARE, lang.of("unnoticed", "ikke bemærket"));
            text.push_str(&format!("  {mark} {}\n", mutant.text(lang.code())));
            let hint = hint(mutant, why, lang);
            text.push_str(&format!("    {}\n", styled(FAINT, hint)));
        }
    }
    text
}

/// Why nothing notices a mutant, and what scenario would.
fn hint(mutant: &Mutant, why: Why, lang: Language) -> &'static str {
    match why {
        _ if mutant.is_limit() => lang.of(
            "no rule comes so far as to break the limit: only a rule set that goes beyond these rules would be refused",
            "ingen regel kommer så langt, at grænsen brydes: kun et regelsæt, der går ud over disse regler, ville blive afvist",
        ),
        Why::NeverAsked => lang.of(
            "no scenario gets here: write one that does",
            "intet scenarie når hertil: skriv et, der gør",
        ),
        _ => match mutant.kind() {
            MutantKind::Comparison | MutantKind::Constant => lang.of(
                "every scenario comes out the same: write one in which the two sides are just equal, or one apart",
                "alle scenarier ender ens: skriv et, hvor de to sider netop er lige store, eller én fra hinanden",
            ),
            MutantKind::Logic => lang.of(
                "every scenario comes out the same: write one in which this part alone decides",
                "alle scenarier ender ens: skriv et, hvor netop denne del afgør sagen",
            ),
            MutantKind::Rule => lang.of(
                "every scenario comes out the same: write one that only this denies or warns of",
                "alle scenarier ender ens: skriv et, som kun dette afviser eller advarer om",
            ),
            MutantKind::Schedule | MutantKind::Calendar => lang.of(
                "every scenario comes out the same: write one that waits past this time, from a day that tells the two apart",
                "alle scenarier ender ens: skriv et, der venter ud over tiden, fra en dag, hvor de to er forskellige",
            ),
            MutantKind::Table => lang.of(
                "every scenario comes out the same: write one that takes this row, just at its edge",
                "alle scenarier ender ens: skriv et, der rammer rækken, netop på kanten",
            ),
            MutantKind::Role => lang.of(
                "write a scenario in which this role asks for it",
                "skriv et scenarie, hvor denne rolle beder om det",
            ),
            _ => lang.of(
                "every scenario comes out the same: write one in which it makes a difference",
                "alle scenarier ender ens: skriv et, hvor det gør en forskel",
            ),
        },
    }
}

fn counts(mutated: &Mutated, folder: &Folder, lang: Language) -> String {
    let mut text = String::new();
    let kinds = mutated.by_kind();
    let kinds = kinds
        .iter()
        .map(|(kind, count)| (kind.label(lang.code()).to_owned(), *count));
    let files = mutated.by_file();
    let files = files
        .iter()
        .map(|(file, count)| (folder.file(file), *count));
    for group in [files.collect::<Vec<_>>(), kinds.collect()] {
        let width = group.iter().map(|(name, _)| name.chars().count()).max();
        for (name, count) in &group {
            let pad = width.unwrap_or(0) - name.chars().count();
            text.push_str(&format!(
                "{name}{}  {:>4} / {:<4} {:>5} %\n",
                " ".repeat(pad),
                count.noticed,
                count.made,
                printed(*count, lang)
            ));
        }
        text.push('\n');
    }
    let (rules, limits) = (mutated.of_rules(), mutated.of_limits());
    let of = |count: Count| match lang {
        Language::En => format!(
            "{} of {} noticed, {} %",
            count.noticed,
            count.made,
            printed(count, lang)
        ),
        Language::Da => format!(
            "{} af {} bemærket, {} %",
            count.noticed,
            count.made,
            printed(count, lang)
        ),
    };
    if limits.made > 0 {
        let what = lang.of(
            "in the limits that no decision may break",
            "i de grænser, som ingen afgørelse må bryde",
        );
        text.push_str(&format!("{what}: {}\n", of(limits)));
    }
    let style = if rules.noticed == rules.made {
        GOOD
    } else {
        BAD
    };
    let what = lang.of("in the rules", "i reglerne");
    let scenarios = match (mutated.scenarios(), lang) {
        (1, Language::En) => "by 1 scenario".to_owned(),
        (1, Language::Da) => "af 1 scenarie".to_owned(),
        (count, Language::En) => format!("by {count} scenarios"),
        (count, Language::Da) => format!("af {count} scenarier"),
    };
    let total = format!("{what}: {}, {scenarios}", of(rules));
    text.push_str(&format!("{}\n", styled(style, &total)));
    text
}

fn printed(count: Count, lang: Language) -> String {
    let percent = format!("{:.1}", count.percent());
    match lang {
        Language::En => percent,
        Language::Da => percent.replace('.', ","),
    }
}

/// What scenarios noticed, for programs.
#[derive(Debug, Serialize)]
pub(crate) struct MutatedDocument<'m> {
    schema: u32,
    scenarios: usize,
    rules: CountDocument,
    limits: CountDocument,
    by_kind: BTreeMap<&'static str, CountDocument>,
    by_file: BTreeMap<&'m str, CountDocument>,
    survivors: Vec<SurvivorDocument<'m>>,
}

#[derive(Debug, Serialize)]
struct CountDocument {
    noticed: usize,
    made: usize,
    percent: f64,
}

#[derive(Debug, Serialize)]
struct SurvivorDocument<'m> {
    id: &'m str,
    kind: &'static str,
    file: &'m str,
    line: u32,
    column: u32,
    element: &'m str,
    limit: bool,
    why: &'static str,
    edit: BTreeMap<&'static str, &'m str>,
}

impl From<Count> for CountDocument {
    fn from(count: Count) -> Self {
        Self {
            noticed: count.noticed,
            made: count.made,
            percent: count.percent(),
        }
    }
}

impl<'m> MutatedDocument<'m> {
    pub(crate) fn of(mutated: &'m Mutated) -> Self {
        let by_kind = mutated.by_kind().into_iter();
        let by_file = mutated.by_file().into_iter();
        Self {
            schema: 1,
            scenarios: mutated.scenarios(),
            rules: mutated.of_rules().into(),
            limits: mutated.of_limits().into(),
            by_kind: by_kind
                .map(|(kind, count)| (kind.name(), count.into()))
                .collect(),
            by_file: by_file.map(|(file, count)| (file, count.into())).collect(),
            survivors: mutated.survivors().map(SurvivorDocument::of).collect(),
        }
    }
}

impl<'m> SurvivorDocument<'m> {
    fn of((mutant, why): (&'m Mutant, Why)) -> Self {
        let place = mutant.place();
        Self {
            id: mutant.id(),
            kind: mutant.kind().name(),
            file: &place.file,
            line: place.line,
            column: place.column,
            element: mutant.element(),
            limit: mutant.is_limit(),
            why: match why {
                Why::NeverAsked => "never_asked",
                _ => "unchanged",
            },
            edit: ["da", "en"].map(|code| (code, mutant.text(code))).into(),
        }
    }
}
