# Every task a person or a machine runs. `make help` lists them; .ci/run calls `test` and `check`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV ?= .venv
PYTHON := $(VENV)/bin/python
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA ?= ./.data
# Two processes suit the smallest machine this is tested on; raise it on a bigger one.
WORKERS ?= 2
SOURCES := monitor feeds alerts tests docs

.PHONY: help
help: ## List the tasks
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(READY) ## Make .venv with everything that is pinned (a second call does nothing)

# durable_rules is published as source only. It is compiled with the pinned build tools instead of whatever an
# isolated build would download, so that --require-hashes covers the compiler step too.
$(READY): requirements/build.lock requirements/dev.lock pyproject.toml monitor/__init__.py
	@python=""; \
	for name in $${PYTHON_FOR_SETUP:-} python3.11 python3.12 python3; do \
	  if "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; then python="$$name"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "setup: Python 3.11 or 3.12 is needed and none of python3.11, python3.12, python3 is one." >&2; \
	  echo "setup: install one of them, or name it: make setup PYTHON_FOR_SETUP=/path/to/python3.11" >&2; \
	  exit 1; \
	fi; \
	if [ -x $(PYTHON) ] && ! $(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; then rm -rf $(VENV); fi; \
	[ -x $(PYTHON) ] || { echo "setup: making $(VENV) with $$("$$python" --version)" >&2; "$$python" -m venv $(VENV); }
	@echo "setup: installing the pinned packages" >&2
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/build.lock
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes --no-build-isolation -r requirements/dev.lock
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: run
run: $(READY) ## Ingest the built-in feed and open the desk at a printed address
	@$(PYTHON) -m monitor serve --builtin-feed --data $(DATA)

.PHONY: test
test: $(READY) ## Run the tests (WORKERS=n processes, ARGS=... for pytest)
	@$(PYTHON) -m pytest -n $(WORKERS) $(ARGS)

.PHONY: check
check: fmt-check lint types imports text rules docs-check ## Run every check that is not a test

.PHONY: fmt
fmt: $(READY) ## Format the Python code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --select I --fix --quiet .

.PHONY: fmt-check
fmt-check: $(READY)
	@$(BIN)/ruff format --check .

.PHONY: lint
lint: $(READY) ## Lint the Python code
	@$(BIN)/ruff check .

.PHONY: types
types: $(READY) ## Check the types, strictly
	@$(BIN)/mypy

.PHONY: imports
imports: $(READY) ## Check that imports point the right way
	@$(BIN)/lint-imports

.PHONY: text
text: $(READY) ## Check YAML form and spelling
	@$(BIN)/yamllint --strict .
	@$(BIN)/codespell

.PHONY: rules
rules: $(READY) ## Lint the rule files and run their embedded cases
	@$(BIN)/sanctions-monitor rules lint
	@$(BIN)/sanctions-monitor rules test

.PHONY: golden
golden: $(READY) ## Rewrite the golden results; read the diff before committing it
	@$(PYTHON) -m pytest tests/golden --golden-rewrite $(ARGS)

.PHONY: bench
bench: $(READY) ## Measure events a second and where the time goes
	@$(PYTHON) -m tests.bench $(ARGS)

# What names are compared with is heavy and builds PyICU, so it has an environment of its own, made on demand.
YARDSTICK := .cache/yardstick
$(YARDSTICK)/.ready: requirements/yardstick.lock $(READY)
	@rm -rf $(YARDSTICK)
	@$(PYTHON) -m venv $(YARDSTICK)
	@if $(YARDSTICK)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/yardstick.lock; then touch $@; else \
	  rm -rf $(YARDSTICK); \
	  echo "bench-names: nomenklatura could not be installed, so its columns stay empty. Where PyICU is built from source it needs the" >&2; \
	  echo "bench-names: headers of ICU and a compiler: libicu-dev, pkg-config and g++ on Debian, icu and pkgconf elsewhere." >&2; \
	fi

.PHONY: bench-names
bench-names: $(READY) ## Compare names side by side with nomenklatura and rapidfuzz (ARGS=--quick)
	@if [ -d ../shared/data/pairs ]; then $(MAKE) $(YARDSTICK)/.ready || true; fi
	@$(PYTHON) -m tests.bench.names_report $(ARGS)

.PHONY: soak
soak: $(READY) ## Run the long forms: fuzz, kill and large-feed tests
	@$(PYTHON) -m pytest -m "slow" --hypothesis-profile=soak -n $(WORKERS) $(ARGS)

.PHONY: docs
docs: $(READY) ## Regenerate the generated parts of the documents
	@$(PYTHON) docs/generate.py

.PHONY: docs-check
docs-check: $(READY)
	@$(PYTHON) docs/generate.py --check

.PHONY: lock
lock: $(READY) ## Resolve the pinned versions again (needs the network)
	@requirements/lock

.PHONY: wheel
wheel: $(READY) ## Build the wheel into dist/
	@$(PYTHON) -m build --wheel --no-isolation --outdir dist . >/dev/null
	@ls dist/*.whl

.PHONY: clean
clean: ## Remove what was built (the data folder stays)
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
