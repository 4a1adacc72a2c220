//! What will happen to a case, for people: a paragraph a moment, what comes next, and until when that is certain.

use chrono::{DateTime, Utc};
use dunlin::{Case, Forecast, Foreseen, Happening, Nearest, RuleSet, Value};

use super::effect::Telling;
use super::style::{BAD, CARE, FAINT, GOOD, STRONG, styled};
use super::{case, decision, due, reasons};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// What a forecast is told with.
pub(crate) struct Told<'f> {
    pub(crate) forecast: &'f Forecast,
    /// What would allow each moment that is denied or held, where that was asked.
    pub(crate) nearest: &'f [Option<Nearest>],
    /// What would let come what is held, or waits, at the end.
    pub(crate) nearest_then: Option<&'f Nearest>,
    pub(crate) before: &'f Case,
    pub(crate) now: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
    /// How many events are said to happen.
    pub(crate) events: usize,
    /// Whether the conditions are told.
    pub(crate) explained: bool,
    pub(crate) rules: &'f RuleSet,
    pub(crate) folder: &'f Folder,
    pub(crate) lang: Language,
}

impl Told<'_> {
    /// Returns the forecast in words.
    pub(crate) fn text(&self) -> String {
        let (forecast, lang) = (self.forecast, self.lang);
        let mut text = case::line(self.before, self.rules, lang);
        text.push_str(&format!("{}\n", styled(FAINT, &self.period())));
        let mut balance = self.before.balance();
        for (place, moment) in forecast.moments.iter().enumerate() {
            text.push('\n');
            text.push_str(&self.moment(moment));
            let nearest = self.nearest.get(place).and_then(Option::as_ref);
            text.push_str(&reasons::nearest(nearest, lang));
            if moment.balance != balance {
                balance = moment.balance;
                text.push_str(&format!("  {}\n", styled(FAINT, &self.owed(moment))));
            }
        }
        if forecast.moments.is_empty() {
            let nothing = lang.of("Nothing happens.", "Der sker intet.");
            text.push_str(&format!("\n{nothing}\n"));
        }
        text.push('\n');
        text.push_str(&case::line(&forecast.case, self.rules, lang));
        let end = self.until;
        text.push_str(&due::line(
            &forecast.then,
            &forecast.case,
            self.rules,
            end,
            lang,
        ));
        text.push_str(&reasons::nearest(self.nearest_then, lang));
        text.push_str(&self.certainty());
        text
    }

    /// From when until when, and under what condition.
    fn period(&self) -> String {
        let at = |time| due::moment(time, self.rules, self.lang);
        let (from, until) = (at(self.now), at(self.until));
        match (self.lang, self.events) {
            (Language::En, 0) => format!("{from} to {until}, if nothing else happens"),
            (Language::Da, 0) => format!("{from} til {until}, hvis der ikke sker andet"),
            (Language::En, 1) => format!("{from} to {until}, if nothing happens but one event"),
            (Language::Da, 1) => {
                format!("{from} til {until}, hvis der ikke sker andet end én hændelse")
            }
            (Language::En, events) => {
                format!("{from} to {until}, if nothing happens but {events} events")
            }
            (Language::Da, events) => {
                format!("{from} til {until}, hvis der ikke sker andet end {events} hændelser")
            }
        }
    }

    fn moment(&self, moment: &Foreseen) -> String {
        let lang = self.lang;
        let at = styled(GOOD, &due::moment(moment.at, self.rules, lang));
        let title = match &moment.what {
            Happening::Turn(turn) => due::title(turn, self.rules, lang),
            _ => moment.label.get(lang.code()).to_owned(),
        };
        let mark = self.mark(moment);
        let mark = mark.map(|mark| format!(" · {mark}")).unwrap_or_default();
        let mut text = format!("{at}  {}{mark}\n", styled(STRONG, &title));
        text.push_str(&reasons::denials(&moment.denials, self.folder, lang));
        if let Some(because) = moment.because.as_ref().filter(|_| self.explained) {
            text.push_str(&decision::condition(because, self.folder, lang));
        } else if let Some(because) = &moment.because {
            let (does_not_hold, condition) = (
                lang.of("as this doesn't hold", "da dette ikke er opfyldt"),
                due::on_one_line(&because.condition),
            );
            text.push_str(&format!(
                "  {does_not_hold}: {}\n",
                styled(FAINT, &condition)
            ));
        }
        let telling = Telling {
            rules: self.rules,
            currency: self.before.currency(),
            day: Some(due::day(moment.at, self.rules, lang)),
            lang,
        };
        text.push_str(&telling.lines(&moment.effects));
        text
    }

    /// What came of it, where that isn't what it is for.
    fn mark(&self, moment: &Foreseen) -> Option<String> {
        let lang = self.lang;
        match &moment.what {
            _ if moment.passed_over => Some(styled(CARE, lang.of("passed over", "springes over"))),
            _ if moment.denials.is_empty() => None,
            Happening::Turn(_) => Some(styled(
                BAD,
                lang.of(
                    "held, and tried again each day",
                    "holdes tilbage og prøves igen hver dag",
                ),
            )),
            _ => Some(styled(BAD, lang.of("denied", "afvist"))),
        }
    }

    fn owed(&self, moment: &Foreseen) -> String {
        let balance = Value::Amount(moment.balance);
        let currency = self.before.currency();
        let balance = self.rules.printed(&balance, currency, self.lang.code());
        format!(
            "{} {balance}",
            self.lang.of("then owes", "skylder derefter")
        )
    }

    /// Until when nothing is taken for granted, and what is from then on.
    fn certainty(&self) -> String {
        let (lang, forecast) = (self.lang, self.forecast);
        let Some(until) = forecast.certain_until else {
            return String::new();
        };
        let at = due::moment(until, self.rules, lang);
        let (en, da) = self.assumed(until);
        let words = match lang {
            Language::En => format!("Certain until {at}. From then on it is assumed that {en}."),
            Language::Da => format!("Sikkert indtil {at}. Derfra er det forudsat, at {da}."),
        };
        format!("{words}\n")
    }

    /// What a host is first asked for is taken for done at once.
    fn assumed(&self, until: DateTime<Utc>) -> (String, String) {
        let moments = self.forecast.moments.iter();
        let mut effects = moments
            .filter(|moment| moment.at >= until)
            .flat_map(|moment| &moment.effects)
            .filter(|effect| self.rules.effects().any(|name| name == effect.effect));
        let Some(first) = effects.next() else {
            let asked = "what is asked for is carried out";
            return (asked.to_owned(), "det, der bedes om, udføres".to_owned());
        };
        match &first.letter {
            Some(letter) => (
                format!(
                    "the letter “{}” is delivered at once, and every one after it",
                    letter.subject
                ),
                format!(
                    "brevet “{}” når frem med det samme, og hvert brev efter det",
                    letter.subject
                ),
            ),
            None => (
                format!("`{}` is carried out at once", first.effect),
                format!("`{}` udføres med det samme", first.effect),
            ),
        }
    }
}
