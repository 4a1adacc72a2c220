//! The flows as a flowchart in Mermaid's text, a subgraph a flow · where things stand is Mermaid's to find.

use std::fmt::{self, Display, Formatter, Write};

use dunlin::{Cause, Lead, Outline, OutlinedFlow, OutlinedStep, RuleSet};

use super::position::Position;
use super::sheet::Words;

/// Returns the flowchart.
pub(super) fn written(rules: &RuleSet, position: Option<&Position>, language: &str) -> String {
    let language = if language == "da" { "da" } else { "en" };
    let words = Words {
        rules,
        language,
        position,
    };
    let outline = rules.outline();
    let mut text = "flowchart TD\n".to_owned();
    let _ = writeln!(text, "  accTitle: {}", plain(&words.title()));
    if position.is_some() {
        let _ = writeln!(text, "  accDescr: {}", plain(&words.lead()));
    }
    let mut marks = Vec::new();
    for (at, flow) in outline.flows.iter().enumerate() {
        words.flow(&mut text, at, flow, &mut marks);
    }
    for (at, flow) in outline.flows.iter().enumerate() {
        words.switches(&mut text, at, flow, &outline);
    }
    words.actions(&mut text, &outline);
    words.beside(&mut text, &outline);
    if position.is_some() {
        text.push_str("  classDef done fill:#e9edf1,stroke:#1b242e,color:#1b242e\n");
        text.push_str(
            "  classDef passed fill:#ffffff,stroke:#566270,stroke-dasharray:6 4,color:#1b242e\n",
        );
        text.push_str(
            "  classDef here fill:#fff6dc,stroke:#1b242e,stroke-width:4px,color:#1b242e\n",
        );
        for (node, class) in marks {
            let _ = writeln!(text, "  class {node} {class}");
        }
    }
    text
}

