//! The other evaluator: Rhai itself, with functions of its own written straight from `chrono` and `rust_decimal`.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicMapPackage, BasicStringPackage, LogicPackage,
    MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, Map, OptimizationLevel, Scope, Token};
use rust_decimal::{Decimal, RoundingStrategy};

use super::world::{FACTS, WORLD};
use crate::value::Value;

/// Why an evaluation failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Overflow,
    DivisionByZero,
    DateOutOfRange,
}

/// What Rhai makes of an expression.
pub(super) fn evaluate(text: &str, case: usize, inputs: &[Value]) -> Result<Dynamic, Failure> {
    let ast = ENGINE
        .compile_expression(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut scope = scope(case, inputs);
    let result = ENGINE.eval_ast_with_scope::<Dynamic>(&mut scope, &ast);
    result.map_err(|error| match &*error {
        EvalAltResult::ErrorArithmetic(message, _) => failure(message),
        error => panic!("{text}: {error}"),
    })
}

fn failure(message: &str) -> Failure {
    let is_zero = |number: &str| {
        number
            .parse::<Decimal>()
            .is_ok_and(|number| number.is_zero())
    };
    match message.split_once(" % ") {
        // Rhai has one message for both failures of a remainder.
        Some((_, divisor)) if is_zero(divisor) => Failure::DivisionByZero,
        Some(_) => Failure::Overflow,
        None if message.contains("zero") => Failure::DivisionByZero,
        None if message.contains("date") => Failure::DateOutOfRange,
        None => Failure::Overflow,
    }
}

fn scope(case: usize, inputs: &[Value]) -> Scope<'static> {
    let mut scope = Scope::new();
    let case = &WORLD.cases[case];
    let mut facts = Map::new();
    facts.insert("id".into(), case.id().into());
    for (name, _) in FACTS {
        let value = dynamic(case.fact(name).expect("a fact"));
        match name.split_once('.') {
            None => facts.insert(name.into(), value),
            Some((record, name)) => {
                let record = facts
                    .entry(record.into())
                    .or_insert_with(|| Map::new().into());
                record
                    .as_map_mut()
                    .expect("a map")
                    .insert(name.into(), value)
            }
        };
    }
    scope.push("case", facts);
    let given = WORLD.inputs().iter().zip(inputs);
    scope.push(
        "input",
        given
            .map(|(input, value)| ((&*input.name).into(), dynamic(value)))
            .collect::<Map>(),
    );
    let settings = WORLD.rules().words.settings.iter();
    let settings = settings.map(|(name, setting)| ((&**name).into(), dynamic(&setting.value)));
    scope.push("settings", settings.collect::<Map>());
    scope.push("actor", Map::from([("role".into(), "clerk".into())]));
    scope.push("today", WORLD.today);
    scope.push("now", WORLD.now);
    scope
}

fn dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Unset => Dynamic::UNIT,
        Value::Bool(truth) => Dynamic::from(*truth),
        Value::Integer(number) => Dynamic::from(*number),
        Value::Decimal(number) | Value::Amount(number) | Value::Percent(number) => {
            Dynamic::from(*number)
        }
        Value::Text(text) | Value::Choice(text) => Dynamic::from(text.to_string()),
        Value::Date(date) => Dynamic::from(*date),
        Value::DateTime(time) => Dynamic::from(*time),
        value => panic!("no input is {value}"),
    }
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    // `case` is a reserved word.
    #[expect(
        deprecated,
        reason = "declared volatile, not going away; the version is pinned"
    )]
    engine.on_parse_token(|token, _, _| match token {
        Token::Reserved(word) if *word == "case" => Token::Identifier(word),
        token => token,
    });
    // Operators may be replaced, and nothing is computed before it is asked for.
    engine.set_fast_operators(false);
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_expr_depths(0, 0);
    numbers(&mut engine);
    texts(&mut engine);
    moments(&mut engine);
    engine
});

type Called<T> = Result<T, Box<EvalAltResult>>;

fn failed<T>(what: &str) -> Called<T> {
    Err(Box::new(EvalAltResult::ErrorArithmetic(
        what.to_owned(),
        rhai::Position::NONE,
    )))
}

