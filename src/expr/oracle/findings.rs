//! What is said of mistakes in expressions: each with the place between ‹ and ›, and the finding below it.

use super::places::{findings, within};
use crate::expr::Expected;

#[test]
fn habits_from_other_languages_are_told_the_right_form() {
    check(
        r#"
case.number ‹=› 3
    D0401 `=` isn't part of expressions (write `==`)
case.number ‹===› 3
    D0401 `===` isn't part of expressions (write `==`)
case.number ‹<>› 3
    D0401 `<>` isn't part of expressions (write `!=`)
case.flagged ‹and› true
    D0401 `and` isn't part of expressions (write `&&`)
case.flagged ‹or› true
    D0401 `or` isn't part of expressions (write `||`)
case.flagged ‹og› true
    D0401 `og` isn't part of expressions (write `&&`)
‹not› case.flagged
    D0401 `not` needs parentheses around what it denies (write `not(case.flagged)`)
true && ‹ikke› case.flagged
    D0401 `ikke` needs parentheses around what it denies (write `not(case.flagged)`)
case.kunde.navn == ‹'Ærø'›
    D0401 `'Ærø'` isn't part of expressions (write `"Ærø"`)
case.colour == ‹'r'›
    D0401 `'r'` isn't part of expressions (write `"r"`)
case.day > ‹2026-01-01›
    D0401 `2026-01-01` is a subtraction here, not a date (write `date("2026-01-01")`)
‹case.flagged & true›
    D0402 expressions have no `&` (write `&&`)
case.number == ‹null›
    D0402 expressions have no `null` (ask `is_set(…)` whether there is a value)
case.some.number == ‹()›
    D0402 expressions have no `()` (ask `is_set(…)` whether there is a value)
case.‹until› > today
    D0401 `until` is a reserved word and can't be used here (choose another name)
"#,
    );
}

#[test]
fn broken_texts_are_told_where_they_break() {
    check(
        r#"
‹   ›
    D0106 the expression is empty (write a condition, or remove the key)
case.number ‹==›
    D0401 a value is missing after `==` (write what follows it, or remove it)
min‹(›1, 2
    D0401 the bracket `(` that opens here isn't closed (write `)` where it ends)
1 + 2‹)›
    D0401 the bracket `)` closes what none opened (remove it, or open it before)
case.number ‹4›
    D0401 an operator is missing before `4` (write `==` to compare, `&&` or `||` to join conditions)
true ‹?› 1 : 2
    D0401 `?` isn't part of expressions (write `if … { … } else { … }`)
case.number > ‹1.000›
    D0407 `1.000` reads as a number with decimals and as one in thousands (write `1000`, or `1.0`)
case.kunde.navn == ‹“Ærø”›
    D0110 `“` is a typographic quote, which is no quote here (write `"Ærø"`)
case.kunde.navn == ‹"Ærø›
    D0401 the text in quotes isn't closed (write `"Ærø"`)
case.kunde.navn¶  == ‹'Ærø'›
    D0401 `'Ærø'` isn't part of expressions (write `"Ærø"`)
"#,
    );
}

#[test]
fn what_the_tree_cannot_hold_points_elsewhere() {
    check(
        r#"
‹let› x = 1; x
    D0402 expressions have no `let` (use `if`, a table or a script function)
‹while› true { }
    D0402 expressions have no `while` (use `if`, a table or a script function)
‹{› let x = 1; x }
    D0402 an expression is one value, without statements (use `if`, a table or a script function)
‹switch case.number { 1 => true, _ => false }›
    D0402 expressions have no `switch` (use `if`, a table or a script function)
‹|›x| x + 1
    D0402 expressions have no closures (use `if`, a table or a script function)
‹[1, 2][0]›
    D0402 expressions have no `[ ]` after a value (use `if`, a table or a script function)
‹case.number[0]›
    D0402 expressions have no `[ ]` after a value (use `if`, a table or a script function)
‹case?.number›
    D0402 expressions have no `?.` (use `if`, a table or a script function)
‹case.some?.number› ?? 1
    D0402 expressions have no `?.` (use `if`, a table or a script function)
case.number in ‹1..5›
    D0402 expressions have no `..` (use `if`, a table or a script function)
‹1..=5›
    D0402 expressions have no `..=` (use `if`, a table or a script function)
‹2 ** 3›
    D0402 expressions have no `**` (use `if`, a table or a script function)
‹#{ a: 1 }›
    D0402 expressions have no maps (use `if`, a table or a script function)
x::‹today›
    D0402 expressions have no `::` (use `if`, a table or a script function)
x::‹min›(1, 2)
    D0402 expressions have no `::` (use `if`, a table or a script function)
‹if case.flagged { 1 }›
    D0403 an `if` without `else` may have no value (add `else { … }`)
"#,
    );
}

