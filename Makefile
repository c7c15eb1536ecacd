# `make` sets up and compiles the repo's fleet; `make test` sets up and runs every test. Neither does work twice.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WHEELHOUSE := .build/wheelhouse

.PHONY: build test lint golden bench lock clean

build: $(VENV)/.installed
	$(BIN)/servewright build

$(VENV)/.installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	touch $@

test: $(VENV)/.installed-test lint tools $(WHEELHOUSE)/.complete
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The programs that tests compare with, from tests/oracles (Go modules, pinned by go.sum).
.PHONY: tools
tools:
	$(MAKE) --no-print-directory -C tests/oracles BUILD=$(abspath .build) PYTHON=$(abspath $(BIN)/python)

# All that `pip install .` needs, by hash, so that a test can run it where there is no network.
$(WHEELHOUSE)/.complete: $(VENV)/.installed requirements.lock
	rm -rf $(@D)
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: --dest $(@D) -r requirements.lock
	touch $@

# The only way golden files change. Read the diff.
golden: $(VENV)/.installed-test
	$(BIN)/servewright build
	$(BIN)/python -m tests.golden

bench: $(VENV)/.installed-test
	$(BIN)/python -m tests.bench

lock:
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements.lock pyproject.toml requirements.in
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --extra test --no-emit-index-url --no-emit-find-links --no-header --no-annotate -c requirements.lock -o requirements-test.lock pyproject.toml requirements.in

clean:
	rm -rf $(VENV) .build
