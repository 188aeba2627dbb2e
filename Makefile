# Two commands matter: `make publish` and `make test`. Each does all its own set-up; it needs Python 3.11+ and make.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TARGET ?= public

.PHONY: help setup publish update test test-spark test-azure check lint fmt docs clean bench soak audit reproduce

help:  ## Show what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/publish.done  ## Install what publishing needs into .venv

publish: $(VENV)/publish.done  ## Publish the newest accepted snapshot into public/
	@$(BIN)/mlr-opendata publish --target $(TARGET)

update: $(VENV)/publish.done  ## Look at the live page, then publish
	@$(BIN)/mlr-opendata fetch
	@$(BIN)/mlr-opendata publish --target $(TARGET)

test: environments  ## Run all tests
	$(BIN)/pytest

.PHONY: environments
environments: $(VENV)/test.done .venv-csvw/done .venv-duckdb/done .venv-s3/done .venv-gs/done .venv-spark/done .nu/done

# Spark itself wants java, half a gigabyte and minutes, so `make test` tries its protocol on a server without java alone.
test-spark: $(VENV)/test.done .venv-spark/done .venv-jvm/done  ## Run the tests of Spark on a cluster of JVMs as well (needs java)
	TEST_SPARK=1 $(BIN)/pytest -n 0 tests/contract/test_engines.py -k spark

# Azure's server is 360 MB of npm's: what speaks to such a store is tried where it has been asked for once.
test-azure: $(VENV)/test.done .azurite/done  ## Run the tests of object stores on a server of Azure's as well (needs npm)
	$(BIN)/pytest -n 0 tests/cli/test_deploy.py tests/cli/test_parts.py tests/unit/test_prove_parts.py -k azure

check: lint test  ## All that CI checks: style, types, floors, tests

lint: $(VENV)/test.done  ## Check style, types, floors and dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

fmt: $(VENV)/test.done  ## Put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/test.done  ## Build the handbook into build/docs; a broken link is an error
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet --builder html docs build/docs

bench: $(VENV)/test.done  ## Measure: ratios within one run
	$(BIN)/python -m benchmarks

audit: $(VENV)/test.done  ## Look the pinned packages up in the list of known holes
	$(BIN)/pip-audit --require-hashes --requirement requirements.txt

soak: $(VENV)/test.done  ## Thousands of power cuts, hostile pages and mangled files: some hours
	POWER_CUT_STRIDE=1 POWER_CUT_KILLS=1000 ERASE_KILLS=1000 HOSTILE_PAGES=20000 FUZZ_SECONDS=3600 HYPOTHESIS_PROFILE=default \
	  $(BIN)/pytest -q tests/cli/test_power_cuts.py tests/cli/test_erase.py tests/property

reproduce: $(VENV)/publish.done  ## Make every version in public/ again in a clean clone, and compare the bytes
	@rm -rf build/reproduce && git clone --quiet . build/reproduce
	@cd build/reproduce && $(abspath $(BIN))/python -c 'from pipeline.cli import main; main(prog_name="mlr-opendata")' reproduce --target $(abspath $(TARGET))

clean:  ## Remove what was made, but nothing that was published
	rm -rf $(VENV) .venv-* .nu .azurite build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is made with what Python brings: venv and pip. Every package is pinned and hashed.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make environments; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

# Who names a Python means it: an environment that another one made would be used without a word.
VERSION_OF = -c 'import sys; print(*sys.version_info[:2], sep=".")'
.PHONY: same-python
same-python: | $(BIN)/python
ifneq ($(origin PYTHON),file)
	@made=$$($(BIN)/python $(VERSION_OF)) && asked=$$($(PYTHON) $(VERSION_OF)) && test "$$made" = "$$asked" || \
	{ echo "$(VENV) is of Python $$made, not $$asked: run make clean first, or say VENV=.venv-$$asked as well"; exit 1; }
endif

$(VENV)/publish.done: requirements.txt pyproject.toml | $(BIN)/python same-python
	@echo "Installing (once; this takes a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/python -m compileall -q pipeline  # as pip does with all else that it installs
	@touch $@

$(VENV)/test.done: requirements-dev.txt $(VENV)/publish.done
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Two of the readers that judge our files, the object stores and Spark do not live in the same environment as what made them.
.venv-%/done: tests/contract/requirements-%.txt
	@$(PYTHON) -m venv .venv-$*
	@.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.azurite/done: tests/contract/azurite/package-lock.json
	@mkdir -p .azurite && cp tests/contract/azurite/package.json tests/contract/azurite/package-lock.json .azurite/
	@cd .azurite && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

# The Nu Html Checker, pinned and hashed as well. It needs npm and java: without them, the pages go unchecked by it.
.nu/done: tests/contract/nu/package-lock.json
	@mkdir -p .nu && cp tests/contract/nu/package.json tests/contract/nu/package-lock.json .nu/
	@if ! command -v npm >/dev/null || ! command -v java >/dev/null; then echo "Without npm and java, the Nu Html Checker is left out"; \
	elif (cd .nu && npm ci --silent --ignore-scripts --no-audit --no-fund); then touch $@; \
	else echo "The Nu Html Checker could not be installed, and is left out"; fi
