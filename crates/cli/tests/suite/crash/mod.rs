//! The service killed again and again at random moments under load: nothing that was acknowledged is lost, nothing is done twice.
//!
//! `DUNLIN_KILLS=200 cargo test --release -p dunlin-cli --test suite crash` kills it so often; `DUNLIN_SEED` has a run's chances again.

mod clients;
mod held;
mod process;
mod random;

use std::fs;
use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use rust_decimal::Decimal;

use clients::Clients;
use held::Counted;
use process::{Door, Place};
use random::Random;

/// How often it is killed if nobody says.
const FEW: usize = 8;
/// How many use it at once.
const CLIENTS: u64 = 6;
/// How long a start may take: what is not optimised, on a machine that does other things, is given more.
const START: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 });
/// Days that pass in a second, so that steps and timers fall due all the time.
const PACE: i32 = 5;

#[test]
fn what_was_acknowledged_survives_being_killed() {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let kills = number("DUNLIN_KILLS").map_or(FEW, |kills| usize::try_from(kills).unwrap());
    let seed = number("DUNLIN_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    // Shown where the test fails.
    println!("DUNLIN_SEED={seed}");
    let place = Place::new("crash");
    let token = place.said(&["token", "new", "clients", "--role", "manager"]);
    let door = Door::default();
    let clients = Clients::new(&door, token.trim());

    let mut starts = Vec::new();
    let mut up = Duration::ZERO;
    let mut reloads = 0;
    thread::scope(|scope| {
        // Whatever fails, nobody goes on.
        let _stop = Stop(&clients);
        for part in 0..CLIENTS {
            let random = Random::new(seed, part);
            let clients = &clients;
            scope.spawn(move || {
                let _stop = Stop(clients);
                clients.run(random);
            });
        }
        let reloading = scope.spawn(|| reload(&place, &clients, Random::new(seed, CLIENTS)));
        let mut random = Random::new(seed, CLIENTS + 1);
        let clock = format!("2026-03-01T08:00+{PACE}d/s");
        let mut killed = 0;
        while killed < kills && !clients.is_stopped() {
            let mut process = place.start(&clock);
            killed += 1;
            if !starts.is_empty() && random.one_in(8) {
                thread::sleep(random.milliseconds(0, 60));
                process.kill(&door);
                continue;
            }
            starts.push(process.ready(&door, &place));
            let begun = Instant::now();
            thread::sleep(random.milliseconds(20, 600));
            process.kill(&door);
            up += begun.elapsed();
        }
        // Whoever waits for an answer gets it.
        let mut process = place.start(&clock);
        starts.push(process.ready(&door, &place));
        clients.stop();
        while !reloading.is_finished() {
            thread::sleep(Duration::from_millis(5));
        }
        reloads = reloading.join().unwrap();
        thread::sleep(Duration::from_millis(100));
        process.end(&door);
    });

    // Time stands still until what is due is done.
    let mut process = place.start("2026-03-01T08:00+0d/s");
    starts.push(process.ready(&door, &place));
    until("nothing is left in the outbox", || {
        let left = clients.get("/outbox?state=pending");
        left["items"].as_array().unwrap().is_empty()
    });
    let dead = clients.get("/outbox?state=dead");
    assert_eq!(dead["items"].as_array().unwrap().len(), 0, "{dead}");
    let records = held::records(&place.said(&["journal", "export"]));
    for (case, owed) in held::balances(&records) {
        let told = clients.get(&format!("/cases/{case}"));
        let told: Decimal = told["case"]["balance"].as_str().unwrap().parse().unwrap();
        assert_eq!(told, owed, "{case}");
    }
    process.end(&door);
    let verified = place.said(&["journal", "verify", "--format", "json"]);
    let verified: serde_json::Value = serde_json::from_str(&verified).unwrap();
    assert_eq!(verified["problems"], serde_json::json!([]));
    assert_eq!(verified["entries"], records.len());

    let told = clients.told();
    let mut counted = Counted::default();
    held::actions(&records, &told);
    held::order(&records, &mut counted);
    let carried = fs::read_to_string(place.file("carried.jsonl")).unwrap();
    held::effects(&records, &carried, &mut counted);
    starts.sort();
    let (half, longest) = (starts[starts.len() / 2], starts[starts.len() - 1]);
    let answered = told.iter().filter(|told| told.answer.is_some()).count();
    let given_up = told.len() - answered;
    let passed = records[records.len() - 1].at - records[0].at;
    let totals = format!(
        "seed {seed}: killed {kills} times; {answered} requests acknowledged, {given_up} given up, {} records; \
         {} turns by themselves in {} days; {reloads} reloads, {} rule sets; {} effects, {} carried out again, {} lines torn; \
         started {} times, half of them within {half:.0?}, all within {longest:.0?}\n",
        records.len(),
        counted.turns,
        passed.num_days(),
        counted.rule_sets,
        counted.effects,
        counted.repeats,
        counted.torn,
        starts.len(),
    );
    // A test's own output is shown where it fails alone; this is what a long run is for.
    let _told = std::io::stderr().write_all(totals.as_bytes());
    println!("{totals}");
    assert!(longest <= START, "a start took {longest:?}");
    // All of it was under way, and time went on where it was.
    assert!(answered > kills * 10 && counted.turns > kills);
    assert!(counted.rule_sets >= 2 && counted.effects > kills);
    let expected = TimeDelta::from_std(up).unwrap() * 86_400 * PACE / 2;
    assert!(passed > expected, "only {passed} of {expected} have passed");
}

/// Stops all where one stops, of itself or by failing.
struct Stop<'s>(&'s Clients<'s>);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Edits the rules all the time, now and then halfway as an editor may leave them, and has them taken. Returns how often they were.
fn reload(place: &Place, clients: &Clients<'_>, mut random: Random) -> usize {
    let whole = fs::read_to_string(place.manifest()).unwrap();
    let fee = "default: 100\n";
    assert_eq!(whole.matches(fee).count(), 1);
    let new = place.file("new.yaml");
    let mut taken = 0;
    // A store that knows no rules yet can't go on with any.
    clients.wait();
    while !clients.is_stopped() {
        let text = whole.replace(fee, &format!("default: {}\n", 90 + random.below(3)));
        if random.one_in(4) {
            let part = 200 + random.below(1_300);
            fs::write(place.manifest(), &text.as_bytes()[..part]).unwrap();
            thread::sleep(random.milliseconds(0, 30));
        }
        fs::write(&new, &text).unwrap();
        fs::rename(&new, place.manifest()).unwrap();
        taken += usize::from(clients.reload());
        thread::sleep(random.milliseconds(20, 150));
    }
    taken
}

/// Waits until something holds.
fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "never: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
