//! A host that draws findings its own way: here as the lines of a table, with the text they are about, in Danish.

use dunlin::{Finding, RuleSet, Severity, Sources};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sources = Sources::read(env!("CARGO_MANIFEST_DIR"))?;
    let pause = sources.get("rules/pause.yaml").ok_or("no pause")?.text();
    let pause = pause
        .replace("case.status ==", "case.status =")
        .replace("input.reason", "input.reson")
        .replace("type: date", "type: datum");
    sources.add("rules/pause.yaml", pause);

    let findings = RuleSet::check(&sources);
    for finding in &findings {
        println!("{}", row(finding, &sources));
    }
    let errors = findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error);
    println!("{} fejl", errors.count());
    Ok(())
}

fn row(finding: &Finding, sources: &Sources) -> String {
    let place = finding.place().map(|place| {
        let source = sources.get(&place.file);
        // The place is a range of bytes, and lines and columns for people.
        let text = source.and_then(|source| source.text().get(place.range()));
        let text = text.unwrap_or_default();
        format!("{} linje {}: „{text}“", place.file, place.line)
    });
    format!(
        "{} | {} | {} | {}",
        finding.code(),
        place.unwrap_or_default(),
        finding.message("da"),
        finding.help("da").unwrap_or("–"),
    )
}
