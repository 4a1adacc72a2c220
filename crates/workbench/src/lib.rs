//! What is done with rule sets.
