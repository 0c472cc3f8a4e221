# Two commands do everything on a machine with Python 3.11 or newer and make:
#   make demo    install, run the main job on the bundled example survey, say where the report is
#   make test    install the test extras, then lint, types, architecture and tests
# Another Python:  make demo PYTHON=/path/to/python3
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV    := .venv
BIN     := $(VENV)/bin
WORKERS ?= 2

.PHONY: help demo test lint types architecture tests agreement reference benchmark clean calibrate site notebooks
.DELETE_ON_ERROR:

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

demo: $(VENV)/installed  ## install, run the main job on the bundled example survey, say where the report is
	$(BIN)/lerende-organisatie demo --output demo

test: lint types architecture tests  ## everything that must hold: lint, types, architecture, tests

lint: $(VENV)/installed-test  ## ruff: faults, docstrings, format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-test  ## mypy, strict
	$(BIN)/mypy

architecture: $(VENV)/installed-test  ## a file imports only from its own folder or an earlier one
	$(BIN)/lint-imports

tests: $(VENV)/installed-test  ## the tests; live beside R where R is there
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS)

agreement: $(VENV)/installed-test  ## how close to lavaan, case by case: docs/agreement.md (LIVE=--live asks R now)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.agreement.table $(LIVE)

reference: $(VENV)/installed-test  ## make the frozen reference values again (needs R)
	$(BIN)/python -m tests.reference.freeze

benchmark: $(VENV)/installed-test  ## speed: import, and the engine beside semopy and, where R is there, lavaan
	$(BIN)/python -m benchmarks

calibrate: $(VENV)/installed-test  ## coverage and rejection rates by simulation (minutes)
	$(BIN)/python -m benchmarks calibration

notebooks: $(VENV)/installed-test  ## run the notebooks from a clean kernel and store what they show
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.agreement.notebooks

site: $(VENV)/installed-test  ## the documentation as a site: build/site/index.html
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

clean:  ## remove what make made
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# Debian's Python may come without ensurepip; its own pip can then fill the environment.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found; name one: make demo PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --python $(VENV) install --quiet pip; } \
	  || { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv"; exit 1; }

$(VENV)/installed: pyproject.toml | $(BIN)/python
	@echo "installing lerende_organisatie in $(VENV) (a minute or two the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-test: pyproject.toml | $(VENV)/installed
	@echo "installing the test extras in $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@ $(VENV)/installed
