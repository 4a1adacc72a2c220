//! The seed of every hash map of this process, which is always the same: maps of other seeds take other numbers of instructions.

use std::ffi::{c_uint, c_void};

/// Stands before the C library's function of the same name, from which the standard library takes the seeds of its
/// hash maps: it links it weakly, so that measurements can do this.
#[expect(
    unsafe_code,
    reason = "the standard library has no other way to fix its seeds"
)]
// SAFETY: it does what callers of `getrandom` rely on: all bytes are written, and their number is returned.
#[unsafe(no_mangle)]
extern "C" fn getrandom(buffer: *mut c_void, length: usize, _flags: c_uint) -> isize {
    // SAFETY: callers pass a buffer of that length to be written.
    unsafe { buffer.write_bytes(0x2a, length) };
    length.cast_signed()
}

/// Seeds the hashes of Rhai, which has its own. To be called before anything else.
///
/// Fails where something has been hashed already.
pub(crate) fn fix() -> anyhow::Result<()> {
    let fixed = rhai::config::hashing::set_hashing_seed(Some([1, 2, 3, 4]));
    anyhow::ensure!(fixed.is_ok(), "the hashes are seeded already");
    Ok(())
}
