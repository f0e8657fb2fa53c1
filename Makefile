# `make help` lists what there is. VENV and PYTHON may be given: make test VENV=/path/to/venv

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# workers of the tests, on two cores, too: whoever drives a browser waits for a third of the time
WORKERS ?= 3
CATALOGUES := olympiad/translations
KEYWORDS := -k lazy_gettext -k lazy_ngettext:1,2 -k lazy_pgettext:1c,2 -k _l

unexport PYTHONDONTWRITEBYTECODE  # each server that a test starts would compile 600 modules

.DEFAULT_GOAL := help
.PHONY: whole help setup setup-dev run test check lint format types imports translations catalogues guide-pictures javascript drill bench rulebook soak grid-fuzz attack both coverage properties mutants console-model intervals switching

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.installed ## make .venv and install what the application needs

setup-dev: $(VENV)/.installed-dev ## the same with what tests and checks need

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' || { echo "venv is missing: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

run: setup ## serve at http://127.0.0.1:8000 (HOST, PORT, OLYMPIAD_INSTANCE; HTTPS=1 in the hall)
	@exec $(BIN)/python -m olympiad.serve

test: setup-dev ## everything that must pass, PostgreSQL and the browser included
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -q $(TESTS)

check: lint types imports javascript ## what CI runs: lint, format, types, imports, translations, tests
	@$(MAKE) --no-print-directory test

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup-dev ## put the code into its form
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .
	$(BIN)/python -m tests.template_lines

types: setup-dev
	$(BIN)/mypy

imports: setup-dev
	$(BIN)/lint-imports

catalogues: setup-dev
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_translations.py

javascript: node_modules/.installed ## the JavaScript's types, the console against its browsers, the HTML of published pages
	node_modules/.bin/tsc --project jsconfig.json
	node_modules/.bin/eslint static/js/score_sheet_*.js static/js/evidence.js static/js/console_guard.js

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "Checking the JavaScript needs Node and npm: apt-get install npm"; exit 1; }
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

coverage: setup-dev ## lines and branches of domain and services that tests of domain, services and web run (takes as long as these twice)
	@$(BIN)/coverage erase
	@$(BIN)/coverage run --data-file=.coverage-domain -m pytest -q tests/domain olympiad/domain
	@$(BIN)/coverage combine -q --data-file=.coverage-domain
	@$(BIN)/coverage report --data-file=.coverage-domain --include='olympiad/domain/*' --fail-under=98
	@$(BIN)/coverage run -m pytest -q -m 'not postgres' tests/services tests/web
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report --include='olympiad/services/*' --fail-under=92

properties: setup-dev ## tests of the rulebook with every example of properties and oracle
	@OLYMPIAD_FULL_TESTS=1 $(BIN)/python -m pytest -n $(WORKERS) -q tests/domain

mutants: setup-dev ## change the rules that decide places one by one; the tests of the rulebook must notice (mutants/ holds the report)
	@nice $(BIN)/mutmut run
	@$(BIN)/mutmut results

translations: setup ## extract strings and bring the catalogues up to date
	@$(BIN)/pybabel -q extract -F babel.cfg $(KEYWORDS) --no-location --sort-output --no-wrap \
		--project olympiad --version 1 --copyright-holder "Samarkand Olympiad scoring contributors" -o messages.pot .
	@for language in uz ru; do $(BIN)/pybabel -q update -i messages.pot -d $(CATALOGUES) -l $$language --init-missing \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap || exit 1; done
	@rm -f messages.pot

guide-pictures: setup-dev ## photograph the pages that the guides show (OLYMPIAD_INSTANCE, as for run)
	@$(BIN)/python -m tests.guide_pictures

rulebook: setup ## write docs/rulebook.md from the docstrings of the rules
	$(BIN)/python -m olympiad.rulebook

drill: setup ## rehearse a hall: robots mark over a bad network, then a report (DRILL="--teams 50 --kills 3")
	@$(BIN)/python -m olympiad.drill $(DRILL)

attack: setup-dev ## generated attacks at length: every route as everybody, bodies, files, guesses, tampering, blindness in 200 halls
	OLYMPIAD_ATTACK=long OLYMPIAD_ATTACK_HALLS=$(or $(HALLS),200) $(BIN)/python -m pytest -q -n 2 --dist worksteal tests/attack \
		tests/web/test_edge_input.py tests/web/test_access.py tests/web/test_sign_in_limits.py tests/web/test_second_factor.py \
		tests/web/test_security_headers.py tests/web/test_hosts.py tests/exchange/test_readers_survive.py tests/browser/test_shared_tablet.py

whole: setup-dev ## what check asks in part: axe on every page, the console over HTTP and HTTPS, every page read as everybody
	OLYMPIAD_WHOLE=1 $(BIN)/python -m pytest -q -n 2 --dist loadfile tests/browser/test_every_page.py tests/browser/test_score_sheets_offline.py \
		tests/browser/test_shared_tablet.py tests/browser/test_help_requests.py tests/browser/test_choices.py tests/test_architecture.py

both: setup-dev ## every test of a service on SQLite and on PostgreSQL, also where their SQL is the same
	OLYMPIAD_BOTH=1 $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile tests/services

soak: setup-dev ## 100,000 operations at random through faults and killed servers, on both databases (SOAK=1000000, SEED=7)
	for database in sqlite postgresql; do OLYMPIAD_SOAK=$(or $(SOAK),100000) OLYMPIAD_SEED=$(or $(SEED),1) OLYMPIAD_SOAK_ON=$$database \
		$(BIN)/python -m pytest -q -n 2 -rP tests/browser/test_never_lost.py || exit 1; done
	OLYMPIAD_SOAK=$(or $(SOAK),100000) OLYMPIAD_SEED=$(or $(SEED),1) $(BIN)/python -m pytest -q -rP tests/browser/test_random_consoles.py

grid-fuzz: setup-dev ## 2,000 new blocks of openpyxl and as many of LibreOffice pasted into the clerk's grid (BLOCKS=2000, SEED=7)
	OLYMPIAD_BLOCKS=$(or $(BLOCKS),2000) OLYMPIAD_SEED=$(or $(SEED),1000) $(BIN)/python -m pytest -q tests/browser/test_keying_logic.py -k 'drawn or libreoffice'

console-model: setup-dev ## search more than a million states of the console for a false claim (STATES=1200000)
	OLYMPIAD_STATES=$(or $(STATES),1200000) $(BIN)/python -m pytest -q tests/browser/test_score_sheet_logic.py -k whatever_happens

intervals: setup-dev ## 500 simulated halls of three designs: do intervals hold the truth, does a fair hall ring no bell (HALLS=500)
	$(BIN)/python -m benchmarks.bench_intervals $(or $(HALLS),500)

switching: setup-dev ## a million requests of readers while versions are published one after the other (REQUESTS=1000000)
	$(BIN)/python -m benchmarks.bench_switching $(or $(REQUESTS),1000000)

bench: setup-dev ## measure, and write benchmarks/RESULTS.md
	@set -e; for file in benchmarks/bench_*.py; do name=$$(basename "$$file" .py); echo "== $$name"; $(BIN)/python -m "benchmarks.$$name"; done