fn numbers(engine: &mut Engine) {
    engine.register_fn("/", |a: i64, b: i64| {
        match Decimal::from(a).checked_div(Decimal::from(b)) {
            Some(quotient) => Ok(quotient),
            None => failed("division by zero"),
        }
    });
    engine.register_fn("div", |a: i64, b: i64| {
        match (i128::from(a), i128::from(b)) {
            (_, 0) => failed("division by zero"),
            (a, b) => i64::try_from(a / b).or_else(|_| failed("overflow")),
        }
    });
    engine.register_fn("sum", |list: rhai::Array| {
        if let Some(whole) = list
            .iter()
            .map(|item| item.as_int().ok())
            .collect::<Option<Vec<_>>>()
        {
            let sum = whole.into_iter().try_fold(0_i64, i64::checked_add);
            return sum.map_or_else(|| failed("overflow"), |sum| Ok(Dynamic::from(sum)));
        }
        let mut sum = Decimal::ZERO;
        for item in &list {
            let number = decimal(item).expect("a number");
            sum = match sum.checked_add(number) {
                Some(sum) => sum,
                None => return failed("overflow"),
            };
        }
        Ok(Dynamic::from(sum))
    });
    engine.register_fn("abs", |number: Decimal| number.abs());
    engine.register_fn("min", |a: Dynamic, b: Dynamic| lesser(a, b));
    engine.register_fn("min", |a: Dynamic, b: Dynamic, c: Dynamic| {
        lesser(lesser(a, b), c)
    });
    engine.register_fn("max", |a: Dynamic, b: Dynamic| greater(a, b));
    engine.register_fn("max", |a: Dynamic, b: Dynamic, c: Dynamic| {
        greater(greater(a, b), c)
    });
    engine.register_fn("round", |number: i64, digits: i64| {
        let rounded = i128::from(number);
        let rounded = if digits < 0 {
            to_tens(rounded, digits.unsigned_abs())
        } else {
            rounded
        };
        i64::try_from(rounded).or_else(|_| failed("overflow"))
    });
    engine.register_fn("round", |number: Decimal, digits: i64| {
        if let Ok(digits) = u32::try_from(digits) {
            return Ok(
                number.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
            );
        }
        // Rounding before the point looks at the whole part alone, except where that is just below a half.
        let whole = number.trunc().mantissa();
        let rounded = to_tens(whole, digits.unsigned_abs());
        Decimal::try_from_i128_with_scale(rounded, 0).or_else(|_| failed("overflow"))
    });
}

/// A whole number rounded to a power of ten, half away from zero.
fn to_tens(number: i128, zeros: u64) -> i128 {
    let Some(ten) = u32::try_from(zeros)
        .ok()
        .and_then(|zeros| 10_i128.checked_pow(zeros))
    else {
        return 0;
    };
    (number + number.signum() * (ten / 2)) / ten * ten
}

fn decimal(value: &Dynamic) -> Option<Decimal> {
    value
        .as_decimal()
        .ok()
        .or_else(|| value.as_int().ok().map(Decimal::from))
}

/// Whether the second comes before the first.
fn is_before(b: &Dynamic, a: &Dynamic) -> bool {
    match (decimal(a), decimal(b)) {
        (Some(a), Some(b)) => b < a,
        _ => match (
            a.clone().try_cast::<NaiveDate>(),
            b.clone().try_cast::<NaiveDate>(),
        ) {
            (Some(a), Some(b)) => b < a,
            _ => b.clone_cast::<DateTime<Utc>>() < a.clone_cast::<DateTime<Utc>>(),
        },
    }
}

/// Both as decimals, unless both are whole numbers.
fn alike(a: Dynamic, b: Dynamic) -> (Dynamic, Dynamic) {
    match (decimal(&a), decimal(&b)) {
        (Some(x), Some(y)) if a.is_int() != b.is_int() => (x.into(), y.into()),
        _ => (a, b),
    }
}

fn lesser(a: Dynamic, b: Dynamic) -> Dynamic {
    let (a, b) = alike(a, b);
    if is_before(&b, &a) { b } else { a }
}

fn greater(a: Dynamic, b: Dynamic) -> Dynamic {
    let (a, b) = alike(a, b);
    if is_before(&a, &b) { b } else { a }
}

fn texts(engine: &mut Engine) {
    engine.register_fn("is_set", |value: Dynamic| !value.is_unit());
    engine.register_fn("not", |truth: bool| !truth);
    engine.register_fn("lower", |text: ImmutableString| {
        text.as_str().to_lowercase()
    });
}

