//! What is counted: calls that a host makes often, by name. How they are counted isn't known here.

use anyhow::Result;
use dunlin_benches::Shipped;

/// A name, which the kept counts go by, and a call.
type Question = (&'static str, fn(&Shipped) -> Result<usize>);

pub(crate) const QUESTIONS: [Question; 7] = [
    ("decide partial_payment, allowed", |shipped| {
        shipped.decide(&shipped.payment)
    }),
    ("decide partial_payment, denied", |shipped| {
        shipped.decide(&shipped.too_much)
    }),
    ("decide pause with a date", |shipped| {
        shipped.decide(&shipped.pause)
    }),
    ("decide close (a letter)", |shipped| {
        shipped.decide(&shipped.close)
    }),
    ("menu of a clerk", Shipped::menu),
    ("next_due, a step far off", |shipped| {
        shipped.next_due(&shipped.reminded, shipped.early)
    }),
    ("advance, a fee and a letter", |shipped| {
        shipped.advance(&shipped.reminded, shipped.late)
    }),
];
