//! Invoices from outside of the project, through all that may be done with them: amounts to the øre, dates to the day.

mod actions;

use std::fs;
use std::path::Path;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use dunlin::{Actor, Case, Decision, Engine, Opening, Request, RuleSet, Sources};
use rust_decimal::Decimal;

const FLOWS: [&str; 3] = ["invoice", "reminder", "collection"];

/// What a file is called that holds no invoice.
const CREDIT_NOTE: &str = "credit-note";

/// An invoice, its case opened in a flow, and the time at which it is looked at.
struct Invoice<'e> {
    engine: &'e Engine,
    /// The file and the flow, for whoever reads of a failure.
    name: String,
    /// What the document asks for, as it stands there.
    payable: Decimal,
    invoice_date: NaiveDate,
    today: NaiveDate,
    now: DateTime<Utc>,
    flow: &'static str,
    case: Case,
}

#[test]
fn invoices_from_outside_go_through_every_action() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("../shared/data/oioubl");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let engine = Engine::new(RuleSet::load(&Sources::read(root).unwrap()).unwrap());
    let (mut opened, mut refused) = (0, 0);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let document = fs::read(&path).unwrap();
        if name.contains(CREDIT_NOTE) {
            let refusal = dunlin_import::ubl(&document, &dunlin_import::Options::default());
            assert!(
                refusal
                    .unwrap_err()
                    .to_string()
                    .starts_with("this is a credit note"),
                "{name}"
            );
            refused += 1;
            continue;
        }
        for flow in FLOWS {
            Invoice::open(&engine, &name, &document, flow).check();
        }
        opened += 1;
    }
    assert_eq!((opened, refused), (9, 2), "a file came or went");
}

impl<'e> Invoice<'e> {
    fn open(engine: &'e Engine, file: &str, document: &[u8], flow: &'static str) -> Self {
        let name = format!("{file} in {flow}");
        let mut options = dunlin_import::Options::default();
        options.flow = Some(flow.to_owned());
        options.due_days = Some(30);
        let imported = dunlin_import::ubl(document, &options).unwrap();
        let opening: Opening =
            serde_json::from_value(serde_json::to_value(imported).unwrap()).unwrap();

        let text = String::from_utf8(document.to_vec()).unwrap();
        let payable: Decimal = written(&text, "PayableAmount").parse().unwrap();
        let invoice_date: NaiveDate = written(&text, "IssueDate").parse().unwrap();
        let due = opening.facts["due_date"]
            .as_str()
            .unwrap()
            .parse::<NaiveDate>()
            .unwrap();
        // Ten days late, at a time of day that is the same date here and in UTC.
        let today = due + Days::new(10);
        let now = engine
            .rules()
            .instant(today.and_time(NaiveTime::from_hms_opt(10, 0, 0).unwrap()));

        let opened = engine.open(&opening, now).unwrap();
        assert!(
            opened.is_allowed() && opened.warnings().is_empty(),
            "{name}: {opened:?}"
        );
        let case = opened.case_after().unwrap();
        Self {
            engine,
            name,
            payable,
            invoice_date,
            today,
            now,
            flow,
            case,
        }
    }

    fn check(&self) {
        assert_eq!(self.case.balance(), self.payable, "{}", self.name);
        assert_eq!(self.case.flow(), self.flow);
        assert_eq!(
            self.case.fact("invoice_date").unwrap().as_date(),
            Some(self.invoice_date)
        );
        self.menu();
        self.partial_payment();
        self.close();
        self.credit_note();
        self.pause_and_resume();
        self.change_flow();
        self.restart_flow();
    }

    fn ask(&self, case: &Case, request: Request) -> Decision<'e> {
        let decision = self
            .engine
            .decide(case.clone(), request.clone(), self.now)
            .unwrap();
        // What is denied changes nothing; asked again, the same is said.
        let again = self.engine.decide(case.clone(), request, self.now).unwrap();
        assert_eq!(decision.record(), again.record(), "{}", self.name);
        let after = case.apply(&decision).unwrap();
        let changed = i64::from(decision.is_allowed());
        assert_eq!(
            after.revision(),
            case.revision() + changed,
            "{}: {decision:?}",
            self.name
        );
        assert_eq!(
            case.replay(&decision.record()).unwrap(),
            after,
            "{}",
            self.name
        );
        decision
    }

    /// Returns the case after an action that must be allowed.
    fn allowed(&self, case: &Case, request: Request) -> Case {
        let decision = self.ask(case, request);
        assert!(decision.is_allowed(), "{}: {decision:?}", self.name);
        decision.case_after().unwrap()
    }

    /// Holds an action to the rules that deny it.
    fn denied(&self, case: &Case, request: Request, rules: &[&str]) {
        let decision = self.ask(case, request);
        let by: Vec<&str> = decision
            .denials()
            .iter()
            .map(|denial| &*denial.rule)
            .collect();
        assert_eq!(by, rules, "{}", self.name);
        for denial in decision.denials() {
            for language in ["da", "en"] {
                assert!(
                    !denial.message.get(language).is_empty(),
                    "{}: {denial:?}",
                    self.name
                );
            }
        }
    }
}

fn clerk() -> Actor {
    Actor::new("ida", "clerk")
}

/// Returns what a document says first in an element of that name, found without a reader of XML.
fn written<'d>(document: &'d str, element: &str) -> &'d str {
    let after = document.split_once(&format!(":{element}")).unwrap().1;
    let text = after.split_once('>').unwrap().1;
    text.split_once('<').unwrap().0.trim()
}