fn moments(engine: &mut Engine) {
    macro_rules! compared {
        ($($type:ty)+) => {$(
            engine.register_fn("==", |a: $type, b: $type| a == b);
            engine.register_fn("!=", |a: $type, b: $type| a != b);
            engine.register_fn("<", |a: $type, b: $type| a < b);
            engine.register_fn("<=", |a: $type, b: $type| a <= b);
            engine.register_fn(">", |a: $type, b: $type| a > b);
            engine.register_fn(">=", |a: $type, b: $type| a >= b);
        )+};
    }
    compared!(NaiveDate DateTime<Utc>);
    engine.register_fn("date", |text: ImmutableString| {
        NaiveDate::parse_from_str(&text, "%Y-%m-%d").expect("a date")
    });
    engine.register_fn("+", |date: NaiveDate, days: i64| {
        days_after(date, i128::from(days))
    });
    engine.register_fn("+", |days: i64, date: NaiveDate| {
        days_after(date, i128::from(days))
    });
    engine.register_fn("-", |date: NaiveDate, days: i64| {
        days_after(date, -i128::from(days))
    });
    engine.register_fn("days_between", |a: Dynamic, b: Dynamic| {
        civil(&b).signed_duration_since(civil(&a)).num_days()
    });
    engine.register_fn("year", |day: Dynamic| i64::from(civil(&day).year()));
    engine.register_fn("weekday", |day: Dynamic| {
        civil(&day).format("%A").to_string().to_lowercase()
    });
    engine.register_fn("months_after", |day: Dynamic, months: i64| {
        months_after(civil(&day), months)
    });
    engine.register_fn("is_business_day", |day: Dynamic| is_worked(civil(&day)));
    engine.register_fn("business_days_after", |day: Dynamic, days: i64| {
        business_days_after(civil(&day), days)
    });
}

fn civil(moment: &Dynamic) -> NaiveDate {
    match moment.clone().try_cast::<DateTime<Utc>>() {
        Some(time) => time
            .with_timezone(&chrono_tz::Europe::Copenhagen)
            .date_naive(),
        None => moment.clone_cast::<NaiveDate>(),
    }
}

fn days_after(date: NaiveDate, days: i128) -> Called<NaiveDate> {
    let days = i64::try_from(days).ok().and_then(TimeDelta::try_days);
    match days.and_then(|days| date.checked_add_signed(days)) {
        Some(date) => Ok(date),
        None => failed("date out of range"),
    }
}

fn months_after(date: NaiveDate, months: i64) -> Called<NaiveDate> {
    let month = i128::from(date.year()) * 12 + i128::from(date.month0()) + i128::from(months);
    let year = i32::try_from(month.div_euclid(12)).ok();
    let month = u32::try_from(month.rem_euclid(12) + 1).expect("a month");
    // The day itself, or the month's last.
    let days = (1..=date.day()).rev();
    let mut found = days.filter_map(|day| NaiveDate::from_ymd_opt(year?, month, day));
    found.next().map_or_else(|| failed("date out of range"), Ok)
}

/// Neither a weekend nor a holiday of the rule set.
fn is_worked(date: NaiveDate) -> bool {
    let off = ["Sat", "Sun"].contains(&date.format("%a").to_string().as_str());
    let fixed = [(1, 1), (12, 25)].contains(&(date.month(), date.day()));
    let monday = date
        .pred_opt()
        .is_some_and(|sunday| sunday == easter(sunday.year()));
    !off && !fixed && !monday
}

/// Easter Sunday, as Gauss reckoned it.
fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year.rem_euclid(19), year.rem_euclid(4), year.rem_euclid(7));
    let century = year.div_euclid(100);
    let moon =
        (15 - (13 + 8 * century).div_euclid(25) + century - century.div_euclid(4)).rem_euclid(30);
    let sun = (4 + century - century.div_euclid(4)).rem_euclid(7);
    let d = (19 * a + moon).rem_euclid(30);
    let e = (2 * b + 4 * c + 6 * d + sun).rem_euclid(7);
    let days = match (d, e) {
        (29, 6) => 28,
        (28, 6) if (11 * moon + 11).rem_euclid(30) < 19 => 27,
        (d, e) => d + e,
    };
    let first = NaiveDate::from_ymd_opt(year, 3, 22).expect("a date");
    first + TimeDelta::days(i64::from(days))
}

/// No further than 100,000 days away: a longer walk is refused.
fn business_days_after(date: NaiveDate, days: i64) -> Called<NaiveDate> {
    let step = TimeDelta::days(days.signum());
    let (mut day, mut left) = (date, days.unsigned_abs());
    for _ in 0..100_000 {
        if left == 0 || left > 100_000 {
            break;
        }
        match day.checked_add_signed(step) {
            Some(next) => day = next,
            None => return failed("date out of range"),
        }
        left -= u64::from(is_worked(day));
    }
    if left == 0 {
        Ok(day)
    } else {
        failed("date out of range")
    }
}
