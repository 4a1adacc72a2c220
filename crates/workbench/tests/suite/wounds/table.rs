//! What came of all wounds: counted by kind, those that came out otherwise told one by one, and held to what is promised.

use std::collections::BTreeMap;
use std::fmt;

use super::shipped::Shipped;
use super::unseen::{changes_nothing, why};
use super::wound::Kind;
use super::{Case, Fate};

/// How many findings of a wound are told.
const MOST_FINDINGS: usize = 4;

/// What came of all wounds.
pub(super) struct Account<'c> {
    shipped: &'c Shipped,
    broken: &'c [Case],
    meaningful: &'c [Case],
}

impl<'c> Account<'c> {
    pub(super) fn of(shipped: &'c Shipped, broken: &'c [Case], meaningful: &'c [Case]) -> Self {
        Self {
            shipped,
            broken,
            meaningful,
        }
    }

    /// Holds the counts to what is promised.
    pub(super) fn assert(&self) {
        let broken = self.broken.len();
        let found = self.broken.iter().filter(|case| case.is_found()).count();
        let near = self.broken.iter().filter(|case| case.is_near()).count();
        assert_eq!(found, broken, "a broken wound isn't found");
        assert!(
            near * 100 >= broken * 95,
            "{near} of {broken} are found close by"
        );
        let meaningful = self.meaningful.len();
        let unnoticed = self.unnoticed();
        let unnoticed = unnoticed.filter(|case| !changes_nothing(self.shipped, &case.wound));
        let unnoticed = unnoticed.count();
        assert!(
            unnoticed * 20 <= meaningful,
            "nobody notices {unnoticed} of {meaningful} wounds"
        );
    }

    fn unnoticed(&self) -> impl Iterator<Item = &Case> {
        self.meaningful.iter().filter(|case| is_unnoticed(case))
    }
}

fn is_unnoticed(case: &Case) -> bool {
    matches!(case.fate, Fate::Unnoticed)
}

impl fmt::Display for Account<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "broken wounds")?;
        let head = ["made", "found", "≤ 2 lines", "> 1 finding"];
        row(f, &"", head)?;
        for kind in Kind::BROKEN {
            let cases = of_kind(self.broken, kind);
            row(f, &kind, broken_counts(cases.iter().copied()))?;
        }
        row(f, &"all", broken_counts(self.broken.iter()))?;
        let mut spread: BTreeMap<usize, usize> = BTreeMap::new();
        for case in self.broken {
            *spread.entry(case.findings().count()).or_default() += 1;
        }
        let spread: Vec<String> = spread
            .iter()
            .map(|(findings, wounds)| format!("{findings}: {wounds}"))
            .collect();
        writeln!(
            f,
            "\nfindings of a broken wound: how many wounds\n  {}",
            spread.join(", ")
        )?;

        writeln!(f, "\nwounds that may be meant")?;
        let head = ["made", "found", "noticed", "unnoticed"];
        row(f, &"", head)?;
        for kind in Kind::MEANINGFUL {
            row(f, &kind, meaningful_counts(&of_kind(self.meaningful, kind)))?;
        }
        let all: Vec<&Case> = self.meaningful.iter().collect();
        row(f, &"all", meaningful_counts(&all))?;
        self.lists(f)
    }
}

fn broken_counts<'c>(cases: impl Iterator<Item = &'c Case>) -> [usize; 4] {
    let mut counts = [0; 4];
    for case in cases {
        let several = case.findings().count() > 1;
        for (count, is_so) in
            counts
                .iter_mut()
                .zip([true, case.is_found(), case.is_near(), several])
        {
            *count += usize::from(is_so);
        }
    }
    counts
}

fn meaningful_counts(cases: &[&Case]) -> [usize; 4] {
    let count = |is_so: &dyn Fn(&Case) -> bool| cases.iter().filter(|case| is_so(case)).count();
    [
        cases.len(),
        count(&Case::is_found),
        count(&|case| matches!(case.fate, Fate::Noticed)),
        count(&is_unnoticed),
    ]
}

fn of_kind(cases: &[Case], kind: Kind) -> Vec<&Case> {
    cases
        .iter()
        .filter(|case| case.wound.kind == kind)
        .collect()
}

fn row<const N: usize>(
    f: &mut fmt::Formatter<'_>,
    head: &dyn fmt::Display,
    cells: [impl fmt::Display; N],
) -> fmt::Result {
    write!(f, "  {head:<36}")?;
    for cell in cells {
        write!(f, "{cell:>12}")?;
    }
    writeln!(f)
}

impl Account<'_> {
    fn lists(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let broken = |f: &mut fmt::Formatter<'_>, title: &str, is_so: &dyn Fn(&Case) -> bool| {
            writeln!(f, "\n{title}")?;
            for case in self.broken.iter().filter(|case| is_so(case)) {
                writeln!(f, "  {}", case.wound)?;
                for finding in case.findings().take(MOST_FINDINGS) {
                    writeln!(f, "      {finding}")?;
                }
                let findings = case.findings().count();
                if findings > MOST_FINDINGS {
                    writeln!(f, "      … {} more", findings - MOST_FINDINGS)?;
                }
            }
            Ok(())
        };
        broken(f, "broken and not found", &|case| !case.is_found())?;
        broken(f, "broken and found elsewhere", &|case| {
            case.is_found() && !case.is_near()
        })?;
        broken(f, "broken and found more than once", &|case| {
            case.findings().count() > 1
        })?;
        writeln!(f, "\nnoticed by nobody")?;
        for case in self.unnoticed() {
            let why = why(self.shipped, &case.wound).unwrap_or("no scenario looks at it");
            writeln!(f, "  {}\n      ({why})", case.wound)?;
        }
        Ok(())
    }
}
