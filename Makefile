# Everything a newcomer or an operator types. Needs Python 3.11 or later with venv, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo run test bench fuzz mutants licences service screenshots lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/ready ## try it: an invented office on http://127.0.0.1:8000/, on this machine only
	@$(BIN)/xiansuo demo

run: $(VENV)/ready ## a real installation: data folder, keys, both sites on http://127.0.0.1:8000/
	@$(BIN)/xiansuo serve

test: $(VENV)/ready-for-tests ## check style, types and every promise; what CI runs
	@bash .ci/prepare
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: $(VENV)/ready-for-bench ## measure, and print ratios taken in one run
	$(BIN)/python -m bench

fuzz: $(VENV)/ready-for-bench ## ten minutes of random input for each parser
	$(BIN)/python -m bench.fuzz
	$(BIN)/python -m bench.fuzz_guided
	XIANSUO_LIFECYCLE_RUNS=300 $(BIN)/python -m pytest tests/admin/lifecycle

mutants: $(VENV)/ready-for-tests ## break the vault on purpose (an hour) and write what no test notices to docs/
	$(BIN)/python -m bench.mutants --write docs/mutation.md

licences: $(VENV)/ready ## the licences of everything that is installed with it
	@$(BIN)/python docs/licences.py

service: $(VENV)/ready ## install and start it as a systemd service (as root)
	@bash deploy/install.sh

screenshots: $(VENV)/ready-for-tests ## take the pictures of the documents anew
	$(BIN)/python docs/screenshots.py

lock: ## resolve the dependencies anew, with hashes and without addresses
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet pip-tools
	$(VENV)-lock/bin/pip-compile --quiet --upgrade $(LOCK_FLAGS) --output-file requirements.lock pyproject.toml
	$(VENV)-lock/bin/pip-compile --quiet --upgrade $(LOCK_FLAGS) --extra test --allow-unsafe \
		--constraint requirements.lock --output-file requirements-test.lock pyproject.toml
	$(VENV)-lock/bin/pip-compile --quiet --upgrade $(LOCK_FLAGS) --extra test --extra bench --allow-unsafe \
		--constraint requirements-test.lock --output-file requirements-bench.lock pyproject.toml
	sed -i 's/^\(atheris==[^ ]*\)/\1 ; $(ATHERIS_RUNS)/' requirements-bench.lock
	rm -rf $(VENV)-lock

# pip-compile leaves out the marker of an extra's requirement; elsewhere there are no wheels.
ATHERIS_RUNS := sys_platform == "linux" and platform_machine == "x86_64" and python_version < "3.14"
LOCK_FLAGS := --generate-hashes --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

clean: ## remove the environment, never the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build

$(VENV)/ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@bash .ci/link $(VENV)
	@touch $@

$(VENV)/ready-for-tests: requirements-test.lock $(VENV)/ready
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-test.lock
	@touch $@

$(VENV)/ready-for-bench: requirements-bench.lock $(VENV)/ready-for-tests
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-bench.lock
	@touch $@
