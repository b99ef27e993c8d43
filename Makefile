# All that a person or a CI server does with Huikuan. Needs make and Python >= 3.11; everything else it gets itself.
SHELL := bash
PYTHON ?= python3
SERVICES := ledger credit dunning notify reporting
LOCK = .venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --universal \
	--python-version 3.11 --custom-compile-command 'make lock'

.DEFAULT_GOAL := help
.PHONY: help run lint check test bench migrate schemas lock console client console-check console-e2e

help: ## say what there is to do
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: .venv/run ## start everything on this machine, with a demo company to look at
	@.venv/bin/huikuan run

lint: .venv/dev console-check ## format, lint, types, import contracts, deployment files, the console
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/pyright --warnings
	.venv/bin/lint-imports
	.venv/bin/hadolint deploy/Dockerfile
	.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml

check: lint ## all that, and the unit tests
	.venv/bin/pytest -q -n auto --dist loadgroup tests/*/unit

test: .venv/dev ## run every test, on a real PostgreSQL and a real Kafka
	.venv/bin/pytest -q -n auto --dist loadgroup

bench: .venv/dev ## measure, into benchmarks/latest.json
	.venv/bin/python -m benchmarks

migrate: .venv/run ## bring every service's database to its newest schema
	@for service in $(SERVICES); do .venv/bin/python -m services.$$service migrate || exit 1; done

schemas: .venv/dev ## write the schemas of events and APIs anew from the code
	.venv/bin/python -m deploy.local.schemas

lock: .venv/dev ## look for newer versions of what pyproject.toml asks for, and lock them
	$(LOCK) --upgrade pyproject.toml --output-file requirements.txt
	$(LOCK) --upgrade pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(LOCK) --upgrade --group node --output-file requirements-node.txt

# ---------------------------------------------------------------- the environment, made when its locked files change

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Huikuan needs Python 3.11 or newer: make PYTHON=/path/to/python3.11'; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo 'This Python came without venv: apt-get install python3-venv'; exit 1; }

.venv/run: requirements.txt pyproject.toml | .venv/bin/python
	@echo 'Setting up Python packages (under a minute, only when they have changed) ...'
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	@echo 'Setting up tools for development and tests ...'
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@

# ---------------------------------------------------------------- the console, built by a node of ours if there is none

console: .venv/run ## build the web console (make run does it too)
	@.venv/bin/python -m deploy.local.console_build

client: .venv/run ## write the console's typed client anew from the services' OpenAPI documents
	@.venv/bin/python -m deploy.local.console_build --client

console-check: .venv/run
	@.venv/bin/python -m deploy.local.console_build --check

console-e2e: .venv/run console ## walk through the console with a real browser, and live a month in it (needs Chromium, see services/reporting/console/e2e)
	@.venv/bin/python -m deploy.local.console_build --e2e