#[test]
fn unlike_types_are_not_compared() {
    check(
        r#"
‹case.day > 500›
    D0403 `>` can't be used between `date` and `integer` (write a date, or count the days with `days_between(a, b)`)
‹case.day == "2026-01-01"›
    D0403 `==` can't be used between `date` and `text` (write `date("2026-03-20")`)
‹now > today›
    D0403 `>` can't be used between `datetime` and `date` (compare `today` with a date, `now` with a point in time)
‹case.day - today› > 3
    D0403 `-` can't be used between `date` and `date` (write `days_between(a, b)` for the days between two dates)
‹case.beløb > case.number›
    D0403 `>` can't be used between `amount` and `integer` (declare the other value as `type: amount` too)
‹case.beløb * case.beløb›
    D0403 `*` can't be used between `amount` and `amount`
‹case.colour == case.status›
    D0403 `==` can't be used between `colour` and `status`
‹case.colour == case.kunde.navn›
    D0403 `==` can't be used between `colour` and `text`
‹"a" < "b"›
    D0403 `<` can't be used between `text` and `text`
‹true < false›
    D0403 `<` can't be used between `bool` and `bool`
‹[1] == [1]›
    D0403 `==` can't be used between `list of integer` and `list of integer`
‹[1] in [[1]]›
    D0403 `in` can't be used between `list of integer` and `list of list of integer`
‹case in [case]›
    D0403 `in` can't be used between `case` and `list of case`
‹[1, "a"]›
    D0403 `[…]` can't be used between `integer` and `text`
‹min(1, "a")›
    D0403 `min` can't be used between `integer` and `text`
‹case.some.number ?? "a"›
    D0403 `??` can't be used between `integer` and `text`
‹if case.flagged { 1 } else { "a" }›
    D0403 `if … else` can't be used between `integer` and `text`
‹((case.number) + 1) * ("a")›
    D0403 `*` can't be used between `integer` and `text`
case.flagged && (‹case.number + 1 == "a"›)
    D0403 `==` can't be used between `integer` and `text`
!‹case.number›
    D0403 a condition (true or false) is needed here, and this is `integer`
true && ‹"æ"›
    D0403 a condition (true or false) is needed here, and this is `text`
-‹case.flagged›
    D0403 a number is needed here, and this is `bool`
1 in ‹5›
    D0403 a list is needed here, and this is `integer`
months_after(case.day, ‹1.5›)
    D0403 a whole number is needed here, and this is `decimal`
days_between(today, ‹case.number›)
    D0403 a date is needed here, and this is `integer`
`Sag ${‹case.flagged›}`
    D0403 a text or a number is needed here, and this is `bool`
double(‹1.5›)
    D0403 `integer` is needed here, and this is `decimal`
‹[]›
    D0403 a list without items says nothing about their type (write its items)
"#,
    );
}

#[test]
fn what_may_be_missing_needs_a_guard() {
    check(
        r#"
‹case.some.number› > 3
    D0404 `case.some.number` may be missing here (ask `is_set(case.some.number) && …` first, or give a value with `case.some.number ?? …`)
is_set(case.some.number) || ‹case.some.number› > 3
    D0404 `case.some.number` may be missing here (ask `is_set(case.some.number) && …` first, or give a value with `case.some.number ?? …`)
abs(‹case.some.number›)
    D0404 `case.some.number` may be missing here (ask `is_set(case.some.number) && …` first, or give a value with `case.some.number ?? …`)
`${‹case.some.number›}`
    D0404 `case.some.number` may be missing here (ask `is_set(case.some.number) && …` first, or give a value with `case.some.number ?? …`)
"#,
    );
}

#[test]
fn unknown_names_are_told_the_nearest() {
    check(
        r#"
case.‹nubmer› > 3
    D0301 there is no field or fact `nubmer` (did you mean `number`?)
case.‹kunde.name›
    D0301 there is no field or fact `kunde.name` (did you mean `kunde.navn`?)
is_set(case.‹some.nubmer›) && case.some.number > 1
    D0301 there is no field or fact `some.nubmer` (did you mean `some.number`?)
‹case.kunde›
    D0403 `case.kunde` isn't a value of its own (name one of its parts, after a dot)
‹number› > 3
    D0301 there is no name `number` (write `case.number`)
‹share›
    D0301 there is no name `share` (write `input.share`)
‹limit›
    D0301 there is no name `limit` (write `settings.limit`)
case.colour == ‹red›
    D0301 there is no name `red` (write `"red"` if the option is meant)
‹before›.number
    D0301 there is no name `before` (known here: `case`, `input`, `actor`, `settings`, `today`, `now`)
input.‹nubmer›
    D0301 there is no input `nubmer` (did you mean `number`?)
settings.‹limt›
    D0301 there is no setting `limt` (did you mean `limit`?)
‹actor.name›
    D0301 there is no part of actor `name` (known here: `id`, `role`)
‹actor.id.x›
    D0301 `x` can't be asked of a value of type `text`
‹today.year›
    D0301 `year` can't be asked of a value of type `date`
‹lowr›("A")
    D0301 there is no function `lowr` (did you mean `lower`?)
‹added›("fee") > 0
    D0301 there is no function `added` (only an invariant can ask what a decision adds)
‹timestamp›()
    D0301 there is no function `timestamp`
case.‹tims›("send") > 0
    D0301 there is no question `tims` (did you mean `times`?)
case.times(‹"sent"›) > 0
    D0301 there is no effect `sent` (did you mean `send`?)
case.times("send", ‹"remind"›) > 0
    D0301 there is no template `remind` (did you mean `reminder`?)
case.count(‹"fees"›) > 0
    D0301 there is no ledger entry `fees` (did you mean `fee`?)
cost(100).‹cast›
    D0301 there is no output `cast` (did you mean `cost`?)
‹cost(100).cost.x›
    D0301 `x` can't be asked of a value of type `amount`
case.colour == ‹"rad"›
    D0405 `rad` isn't among the options of `colour` (did you mean `red`?)
‹"purple"› != case.colour
    D0405 `purple` isn't among the options of `colour` (known here: `red`, `green`, `blue`)
case.colour in ‹["red", "bleu"]›
    D0405 `bleu` isn't among the options of `colour` (did you mean `blue`?)
weekday(today) == ‹"Monday"›
    D0405 `Monday` isn't among the options of `weekday` (did you mean `monday`?)
"#,
    );
}

