//! End-to-end tests: the built product, from the outside.
