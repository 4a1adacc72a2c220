//! What was measured, as Markdown. Nothing is measured here.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::alone::{ByAction, Growth, Loading};
use crate::others::Grown;
use crate::peers::{COMPLETE_BY_HAND, Comparison, Line, VERDICT_BY_HAND};

/// The engines whose versions are told, as the lock file knows them.
const PEERS: [&str; 8] = [
    "cedar-policy",
    "cel",
    "regorus",
    "rhai",
    "zen-engine",
    "zen-expression",
    "rust_decimal",
    "chrono",
];

/// Everything that was measured.
pub(crate) struct Report {
    pub(crate) pairs: usize,
    pub(crate) rounds: usize,
    pub(crate) comparison: Comparison,
    pub(crate) by_action: Vec<ByAction>,
    pub(crate) menu_and_apply: Vec<Line>,
    pub(crate) other_actions: Growth,
    pub(crate) same_action: Growth,
    pub(crate) others: Vec<Grown>,
    pub(crate) loading: Vec<Loading>,
    pub(crate) two_threads: f64,
    pub(crate) scripts: Vec<Line>,
}

impl Report {
    /// Writes the report to `benches/RESULTS.md`.
    pub(crate) fn write(&self) -> Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = self.text(folder)?;
        print!("{text}");
        Ok(std::fs::write(folder.join("../RESULTS.md"), text)?)
    }

    fn text(&self, folder: &Path) -> Result<String> {
        let mut out = String::new();
        let half = 100 * self.comparison.denied / self.pairs.max(1);
        writeln!(
            out,
            "# Dunlin beside other rule engines\n\n\
             Written by `cargo run --release --manifest-path benches/peers/Cargo.toml`; change nothing by hand.\n\n\
             | | |\n|---|---|"
        )?;
        for (what, told) in self.circumstances(folder)? {
            writeln!(out, "| {what} | {told} |")?;
        }
        writeln!(
            out,
            "\nAll are asked the same: {} pairs of a case and a request about it, made from a seed, on the seven actions of \
             the shipped rule set that people ask for; {half} of 100 are denied. Before anything is timed, all must give the same \
             verdict and the same denying rules for every pair; and what is written by hand must say what Dunlin says, word for word, in both languages. \
             The figures are nanoseconds of CPU time of one thread a decision: the median of {} rounds over all pairs, the rounds of \
             all engines interleaved, and the tenth and ninetieth percentile. Each engine is prepared once; \
             its input is built from a Rust struct for each decision, with the fields that the action reads, amounts as hundredths and dates as days, and its answer is read back.\n",
            self.pairs, self.rounds
        )?;
        self.peers(&mut out)?;
        self.dunlin(&mut out)?;
        Ok(out)
    }

    fn circumstances(&self, folder: &Path) -> Result<Vec<(&'static str, String)>> {
        let lock = std::fs::read_to_string(folder.join("Cargo.lock"))?;
        let versions = PEERS.map(|name| {
            let version = locked(&lock, name).unwrap_or("?");
            format!("{name} {version}")
        });
        let node = match &self.comparison.node {
            Some(node) => format!("json-rules-engine 7.3.1 on Node {node}"),
            None => {
                "json-rules-engine left out: there is no Node, or npm can't fetch it".to_owned()
            }
        };
        let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = info.lines().find(|line| line.starts_with("model name"));
        let model = model
            .and_then(|line| line.split(": ").nth(1))
            .unwrap_or("?");
        let cores = std::thread::available_parallelism()?;
        Ok(vec![
            ("date", output("date", &["-u", "+%Y-%m-%d"])?),
            (
                "machine",
                format!("{model}, {cores} cores, {}", std::env::consts::OS),
            ),
            ("rustc", output("rustc", &["-V"])?),
            ("engines", format!("{}; {node}", versions.join(", "))),
        ])
    }

    fn peers(&self, out: &mut String) -> Result<()> {
        let lines = &self.comparison.lines;
        let verdict = median(lines, VERDICT_BY_HAND)?;
        let complete = median(lines, COMPLETE_BY_HAND)?;
        writeln!(
            out,
            "## The same decisions\n\n\
             | engine | ns | p10–p90 | × verdict by hand | × complete by hand | what is in it |\n|---|--:|--:|--:|--:|---|"
        )?;
        for line in lines {
            writeln!(
                out,
                "| {} | {:.0} | {:.0}–{:.0} | {:.1} | {:.1} | {} |",
                line.engine,
                line.cost.median,
                line.cost.low,
                line.cost.high,
                line.cost.median / verdict,
                line.cost.median / complete,
                line.includes
            )?;
        }
        writeln!(
            out,
            "\nOnly Dunlin and what is written by hand give effects, messages and letters; the others give the verdict and names, and \
             whether an input is there and among its options is a rule to them. Dunlin also holds each decision to the rule set's invariants.\n\n\
             ### More rules, on other actions\n\n\
             | engine | ns as shipped | ns with 10,000 more rules | × |\n|---|--:|--:|--:|"
        )?;
        let ours = self.other_actions.first();
        let grown = self
            .other_actions
            .iter()
            .find(|(label, _)| label.starts_with("10000 "));
        if let (Some((_, shipped)), Some((_, grown))) = (ours, grown) {
            row(out, "Dunlin: complete", shipped.median, grown.median)?;
        }
        for other in &self.others {
            row(out, other.engine, other.shipped.median, other.grown.median)?;
        }
        writeln!(out)?;
        Ok(())
    }

    fn dunlin(&self, out: &mut String) -> Result<()> {
        writeln!(out, "## Dunlin alone\n\n### Each action, complete\n")?;
        by_action(out, &self.by_action)?;
        writeln!(out, "### Menu and apply\n")?;
        table(out, &self.menu_and_apply)?;
        growth(out, "More rules and actions elsewhere", &self.other_actions)?;
        growth(
            out,
            "More rules on the action itself (`partial_payment`)",
            &self.same_action,
        )?;
        writeln!(
            out,
            "### Loading\n\nThe shipped rule set with more rules, ten an action, in a process of its own: parsing, checking and linting.\n\n\
             | more rules | ms | MiB kept | MiB at most |\n|--:|--:|--:|--:|"
        )?;
        for loading in &self.loading {
            let mib = |kib: u64| kib / 1024;
            writeln!(
                out,
                "| {} | {:.0} | {} | {} |",
                loading.rules,
                loading.milliseconds,
                mib(loading.kept_kib),
                mib(loading.most_kib)
            )?;
        }
        writeln!(
            out,
            "\n### Threads\n\nTwo threads on one rule set decide {:.2} × what one does in the same CPU time of a thread.\n\n### Script functions\n",
            self.two_threads
        )?;
        table(out, &self.scripts)
    }
}