#[test]
fn calls_are_held_to_their_arguments() {
    check(
        r#"
‹round›(1.5)
    D0406 `round` takes 2 arguments, not 1 (write `round(number, digits)`)
‹min›(1)
    D0406 `min` takes 2 to 16 arguments, not 1 (write `min(a, b)`)
‹is_set›()
    D0406 `is_set` takes 1 argument, not 0 (write `is_set(value)`)
‹not›(true, false)
    D0406 `not` takes 1 argument, not 2 (write `not(condition)`)
‹contains›("a")
    D0406 `contains` takes 2 arguments, not 1 (write `contains(text, part)`)
‹double(1, 2)›
    D0406 `double` takes 1 argument, not 2 (write `double(number)`)
‹cost().cost›
    D0406 `cost` takes 1 argument, not 0 (write `cost(principal)`)
‹cost(100)›
    D0403 `cost(…)` isn't a value of its own (name one of its parts, after a dot)
‹date(case.day)›
    D0406 `date` needs a text in quotes here (write `date("2026-03-20")`)
‹date("2026-13-01")›
    D0204 `2026-13-01` isn't a date (write year, month and day: 2026-03-20)
‹date("2026- 1- 1")›
    D0204 `2026- 1- 1` isn't a date (write year, month and day: 2026-03-20)
case.‹times›(case.id) > 0
    D0406 `times` needs a text in quotes here (write `case.times("send", "…")`)
case.‹sum›()
    D0406 `sum` needs a text in quotes here (write `case.sum("…")`)
"#,
    );
}

#[test]
fn numbers_and_nesting_have_limits() {
    check(
        r#"
‹0.12345678901234567890123456789›
    D0204 a number of more digits than can be kept (write at most 28 digits)
"#,
    );
    let deep = format!("{}‹(›{}1{}", "(".repeat(32), "(".repeat(31), ")".repeat(64));
    check_one(
        &deep,
        "D0108 the expression has too many parts within each other (move parts of it to a table or a script function)",
    );
    let long = format!("‹\"{}\"›", "a".repeat(4_000));
    check_one(
        &long,
        "D0108 an expression of 4002 characters; it may have 4000 (move parts of it to a table or a script function)",
    );
}

/// Expressions with the finding of each below it, further in; `¶` is the end of a line.
fn check(table: &str) {
    let mut lines = table.lines().filter(|line| !line.is_empty());
    while let (Some(marked), Some(finding)) = (lines.next(), lines.next()) {
        check_one(&marked.replace('¶', "\n"), finding.trim_start());
    }
}

fn check_one(marked: &str, expected: &str) {
    let (before, rest) = marked.split_once('‹').expect("where the place begins");
    let (place, after) = rest.split_once('›').expect("where the place ends");
    let text = format!("{before}{place}{after}");
    let found = findings(&text, &Expected::Printable).unwrap_or_else(|e| panic!("{e} {text}"));
    let [finding] = found.as_slice() else {
        panic!("{text} has these findings, and one is expected: {found:#?}");
    };
    let at = finding.place.as_ref().expect("a place");
    let range = within(at.range()).expect("a place in the expression");
    let shown = format!(
        "{}‹{}›{}",
        &text[..range.start],
        &text[range.clone()],
        &text[range.end..]
    );
    assert_eq!(shown, marked);
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    assert_eq!(at.column as usize, column, "{marked}");
    let told = finding.to_string();
    let told = told.splitn(4, ':').last().unwrap_or_default().trim_start();
    assert_eq!(told, expected, "{marked}");
    assert_ne!(finding.message("da"), finding.message("en"), "{marked}");
}