impl Words<'_> {
    fn flow(
        &self,
        text: &mut String,
        at: usize,
        flow: &OutlinedFlow<'_>,
        marks: &mut Vec<(String, &'static str)>,
    ) {
        let _ = writeln!(
            text,
            "  subgraph f{at}[\"{}\"]",
            Escaped(self.get(&flow.label))
        );
        text.push_str("    direction TB\n");
        let mut before = format!("f{at}_start");
        let begins = match flow.is_start {
            true => self.of("a case can begin here", "en sag kan begynde her"),
            false => self.of("begins", "begynder"),
        };
        let _ = writeln!(text, "    {before}([\"{begins}\"])");
        for (number, step) in flow.steps.iter().enumerate() {
            let node = format!("f{at}_s{number}");
            let _ = writeln!(
                text,
                "    {node}[\"{}\"]",
                self.label(flow, step, &node, marks)
            );
            let _ = writeln!(text, "    {before} -->|\"{}\"| {node}", self.waiting(step));
            before = node;
        }
        let is_here = self.position.is_some_and(|position| {
            position.case.flow() == flow.name
                && (position.case.step().is_none() || !position.is_open())
        });
        if is_here || !flow.steps.last().is_some_and(OutlinedStep::always_leaves) {
            let end = self.closed().unwrap_or_else(|| {
                self.of(
                    "nothing more happens by itself",
                    "der sker ikke mere af sig selv",
                )
                .to_owned()
            });
            let end = match is_here {
                true => end,
                false => self
                    .of(
                        "nothing more happens by itself",
                        "der sker ikke mere af sig selv",
                    )
                    .to_owned(),
            };
            let _ = writeln!(text, "    f{at}_end([\"{}\"])", Escaped(&end));
            let _ = writeln!(text, "    {before} --> f{at}_end");
            if is_here {
                marks.push((format!("f{at}_end"), "here"));
            }
        }
        text.push_str("  end\n");
    }

    fn label(
        &self,
        flow: &OutlinedFlow<'_>,
        step: &OutlinedStep<'_>,
        node: &str,
        marks: &mut Vec<(String, &'static str)>,
    ) -> String {
        let mut lines = vec![format!("<b>{}</b>", Escaped(self.get(&step.label)))];
        if let Some(position) = self.position {
            if position.is_at(flow.name, step.name) {
                marks.push((node.to_owned(), "here"));
                let is_this = |due: &dunlin::Due| matches!(due.turn(), Some(dunlin::Turn::Step { step: named, .. }) if **named == *step.name);
                lines.push(self.of("here now", "her nu").to_owned());
                lines.extend(
                    self.standing(is_this)
                        .iter()
                        .map(|told| Escaped(told).to_string()),
                );
            } else if let Some(taken) = position.taken(flow.name, step.name) {
                let day = self.day(taken.at);
                let (class, told) = match taken.passed_over {
                    true => ("passed", self.of("passed over", "sprunget over")),
                    false => ("done", self.of("ran", "kørt")),
                };
                marks.push((node.to_owned(), class));
                lines.push(format!("{told} {day}"));
            } else if let Some(expected) = position.expected_of(flow.name, step.name) {
                lines.push(format!(
                    "{} {}",
                    self.of("expected", "ventes"),
                    self.day(expected.at)
                ));
            }
        }
        let when = step.when.as_ref().map(|when| self.only_if(when));
        lines.extend(when.map(|when| format!("<i>{}</i>", Escaped(&when))));
        for deed in &step.does {
            let when = deed
                .when
                .as_ref()
                .map(|when| format!(", {}", self.only_if(when)));
            let told = format!("{}{}", self.get(&deed.words), when.unwrap_or_default());
            lines.push(Escaped(&told).to_string());
        }
        lines.join("<br/>")
    }

    fn waiting(&self, step: &OutlinedStep<'_>) -> String {
        let mut told = Escaped(self.get(&step.wait)).to_string();
        if let Some(wait_for) = &step.wait_for {
            let words = self.get(&wait_for.words);
            let waits = self.of("and waits for", "og venter på");
            let _ = write!(told, "<br/>{waits} {}", Escaped(words));
        }
        told
    }

    /// Where steps lead.
    fn switches(
        &self,
        text: &mut String,
        at: usize,
        flow: &OutlinedFlow<'_>,
        outline: &Outline<'_>,
    ) {
        for (number, step) in flow.steps.iter().enumerate() {
            for lead in step.does.iter().filter_map(|deed| deed.lead.as_ref()) {
                for (to, target) in outline.flows.iter().enumerate() {
                    let leads = match lead {
                        Lead::Flow(name) => *name == target.name,
                        Lead::AnyFlow => flow.switch_to.contains(&target.name),
                        Lead::Again => to == at,
                        _ => false,
                    };
                    if leads {
                        let _ = writeln!(text, "  f{at}_s{number} ==> f{to}_start");
                    }
                }
                if *lead == Lead::Close {
                    let closed = self.of("the case is closed", "sagen er lukket");
                    let _ = writeln!(text, "  f{at}_s{number} ==> f{at}_closed([\"{closed}\"])");
                }
            }
        }
    }

    /// Where actions lead.
    fn actions(&self, text: &mut String, outline: &Outline<'_>) {
        for moved in &outline.moves {
            if matches!(moved.cause, Cause::Script(_)) {
                continue;
            }
            for (at, from) in outline.flows.iter().enumerate() {
                for (to, target) in outline.flows.iter().enumerate() {
                    let leads = match moved.lead {
                        Lead::Flow(name) => name == target.name,
                        Lead::AnyFlow => from.switch_to.contains(&target.name),
                        _ => false,
                    };
                    if leads && at != to && moved.from.contains(&from.name) {
                        let label = Escaped(self.get(&moved.label)).to_string();
                        let _ = writeln!(text, "  f{at} -. \"{label}\" .-> f{to}_start");
                    }
                }
            }
        }
    }

    /// What happens beside the flows.
    fn beside(&self, text: &mut String, outline: &Outline<'_>) {
        if outline.timers.is_empty() {
            return;
        }
        let title = self.of("Beside the flows", "Ved siden af flows");
        let _ = writeln!(text, "  subgraph beside[\"{title}\"]");
        for (at, timer) in outline.timers.iter().enumerate() {
            let mut lines = vec![format!("<b>{}</b>", Escaped(self.get(&timer.label)))];
            lines.push(Escaped(self.get(&timer.wait)).to_string());
            let condition = timer
                .condition
                .as_ref()
                .map(|condition| self.only_if(condition));
            lines.extend(condition.map(|condition| format!("<i>{}</i>", Escaped(&condition))));
            let does = timer
                .does
                .iter()
                .map(|deed| Escaped(self.get(&deed.words)).to_string());
            lines.extend(does);
            let _ = writeln!(text, "    t{at}>\"{}\"]", lines.join("<br/>"));
        }
        text.push_str("  end\n");
    }
}

/// A text of the rules as it may stand in a quoted label: none of its marks is Mermaid's or HTML's.
struct Escaped<'t>(&'t str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for mark in self.0.chars() {
            match mark {
                '"' | '#' | '&' | '<' | '>' | '`' | '\\' | ';' | '{' => {
                    write!(f, "#{};", u32::from(mark))?
                }
                _ if mark.is_control() => f.write_char(' ')?,
                _ => f.write_char(mark)?,
            }
        }
        Ok(())
    }
}

/// A text as it may stand to the end of a line.
fn plain(text: &str) -> String {
    let plain = text.chars().map(|mark| match mark {
        '{' | '}' | ';' | '#' | '"' | '<' | '>' => ' ',
        _ if mark.is_control() => ' ',
        _ => mark,
    });
    plain.collect()
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn no_text_ends_a_label_or_is_a_directive() {
        let text = "\"a\"] & <b> `c` #1; %%{init: {}}%%";
        assert_eq!(
            Escaped(text).to_string(),
            "#34;a#34;] #38; #60;b#62; #96;c#96; #35;1#59; %%#123;init: #123;}}%%"
        );
    }
}
