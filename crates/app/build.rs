//! The packs are carried inside the program: a new or changed pack file makes it anew.

fn main() {
    println!("cargo::rerun-if-changed=../../packs");
}
