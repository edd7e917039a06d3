# Every goal sets up .venv by itself; a stamp file makes the second run quick.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# Annotated articles for `make evaluate` and `make train`; the samples unless others are named.
GOLD ?= tests/golden/expected
CORPUS ?= samples
TESTS ?=

.PHONY: help demo test check evaluate bench train clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/' | expand -t 16

.venv/made:
	@test -n "$(PYTHON)" || { echo "xiaozhang needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "$(PYTHON) cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

.venv/installed: .venv/made pyproject.toml constraints.txt
	@echo "Installing xiaozhang into .venv (once; a minute or two) ..."
	@$(PIP) --editable .
	@$(PIP) --editable '.[fast]' 2>/dev/null || echo "rjieba or pyahocorasick has no wheel here: the work is done without, slower and with the same rows."
	@touch $@

.venv/installed-all: .venv/installed
	@echo "Installing what the tests and checks need ..."
	@$(PIP) --editable '.[dev]'
	@touch $@

demo: .venv/installed ## extract samples/ into demo/台账.xlsx and show what was found
	@mkdir -p demo
	@$(BIN)/xiaozhang extract samples --output demo/台账.xlsx --list --quiet
	@echo "The workbook lies at $(CURDIR)/demo/台账.xlsx"

test: .venv/installed-all ## run all tests (TESTS=tests/cli for some)
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(TESTS)

check: .venv/installed-all ## format, lint, types, import layers, rules, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/xiaozhang rules test
	@$(MAKE) --no-print-directory test

evaluate: .venv/installed-all ## score against annotations; with GOLD= and CORPUS= write docs/evaluation.md
	@$(BIN)/xiaozhang evaluate $(GOLD) $(CORPUS) \
	  $(if $(filter tests/golden/expected,$(GOLD)),,--cross --output docs/evaluation.md)

bench: .venv/installed-all ## run every benchmark, write docs/performance.md
	@$(PIP) --editable '.[bench]'
	@$(BIN)/python -m benchmarks

train: .venv/installed-all ## train the clause model from annotations (GOLD=, CORPUS=)
	@$(BIN)/python -m extractor.evaluate.train $(GOLD) $(CORPUS)

clean: ## remove what was made, .venv too
	@rm -rf .venv demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage* build dist
