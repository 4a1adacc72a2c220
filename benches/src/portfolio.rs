//! A portfolio that a Danish creditor could have: openings and what happens to them, the same for the same seed. It decides nothing.
//!
//! Its files are as `dunlin import` writes them: `cases.jsonl`, and `events.jsonl` in the order of the cases, each
//! case's in the order of their times. All names and addresses are made up.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

/// The number of the first case.
const FIRST: u64 = 1_000_001;
/// Invoices are dated on one of so many days from the first of January 2025.
const YEAR: u64 = 365;

/// What principals are: so many of a thousand are smaller than so many kroner. It is about log-normal, with a
/// tail; a table, as logarithms differ from one machine to the next.
const PRINCIPALS: [(u64, u64); 12] = [
    (0, 60),
    (10, 120),
    (50, 250),
    (100, 370),
    (250, 710),
    (500, 1_500),
    (750, 3_150),
    (900, 6_150),
    (950, 9_200),
    (990, 19_500),
    (999, 45_000),
    (1_000, 150_000),
];

const PLACES: [&str; 12] = [
    "Vestergade",
    "Nordhavn",
    "Søndergård",
    "Ådalens",
    "Fjordens",
    "Bakkely",
    "Østerbro",
    "Limfjordens",
    "Møllebæk",
    "Kirkebjerg",
    "Strandby",
    "Havnens",
];
const TRADES: [&str; 10] = [
    "Cykler ApS",
    "Tømrer & Snedker",
    "Bageri",
    "VVS A/S",
    "Autoværksted",
    "Blomster",
    "El-service ApS",
    "Rengøring",
    "Murerfirma",
    "Trykkeri A/S",
];
const GIVEN: [&str; 12] = [
    "Anne", "Mette", "Søren", "Lars", "Ida", "Jørgen", "Åse", "Freja", "Mikkel", "Kirsten", "Noah",
    "Emma",
];
const FAMILY: [&str; 10] = [
    "Jensen",
    "Nielsen",
    "Hansen",
    "Pedersen",
    "Sørensen",
    "Østergaard",
    "Møller",
    "Kjær",
    "Bæk",
    "Lund",
];

/// The files of a portfolio.
#[derive(Debug)]
pub struct Files {
    /// An opening a line.
    pub cases: PathBuf,
    /// An event a line.
    pub events: PathBuf,
}

/// Writes so many cases of a seed, and their events, into a folder.
///
/// # Errors
///
/// A folder that can't be made, a file that can't be written.
pub fn write(cases: u64, seed: u64, folder: &Path) -> Result<Files> {
    fs::create_dir_all(folder).with_context(|| format!("can't make {}", folder.display()))?;
    let files = Files {
        cases: folder.join("cases.jsonl"),
        events: folder.join("events.jsonl"),
    };
    write_to(
        cases,
        seed,
        BufWriter::new(File::create(&files.cases)?),
        BufWriter::new(File::create(&files.events)?),
    )?;
    Ok(files)
}

/// Writes so many cases and their events, one case at a time.
fn write_to(cases: u64, seed: u64, mut openings: impl Write, mut events: impl Write) -> Result<()> {
    for number in 0..cases {
        // A case's own chances: it is the same however many cases there are.
        let mut chance = Chance::of(seed, number);
        let customer = Customer::new(FIRST + number, &mut chance);
        customer.write_opening(&mut openings)?;
        for event in customer.life(&mut chance) {
            event.write(&customer.id, &mut events)?;
        }
    }
    openings.flush()?;
    events.flush()?;
    Ok(())
}

/// Chances that follow from a seed: `splitmix64`.
struct Chance(u64);

impl Chance {
    fn of(seed: u64, number: u64) -> Self {
        let mut seeded = Self(seed);
        Self(seeded.next() ^ number.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from the first up to and with the last.
    fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.next() % (last - first + 1)
    }

    /// Whether something happens that happens so many times of a hundred.
    fn percent(&mut self, times: u64) -> bool {
        self.between(1, 100) <= times
    }

    /// One of what is given.
    fn one_of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        let place = usize::try_from(self.next() >> 32).unwrap_or_default() % words.len().max(1);
        words.get(place).copied().unwrap_or_default()
    }

    /// A time of day at work, within these hours.
    fn time(&mut self, from: u64, before: u64) -> NaiveTime {
        let seconds = self.between(from * 60, before * 60 - 1) * 60;
        let seconds = u32::try_from(seconds).unwrap_or_default();
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default()
    }
}

/// A case's customer, and the invoice.
struct Customer {
    id: String,
    name: String,
    number: u64,
    kind: &'static str,
    language: &'static str,
    email: Option<String>,
    accounting: &'static str,
    are_reminders_approved: bool,
    currency: Currency,
    /// In hundredths.
    principal: u64,
    invoiced: NaiveDate,
    due: NaiveDate,
}

#[derive(Clone, Copy)]
struct Currency {
    code: &'static str,
    /// What a reminder costs, in hundredths.
    fee: u64,
}

