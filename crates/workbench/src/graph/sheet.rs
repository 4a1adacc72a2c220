//! What is drawn of a rule set, in words: a column for each flow, cards for what is beside them, arrows between them · no place on the page.

use dunlin::{
    Cause, Condition, Deed, DeedKind, Due, Lead, Move, Outline, OutlinedFlow, OutlinedStep,
    OutlinedTimer, RuleSet, Texts, Value,
};

use super::block::{Block, Gap, Icon, Look};
use super::position::{Position, Turned};
use super::text::Style;

/// No more actions than these are drawn as arrows between flows; where there are more, cards tell all.
const MOST_LANES: usize = 6;
/// Nor where there are more flows than these.
const MOST_FLOWS: usize = 5;

/// What is drawn.
pub(super) struct Sheet {
    pub(super) language: &'static str,
    /// Whether it stands among text, which has its title.
    pub(super) is_inline: bool,
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) description: String,
    pub(super) columns: Vec<Column>,
    /// What each flow is called, by its place.
    pub(super) flows: Vec<String>,
    pub(super) buses: Vec<Bus>,
    pub(super) cards: Vec<Block>,
    pub(super) legend: Vec<(Sign, String)>,
}

/// A flow: its head, and its steps with what stands before each.
pub(super) struct Column {
    pub(super) head: Block,
    pub(super) items: Vec<(Gap, Block)>,
}

/// An action that moves cases from some flows to one.
pub(super) struct Bus {
    /// What it is called, with those who may ask for it.
    pub(super) label: String,
    /// The same without them.
    pub(super) short: String,
    pub(super) from: Vec<usize>,
    pub(super) to: usize,
}

/// What the legend explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Icon(Icon),
    Block(Look),
    /// The arrow of a step that moves a case.
    Switch,
    /// The arrow of an action.
    Action,
}

/// The words of a drawing.
pub(super) struct Words<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) language: &'static str,
    pub(super) position: Option<&'r Position>,
}

impl<'r> Words<'r> {
    pub(super) fn of<'w>(&self, en: &'w str, da: &'w str) -> &'w str {
        if self.language == "da" { da } else { en }
    }

    pub(super) fn get<'t>(&self, texts: &'t Texts<'_>) -> &'t str {
        texts.get(self.language)
    }

    pub(super) fn day(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        let day = Value::Date(self.rules.local(at).date());
        self.rules.printed(&day, "", self.language)
    }

    pub(super) fn moment(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        self.rules.printed(&Value::DateTime(at), "", self.language)
    }

    pub(super) fn only_if(&self, condition: &Condition) -> String {
        let words = self.get(&condition.words);
        match condition.never {
            true => format!(
                "{}: {words}",
                self.of("never, by the settings", "aldrig efter indstillingerne")
            ),
            false => format!("{} {words}", self.of("if", "hvis")),
        }
    }

    pub(super) fn title(&self) -> String {
        let of = self.of("The flows of", "Flows i");
        format!("{of} {} {}", self.rules.name(), self.rules.version())
    }

    /// What is told of the case under the title.
    pub(super) fn lead(&self) -> String {
        let Some(position) = self.position else {
            return String::new();
        };
        let case = &position.case;
        let status = match case.status() {
            "active" => self.of("active", "aktiv"),
            "paused" => self.of("paused", "i bero"),
            _ => self.of("closed", "lukket"),
        };
        let flow = self.rules.label_of_flow(case.flow());
        let balance = self.rules.printed(
            &Value::Amount(case.balance()),
            case.currency(),
            self.language,
        );
        format!(
            "{} {} · {status} · {} · {} {balance} · {}",
            self.of("Case", "Sag"),
            case.id(),
            self.get(&flow),
            self.of("owes", "skylder"),
            self.moment(position.now)
        )
    }

    /// How a case was closed, where it was.
    pub(super) fn closed(&self) -> Option<String> {
        let closed = self.position?.case.closed()?;
        let code = self.rules.label_of_option("close_code", closed.code);
        let reason = self.rules.label_of_option("close_reason", closed.reason);
        Some(format!(
            "{} {}: {}, {}",
            self.of("Closed on", "Lukket den"),
            self.day(closed.at),
            self.get(&code),
            self.get(&reason)
        ))
    }

