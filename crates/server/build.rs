//! The console and the public pages are carried inside the program: those that were made anew make the program anew.

fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
    println!("cargo::rerun-if-changed=templates");
}
