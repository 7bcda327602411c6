# One word per job. Works with nothing but Python 3.11+ and make: the first target that needs it makes .venv, with what
# serving needs (constraints.txt) or with what developers need besides (constraints-dev.txt).
PYTHON ?= python3
PORT ?= 8000
DIR ?= ../shared/tck
SECONDS ?= 600
ROOMS ?= rules eligibility desk store
MUTANTS ?= 20
STAGE ?= dev
SEED ?= 8

BIN := .venv/bin
SERVE := .venv/.serve
DEV := .venv/.dev
CREDITRULES := $(BIN)/python -m creditrules
COSMIC_RAY := $(CURDIR)/build/cosmic-ray/bin/cosmic-ray
# Modules of tests, spread over one process more than there are processors, as some wait for a disk or another process, at
# most four; in the order of their names, as those with the fewest tests are not the quickest: where they come last, one
# process waits for another's longest.
PROCESSES = $(shell $(BIN)/python -c 'import os; print(min(4, 1 + (os.cpu_count() or 1)))')
PYTEST = -m pytest --numprocesses $(PROCESSES) --dist loadscope --no-loadscope-reorder --durations 10

# Tests and commands start hundreds of processes; none shall compile again what another has compiled, nor those that
# begin at once all of it each.
unexport PYTHONDONTWRITEBYTECODE

# Tests are spread over the processors already: libraries of mathematics shall not spread each of them again.
test cover: export OMP_NUM_THREADS = 1
test cover: export OPENBLAS_NUM_THREADS = 1

.DEFAULT_GOAL := help
.PHONY: help setup serve demo test cover fuzz check bench sdl tck package deploy e2e mutate pins clean

help: ## list the targets
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null || grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST)

define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up .venv with what $(2) needs (once; most of it is downloading)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet --require-hashes -r $(1)
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet --no-deps --no-build-isolation -e .
	@touch $(SERVE)
endef

$(SERVE): constraints.txt pyproject.toml
	$(call install,constraints.txt,serving)

$(DEV): constraints-dev.txt pyproject.toml
	$(call install,constraints-dev.txt,developing)
	@touch $(DEV)

setup: $(DEV) ## make the developers' virtual environment, pinned by constraints-dev.txt

serve: $(SERVE) ## run the service on 127.0.0.1:$(PORT), its data in .creditrules/; options in ARGS
	@exec $(CREDITRULES) serve --port $(PORT) $(ARGS)

demo: $(SERVE) ## tell the story of one user in one page
	@$(CREDITRULES) demo

test: $(DEV) ## run all tests: under 6 minutes on two processors; the slowest ten are listed
	@$(BIN)/python -m compileall -q -j $(PROCESSES) functions
	@$(BIN)/python $(PYTEST)

cover: $(DEV) ## run all tests and say how much of each package they run
	@rm -rf build/coverage && mkdir -p build/coverage
	@$(BIN)/coverage run $(PYTEST) || echo "(Bounds on time need not hold while every line is measured; make test is the judge.)"
	@$(BIN)/coverage combine --quiet && $(BIN)/coverage json --quiet -o build/coverage/all.json
	@$(BIN)/python tests/cover.py build/coverage/all.json

fuzz: $(DEV) ## look for examples that no test has yet: all properties for SECONDS, then guided by coverage for as long
	@$(BIN)/python tests/fuzz/properties.py $(SECONDS)
	@$(BIN)/python tests/fuzz/fuzz.py $(SECONDS)

check: $(DEV) ## lint, types, layers, and whether the exported schema is what the code says
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(CREDITRULES) sdl --check

bench: $(DEV) ## what users get, beside other engines, against the bars; ARGS=quick for a short one
	@$(BIN)/python bench/run.py $(ARGS)

sdl: $(SERVE) ## export the GraphQL schema to graphql/schema.graphql
	@$(CREDITRULES) sdl

tck: $(DEV) ## run the conformance kit of DMN in DIR (../shared/tck)
	@mkdir -p build && $(BIN)/python tests/conformance/tck.py $(DIR) --report build/tck.json

package: $(DEV) ## build the functions' archives into build/package, with what they hold and its licences; needs Python 3.13
	@$(BIN)/python -m infra.archive

deploy: $(DEV) ## build and deploy STAGE=dev to the AWS account of the environment's credentials; needs Node 20.19
	@$(BIN)/python -m infra.deployment deploy $(STAGE) $(ARGS)

e2e: package ## deploy what was built to an emulator, use it from outside, upgrade it, take it back, remove it
	@.ci/stack.sh .ci/peers.sh $(BIN)/python -m tests.deployment.rehearsal

PIN := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml

mutate: $(DEV) ## do tests notice small faults? MUTANTS=20 of each of ROOMS="rules eligibility desk store", drawn by SEED=8
	@test -x $(COSMIC_RAY) || { $(PYTHON) -m venv build/cosmic-ray && build/cosmic-ray/bin/python -m pip install --disable-pip-version-check --no-input --quiet cosmic-ray==8.7.0; }
	@$(BIN)/python tests/mutation/mutate.py --rooms $(ROOMS) --mutants $(MUTANTS) --seed $(SEED) --cosmic-ray $(COSMIC_RAY)

pins: ## write the files of pinned packages after a change of dependencies; needs uv
	$(PIN) --extra build --extra serve --output-file constraints.txt
	$(PIN) --extra dev --constraint constraints.txt --output-file constraints-dev.txt
	$(PIN) --extra spark --constraint constraints-dev.txt --output-file constraints-spark.txt
	$(subst 3.11,3.13,$(PIN)) --extra aws --constraint constraints-dev.txt --output-file constraints-aws.txt
	$(subst pyproject.toml,--group container,$(subst 3.11,3.13,$(PIN))) --constraint constraints-dev.txt --output-file constraints-container.txt

clean: ## remove the environment and everything that was built; not .creditrules/, which holds data
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
