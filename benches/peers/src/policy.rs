//! The policy that every engine is given: seven actions, the names of their rules, and each rule as the condition
//! under which it denies. No engine is named here.

/// An action of the shipped rule set that people ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Close,
    PartialPayment,
    CreditNote,
    Pause,
    Resume,
    ChangeFlow,
    RestartFlow,
}

impl Action {
    pub(crate) const ALL: [Self; 7] = [
        Self::Close,
        Self::PartialPayment,
        Self::CreditNote,
        Self::Pause,
        Self::Resume,
        Self::ChangeFlow,
        Self::RestartFlow,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::PartialPayment => "partial_payment",
            Self::CreditNote => "credit_note",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::ChangeFlow => "change_flow",
            Self::RestartFlow => "restart_flow",
        }
    }
}

/// What is made of each action, in the order of [`Action::ALL`].
pub(crate) struct PerAction<T>([T; 7]);

impl<T> PerAction<T> {
    pub(crate) fn new(make: impl FnMut(Action) -> anyhow::Result<T>) -> anyhow::Result<Self> {
        let made: Vec<T> = Action::ALL
            .into_iter()
            .map(make)
            .collect::<anyhow::Result<_>>()?;
        let made = <[T; 7]>::try_from(made);
        Ok(Self(made.map_err(|_| anyhow::anyhow!("seven actions"))?))
    }

    pub(crate) fn of(&mut self, action: Action) -> &mut T {
        let [a, b, c, d, e, f, g] = &mut self.0;
        match action {
            Action::Close => a,
            Action::PartialPayment => b,
            Action::CreditNote => c,
            Action::Pause => d,
            Action::Resume => e,
            Action::ChangeFlow => f,
            Action::RestartFlow => g,
        }
    }
}

/// The rules' names, each a bit of [`Rules`], in the order in which they are asked.
const NAMES: [&str; 18] = [
    "hidden",
    "role",
    "missing",
    "option",
    "positive_amount",
    "something_owed",
    "less_than_owed",
    "not_in_the_future",
    "not_before_the_invoice",
    "something_to_credit",
    "no_credit_note_under_way",
    "resume_in_the_future",
    "objection_is_answered",
    "not_out_of_collection",
    "another_flow",
    "manager_restarts_collection",
    "confirmation_without_address",
    "flow_not_offered",
];

/// A set of rules, by their names.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Rules(u32);

impl Rules {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const HIDDEN: Self = Self(1);
    pub(crate) const ROLE: Self = Self(1 << 1);
    pub(crate) const MISSING: Self = Self(1 << 2);
    pub(crate) const OPTION: Self = Self(1 << 3);
    pub(crate) const POSITIVE_AMOUNT: Self = Self(1 << 4);
    pub(crate) const SOMETHING_OWED: Self = Self(1 << 5);
    pub(crate) const LESS_THAN_OWED: Self = Self(1 << 6);
    pub(crate) const NOT_IN_THE_FUTURE: Self = Self(1 << 7);
    pub(crate) const NOT_BEFORE_THE_INVOICE: Self = Self(1 << 8);
    pub(crate) const SOMETHING_TO_CREDIT: Self = Self(1 << 9);
    pub(crate) const NO_CREDIT_NOTE_UNDER_WAY: Self = Self(1 << 10);
    pub(crate) const RESUME_IN_THE_FUTURE: Self = Self(1 << 11);
    pub(crate) const OBJECTION_IS_ANSWERED: Self = Self(1 << 12);
    pub(crate) const NOT_OUT_OF_COLLECTION: Self = Self(1 << 13);
    pub(crate) const ANOTHER_FLOW: Self = Self(1 << 14);
    pub(crate) const MANAGER_RESTARTS_COLLECTION: Self = Self(1 << 15);
    pub(crate) const CONFIRMATION_WITHOUT_ADDRESS: Self = Self(1 << 16);
    pub(crate) const FLOW_NOT_OFFERED: Self = Self(1 << 17);
    /// Inputs and requirements, which are told together.
    const TOGETHER: Self = Self(0x1_FFFC);

    /// The set of one rule; none where there is no such rule.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let bit = NAMES.iter().position(|known| *known == name)?;
        Some(Self(1 << bit))
    }

    pub(crate) fn names(self) -> Vec<&'static str> {
        let bits = NAMES.iter().enumerate();
        let held = bits.filter(|(bit, _)| self.0 & (1 << bit) != 0);
        held.map(|(_, name)| *name).collect()
    }

    pub(crate) fn holds(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is told of all rules that would deny: a hidden action is only hidden, a role is told alone, and what
    /// the effects need is asked when nothing else denies.
    #[must_use]
    pub(crate) fn settled(self) -> Self {
        for alone in [Self::HIDDEN, Self::ROLE] {
            if self.holds(alone) {
                return alone;
            }
        }
        let together = Self(self.0 & Self::TOGETHER.0);
        if !together.is_empty() {
            return together;
        }
        if self.holds(Self::FLOW_NOT_OFFERED) {
            return Self::OPTION;
        }
        self
    }
}

/// What an engine answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) allowed: bool,
    /// The rules that deny; none where the engine can't say.
    pub(crate) rules: Option<Rules>,
}

impl Verdict {
    /// The answer where `denying` are the rules that would deny, settled or not.
    pub(crate) fn of(denying: Rules) -> Self {
        let rules = denying.settled();
        Self {
            allowed: rules.is_empty(),
            rules: Some(rules),
        }
    }
}

/// A rule as the condition under which it denies, in what CEL, Rhai and, with other words for `&&`, ZEN share.
/// The names are those of `Pair::each_field`: a text that isn't given is empty, a date that isn't given is 0.
pub(crate) struct Condition {
    pub(crate) rule: Rules,
    pub(crate) text: &'static str,
}

