# The portal's commands. `make help` lists them; each does all the set-up it needs.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
CHROMIUM ?= /usr/bin/chromium
WORKERS ?= 2
.DEFAULT_GOAL := help

# The tests have servers of their own, stopped when they are through, so a `make run` beside them is not disturbed.
TESTING = export VAR_DIR="$${TEST_VAR:-var/test}" DURABLE=0; trap '$(PY) -m fundcenter.servers stop' EXIT; set -eo pipefail;
# Other commands use the servers of `make run`, and stop them only where it is not running.
TIDILY = trap '$(PY) -m fundcenter.servers stop' EXIT; set -eo pipefail;
# Under another name, or `make -n test` would run it.
SUBMAKE = $(MAKE) --no-print-directory
# The branch coverage that the apps where money is must reach (tests/conftest.py traces their tests).
COVER_MIN ?= 95
# `make check` also fails for a text without its English; empty while a text is being written.
WORDS_CHECK ?= 1

.PHONY: help run test check checks fix db demo demo-day words browser bench torture clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.txt requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is missing. Debian/Ubuntu: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, this is $$($(PYTHON) --version). Name another with: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing. Debian/Ubuntu: apt-get install python3-venv"; exit 1; }
	@[ ! -L $(VENV) ] || { echo "$(VENV) is a link: installing would empty the folder it leads to. Remove the link, or touch $(STAMP)."; exit 1; }
	@echo "Installing into $(VENV) (once; about a minute)…"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --use-pep517 --disable-pip-version-check -r requirements-dev.txt
	@touch $(STAMP)

run: $(STAMP) ## Start everything with the demo centre; Ctrl-C stops all
	@exec $(PY) manage.py serve $(ARGS)

test: $(STAMP) browser ## Checks, then all tests with coverage (some of them: ARGS="-k bank")
	@$(TESTING) $(PY) -m tests.databases $(WORKERS) & databases=$$!; \
	$(SUBMAKE) checks || { kill $$databases; exit 1; }; wait $$databases; \
	if [ -n '$(ARGS)' ]; then $(VENV)/bin/pytest -n $(WORKERS) --reuse-db $(ARGS); exit; fi; \
	$(VENV)/bin/pytest -n $(WORKERS) --reuse-db --cov --cov-report=; \
	$(VENV)/bin/coverage report --fail-under=$(COVER_MIN) | tail -n 40

check: $(STAMP) ## Format, lint, floors, types, migrations
	@$(TESTING) $(SUBMAKE) checks

checks: $(STAMP)
	@mkdir -p var
	@$(VENV)/bin/ruff format --check --quiet . || { echo "Run: make fix"; exit 1; }
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/lint-imports --cache-dir var/import-linter >var/lint-imports.log 2>&1 || { cat var/lint-imports.log; exit 1; }
	@$(VENV)/bin/mypy --no-error-summary
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py compile_words
	@[ -z "$(WORDS_CHECK)" ] || $(PY) manage.py collect_words --check

fix: $(STAMP) ## Format and mend what can be mended by rule
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet .

db: $(STAMP) ## Make or migrate the database of `make run`
	@$(TIDILY) $(PY) manage.py migrate; $(PY) manage.py createcachetable

demo: $(STAMP) ## Rebuild the demo centre from nothing
	@$(TIDILY) $(PY) manage.py demo --reset

demo-day: $(STAMP) ## Close the demo centre's business day
	@$(TIDILY) $(PY) manage.py demo_day

words: $(STAMP) ## Collect the words of code and templates into the English catalogue
	@$(TIDILY) $(PY) manage.py collect_words; $(PY) manage.py compile_words

browser: ## Install Debian's Chromium and Chinese fonts for the browser tests
	@if [ -x $(CHROMIUM) ]; then exit 0; \
	elif [ "$$(id -u)" = 0 ]; then \
		echo "Installing Chromium for the browser tests (once)…"; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium fonts-noto-cjk; } >/dev/null \
		|| { echo "Chromium could not be installed: the browser tests are skipped."; [ -z "$$CI" ]; }; \
	else \
		echo "Chromium is missing: the browser tests are skipped. Debian: sudo apt-get install chromium fonts-noto-cjk"; [ -z "$$CI" ]; \
	fi

bench: $(STAMP) ## Measure; results in benchmarks/RESULTS.md (BENCH_SMALL=1: a short trial, nothing kept)
	@trap 'VAR_DIR=var/bench $(PY) -m fundcenter.servers stop' EXIT; set -eo pipefail; \
	for name in $$(grep -l 'scratch.write' benchmarks/*.py | xargs -n 1 basename | sed 's/\.py$$//'); do \
		echo "benchmarks.$$name…"; $(PY) -m benchmarks.$$name; \
	done; \
	{ printf '# What things cost\n\nMeasured by `make bench`.\n\n'; cat benchmarks/results/*.md; } | cat -s > benchmarks/RESULTS.md

torture: $(STAMP) ## Some minutes of attacks: kill -9, threads, random sequences (longer: TIMES=10; again: SEED=…)
	@$(TESTING) export SEED="$${SEED:-$$RANDOM}" TIMES="$${TIMES:-1}"; echo "Seed $$SEED, $$TIMES times the usual measure."; \
	$(VENV)/bin/pytest -v -m torture --create-db -p no:randomly $(ARGS)

clean: ## Remove what was built and stored under var/ and .venv (asks first)
	@read -p "Remove .venv and var/ with all data of the demo centre? [y/N] " answer; [ "$$answer" = y ] || exit 1; \
	[ ! -x $(PY) ] || $(PY) -m fundcenter.servers stop; rm -rf .venv var .coverage .pytest_cache .ruff_cache .hypothesis
