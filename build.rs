//! Tells cargo what the binary embeds.

fn main() {
    // The migrations are embedded by a macro, which does not tell cargo about the files it read.
    println!("cargo:rerun-if-changed=migrations");
}
