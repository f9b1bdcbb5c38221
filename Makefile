# Every target sets up what it needs on a machine that has Python 3.11 or newer and make. `make help` lists them.

.DEFAULT_GOAL := help
.PHONY: help run test check bench appearance assets pictures clean lint chromium nginx

PORT ?= 8501
# PYTHON=/path/to/python chooses the interpreter for the virtual environment; otherwise the first that fits.
PYTHON ?=
CANDIDATES = python3.13 python3.12 python3.11 python3.14 python3 python

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

help:
	@echo 'make run [PORT=8501]   start the app'
	@echo 'make check             the quick loop: lint, types, import contract, fast tests'
	@echo 'make test              everything, in a browser and in fresh installs too'
	@echo 'make bench             measure the engine and the stage'
	@echo 'make appearance        keep what key pages look like now, for the tests to compare'
	@echo 'make assets            write the hash of the JavaScript into the component manifest'
	@echo 'make pictures          take the pictures of the README anew, from the app'
	@echo 'make clean             remove the virtual environment and all caches'

# Streamlit opens the browser where there is a screen.
run: $(VENV)/run.stamp
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

# A browser test on two cores wants both, so those run one after the other.
test: lint chromium nginx
	$(BIN)/python -m pytest -n 2 -m 'not browser and not install'
	$(BIN)/python -m pytest -m 'browser or install'

check: lint
	$(BIN)/python -m pytest -q -n 2 -m 'not browser and not install and not slow'

bench: $(VENV)/dev.stamp chromium
	$(BIN)/python -m benchmarks

# Look at every picture that it changes.
appearance: $(VENV)/dev.stamp chromium
	KEEP_APPEARANCE=1 $(BIN)/python -m pytest -q tests/browser/test_appearance.py

assets: $(VENV)/run.stamp
	$(BIN)/python -m shallownet.stage.assets

pictures: $(VENV)/dev.stamp chromium
	$(BIN)/python -m tools.pictures

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

chromium: $(VENV)/dev.stamp
	$(BIN)/python -m tools.chromium
	$(BIN)/python -m tools.letters

nginx: $(VENV)/dev.stamp
	$(BIN)/python -m tools.nginx

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/run.stamp: $(VENV)/made.stamp requirements.txt pyproject.toml
	@echo 'Installing what the app needs …'
	@$(PIP) install -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: $(VENV)/made.stamp requirements.txt pyproject.toml
	@echo 'Installing the app, test and lint tools …'
	@$(PIP) install -r requirements.txt --group dev
	@touch $(VENV)/run.stamp $@

# A candidate counts when it runs (a version manager's shim may not), is new enough and can make an environment
# (Debian splits ensurepip off). The upgrade is for `pip install --group`.
$(VENV)/made.stamp:
	@set -e; found=; bare=; \
	for python in $(if $(PYTHON),'$(PYTHON)',$(CANDIDATES)); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	    if "$$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then found=$$python; break; fi; \
	    bare=$${bare:-$$python}; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	    echo "$$bare cannot make a virtual environment: its ensurepip module is missing." >&2; \
	    echo "On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	fi; \
	if [ -z "$$found" ]; then \
	    echo "No Python 3.11 or newer (tried: $(if $(PYTHON),$(PYTHON),$(CANDIDATES)))." >&2; \
	    echo "Install one, or name it: make PYTHON=/path/to/python3 …" >&2; exit 1; \
	fi; \
	rm -rf $(VENV); "$$found" -m venv $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1'
	@touch $@
