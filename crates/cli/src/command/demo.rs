//! `dunlin demo`: the tour, from an invoice to a decision that is refused, and what time brings · the same words every time.

use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;
use dunlin::{Actor, Case, Engine, Menu, Opening, Request, RuleSet};
use dunlin_import::{Options, ubl};
use dunlin_workbench::told::Teller;

use super::Outcome;
use crate::arguments::{Format, Language, Shared};
use crate::output::decision::Told;
use crate::output::style::{BAD, FAINT, GOOD, STRONG, styled};
use crate::output::{case, stream};
use crate::rule_set::Folder;
use crate::shipped;

/// The day of the tour, a Monday.
const DAY: &str = "2026-03-02";

/// The most characters that a line of the short forecast has for an effect.
const LENGTH: usize = 60;

/// Shows on an invoice what all this is about; it brings along what it needs
#[derive(Debug, Args)]
pub(super) struct Demo {}

impl Demo {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        if shared.format == Format::Json {
            bail!("the tour is words for people: leave `--format json` out");
        }
        let (engine, folder) = rules(shared)?;
        let day: NaiveDate = DAY.parse().context("the day of the tour")?;
        let now = engine.rules().instant(day.and_time(chrono::NaiveTime::MIN));
        let tour = Tour {
            engine,
            folder,
            now,
            lang: shared.lang,
        };
        stream::print(&tour.text()?)?;
        Ok(Outcome::Done)
    }
}

/// The rule set that is named, or the shipped one: as it stands here, or else as it came along.
fn rules(shared: &Shared) -> Result<(Engine, Folder)> {
    let found = Folder::find(shared.rules.as_deref());
    if shared.rules.is_some() {
        let folder = found?;
        return Ok((folder.engine(shared)?, folder));
    }
    let here = found.ok().and_then(|folder| {
        let rules = RuleSet::load(&folder.read().ok()?).ok()?;
        (rules.name() == shipped::NAME).then(|| (Engine::new(rules), folder))
    });
    if let Some(here) = here {
        return Ok(here);
    }
    let rules =
        RuleSet::load(&shipped::sources()).context("the rule set that came along doesn't load")?;
    Ok((Engine::new(rules), Folder::here()))
}

struct Tour {
    engine: Engine,
    folder: Folder,
    now: DateTime<Utc>,
    lang: Language,
}

impl Tour {
    fn text(&self) -> Result<String> {
        let (lang, clerk) = (self.lang, Actor::new("ida", "clerk"));
        let mut text = self.welcome();

        text.push_str(&self.title(
            1,
            lang.of("An invoice becomes a case", "En faktura bliver til en sag"),
        ));
        text.push_str(&typed(
            "import examples/invoices/faktura-1001.xml --flow reminder > 1001.json",
        ));
        let case = self.open()?;
        text.push_str(&format!(
            "  {}",
            case::line(&case, self.engine.rules(), lang)
        ));

        text.push_str(&self.title(
            2,
            lang.of(
                "What a clerk may do with it",
                "Det må en sagsbehandler gøre med den",
            ),
        ));
        text.push_str(&typed(&format!(
            "menu --case 1001.json --now {DAY} --as clerk"
        )));
        let menu = self.engine.menu(&case, &clerk, self.now)?;
        text.push_str(&self.actions(&menu));

        text.push_str(&self.title(3, lang.of("An action is allowed", "En handling er tilladt")));
        let pause = Request::new("pause", clerk.clone())
            .with("reason", "promised_payment")
            .with("resume_on", "2026-03-20");
        text.push_str(&self.decision(&case, &pause, &menu, "")?.0);

        text.push_str(&self.title(
            4,
            lang.of(
                "Another isn't, and it is told why",
                "En anden er det ikke, og der står hvorfor",
            ),
        ));
        let change = |to| Request::new("change_flow", clerk.clone()).with("to", to);
        let (told, moved) = self.decision(&case, &change("collection"), &menu, " --write")?;
        // Of the first, what is typed and the case that it leaves are enough.
        let lines: Vec<&str> = told.lines().collect();
        let ends = [lines.first(), lines.last()];
        text.extend(ends.into_iter().flatten().map(|line| format!("{line}\n")));
        text.push_str(&self.decision(&moved, &change("invoice"), &menu, "")?.0);

        text.push_str(&self.title(
            5,
            lang.of(
                "And this comes by itself (in short)",
                "Og dette sker af sig selv (kort fortalt)",
            ),
        ));
        text.push_str(&typed(&format!(
            "forecast --case 1001.json --now {DAY} --days 60"
        )));
        text.push_str(&self.forecast(&moved)?);

        text.push_str(&self.farewell());
        Ok(text)
    }

    fn welcome(&self) -> String {
        let (rules, lang) = (self.engine.rules(), self.lang);
        let title = lang.of(
            "Dunlin decides what may happen to a case, and when. The rules are files that anyone can read.",
            "Dunlin afgør, hvad der må ske med en sag og hvornår. Reglerne er filer, som alle kan læse.",
        );
        let (name, version) = (rules.name(), rules.version());
        let (flows, actions) = (rules.flows().count(), rules.actions().count());
        let counts = match lang {
            Language::En => {
                format!("{name} {version}: {flows} flows, {actions} actions. It is {DAY}.")
            }
            Language::Da => {
                format!("{name} {version}: {flows} flows, {actions} handlinger. Det er {DAY}.")
            }
        };
        format!("{}\n{}\n", styled(STRONG, title), styled(FAINT, &counts))
    }

