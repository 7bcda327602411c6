# One word per job. Works with nothing but Python 3.11+ and make: the first target that needs it makes .venv.
PYTHON ?= python3
PORT ?= 8000
DIR ?= ../shared/tck

BIN := .venv/bin
READY := .venv/.ready
CREDITRULES := $(BIN)/python -m creditrules

.DEFAULT_GOAL := help
.PHONY: help setup serve demo test check bench sdl tck clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null || grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST)

setup: $(READY) ## make the virtual environment, pinned by constraints.txt

$(READY): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up .venv (once; about a minute, most of it downloading)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)

serve: $(READY) ## run the service on 127.0.0.1:$(PORT), with the demo lender loaded
	@exec $(CREDITRULES) serve --port $(PORT)

demo: $(READY) ## tell the story of one user in one page
	@$(CREDITRULES) demo

test: $(READY) ## run all tests
	@$(BIN)/python -m pytest

check: $(READY) ## lint, types, layers, and whether the exported schema is what the code says
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(CREDITRULES) sdl --check

bench: $(READY) ## ratios against other engines, and where the time of a query goes
	@$(BIN)/python bench/run.py

sdl: $(READY) ## export the GraphQL schema to graphql/schema.graphql
	@$(CREDITRULES) sdl

tck: $(READY) ## run the conformance kit of DMN in DIR (../shared/tck)
	@mkdir -p build && $(BIN)/python tests/conformance/tck.py $(DIR) --report build/tck.json

clean: ## remove the environment and everything that was built
	rm -rf .venv build dist .creditrules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