/// How a case goes.
enum Life {
    InTime,
    Late,
    InParts,
    Objects,
    PaymentBounces,
    EmailBounces,
    Never,
}

impl Life {
    fn any(chance: &mut Chance) -> Self {
        match chance.between(1, 100) {
            1..=78 => Self::InTime,
            79..=90 => Self::Late,
            91..=93 => Self::InParts,
            94..=95 => Self::Objects,
            96 => Self::PaymentBounces,
            97 => Self::EmailBounces,
            _ => Self::Never,
        }
    }
}

impl Customer {
    fn new(id: u64, chance: &mut Chance) -> Self {
        let is_business = chance.percent(65);
        let (kind, first, last): (_, &[&str], &[&str]) = match is_business {
            true => ("business", &PLACES, &TRADES),
            false => ("consumer", &GIVEN, &FAMILY),
        };
        let name = format!("{} {}", chance.one_of(first), chance.one_of(last));
        let number = chance.between(10_000, 99_999);
        let is_in_euros = is_business && chance.percent(5);
        let principal = principal(chance);
        let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
        let invoiced = after(first, chance.between(0, YEAR - 1));
        Self {
            id: id.to_string(),
            name,
            number,
            kind,
            language: if chance.percent(if is_in_euros { 80 } else { 8 }) {
                "en"
            } else {
                "da"
            },
            email: chance
                .percent(85)
                .then(|| format!("kunde{number}@example.dk")),
            accounting: chance.one_of(&["none", "economic", "economic", "dinero", "billy"]),
            are_reminders_approved: chance.percent(90),
            currency: match is_in_euros {
                true => Currency {
                    code: "EUR",
                    fee: 1_300,
                },
                false => Currency {
                    code: "DKK",
                    fee: 10_000,
                },
            },
            principal: if is_in_euros {
                principal / 7
            } else {
                principal
            },
            invoiced,
            due: after(invoiced, if chance.percent(60) { 14 } else { 30 }),
        }
    }

