# make run · make test · make test-all · make lint · make fix · make golden · make docs · make eval · make bench · make audit
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
USER_STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := check
.PHONY: check run test test-all lint fix golden docs eval bench audit

check: lint test

run: $(USER_STAMP)  ## digest the sample corpus
	$(BIN)/pipeline run corpus/

test: $(DEV_STAMP)  ## the fast tests
	$(BIN)/python -m pytest -q -n auto

test-all: $(DEV_STAMP)  ## the slow ones too: browser, many documents
	$(BIN)/python -m pytest -q -n auto -m "slow or not slow"

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(DEV_STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(DEV_STAMP)  ## rewrite the golden outputs; review the diff as prose
	$(BIN)/python -m pytest -q tests/golden tests/test_readme.py tests/test_sample_issue.py -m "slow or not slow" --update-golden

docs: $(DEV_STAMP)  ## rewrite the pages that are made from the program: reference, picture of the house
	$(BIN)/python -m tests.docs

eval: $(DEV_STAMP)  ## recall, precision and evidence validity on our own gold facts
	$(BIN)/python -m tests.eval

bench: $(DEV_STAMP)  ## speed, memory, the ledger, the model path against a server of our own: a table beside the peers, bench.json
	$(BIN)/python -m tests.bench

audit: $(DEV_STAMP)  ## known weaknesses of what is locked; asks the public list
	$(PIP) pip-audit
	$(BIN)/python -m pip_audit --strict --require-hashes --disable-pip -r requirements.lock

$(USER_STAMP): requirements.lock pyproject.toml
	@echo "Installing into .venv, which takes a minute"
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --editable .
	@touch $@

$(DEV_STAMP): $(USER_STAMP) requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
