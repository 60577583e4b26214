# make run    the demonstration: a made-up district, taken in and screened
# make test   every test; installs what it needs
# make web    the console, built: what the program carries
# make lint   formatting, clippy with warnings denied, documentation
# make bench  benchmarks beside DuckDB, Polars and SQLite, written to docs/benchmarks.md
# make soak   a hundred clients for a minute while the program is killed, on SQLite and on PostgreSQL
# make contract   the API against its own description, for longer than `make test` does it

.PHONY: run test suite web console lint bench oracles soak both-stores contract
.DEFAULT_GOAL := run

CARGO ?= cargo
PYTHON ?= python3
DATA ?= data
# `make run DEMO=--no-serve` ends when the district is screened; with `--no-year` it has no casework behind it.
DEMO ?=

run: web
	$(CARGO) build --locked -p qingyuan
	target/debug/qingyuan --data-dir $(DATA) demo $(DEMO)

test: oracles target/contract/installed web
	cd web && npm run --silent check && npm run --silent sizes
	CARGO="$(CARGO)" PYTHON="$(PYTHON)" tests/with-postgres.sh $(MAKE) --no-print-directory suite

# What `make test` runs beside a PostgreSQL: the tests, and then the program that they have built, under load and against its description.
suite:
	$(CARGO) test --locked --workspace
	$(MAKE) --no-print-directory both-stores SOAK="--clients 8 --seconds 6 --kills 2"
	target/contract/bin/python tests/contract/run.py
	$(PYTHON) tests/console.py

# The console in a real browser; `make console ONLY=roles` runs one file of it.
ONLY ?=
console: web
	$(CARGO) build --locked -p qingyuan
	$(PYTHON) tests/console.py $(ONLY)

# Built anew when a source of it, or the API's description, has changed.
web: web/dist/index.html

web/dist/index.html: web/node_modules/.package-lock.json tests/api/openapi.json web/index.html web/vite.config.ts web/tsconfig.json $(shell find web/src web/scripts web/public web/worker -type f -not -path '*/generated/*' 2>/dev/null)
	cd web && npm run --silent build

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

SOAK ?=
both-stores:
	$(PYTHON) tests/load/soak.py $(SOAK)
	$(PYTHON) tests/load/soak.py $(SOAK) --postgres "$$QINGYUAN_TEST_POSTGRES"

soak:
	$(CARGO) build --locked -p qingyuan
	CARGO="$(CARGO)" PYTHON="$(PYTHON)" tests/with-postgres.sh $(MAKE) --no-print-directory both-stores

contract: target/contract/installed
	$(CARGO) build --locked -p qingyuan
	target/contract/bin/python tests/contract/run.py --examples 100

target/contract/installed: tests/contract/requirements.txt
	mkdir -p target
	$(PYTHON) -m venv target/contract || (apt-get update && apt-get install -y python3-venv && $(PYTHON) -m venv target/contract)
	target/contract/bin/pip install --quiet --disable-pip-version-check -r tests/contract/requirements.txt
	touch $@

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