    /// What is said where the case stands: when it goes on, or why it doesn't.
    pub(super) fn standing(&self, is_this: impl Fn(&Due) -> bool) -> Vec<String> {
        let Some(position) = self.position else {
            return Vec::new();
        };
        match &position.due {
            Due::Paused => vec![
                self.of("paused, and to no date", "i bero uden slutdato")
                    .to_owned(),
            ],
            due if !is_this(due) => {
                let mut told = Vec::new();
                if position.case.status() == "paused" {
                    told.push(self.of("paused", "i bero").to_owned());
                }
                let label = due.turn().map(|turn| self.rules.label_of(turn));
                if let (Some(label), Some(at)) = (label, due.at()) {
                    let first = self.of("first comes", "først kommer");
                    told.push(format!("{first} {}: {}", self.get(&label), self.moment(at)));
                }
                told
            }
            Due::At { at, .. } if *at <= position.now => {
                vec![self.of("due now", "forfalder nu").to_owned()]
            }
            Due::At { at, .. } => {
                vec![format!(
                    "{} {}",
                    self.of("due", "forfalder"),
                    self.moment(*at)
                )]
            }
            Due::Held { retry, denials, .. } => {
                let mut told = vec![format!(
                    "{} {}",
                    self.of("held; tried again", "holdt tilbage; prøves igen"),
                    self.moment(*retry)
                )];
                told.extend(
                    denials
                        .iter()
                        .map(|denial| self.get(&denial.message).to_owned()),
                );
                told
            }
            Due::Waiting { wait_for, .. } => {
                vec![format!("{} {wait_for}", self.of("waits for", "venter på"))]
            }
            _ => Vec::new(),
        }
    }
}

impl Sheet {
    pub(super) fn of(rules: &RuleSet, position: Option<&Position>, language: &str) -> Self {
        let language = if language == "da" { "da" } else { "en" };
        let words = Words {
            rules,
            language,
            position,
        };
        let outline = rules.outline();
        let columns: Vec<Column> = outline
            .flows
            .iter()
            .map(|flow| words.column(flow, &outline))
            .collect();
        let (buses, drawn) = words.buses(&outline);
        let mut cards: Vec<Block> = outline
            .timers
            .iter()
            .map(|timer| words.timer(timer, &outline))
            .collect();
        cards.extend(words.moves(&outline, drawn));
        let mut sheet = Self {
            language,
            is_inline: false,
            title: words.title(),
            lead: words.lead(),
            description: words.description(&outline.flows),
            columns,
            flows: words.labels(&outline),
            buses,
            cards,
            legend: Vec::new(),
        };
        sheet.legend = words.legend(&sheet);
        sheet
    }

    /// One flow alone, with the timers that run in it and the actions that take a case out of it.
    pub(super) fn of_flow(
        rules: &RuleSet,
        flow: &str,
        position: Option<&Position>,
        language: &str,
    ) -> Option<Self> {
        let language = if language == "da" { "da" } else { "en" };
        let words = Words {
            rules,
            language,
            position,
        };
        let mut outline = rules.outline();
        outline.timers.retain(|timer| timer.flows.contains(&flow));
        outline.moves.retain(|moved| {
            let leaves = matches!(moved.lead, Lead::Flow(_) | Lead::AnyFlow | Lead::Again);
            leaves && moved.from.contains(&flow)
        });
        let shown = outline.flows.iter().find(|known| known.name == flow)?;
        let column = words.column(shown, &outline);
        let timers = outline.timers.iter();
        let mut cards: Vec<Block> = timers.map(|timer| words.timer(timer, &outline)).collect();
        cards.extend(words.leaving(&outline));
        let mut sheet = Self {
            language,
            is_inline: true,
            title: words.get(&shown.label).to_owned(),
            lead: words.lead(),
            description: words.description(std::slice::from_ref(shown)),
            columns: vec![column],
            flows: words.labels(&outline),
            buses: Vec::new(),
            cards,
            legend: Vec::new(),
        };
        sheet.legend = words.legend(&sheet);
        Some(sheet)
    }

