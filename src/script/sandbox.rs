//! The sandbox: an engine made of listed parts, with every limit set. What scripts may call beyond it is in `library.rs`.

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicIteratorPackage, BasicMapPackage,
    BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{Engine, OptimizationLevel};

use super::library::{self, OwnedDates};
use crate::expr::parse_engine;

/// The operations of one call.
pub(super) const MAX_OPERATIONS: u64 = 100_000;
/// The calls within each other.
pub(super) const MAX_CALL_LEVELS: usize = 32;
/// The expressions within each other.
pub(super) const MAX_DEPTH: usize = 32;
/// The bytes of one text.
pub(super) const MAX_TEXT: usize = 64 * 1024;
/// The items of one list.
pub(super) const MAX_LIST: usize = 1_000;
/// The entries of one map.
pub(super) const MAX_MAP: usize = 1_000;
/// The variables that are alive at once.
pub(super) const MAX_VARIABLES: usize = 256;
/// The functions of one file.
pub(super) const MAX_FUNCTIONS: usize = 256;

/// An engine without clock, sleep, files, modules, output or randomness.
pub(super) fn engine(dates: OwnedDates) -> Engine {
    let mut engine = parse_engine();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    // `curry` among them: what it keeps no limit counts.
    for word in [
        "eval", "import", "export", "print", "debug", "this", "curry",
    ] {
        engine.disable_symbol(word);
    }
    engine
        .set_optimization_level(OptimizationLevel::Simple)
        // `10/4` is 2.5 here as in expressions, so built-in operators may be replaced.
        .set_fast_operators(false)
        .set_strict_variables(true)
        .set_fail_on_invalid_map_property(true)
        .set_max_operations(MAX_OPERATIONS)
        .set_max_call_levels(MAX_CALL_LEVELS)
        .set_max_expr_depths(MAX_DEPTH, MAX_DEPTH)
        .set_max_string_size(MAX_TEXT)
        .set_max_array_size(MAX_LIST)
        .set_max_map_size(MAX_MAP)
        .set_max_variables(MAX_VARIABLES)
        .set_max_functions(MAX_FUNCTIONS)
        .set_max_modules(0);
    library::register(&mut engine, dates);
    engine
}