const ROLE: Condition = denies(Rules::ROLE, r#"role != "clerk" && role != "manager""#);

const fn denies(rule: Rules, text: &'static str) -> Condition {
    Condition { rule, text }
}

const CLOSE: &[Condition] = &[
    denies(Rules::HIDDEN, r#"status == "closed""#),
    ROLE,
    denies(Rules::MISSING, r#"code == "" || reason == """#),
    denies(
        Rules::OPTION,
        r#"code != "" && !(code in ["paid", "credited", "settled", "disputed", "abandoned", "uncollectable", "accounting"])
        || reason != "" && (
            code == "paid" && !(reason in ["to_us", "registered", "set_off"])
            || code == "credited" && !(reason in ["full", "reissued"])
            || code == "settled" && !(reason in ["reduced", "waived"])
            || code == "disputed" && !(reason in ["justified", "court"])
            || code == "abandoned" && !(reason in ["too_small", "our_mistake", "customer_relation"])
            || code == "uncollectable" && !(reason in ["bankrupt", "insolvent", "deceased", "untraceable", "time_barred"])
            || code == "accounting" && reason != "closed_there")"#,
    ),
    denies(
        Rules::CONFIRMATION_WITHOUT_ADDRESS,
        r#"confirmation && email == """#,
    ),
];

const PARTIAL_PAYMENT: &[Condition] = &[
    denies(Rules::HIDDEN, r#"status == "closed""#),
    ROLE,
    denies(Rules::MISSING, "paid_on == 0 || !amount_given"),
    denies(Rules::POSITIVE_AMOUNT, "amount_given && amount <= 0"),
    denies(Rules::SOMETHING_OWED, "balance <= 0"),
    denies(
        Rules::LESS_THAN_OWED,
        "balance > 0 && amount_given && amount >= balance",
    ),
    denies(Rules::NOT_IN_THE_FUTURE, "paid_on > today"),
    denies(
        Rules::NOT_BEFORE_THE_INVOICE,
        "paid_on != 0 && paid_on < invoice_date",
    ),
];

const CREDIT_NOTE: &[Condition] = &[
    denies(
        Rules::HIDDEN,
        r#"status == "closed" || accounting != "economic""#,
    ),
    ROLE,
    denies(Rules::SOMETHING_TO_CREDIT, "balance <= 0"),
    denies(Rules::NO_CREDIT_NOTE_UNDER_WAY, "pending_credit != 0"),
];

const PAUSE: &[Condition] = &[
    denies(Rules::HIDDEN, r#"status != "active""#),
    ROLE,
    denies(Rules::MISSING, r#"reason == """#),
    denies(
        Rules::OPTION,
        r#"reason != "" && !(reason in ["dispute", "instalments", "promised_payment", "awaiting_information", "awaiting_credit", "bankruptcy", "debt_relief", "estate", "other"])"#,
    ),
    denies(
        Rules::RESUME_IN_THE_FUTURE,
        "resume_on != 0 && resume_on <= today",
    ),
];

const RESUME: &[Condition] = &[
    denies(Rules::HIDDEN, r#"status != "paused""#),
    ROLE,
    denies(
        Rules::OBJECTION_IS_ANSWERED,
        "objection_since != 0 && objection_answered == 0",
    ),
];

const CHANGE_FLOW: &[Condition] = &[
    denies(Rules::HIDDEN, r#"status == "closed""#),
    ROLE,
    denies(Rules::MISSING, r#"flow_to == """#),
    denies(
        Rules::OPTION,
        r#"flow_to != "" && !(flow_to in ["invoice", "reminder", "collection"])"#,
    ),
    denies(Rules::NOT_OUT_OF_COLLECTION, r#"flow == "collection""#),
    denies(
        Rules::ANOTHER_FLOW,
        r#"flow != "collection" && flow_to == flow"#,
    ),
    denies(
        Rules::FLOW_NOT_OFFERED,
        r#"!(flow == "invoice" && flow_to in ["reminder", "collection"] || flow == "reminder" && flow_to in ["invoice", "collection"])"#,
    ),
];

const RESTART_FLOW: &[Condition] = &[
    denies(Rules::HIDDEN, r#"status != "active""#),
    ROLE,
    denies(
        Rules::MANAGER_RESTARTS_COLLECTION,
        r#"flow == "collection" && role != "manager""#,
    ),
];

/// The rules of an action, in the order in which they are asked.
pub(crate) fn conditions(action: Action) -> &'static [Condition] {
    match action {
        Action::Close => CLOSE,
        Action::PartialPayment => PARTIAL_PAYMENT,
        Action::CreditNote => CREDIT_NOTE,
        Action::Pause => PAUSE,
        Action::Resume => RESUME,
        Action::ChangeFlow => CHANGE_FLOW,
        Action::RestartFlow => RESTART_FLOW,
    }
}

/// The rules that deny, asked one by one as far as anything is still to be told.
pub(crate) fn asked_in_order<T>(
    conditions: &[(Rules, T)],
    mut denies: impl FnMut(&T) -> anyhow::Result<bool>,
) -> anyhow::Result<Verdict> {
    let mut denying = Rules::NONE;
    for (rule, condition) in conditions {
        let last = rule.holds(Rules::FLOW_NOT_OFFERED);
        if last && !denying.is_empty() {
            break;
        }
        if denies(condition)? {
            denying = denying.and(*rule);
            if rule.holds(Rules::HIDDEN.and(Rules::ROLE)) {
                break;
            }
        }
    }
    Ok(Verdict::of(denying))
}