    /// Every block and what stands between blocks.
    fn signs(&self) -> Vec<Sign> {
        let mut signs = Vec::new();
        let items = self.columns.iter().flat_map(|column| &column.items);
        let blocks = items.clone().map(|(_, block)| block).chain(&self.cards);
        let heads = self.columns.iter().map(|column| &column.head);
        for block in heads.chain(blocks) {
            signs.push(Sign::Block(block.look));
            for line in &block.lines {
                signs.extend(line.icon.map(Sign::Icon));
                signs.extend(line.leads.first().map(|_| Sign::Switch));
            }
        }
        for (gap, _) in items {
            signs.extend(
                gap.lines
                    .iter()
                    .filter_map(|line| line.icon.map(Sign::Icon)),
            );
        }
        signs.extend(self.buses.first().map(|_| Sign::Action));
        signs
    }
}

impl Words<'_> {
    fn column(&self, flow: &OutlinedFlow<'_>, outline: &Outline<'_>) -> Column {
        let mut head = Block::new(Look::Head);
        head.line(None, self.get(&flow.label), Style::Flow, 2);
        if flow.is_start {
            let begins = self.of("a case can begin here", "en sag kan begynde her");
            head.line(Some(Icon::Start), begins, Style::Under, 1);
        }
        if let Some(apart) = &flow.apart {
            let (least, between) = (
                self.of("at least", "mindst"),
                self.of(
                    "between what reaches the customer",
                    "mellem det, der når kunden",
                ),
            );
            head.line(
                None,
                &format!("{least} {} {between}", self.get(apart)),
                Style::Under,
                2,
            );
        }
        let mut items = Vec::new();
        for step in &flow.steps {
            items.push((self.gap(step), self.step(flow, step, outline)));
        }
        items.extend(self.end(flow).map(|end| (Gap::default(), end)));
        Column { head, items }
    }

    /// What a step waits for, beside the arrow that leads to it.
    fn gap(&self, step: &OutlinedStep<'_>) -> Gap {
        let mut gap = Gap::default();
        gap.line(None, self.get(&step.wait), Style::Line, 3);
        if let Some(wait_for) = &step.wait_for {
            let words = self.get(&wait_for.words);
            let text = match wait_for.never {
                true => format!(
                    "{} {words}",
                    self.of(
                        "never comes, by the settings:",
                        "kommer aldrig efter indstillingerne:"
                    )
                ),
                false => format!("{} {words}", self.of("and waits for", "og venter på")),
            };
            gap.line(Some(Icon::Gate), &text, Style::Condition, 3);
        }
        gap
    }

    fn step(
        &self,
        flow: &OutlinedFlow<'_>,
        step: &OutlinedStep<'_>,
        outline: &Outline<'_>,
    ) -> Block {
        let never = step.when.as_ref().is_some_and(|when| when.never);
        let mut block = Block::new(if never { Look::Passed } else { Look::Step });
        block.line(None, self.get(&step.label), Style::Step, 2);
        self.mark(&mut block, flow, step);
        if let Some(when) = &step.when {
            block.line(None, &self.only_if(when), Style::Condition, 2);
        }
        for deed in &step.does {
            self.deed(&mut block, deed, flow, outline);
        }
        block
    }

    /// What has become of a step in the case.
    fn mark(&self, block: &mut Block, flow: &OutlinedFlow<'_>, step: &OutlinedStep<'_>) {
        let Some(position) = self.position else {
            return;
        };
        if position.is_at(flow.name, step.name) {
            block.look = Look::Here;
            let here = self.of("here now", "her nu");
            let is_this = |due: &Due| matches!(due.turn(), Some(dunlin::Turn::Step { step: named, .. }) if **named == *step.name);
            let standing = self.standing(is_this);
            let mut told = standing.iter();
            let text = match told.next() {
                Some(first) => format!("{here}: {first}"),
                None => here.to_owned(),
            };
            block.line(Some(Icon::Here), &text, Style::Mark, 3);
            for more in told {
                block.under(more, Style::Line, 4);
            }
            return;
        }
        if let Some(taken) = position.taken(flow.name, step.name) {
            let (look, icon, text) = self.turned(&taken);
            block.look = look;
            block.line(Some(icon), &text, Style::Mark, 1);
        } else if let Some(expected) = position.expected_of(flow.name, step.name) {
            let day = self.day(expected.at);
            let text = match expected.passed_over {
                true => format!("{} {day}", self.of("to be passed over,", "springes over,")),
                false => format!("{} {day}", self.of("expected", "ventes")),
            };
            block.line(Some(Icon::Soon), &text, Style::Line, 1);
        }
    }

    fn turned(&self, turned: &Turned) -> (Look, Icon, String) {
        let day = self.day(turned.at);
        match turned.passed_over {
            true => {
                let text = format!("{} {day}", self.of("passed over", "sprunget over"));
                (Look::Passed, Icon::Over, text)
            }
            false => (
                Look::Done,
                Icon::Tick,
                format!("{} {day}", self.of("ran", "kørt")),
            ),
        }
    }

    fn deed(
        &self,
        block: &mut Block,
        deed: &Deed<'_>,
        flow: &OutlinedFlow<'_>,
        outline: &Outline<'_>,
    ) {
        let icon = icon(deed);
        block.line(Some(icon), self.get(&deed.words), Style::Line, 2);
        let place = |name: &str| outline.flows.iter().position(|flow| flow.name == name);
        match &deed.lead {
            Some(Lead::Flow(to)) => block.lead(place(to)),
            Some(Lead::AnyFlow) => block.lead(flow.switch_to.iter().filter_map(|to| place(to))),
            Some(Lead::Again) => block.lead(place(flow.name)),
            _ => {}
        }
        if let Some(when) = &deed.when {
            block.under(&self.only_if(when), Style::Condition, 2);
        }
    }

    /// How a flow ends, unless its last step always leads elsewhere.
    fn end(&self, flow: &OutlinedFlow<'_>) -> Option<Block> {
        let last = flow.steps.last();
        let leaves = last.is_some_and(OutlinedStep::always_leaves);
        let closes = leaves
            && last.is_some_and(|step| step.does.iter().any(|deed| deed.lead == Some(Lead::Close)));
        let is_here = self.position.is_some_and(|position| {
            position.case.flow() == flow.name
                && (position.case.step().is_none() || !position.is_open())
        });
        if leaves && !closes && !is_here {
            return None;
        }
        let mut end = Block::new(if is_here { Look::Here } else { Look::End });
        if let Some(closed) = self.closed().filter(|_| is_here) {
            end.line(Some(Icon::End), &closed, Style::Mark, 3);
            return Some(end);
        }
        let text = match closes {
            true => self.of("the case is closed", "sagen er lukket"),
            false => self.of(
                "nothing more happens by itself",
                "der sker ikke mere af sig selv",
            ),
        };
        if is_here {
            end.line(
                Some(Icon::Here),
                self.of("here now", "her nu"),
                Style::Mark,
                1,
            );
        }
        end.line(Some(Icon::End), text, Style::Line, 2);
        if is_here {
            for told in self.standing(|_| false) {
                end.under(&told, Style::Line, 3);
            }
        }
        Some(end)
    }

    fn timer(&self, timer: &OutlinedTimer<'_>, outline: &Outline<'_>) -> Block {
        let mut block = Block::new(Look::Beside);
        block.line(Some(Icon::Clock), self.get(&timer.label), Style::Step, 2);
        block.line(None, self.get(&timer.wait), Style::Line, 3);
        if timer.flows.len() < outline.flows.len() {
            let flows = self.flows(&timer.flows, outline);
            let only = self.of("only in", "kun i");
            block.line(None, &format!("{only} {flows}"), Style::Condition, 2);
        }
        if let Some(condition) = &timer.condition {
            block.line(None, &self.only_if(condition), Style::Condition, 2);
        }
        for deed in &timer.does {
            block.line(Some(icon(deed)), self.get(&deed.words), Style::Line, 2);
            if let Some(when) = &deed.when {
                block.under(&self.only_if(when), Style::Condition, 2);
            }
        }
        if let Some(expected) = self
            .position
            .and_then(|position| position.timer(timer.name))
        {
            let text = format!(
                "{} {}",
                self.of("expected", "ventes"),
                self.day(expected.at)
            );
            block.line(Some(Icon::Soon), &text, Style::Line, 1);
        }
        block
    }

    /// What each flow is called.
    fn labels(&self, outline: &Outline<'_>) -> Vec<String> {
        let flows = outline.flows.iter();
        flows.map(|flow| self.get(&flow.label).to_owned()).collect()
    }

    /// The labels of some flows.
    fn flows(&self, names: &[&str], outline: &Outline<'_>) -> String {
        let flows = outline
            .flows
            .iter()
            .filter(|flow| names.contains(&flow.name));
        let labels: Vec<&str> = flows.map(|flow| self.get(&flow.label)).collect();
        labels.join(", ")
    }

    /// The actions that are drawn as arrows, and whether they are: too many would hide the rest.
    fn buses(&self, outline: &Outline<'_>) -> (Vec<Bus>, bool) {
        let mut buses: Vec<Bus> = Vec::new();
        let place = |name: &str| outline.flows.iter().position(|flow| flow.name == name);
        for moved in &outline.moves {
            if matches!(moved.cause, Cause::Script(_)) {
                continue;
            }
            for (to, target) in outline.flows.iter().enumerate() {
                let leads = |from: &OutlinedFlow<'_>| match moved.lead {
                    Lead::Flow(name) => name == target.name,
                    Lead::AnyFlow => from.switch_to.contains(&target.name),
                    _ => false,
                };
                let from = outline.flows.iter().filter(|from| from.name != target.name);
                let from = from.filter(|from| moved.from.contains(&from.name) && leads(from));
                let from: Vec<usize> = from.filter_map(|from| place(from.name)).collect();
                if !from.is_empty() {
                    let label = self.asked(moved);
                    buses.push(Bus {
                        label,
                        short: self.get(&moved.label).to_owned(),
                        from,
                        to,
                    });
                }
            }
        }
        let drawn = buses.len() <= MOST_LANES && outline.flows.len() <= MOST_FLOWS;
        if !drawn {
            buses.clear();
        }
        (buses, drawn)
    }

    /// An action with those who may ask for it.
    fn asked(&self, moved: &Move<'_>) -> String {
        let label = self.get(&moved.label);
        match &moved.cause {
            Cause::Done(_) => format!("{label} {}", self.of("is done", "er udført")),
            Cause::Failed(_) => format!("{label} {}", self.of("has failed", "er mislykket")),
            _ if moved.who.is_empty() => label.to_owned(),
            _ => format!("{label} ({})", moved.who.join(", ")),
        }
    }

    /// Cards for what closes a case, pauses it, and the rest that moves it.
    fn moves(&self, outline: &Outline<'_>, drawn: bool) -> Vec<Block> {
        let groups: [(Icon, &str, &[Lead<'_>]); 3] = [
            (
                Icon::End,
                self.of("What closes a case", "Det lukker en sag"),
                &[Lead::Close],
            ),
            (
                Icon::Hold,
                self.of(
                    "What pauses it, and resumes it",
                    "Det sætter den i bero og genoptager den",
                ),
                &[Lead::Pause, Lead::Resume],
            ),
            (
                Icon::Move,
                self.of("What moves it besides", "Det flytter den desuden"),
                &[Lead::Again, Lead::Reopen],
            ),
        ];
        let cards = groups.into_iter().filter_map(|(icon, title, leads)| {
            let moved = outline.moves.iter().filter(|moved| {
                let switches = matches!(moved.lead, Lead::Flow(_) | Lead::AnyFlow);
                let undrawn = switches && (!drawn || matches!(moved.cause, Cause::Script(_)));
                leads.contains(&moved.lead) || (icon == Icon::Move && undrawn)
            });
            let mut block = Block::new(Look::Beside);
            block.line(Some(icon), title, Style::Step, 2);
            for moved in moved {
                block.line(None, &self.asked(moved), Style::Line, 2);
                block.under(self.get(&moved.words), Style::Condition, 2);
                if moved.from.len() < outline.flows.len() {
                    let flows = self.flows(&moved.from, outline);
                    let text = format!("{} {flows}", self.of("only in", "kun i"));
                    block.under(&text, Style::Condition, 2);
                }
            }
            (block.lines.len() > 1).then_some(block)
        });
        cards.collect()
    }

    /// A card for the actions that take a case out of the one flow that is drawn.
    fn leaving(&self, outline: &Outline<'_>) -> Option<Block> {
        let title = self.of(
            "Actions that move the case",
            "Handlinger, der flytter sagen",
        );
        let mut block = Block::new(Look::Beside);
        block.line(Some(Icon::Move), title, Style::Step, 2);
        for moved in &outline.moves {
            block.line(None, &self.asked(moved), Style::Line, 2);
            block.under(self.get(&moved.words), Style::Condition, 2);
        }
        (block.lines.len() > 1).then_some(block)
    }

    fn legend(&self, sheet: &Sheet) -> Vec<(Sign, String)> {
        let all = [
            (
                Sign::Block(Look::Here),
                self.of("where the case stands", "her står sagen"),
            ),
            (Sign::Block(Look::Done), self.of("has run", "er kørt")),
            (
                Sign::Block(Look::Passed),
                self.of("passed over", "sprunget over"),
            ),
            (
                Sign::Icon(Icon::Soon),
                self.of(
                    "expected, if nothing else happens",
                    "ventes, hvis intet andet sker",
                ),
            ),
            (
                Sign::Icon(Icon::Gate),
                self.of("waits until this holds", "venter, til dette gælder"),
            ),
            (
                Sign::Icon(Icon::Letter),
                self.of("reaches the customer", "når kunden"),
            ),
            (
                Sign::Icon(Icon::Charge),
                self.of("more is owed", "der skyldes mere"),
            ),
            (
                Sign::Icon(Icon::Settle),
                self.of("less is owed", "der skyldes mindre"),
            ),
            (
                Sign::Icon(Icon::Task),
                self.of("asked of another system", "bestilles hos et andet system"),
            ),
            (
                Sign::Icon(Icon::Note),
                self.of("noted on the case", "noteres på sagen"),
            ),
            (
                Sign::Icon(Icon::Clock),
                self.of(
                    "in its time, beside the flows",
                    "til sin tid, ved siden af flows",
                ),
            ),
            (
                Sign::Switch,
                self.of("a step moves the case", "et trin flytter sagen"),
            ),
            (
                Sign::Action,
                self.of("an action moves the case", "en handling flytter sagen"),
            ),
            (Sign::Icon(Icon::End), self.of("an end", "en afslutning")),
        ];
        let used = sheet.signs();
        let shown = all.into_iter().filter(|(sign, _)| used.contains(sign));
        shown.map(|(sign, text)| (sign, text.to_owned())).collect()
    }

    /// The picture in words, for who can't see it.
    fn description(&self, flows: &[OutlinedFlow<'_>]) -> String {
        let flows = flows.iter().map(|flow| {
            let steps = flow.steps.iter().map(|step| {
                let wait = self.get(&step.wait);
                format!("{} ({wait})", self.get(&step.label))
            });
            let steps: Vec<String> = steps.collect();
            let steps = match steps.is_empty() {
                true => self.of("no steps", "ingen trin").to_owned(),
                false => steps.join("; "),
            };
            format!("{}: {steps}.", self.get(&flow.label))
        });
        let mut told: Vec<String> = flows.collect();
        if self.position.is_some() {
            told.insert(0, format!("{}.", self.lead()));
            told.extend(self.closed().map(|closed| format!("{closed}.")));
        }
        told.join(" ")
    }
}

/// The icon of what is done.
fn icon(deed: &Deed<'_>) -> Icon {
    match (deed.kind, &deed.lead) {
        (_, Some(Lead::Close)) => Icon::End,
        (_, Some(Lead::Pause | Lead::Resume)) => Icon::Hold,
        (DeedKind::Sends, _) => Icon::Letter,
        (DeedKind::Asks, _) => Icon::Task,
        (DeedKind::Charges, _) => Icon::Charge,
        (DeedKind::Settles, _) => Icon::Settle,
        (DeedKind::Notes, _) => Icon::Note,
        _ => Icon::Move,
    }
}
