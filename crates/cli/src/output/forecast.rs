//! What will happen to a case, for people: a paragraph a moment, what comes next, and until when that is certain.

use chrono::{DateTime, Utc};
use dunlin::{Case, Forecast, Foreseen, Nearest, RuleSet};
use dunlin_workbench::told::{Mark, Teller, on_one_line};

use super::style::{BAD, CARE, FAINT, GOOD, STRONG, styled};
use super::{case, decision, due, effect, reasons};
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
        let (forecast, lang, teller) = (self.forecast, self.lang, self.teller());
        let mut text = case::line(self.before, self.rules, lang);
        let period = teller.period(self.now, self.until, self.events);
        text.push_str(&format!("{}\n", styled(FAINT, &period)));
        let mut balance = self.before.balance();
        for (place, moment) in forecast.moments.iter().enumerate() {
            text.push('\n');
            text.push_str(&self.moment(moment));
            let nearest = self.nearest.get(place).and_then(Option::as_ref);
            text.push_str(&reasons::nearest(nearest, lang));
            if moment.balance != balance {
                balance = moment.balance;
                let owed = teller.owed(moment, self.before.currency());
                text.push_str(&format!("  {}\n", styled(FAINT, &owed)));
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
        let certainty = teller.certainty(forecast);
        text.extend(certainty.map(|certainty| format!("{certainty}\n")));
        text
    }

    fn teller(&self) -> Teller<'_> {
        Teller::of(self.rules, self.lang.code())
    }

    fn moment(&self, moment: &Foreseen) -> String {
        let (lang, teller) = (self.lang, self.teller());
        let at = styled(GOOD, &teller.moment(moment.at));
        let title = styled(STRONG, &teller.heading(moment));
        let mark = Mark::of(moment).map(|mark| {
            let style = match mark {
                Mark::PassedOver => CARE,
                _ => BAD,
            };
            format!(" · {}", styled(style, teller.mark(mark)))
        });
        let mut text = format!("{at}  {title}{}\n", mark.unwrap_or_default());
        text.push_str(&reasons::denials(&moment.denials, self.folder, lang));
        if let Some(because) = moment.because.as_ref().filter(|_| self.explained) {
            text.push_str(&decision::condition(because, self.folder, lang));
        } else if let Some(because) = &moment.because {
            let (does_not_hold, condition) = (
                lang.of("as this doesn't hold", "da dette ikke er opfyldt"),
                on_one_line(&because.condition),
            );
            text.push_str(&format!(
                "  {does_not_hold}: {}\n",
                styled(FAINT, &condition)
            ));
        }
        let day = teller.day(moment.at);
        let currency = self.before.currency();
        text.push_str(&effect::lines(
            &moment.effects,
            teller,
            currency,
            Some(&day),
        ));
        text
    }
}
