# Two commands do everything on a machine with Python 3.11+ and make:
#   make demo    install, run the main job on the bundled example survey, say where the report is
#   make test    install the test extras, then lint, types, architecture and tests
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WORKERS ?= 2

.PHONY: demo test lint types architecture tests reference benchmark clean

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-test: pyproject.toml $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable ".[test]"
	touch $@

demo: $(VENV)/installed  ## the main job on the bundled example survey
	$(BIN)/lerende-organisatie demo --output demo

test: lint types architecture tests  ## everything that must hold

lint: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-test
	$(BIN)/mypy

architecture: $(VENV)/installed-test
	$(BIN)/lint-imports

tests: $(VENV)/installed-test
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS)

reference: $(VENV)/installed-test  ## make the frozen reference values again (needs R)
	$(BIN)/python -m tests.reference.freeze

benchmark: $(VENV)/installed-test  ## speed beside semopy, and lavaan where R is there
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache
