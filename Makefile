# Every target with one line: `make help`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := .venv/bin/python
# Some hundred processes start in a run of the tests, each in a third of the time from bytecode:
# it is kept here whatever the environment says, beside the code and not in it.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cspr/bytecode
.PHONY: help setup run test test-long check format browser guide lock bench clean-data clean

help: ## List every target with one line
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

setup: ## Make the virtual environment from the lock (instant when nothing changed)
	@deploy/local/setup.sh

run: setup ## Start everything and play the worked example (ONCE=1: end by itself afterwards)
	@exec $(PY) -m services run $(if $(filter 1 yes true,$(ONCE)),--once)

test: check browser ## Run all checks and all tests but the long ones, on a real Kafka and Postgres
	@$(PY) -m pytest

test-long: browser ## Run the long suites alone: kills twenty times over, outages of a minute
	@$(PY) -m pytest -m long

check: setup ## Format, lint, types, imports, unit and contract tests (before each commit)
	@$(PY) -m ruff format --check --quiet --output-format concise . || { echo "Not formatted: run make format"; exit 1; }
	@$(PY) -m ruff check --quiet .
	@$(PY) -m mypy --no-error-summary
	@mkdir -p .cspr
	@$(PY) -c 'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())' > .cspr/imports.log || { cat .cspr/imports.log; exit 1; }
	@$(PY) -m pytest -q tests/unit tests/contract

format: setup ## Format the code and sort its imports
	@$(PY) -m ruff format --quiet .
	@$(PY) -m ruff check --quiet --select I --fix .

browser: setup ## Find a Chromium for the tests of the pages, or install one
	@$(PY) -m deploy.local.browser > /dev/null

guide: browser ## Take the pictures of docs/guide anew, from the running system
	@$(PY) -m deploy.local.guide

lock: setup ## Work out requirements.lock and kafka.lock anew
	@$(PY) -m uv --quiet pip compile --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 --extra dev pyproject.toml --output-file requirements.lock > /dev/null
	@$(PY) -m deploy.local.kafka_jars lock

bench: setup ## Measure all figures at full size, beside limits and targets (about half an hour)
	@$(PY) -m tests.bench --with-start

clean-data: ## Throw away the data of the local run: the next run begins anew
	@rm -rf .cspr/data

clean: clean-data ## Throw away everything that was made here
	@rm -rf .venv .cspr .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
