# make run    the demonstration: a made-up district, taken in and screened
# make test   every test; installs what it needs
# make lint   formatting, clippy with warnings denied, documentation
# make bench  benchmarks beside DuckDB and Polars, written to docs/benchmarks.md

.PHONY: run test lint bench oracles
.DEFAULT_GOAL := run

CARGO ?= cargo
PYTHON ?= python3
DATA ?= data
# `make run DEMO=--no-serve` ends when the district is screened.
DEMO ?=

run:
	$(CARGO) build --locked -p qingyuan
	target/debug/qingyuan --data-dir $(DATA) demo $(DEMO)

test: oracles
	tests/with-postgres.sh $(CARGO) test --locked --workspace

# The vocabulary beside published packages: numbers, codes, calendar.
oracles: target/oracles/installed
	target/oracles/bin/python tests/oracles/vocabulary.py

target/oracles/installed: tests/oracles/requirements.txt
	mkdir -p target
	$(PYTHON) -m venv target/oracles || (apt-get update && apt-get install -y python3-venv && $(PYTHON) -m venv target/oracles)
	target/oracles/bin/pip install --quiet --disable-pip-version-check -r tests/oracles/requirements.txt
	touch $@

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps

bench:
	$(CARGO) build --locked -p qingyuan
	$(PYTHON) benches/run.py
