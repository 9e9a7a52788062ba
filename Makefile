# `make run` trains a translator and uses it, `make test` runs every test; both install what they
# need into .venv first. `make` alone is what a change has to pass.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CHARTRANS := $(BIN)/chartrans

READY := $(VENV)/.installed
READY_TEST := $(VENV)/.installed-test

RUN := runs/starter
TRAIN := $(CHARTRANS) train --preset tiny -o $(RUN) --overwrite
SENTENCES := "i like pizza" "it is hot today" "my dog is hungry"
MODEL := models/starter-en-es.safetensors

.DEFAULT_GOAL := all
.PHONY: all bench check clean format help model-en-es model-es-en model-starter run smoke test wheel

all: check test ## everything a change has to pass

run: $(READY) ## train on the starter corpus, evaluate, translate three sentences
	$(CHARTRANS) warmup
	$(TRAIN)
	$(CHARTRANS) evaluate $(RUN)
	$(CHARTRANS) translate -m $(RUN) $(SENTENCES)

test: $(READY_TEST) ## run the tests
	$(BIN)/python -m pytest

check: $(READY_TEST) ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# BENCH="--torch PYTHON --peer SCRIPT --apertium" measures peers in the same run.
bench: $(READY) ## measure speed and memory here: a table, figures and a picture in runs/bench
	$(BIN)/python -m tests.bench $(BENCH)

format: $(READY_TEST) ## rewrite the files the way `make check` wants them
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

model-starter: $(READY) ## train the bundled starter model anew, by the command of `make run`
	$(CHARTRANS) warmup
	$(TRAIN)
	$(CHARTRANS) export $(RUN) -o $(MODEL) --overwrite

# Sentence pairs are no part of the project: PAIRS is a folder with train.tsv and dev.tsv, English first.
PAIRS ?= pairs

model-en-es: ## train the English-Spanish model anew on the pairs in PAIRS, for ten hours
model-es-en: ## train the Spanish-English model anew on the pairs in PAIRS, for ten hours
model-en-es model-es-en: model-%: $(READY)
	CHARTRANS=$(CHARTRANS) PYTHON=$(BIN)/python models/train.sh $* "$(PAIRS)"

wheel: $(READY_TEST) ## build the wheel and the source archive into dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation

# Runs outside the checkout, in an environment that has the wheel and nothing for developers.
smoke: wheel ## install the wheel into an empty environment and translate from another folder
	@set -eu; wheel=$$(ls "$$PWD"/dist/*.whl); folder=$$(mktemp -d); \
	trap 'rm -rf "$$folder"' EXIT; \
	"$(PYTHON)" -m venv "$$folder/venv"; \
	"$$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$$wheel"; \
	cd "$$folder"; \
	venv/bin/chartrans --help >help.txt; \
	answer=$$(venv/bin/chartrans translate "i like pizza"); \
	echo "i like pizza -> $$answer"; \
	test "$$answer" = "me gusta la pizza"

clean: ## remove what builds and tools leave behind; keeps .venv, runs/ and the user's kernel cache
	rm -rf dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find chartrans data tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

# Installed once, and again when pyproject.toml changes.
$(READY): pyproject.toml | $(BIN)/pip
	$(PIP) -e .
	@touch $@

$(READY_TEST): pyproject.toml | $(BIN)/pip
	$(PIP) -e ".[test]"
	@touch $(READY) $@

# pip is the last thing venv puts in, so a half-made .venv is made again.
$(BIN)/pip:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
		echo "chartrans needs Python 3.10 or newer, and '$(PYTHON)' is not; name one: make PYTHON=python3.12" >&2; \
		exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot make virtual environments; install its venv package (on Debian and Ubuntu: sudo apt install python3-venv)" >&2; \
		exit 1; }
	"$(PYTHON)" -m venv $(VENV)
