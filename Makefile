# Sewaka. Needs Python 3.11 or newer and make; everything else is fetched by name, by hash.
#
#   make run      the demo city on http://127.0.0.1:8000   (PORT, SEWAKA_HOME, DATABASE_URL)
#   make test     the core suite against its own PostgreSQL (STRICT=1: skips are failures)
#   make check    lint, types, layers, migrations, texts, licences, deployment settings
#   make e2e      journeys in the system's Chromium
#   make drill    kill, restart, restore                    make bench   measurements
#   make assets   browser code and styles (Node comes from a wheel)
#   make texts    message catalogues: extract and compile   make lock    pinned requirements
#   make setup    what `make run` needs, without running    make clean   remove what is built

# Bytecode is kept: a second start, and every worker of the tests, is ready in half the time.
unexport PYTHONDONTWRITEBYTECODE
MAKEFLAGS += --no-print-directory --no-builtin-rules
SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --require-virtualenv
DJANGO := DJANGO_SETTINGS_MODULE=sewaka.config.settings $(PY) -m django
NODE := PATH="$(CURDIR)/$(BIN):$$PATH"

CATALOGUES := $(shell find src -name '*.po' 2>/dev/null)
BROWSER := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
STATICS := $(shell find src -path '*/static/*' -type f 2>/dev/null)

.PHONY: help setup run test check e2e drill bench assets collect texts lock clean

help:
	@sed -n '3,12s/^# \{0,1\}//p' Makefile

# --- what is fetched and built, each with a stamp ------------------------------------------
$(VENV)/.made:
	@echo "Making the virtual environment ..."
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	  command -v $$python >/dev/null 2>&1 || continue; \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue; \
	  $$python -m venv $(VENV) || { echo "sewaka: $$python has no venv: on Debian, apt install python3-venv" >&2; exit 1; }; \
	  touch $@; exit 0; \
	done; echo "sewaka: Python 3.11 or newer is needed" >&2; exit 1

$(VENV)/.base: $(VENV)/.made requirements/base.txt
	@echo "Installing the city's packages, pinned by hash ..."
	@$(PIP) install --require-hashes --no-deps --progress-bar off -r requirements/base.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	@echo "Installing the packages of tests and checks ..."
	@$(PIP) install --require-hashes --no-deps --progress-bar off -r requirements/dev.txt
	@touch $@

$(VENV)/.traffic-sim: $(VENV)/.base requirements/traffic-sim.txt
	@echo "Installing the simulated street, pinned by hash ..."
	@$(PIP) install --require-hashes --no-deps --progress-bar off -r requirements/traffic-sim.txt
	@touch $@

$(VENV)/.traffic-camera: $(VENV)/.base requirements/traffic-camera.txt
	@echo "Installing what counts in pictures, pinned by hash ..."
	@$(PIP) install --require-hashes --no-deps --progress-bar off -r requirements/traffic-camera.txt
	@touch $@

$(VENV)/.ledger-bench: $(VENV)/.base requirements/ledger-bench.txt
	@echo "Installing the ledger that ours is measured beside, pinned by hash ..."
	@$(PIP) install --require-hashes --no-deps --progress-bar off -r requirements/ledger-bench.txt
	@touch $@

$(VENV)/.own: $(VENV)/.base pyproject.toml
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

build/.texts: $(VENV)/.own $(CATALOGUES)
	@mkdir -p build
	@$(PY) -m sewaka.config.texts compile
	@touch $@

build/.npm: frontend/package-lock.json frontend/.npmrc $(VENV)/.base
	@mkdir -p build
	@echo "Fetching the browser libraries, pinned by hash ..."
	@cd frontend && $(NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 --fetch-timeout=20000
	@touch $@

build/.assets: build/.npm $(BROWSER)
	@echo "Building styles and scripts ..."
	@cd frontend && $(NODE) npm run --silent build
	@$(PY) frontend/icons.py
	@touch $@

build/.collected: $(VENV)/.own $(STATICS) $(BROWSER) $(wildcard build/.assets)
	@echo "Collecting and compressing static files ..."
	@rm -rf build/collected
	@$(DJANGO) collectstatic --noinput --verbosity 0
	@touch $@

# A failed fetch must neither stop the city nor delay each of its starts: `make assets` tries again.
ASSETS_OR_NOTE = if [ ! -e build/.no-assets ]; then \
	$(MAKE) -s build/.assets || { mkdir -p build; touch build/.no-assets; }; fi; \
	if [ -e build/.no-assets ]; then \
	echo "The browser code is not built: pages work without it. To get it: make assets"; fi

assets: $(VENV)/.own
	@rm -f build/.no-assets
	@$(MAKE) -s build/.assets
	@$(MAKE) -s build/.collected

collect: $(VENV)/.own
	@$(ASSETS_OR_NOTE)
	@$(MAKE) -s build/.collected

texts: $(VENV)/.own
	@$(PY) -m sewaka.config.texts update
	@$(PY) -m sewaka.config.texts compile

setup: $(VENV)/.own $(VENV)/.traffic-sim $(VENV)/.traffic-camera build/.texts
	@$(MAKE) collect

# --- running and testing ---------------------------------------------------------------------
run: setup
	@exec $(BIN)/sewaka up

test: setup $(VENV)/.dev
	@HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-dev} $(BIN)/pytest -n logical --dist loadfile --no-loadscope-reorder -q $(ARGS)

e2e: setup $(VENV)/.dev
	@$(BIN)/pytest -m journey -q $(or $(ARGS),tests/journeys)

drill: setup $(VENV)/.dev
	@$(BIN)/pytest -m drill -q -s -p no:randomly $(or $(ARGS),tests/drills)

bench: setup $(VENV)/.dev $(VENV)/.ledger-bench
	@$(BIN)/pytest -m bench -q -s -p no:randomly $(or $(ARGS),tests/bench)

# --- checks --------------------------------------------------------------------------------------
# The settings of a real city, with a home of their own; nothing is served.
CITY = SEWAKA_MODE=city SEWAKA_URL=https://sewaka.contoh.example SEWAKA_HOME=$(CURDIR)/build/check

check: setup $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src tests
	$(BIN)/lint-imports
	$(CITY) PYTHONWARNINGS=ignore::RuntimeWarning $(DJANGO) makemigrations --check --dry-run
	$(PY) -m sewaka.config.texts check
	$(BIN)/reuse lint --quiet || $(BIN)/reuse lint
	$(CITY) $(DJANGO) check --deploy --fail-level WARNING
	$(BIN)/pytest -q -n 0 tests/architecture

lock: $(VENV)/.dev
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --universal -o requirements/base.txt requirements/base.in
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --universal -o requirements/dev.txt requirements/dev.in
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --universal -o requirements/traffic-sim.txt requirements/traffic-sim.in
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --universal -o requirements/traffic-camera.txt requirements/traffic-camera.in
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --universal -o requirements/ledger-bench.txt requirements/ledger-bench.in

clean:
	rm -rf build $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache frontend/node_modules