    fn title(&self, number: usize, title: &str) -> String {
        format!("\n{}\n", styled(STRONG, &format!("{number} · {title}")))
    }

    /// The invoice's case, opened in the reminder flow.
    fn open(&self) -> Result<Case> {
        let mut options = Options::default();
        options.flow = Some("reminder".to_owned());
        let imported = serde_json::to_string(&ubl(shipped::INVOICE, &options)?)?;
        let opening: Opening = serde_json::from_str(&imported)?;
        let opened = self.engine.open(&opening, self.now)?;
        opened
            .case_after()
            .context("the rule set denies its opening")
    }

    /// The menu, a line an action: its label, and what it asks for.
    fn actions(&self, menu: &Menu<'_>) -> String {
        let label = |item: &dunlin::MenuItem<'_>| item.label().get(self.lang.code()).to_owned();
        let width = menu
            .actions
            .iter()
            .map(|item| label(item).chars().count())
            .max();
        let width = width.unwrap_or_default();
        let one = |item: &dunlin::MenuItem<'_>| {
            let mark = if item.enabled {
                styled(GOOD, "✓")
            } else {
                styled(BAD, "✗")
            };
            let about = match item.denials.first() {
                Some(denial) => denial.message.get(self.lang.code()).to_owned(),
                None => {
                    let fields = item.form().map(|field| field.name());
                    fields.collect::<Vec<_>>().join(", ")
                }
            };
            match about.as_str() {
                "" => format!("  {mark} {}\n", label(item)),
                about => format!(
                    "  {mark} {:width$}  {}\n",
                    label(item),
                    styled(FAINT, about)
                ),
            }
        };
        menu.actions.iter().map(one).collect()
    }

    /// A decision as `dunlin decide` prints it, and the case after it.
    fn decision(
        &self,
        about: &Case,
        request: &Request,
        menu: &Menu<'_>,
        flags: &str,
    ) -> Result<(String, Case)> {
        let (action, role) = (request.action(), request.actor().role());
        let inputs = request
            .inputs()
            .map(|(name, value)| format!(" --input {name}={value}"));
        let inputs: String = inputs.collect();
        let mut text = typed(&format!(
            "decide {action} --case 1001.json --now {DAY} --as {role}{inputs}{flags}"
        ));
        let decision = self.engine.decide(about, request, self.now)?;
        let after = about.apply(&decision)?;
        let label = menu.item(action).map(dunlin::MenuItem::label);
        let told = Told {
            decision: &decision,
            nearest: None,
            after: &after,
            label: label
                .as_ref()
                .map_or(action, |label| label.get(self.lang.code())),
            was_due: false,
            rules: self.engine.rules(),
            folder: &self.folder,
            lang: self.lang,
        };
        text.extend(told.text().lines().map(|line| format!("  {line}\n")));
        Ok((text, after))
    }

    /// What will happen within sixty days, a line a moment.
    fn forecast(&self, about: &Case) -> Result<String> {
        let (rules, lang) = (self.engine.rules(), self.lang);
        let until = self.now + chrono::Duration::days(60);
        let forecast = self.engine.forecast(about, self.now, until, &[])?;
        let teller = Teller::of(rules, lang.code());
        let one = |moment: &dunlin::Foreseen| {
            let (day, currency) = (teller.day(moment.at), about.currency());
            let effects = moment.effects.iter();
            let effects: Vec<String> = effects
                .map(|effect| shortened(&teller.effect_words(effect, currency, Some(&day))))
                .collect();
            let at = styled(FAINT, &teller.moment(moment.at));
            let label = moment.label.get(lang.code());
            format!("  {at}  {label}: {}\n", effects.join("; "))
        };
        let moments = forecast.moments.iter().filter(|moment| !moment.passed_over);
        Ok(moments.map(one).collect())
    }

    fn farewell(&self) -> String {
        let words = self.lang.of(
            "All of this also comes as data (--format json), and every rule has its place in a file. Open it, change it, and run\n\
             dunlin check and dunlin test: they tell what is wrong with the change, and which decisions it changes.",
            "Alt dette fås også som data (--format json), og hver regel har sin plads i en fil. Åbn den, ret den, og kør\n\
             dunlin check og dunlin test: De siger, hvad der er galt med rettelsen, og hvilke afgørelser den ændrer.",
        );
        format!("\n{words}\n")
    }
}

/// The first of what is said, so that it fits on a line.
fn shortened(words: &str) -> String {
    let first = words.split(" · ").next().unwrap_or_default();
    if first.chars().count() <= LENGTH {
        return first.to_owned();
    }
    let start: String = first.chars().take(LENGTH).collect();
    format!("{}…", start.trim_end())
}

/// What is typed to get what follows.
fn typed(command: &str) -> String {
    format!("  {}\n", styled(FAINT, &format!("$ dunlin {command}")))
}