    /// Nothing in it needs an escape.
    fn write_opening(&self, openings: &mut impl Write) -> Result<()> {
        write!(
            openings,
            r#"{{"id":"{}","flow":"invoice","principal":"{}","currency":"{}","facts":{{"#,
            self.id,
            amount(self.principal),
            self.currency.code,
        )?;
        write!(
            openings,
            r#""invoice_date":"{}","due_date":"{}","customer.name":"{}","customer.number":"{}","customer.kind":"{}","customer.language":"{}","#,
            self.invoiced, self.due, self.name, self.number, self.kind, self.language,
        )?;
        if let Some(email) = &self.email {
            write!(openings, r#""customer.email":"{email}","#)?;
        }
        writeln!(
            openings,
            r#""accounting.system":"{}","reminders_approved":{}}}}}"#,
            self.accounting, self.are_reminders_approved,
        )?;
        Ok(())
    }

    /// What happens to the case, in the order of its times.
    fn life(&self, chance: &mut Chance) -> Vec<Event> {
        let opened = self.invoiced.and_time(chance.time(7, 9));
        let mut events = vec![Event::new(opened, "open_case", String::new())];
        match Life::any(chance) {
            Life::InTime => {
                let paid = self.in_time(chance);
                events.push(payment(paid, self.principal, chance));
            }
            Life::Late => self.pays_late(&mut events, chance),
            Life::InParts => self.pays_in_parts(&mut events, chance),
            Life::Objects => self.objects(&mut events, chance),
            Life::PaymentBounces => self.pays_twice(&mut events, chance),
            Life::EmailBounces => self.email_bounces(&mut events, chance),
            Life::Never => {}
        }
        events
    }

    /// A day around the due date, before any reminder.
    fn in_time(&self, chance: &mut Chance) -> NaiveDate {
        let early = self.due.signed_duration_since(self.invoiced).num_days();
        let early = u64::try_from(early).unwrap_or_default();
        let day = match chance.between(1, 100) {
            1..=15 => after(self.invoiced, chance.between(1, early)),
            16..=60 => after(self.invoiced, early - chance.between(1, 3)),
            61..=90 => self.due,
            _ => after(self.due, chance.between(1, 4)),
        };
        at_work(day)
    }

    fn pays_late(&self, events: &mut Vec<Event>, chance: &mut Chance) {
        let paid = at_work(after(self.due, chance.between(5, 60)));
        // Some pay what the invoice says, whatever the reminders added.
        let fees = if chance.percent(65) {
            self.fees(paid)
        } else {
            0
        };
        events.push(payment(paid, self.principal + fees, chance));
        let left = self.fees(paid) - fees;
        if left > 0 && chance.percent(60) {
            let then = at_work(after(paid, chance.between(5, 25)));
            events.push(payment(then, left, chance));
        }
    }

    fn pays_in_parts(&self, events: &mut Vec<Event>, chance: &mut Chance) {
        let part = (self.principal * chance.between(30, 70) / 100).max(1);
        let first = at_work(after(self.due, chance.between(0, 20)));
        let second = at_work(after(first, chance.between(10, 40)));
        let rest = self.principal - part + self.fees(second);
        events.push(payment(first, part, chance));
        events.push(payment(second, rest, chance));
    }

    fn objects(&self, events: &mut Vec<Event>, chance: &mut Chance) {
        if chance.percent(10) {
            // Too late: it has been paid, and is closed.
            let paid = self.in_time(chance);
            let objected = at_work(after(paid, chance.between(2, 20)));
            events.push(payment(paid, self.principal, chance));
            events.push(objection(objected.and_time(chance.time(8, 16))));
            return;
        }
        let objected = at_work(after(self.invoiced, chance.between(4, 40)));
        let answered = at_work(after(objected, chance.between(5, 30)));
        let resumed = at_work(after(answered, chance.between(0, 4)));
        events.push(objection(objected.and_time(chance.time(8, 16))));
        // Answered in the morning, so that the case can be resumed the same day.
        let morning = answered.and_time(chance.time(8, 12));
        events.push(Event::new(morning, "objection_answered", String::new()));
        let afternoon = resumed.and_time(chance.time(12, 16));
        events.push(Event::new(afternoon, "resume", String::new()));
        if chance.percent(70) {
            let paid = at_work(after(resumed, chance.between(1, 20)));
            events.push(payment(paid, self.principal, chance));
        }
    }

    fn pays_twice(&self, events: &mut Vec<Event>, chance: &mut Chance) {
        let paid = self.in_time(chance);
        let bounced = at_work(after(paid, chance.between(2, 10)));
        let again = at_work(after(bounced, chance.between(5, 30)));
        events.push(payment(paid, self.principal, chance));
        events.push(Event::new(
            bounced.and_time(chance.time(8, 16)),
            "payment_bounced",
            paid_on(bounced, self.principal),
        ));
        events.push(payment(again, self.principal, chance));
    }

    fn email_bounces(&self, events: &mut Vec<Event>, chance: &mut Chance) {
        if let Some(email) = &self.email {
            let bounced = after(self.invoiced, 1).and_time(chance.time(9, 10));
            let address = format!(r#"{{"address":"{email}"}}"#);
            events.push(Event::new(bounced, "email_bounced", address));
        }
        // At noon or later, so never before the e-mail is back.
        let paid = self.in_time(chance);
        let inputs = paid_on(paid, self.principal);
        let noon = paid.and_time(chance.time(12, 16));
        events.push(Event::new(noon, "payment_received", inputs));
    }

    /// What reminders have cost by a day, about.
    fn fees(&self, day: NaiveDate) -> u64 {
        let late = day.signed_duration_since(self.due).num_days();
        let reminders = match late {
            ..7 => 0,
            7..17 => 1,
            17..28 => 2,
            28.. => 3,
        };
        if self.are_reminders_approved {
            reminders * self.currency.fee
        } else {
            0
        }
    }
}

/// Something that happens to a case.
struct Event {
    at: NaiveDateTime,
    action: &'static str,
    /// As JSON; nothing where there is none.
    input: String,
}

impl Event {
    fn new(at: NaiveDateTime, action: &'static str, input: String) -> Self {
        Self { at, action, input }
    }

    fn write(&self, case: &str, events: &mut impl Write) -> Result<()> {
        let at = self.at.format("%Y-%m-%dT%H:%M");
        let action = self.action;
        write!(
            events,
            r#"{{"case":"{case}","at":"{at}","action":"{action}""#
        )?;
        if !self.input.is_empty() {
            write!(events, r#","input":{}"#, self.input)?;
        }
        writeln!(events, "}}")?;
        Ok(())
    }
}

fn payment(day: NaiveDate, paid: u64, chance: &mut Chance) -> Event {
    let inputs = paid_on(day, paid);
    Event::new(day.and_time(chance.time(9, 16)), "payment_received", inputs)
}

fn objection(at: NaiveDateTime) -> Event {
    let note = r#"{"note":"Varen er ikke leveret som aftalt."}"#.to_owned();
    Event::new(at, "objection_received", note)
}

fn paid_on(day: NaiveDate, paid: u64) -> String {
    format!(r#"{{"date":"{day}","amount":"{}"}}"#, amount(paid))
}

/// A principal in hundredths.
fn principal(chance: &mut Chance) -> u64 {
    let drawn = chance.between(0, 999_999);
    let within = PRINCIPALS.iter().zip(PRINCIPALS.iter().skip(1));
    let mut within = within.filter(|(_, (below, _))| drawn < below * 1_000);
    let Some(((from, least), (below, most))) = within.next() else {
        return 0;
    };
    let share = drawn - from * 1_000;
    least * 100 + share * (most - least) * 100 / ((below - from) * 1_000)
}

/// Hundredths as an amount is written.
fn amount(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// The day, or the Monday after it.
fn at_work(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => after(day, 2),
        Weekday::Sun => after(day, 1),
        _ => day,
    }
}
