//! The sandbox: an engine made of listed parts, with every limit set. What scripts may call beyond it is in `library.rs`.

use rhai::packages::{ArithmeticPackage, BasicIteratorPackage, LogicPackage, Package};
use rhai::{Engine, OptimizationLevel};

use super::calls::{Calls, Library};
use super::library::{self, OwnedDates};
use super::operators::Operators;
use crate::expr::parse_engine;

/// The operations of one call.
pub(super) const MAX_OPERATIONS: u64 = 100_000;
/// The calls within each other: with expressions as deep as may be, they fit a thread's stack even
/// where nothing is optimised.
pub(super) const MAX_CALL_LEVELS: usize = 8;
/// The expressions within each other, in a function and outside of all.
pub(super) const MAX_DEPTHS: [usize; 2] = [40, 64];
/// The bytes of one text.
pub(super) const MAX_TEXT: usize = 64 * 1024;
/// The items of one list, those of lists in it among them.
pub(super) const MAX_LIST: usize = 1_000;
/// The entries of one map, those of maps in it among them.
pub(super) const MAX_MAP: usize = 500;
/// The variables that are alive at once.
pub(super) const MAX_VARIABLES: usize = 256;
/// The functions of one file.
pub(super) const MAX_FUNCTIONS: usize = 256;

/// An engine without clock, sleep, files, modules, output or randomness.
///
/// There are no closures either: what they capture may form rings and chains that no limit sees, and
/// what runs in them isn't counted.
pub(super) fn library(dates: OwnedDates, operators: Operators) -> Library {
    let mut engine = parse_engine();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    for word in [
        "eval",
        "import",
        "export",
        "print",
        "debug",
        "this",
        "Fn",
        "call",
        "curry",
        "is_shared",
    ] {
        engine.disable_symbol(word);
    }
    let [in_function, outside] = MAX_DEPTHS;
    engine
        .set_allow_anonymous_fn(false)
        .set_optimization_level(OptimizationLevel::Simple)
        .set_fast_operators(operators == Operators::BuiltIn)
        .set_max_operations(operators.max_operations())
        .set_strict_variables(true)
        .set_fail_on_invalid_map_property(true)
        .set_max_call_levels(MAX_CALL_LEVELS)
        .set_max_expr_depths(outside, in_function)
        .set_max_string_size(MAX_TEXT)
        .set_max_array_size(MAX_LIST)
        .set_max_map_size(MAX_MAP)
        .set_max_variables(MAX_VARIABLES)
        .set_max_functions(MAX_FUNCTIONS)
        .set_max_modules(0);
    let mut library = Library {
        engine,
        calls: Calls::of_language(),
    };
    library::register(&mut library, dates);
    library
}

/// A parser with the sandbox's limits that takes what the sandbox refuses, so that loading can say
/// of each such thing what to do instead. Nothing runs in it.
pub(super) fn parser() -> Engine {
    let mut engine = parse_engine();
    let [in_function, outside] = MAX_DEPTHS;
    engine
        .set_max_expr_depths(outside, in_function)
        .set_max_string_size(MAX_TEXT)
        .set_max_array_size(MAX_LIST)
        .set_max_map_size(MAX_MAP)
        .set_max_functions(MAX_FUNCTIONS);
    engine
}
