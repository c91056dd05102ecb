# The portal's commands. `make help` lists them; each does all the set-up it needs.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
TEST_VAR ?= var/test
.DEFAULT_GOAL := help

.PHONY: help run test check fix db demo demo-day bench torture clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.txt requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is missing. Debian/Ubuntu: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, this is $$($(PYTHON) --version). Name another with: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing. Debian/Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing into $(VENV) (once; about a minute)…"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(STAMP)

run: $(STAMP) ## Start everything with the demo centre; Ctrl-C stops all
	@$(PY) manage.py serve

check: $(STAMP) ## Format, lint, floors, types, migrations
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/lint-imports --cache-dir var/import-linter >var/lint-imports.log 2>&1 || { cat var/lint-imports.log; exit 1; }
	@VAR_DIR=$(TEST_VAR) DURABLE=0 $(VENV)/bin/mypy
	@VAR_DIR=$(TEST_VAR) DURABLE=0 $(PY) manage.py makemigrations --check --dry-run
	@VAR_DIR=$(TEST_VAR) DURABLE=0 $(PY) manage.py compile_words --check

fix: $(STAMP) ## Format and mend what can be mended by rule
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet .

db: $(STAMP) ## Make or migrate the database of `make run`
	@$(PY) manage.py migrate

demo: $(STAMP) ## Rebuild the demo centre from nothing
	@$(PY) manage.py demo --reset

demo-day: $(STAMP) ## Close the demo centre's business day
	@$(PY) manage.py demo_day
