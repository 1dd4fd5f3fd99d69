# Two commands set up everything: `make demo` shows real answers, `make test` runs all tests.
# What is installed once stays: a second run needs no network.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt
DEMO_HOME := build/demo

.PHONY: demo test serve lint format examples bench pictures clean

demo: $(VENV)/.runs
	$(BIN)/python examples/demo.py --home $(DEMO_HOME)

test: lint
	$(BIN)/pytest

serve: $(VENV)/.runs
	$(BIN)/kb --home $(DEMO_HOME) serve

lint: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --strict examples/build.py examples/demo.py benchmarks tools/quality.py tools/breadth.py tools/thesaurus.py
	$(BIN)/mypy --strict --package tools.model
	$(BIN)/mypy --strict --package tools.kinds
	$(BIN)/mypy --strict --package tools.themes

format: $(VENV)/.tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

examples: $(VENV)/.tests
	$(BIN)/python examples/build.py

pictures: $(VENV)/.tests demo
	$(BIN)/python -m tests.web.pictures --home $(DEMO_HOME)

bench: $(VENV)/.tests
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) build .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed; name it with: make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing (some minutes the first time: PyTorch is large) ..."
	$(PIP) --editable .
	@touch $@

$(VENV)/.tests: $(VENV)/.runs
	@echo "Installing what the tests need ..."
	$(PIP) --editable '.[test]'
	@touch $@
