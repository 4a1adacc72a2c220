//! tmp
fn main() {
    let mut args = std::env::args().skip(1);
    let suite = dunlin_workbench::Suite::read(args.next().unwrap_or(".".into())).unwrap();
    let accept = args.next().is_some_and(|a| a == "accept");
    let outcomes = suite.run();
    for o in &outcomes {
        if accept { o.accept().unwrap(); }
        else if !o.is_passed() { println!("{o}"); }
    }
    println!("{}", dunlin_workbench::Counts::of(&outcomes));
    println!("{:?}", suite.unreferenced());
}
