//! The policy as an engineer would write it in Rust who wants the verdict and the rules' names. No text is in here.

use anyhow::Result;

use crate::policy::{Action, Rules, Verdict};
use crate::portfolio::Pair;

pub(crate) struct ByHand;

impl ByHand {
    pub(crate) fn decide(&mut self, pair: &Pair) -> Result<Verdict> {
        let rules = denying(pair);
        Ok(Verdict {
            allowed: rules.is_empty(),
            rules: Some(rules),
        })
    }
}

/// The rules that deny what is asked.
pub(crate) fn denying(pair: &Pair) -> Rules {
    if !is_shown(pair, pair.action) {
        return Rules::HIDDEN;
    }
    if !may_ask(pair) {
        return Rules::ROLE;
    }
    let mut told = Told(Rules::NONE);
    match pair.action {
        Action::Close => {
            told.tell(Rules::MISSING, pair.code.is_none() || pair.reason.is_none());
            if let Some(code) = pair.code {
                let reasons = reasons(code);
                told.tell(
                    Rules::OPTION,
                    reasons.is_none_or(|known| pair.reason.is_some_and(|it| !known.contains(&it))),
                );
            }
            told.tell(
                Rules::CONFIRMATION_WITHOUT_ADDRESS,
                pair.confirmation && pair.email.is_none(),
            );
        }
        Action::PartialPayment => {
            told.tell(
                Rules::MISSING,
                pair.paid_on.is_none() || pair.amount.is_none(),
            );
            let owes = pair.balance.is_sign_positive() && !pair.balance.is_zero();
            told.tell(Rules::SOMETHING_OWED, !owes);
            if let Some(amount) = pair.amount {
                let positive = amount.is_sign_positive() && !amount.is_zero();
                told.tell(Rules::POSITIVE_AMOUNT, !positive);
                told.tell(Rules::LESS_THAN_OWED, owes && amount >= pair.balance);
            }
            if let Some(date) = pair.paid_on {
                told.tell(Rules::NOT_IN_THE_FUTURE, date > pair.today);
                told.tell(Rules::NOT_BEFORE_THE_INVOICE, date < pair.invoice_date);
            }
        }
        Action::CreditNote => {
            let owes = pair.balance.is_sign_positive() && !pair.balance.is_zero();
            told.tell(Rules::SOMETHING_TO_CREDIT, !owes);
            told.tell(Rules::NO_CREDIT_NOTE_UNDER_WAY, pair.pending_credit != 0);
        }
        Action::Pause => {
            match pair.reason {
                None => told.tell(Rules::MISSING, true),
                Some(reason) => told.tell(Rules::OPTION, !PAUSE_REASONS.contains(&reason)),
            }
            told.tell(
                Rules::RESUME_IN_THE_FUTURE,
                pair.resume_on.is_some_and(|date| date <= pair.today),
            );
        }
        Action::Resume => told.tell(
            Rules::OBJECTION_IS_ANSWERED,
            pair.objection_since.is_some() && pair.objection_answered.is_none(),
        ),
        Action::ChangeFlow => {
            told.tell(Rules::NOT_OUT_OF_COLLECTION, pair.flow == "collection");
            match pair.flow_to {
                None => told.tell(Rules::MISSING, true),
                Some(to) if !FLOWS.contains(&to) => told.tell(Rules::OPTION, true),
                Some(to) => {
                    told.tell(
                        Rules::ANOTHER_FLOW,
                        pair.flow != "collection" && to == pair.flow,
                    );
                    let offered = switch_to(pair.flow).contains(&to);
                    told.tell(Rules::OPTION, !offered && told.0.is_empty());
                }
            }
        }
        Action::RestartFlow => told.tell(
            Rules::MANAGER_RESTARTS_COLLECTION,
            pair.flow == "collection" && pair.role != "manager",
        ),
    }
    told.0
}

struct Told(Rules);

impl Told {
    fn tell(&mut self, rule: Rules, denies: bool) {
        if denies {
            self.0 = self.0.and(rule);
        }
    }
}

pub(crate) fn is_shown(pair: &Pair, action: Action) -> bool {
    match action {
        Action::Close | Action::PartialPayment | Action::ChangeFlow => pair.status != "closed",
        Action::CreditNote => pair.status != "closed" && pair.accounting == "economic",
        Action::Pause | Action::RestartFlow => pair.status == "active",
        Action::Resume => pair.status == "paused",
    }
}

pub(crate) fn may_ask(pair: &Pair) -> bool {
    matches!(pair.role, "clerk" | "manager")
}

const FLOWS: [&str; 3] = ["invoice", "reminder", "collection"];

const PAUSE_REASONS: [&str; 9] = [
    "dispute",
    "instalments",
    "promised_payment",
    "awaiting_information",
    "awaiting_credit",
    "bankruptcy",
    "debt_relief",
    "estate",
    "other",
];

pub(crate) fn switch_to(flow: &str) -> &'static [&'static str] {
    match flow {
        "invoice" => &["reminder", "collection"],
        "reminder" => &["invoice", "collection"],
        _ => &[],
    }
}

fn reasons(code: &str) -> Option<&'static [&'static str]> {
    Some(match code {
        "paid" => &["to_us", "registered", "set_off"],
        "credited" => &["full", "reissued"],
        "settled" => &["reduced", "waived"],
        "disputed" => &["justified", "court"],
        "abandoned" => &["too_small", "our_mistake", "customer_relation"],
        "uncollectable" => &[
            "bankrupt",
            "insolvent",
            "deceased",
            "untraceable",
            "time_barred",
        ],
        "accounting" => &["closed_there"],
        _ => return None,
    })
}
