# Two commands are enough: `make run` and `make test`.

PYTHON ?= $(shell for python in python3.13 python3.11 python3; do $$python -c "" 2>/dev/null && echo $$python && break; done)
PORT ?= 8000
WHICH ?= not browser and not faults
TESTS ?=
# One more than there are cores: there is always a test that waits for something it has started.
PROCESSES ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
WHAT ?=
PY := .venv/bin/python
RUN := $(PY) -m tinhso

.DEFAULT_GOAL := help
.PHONY: help run test check suite judges journey bench bite prove lock map clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: .venv/run.stamp ## start the demo province on PORT (8000)
	@PORT=$(PORT) $(RUN) serve

test: check suite ## lint, types, contracts, then the suite on SQLite without browser and faults (.ci/run has those)

check: .venv/test.stamp ## ruff, djade, mypy, import contracts, migrations, Django's own checks
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	git ls-files '*.html' | xargs .venv/bin/djade --check --target-version 5.2
	.venv/bin/lint-imports
	$(RUN) makemigrations --check --dry-run
	$(RUN) check --fail-level WARNING
	.venv/bin/mypy

suite: .venv/test.stamp ## the tests, WHICH by marker (WHICH= for all); what is left out or skipped is told with a count
	.venv/bin/python -m pytest -n $(PROCESSES) --dist worksteal -m "$(WHICH)" $(TESTS)

judges: .venv/judges.stamp ## the outside judges of packages, in an environment of their own

journey: .venv/test.stamp ## two registrations from form to signed result, over HTTP; writes var/journey.json
	$(PY) -m tests.journeys.drive

bench: .venv/test.stamp ## figures as ratios to limits measured in the same run; writes var/bench.json
	$(PY) -m bench

bite: .venv/test.stamp ## takes each guard (or WHAT) out and wants its test to go red
	$(PY) -m tests.bite $(WHAT)

prove: .venv/test.stamp ## every number that is promised, or WHAT of them, at full count; writes var/proof.json
	$(PY) -m tests.prove $(WHAT)

map: .venv/run.stamp ## write the directory map from the manifests
	$(RUN) map > docs/reference/map.md

lock: ## pin what pyproject.toml asks for, with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra test -c requirements/run.txt -o requirements/test.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra prod -c requirements/run.txt -o requirements/prod.txt
	echo eark-validator | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header - -o requirements/judges.txt

clean: ## forget the demo province: everything under var/
	rm -rf var

.venv/bin/python:
	$(PYTHON) -m venv --without-pip .venv

.venv/run.stamp: requirements/run.txt | .venv/bin/python
	$(PYTHON) -m pip --python .venv/bin/python install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

.venv/test.stamp: requirements/run.txt requirements/test.txt requirements/prod.txt | .venv/bin/python
	$(PYTHON) -m pip --python .venv/bin/python install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt -r requirements/prod.txt
	@touch $@ .venv/run.stamp

# They pin older versions of what the house runs on.
.venv/judges.stamp: requirements/judges.txt | .venv/bin/python
	$(PYTHON) -m venv --without-pip .venv/judges
	$(PYTHON) -m pip --python .venv/judges/bin/python install --quiet --disable-pip-version-check --require-hashes -r requirements/judges.txt
	@touch $@