fn table(out: &mut String, lines: &[Line]) -> Result<()> {
    let first = lines.first().context("nothing was measured")?.cost.median;
    writeln!(
        out,
        "| | ns | p10–p90 | × first | what is in it |\n|---|--:|--:|--:|---|"
    )?;
    for line in lines {
        writeln!(
            out,
            "| {} | {:.0} | {:.0}–{:.0} | {:.2} | {} |",
            line.engine,
            line.cost.median,
            line.cost.low,
            line.cost.high,
            line.cost.median / first,
            line.includes
        )?;
    }
    writeln!(out)?;
    Ok(())
}

/// What each action's decisions cost beside those by hand.
pub(crate) fn by_action(out: &mut String, lines: &[ByAction]) -> Result<()> {
    writeln!(
        out,
        "| action | | pairs | ns by hand | ns | p10–p90 | × |\n|---|---|--:|--:|--:|--:|--:|"
    )?;
    for line in lines {
        let ByAction {
            by_hand, dunlin, ..
        } = line;
        writeln!(
            out,
            "| `{}` | {} | {} | {:.0} | {:.0} | {:.0}–{:.0} | {:.1} |",
            line.action,
            if line.allowed { "allowed" } else { "denied" },
            line.pairs,
            by_hand.median,
            dunlin.median,
            dunlin.low,
            dunlin.high,
            dunlin.median / by_hand.median
        )?;
    }
    writeln!(out)?;
    Ok(())
}

fn growth(out: &mut String, title: &str, growth: &Growth) -> Result<()> {
    let (_, first) = growth.first().context("nothing was measured")?;
    writeln!(
        out,
        "### {title}\n\n| rule set | ns, complete | p10–p90 | × |\n|---|--:|--:|--:|"
    )?;
    for (label, cost) in growth {
        writeln!(
            out,
            "| {label} | {:.0} | {:.0}–{:.0} | {:.2} |",
            cost.median,
            cost.low,
            cost.high,
            cost.median / first.median
        )?;
    }
    writeln!(out)?;
    Ok(())
}

fn row(out: &mut String, engine: &str, shipped: f64, grown: f64) -> Result<()> {
    let times = grown / shipped;
    Ok(writeln!(
        out,
        "| {engine} | {shipped:.0} | {grown:.0} | {times:.2} |"
    )?)
}

fn median(lines: &[Line], engine: &str) -> Result<f64> {
    let line = lines.iter().find(|line| line.engine == engine);
    Ok(line.context("a line is missing")?.cost.median)
}

/// The version of a package in the lock file.
fn locked<'l>(lock: &'l str, name: &str) -> Option<&'l str> {
    let after = lock
        .split(&format!("name = \"{name}\"\nversion = \""))
        .nth(1)?;
    after.split('"').next()
}

fn output(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
