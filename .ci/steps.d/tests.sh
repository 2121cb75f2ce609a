# How a step runs Rust tests: nextest where it is installed, cargo test otherwise. No retries.
run_tests() {
  if command -v cargo-nextest >/dev/null; then
    cargo nextest run --locked --no-fail-fast --status-level fail --final-status-level fail "$@"
  else
    cargo test --locked --no-fail-fast "$@"
  fi
}

# The program as the tests built it: building it alone would build half of the libraries again, with fewer features.
program() {
  cargo test --locked --quiet --no-run --test rules >&2
  echo "$PWD/target/debug/tongxing"
}
