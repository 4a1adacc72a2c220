//! What becomes of effects in the demonstration: most are carried out at once, some later, some never · nothing leaves this machine.

use chrono::{DateTime, TimeDelta, Utc};
use dunlin::{RecordedEffect, Value};

use crate::app::Tried;
use crate::store::OutboxRow;

/// How long a slow mail server has itself asked again.
const SLOW: TimeDelta = TimeDelta::minutes(40);

/// How a try ends: the same each time, by where it goes, how often it has been tried, and whether somebody asked for it again.
pub(crate) fn tried(row: &OutboxRow, now: DateTime<Utc>) -> Tried {
    let effect = match serde_json::from_str::<RecordedEffect>(&row.body) {
        Ok(effect) => effect,
        Err(error) => return Tried::GivenUp(format!("the outbox holds no effect: {error}")),
    };
    // Somebody who asks again has seen why it went wrong, and may have called the customer.
    let is_retried = row.attempts == 0 && row.problem.is_some();
    match place(&effect) {
        Some("nedlagt") => Tried::GivenUp(
            "the mail server refuses it: 550 5.1.1 there is no such mailbox here".to_owned(),
        ),
        Some("fuld") if !is_retried => {
            Tried::GivenUp("the mail server refuses it: 552 5.2.2 the mailbox is full".to_owned())
        }
        Some("sen") if row.attempts < 2 && !is_retried => Tried::Again(
            now + SLOW * 2_i32.pow(row.attempts),
            "the mail server doesn't take it now: 451 4.7.1 try again later".to_owned(),
        ),
        _ => Tried::Done,
    }
}

/// The part of an e-mail address that says how the mail server behind it is: `kontor@tangstrand.sen.example`.
fn place(effect: &RecordedEffect) -> Option<&str> {
    let to = effect.arguments.get("to").and_then(Value::as_str)?;
    let (_, domain) = to.rsplit_once('@')?;
    domain.strip_suffix(".example")?.rsplit('.').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::OutboxState;

    fn sent(to: &str, attempts: u32, problem: Option<&str>) -> Tried {
        let now = DateTime::UNIX_EPOCH;
        let row = OutboxRow {
            seq: 1,
            id: "1001:2:1".to_owned(),
            case: "1001".to_owned(),
            carrier: "dry-run".to_owned(),
            effect: "send".to_owned(),
            state: OutboxState::Pending,
            attempts,
            next_attempt: Some(now),
            problem: problem.map(str::to_owned),
            made_at: now,
            ended_at: None,
            template: None,
            body: format!(r#"{{"id":"1001:2:1","effect":"send","channel":"email","to":"{to}"}}"#),
        };
        tried(&row, now)
    }

    #[test]
    fn most_letters_arrive_some_late_and_some_never() {
        let gave_up = |tried| matches!(tried, Tried::GivenUp(_));
        assert_eq!(sent("a@mosekilde.example", 0, None), Tried::Done);
        assert!(matches!(sent("a@b.sen.example", 0, None), Tried::Again(..)));
        assert_eq!(sent("a@b.sen.example", 2, Some("later")), Tried::Done);
        assert!(gave_up(sent("a@b.fuld.example", 0, None)));
        assert_eq!(sent("a@b.fuld.example", 0, Some("full")), Tried::Done);
        assert!(gave_up(sent("a@b.nedlagt.example", 0, Some("none"))));
    }
}
