# Every target sets up what it needs; nothing has to be exported first.

PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PIP := $(PY) -m pip install -q --no-input --require-hashes -r

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev extras run test test-faults lint bench lock clean
.NOTPARALLEL:

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: .venv/stamp-run crm/static/vendor/manifest.json translations ## virtual environment, pinned packages, browser libraries
setup-dev: .venv/stamp-dev setup ## the same, with what tests and checks need

extras: setup ## what is optional besides: matching by learning, PDF, XLSForm, SPSS
	$(PIP) requirements-extras.lock
	@tools/pango.sh || echo "PDF files cannot be made until then; all else works."

run: setup ## start Callboard here, with its embedded database
	.venv/bin/callboard run

SEED ?= 2023
test: setup-dev chromium pango lint ## everything that must hold: style, types, imports, tests (SEED=n: another order)
	CHROMIUM=$$(tools/chromium.sh) .venv/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder --randomly-seed=$(SEED)

test-faults: setup-dev ## kill, stop and starve the database to see what survives (minutes)
	CALLBOARD_FAULTS=full .venv/bin/pytest -m faults

.PHONY: chromium
chromium:
	@tools/chromium.sh >/dev/null

.PHONY: pango
pango: .venv/stamp-dev
	@tools/pango.sh

lint: setup-dev ## style, types and import rules
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy crm plugins bench tools
	.venv/bin/lint-imports

bench: setup-dev ## measure speed on this machine
	$(PY) -m bench
	$(PY) -m bench.matching
	$(PY) -m bench.surveys

lock: .venv/stamp-dev ## choose versions anew and write the lock files
	tools/lock.sh

clean: ## remove what make made (never data)
	rm -rf .venv node_modules crm/static/vendor tests/.vendor build *.egg-info .*_cache

.venv/bin/python:
	tools/venv.sh .venv

.venv/stamp-run: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) requirements.lock
	$(PIP_EDITABLE)
	touch $@

.venv/stamp-dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(PIP) requirements-dev.lock
	$(PIP_EDITABLE)
	touch $@ .venv/stamp-run

PIP_EDITABLE = $(PY) -m pip install -q --no-input --no-deps --no-build-isolation -e .

crm/static/vendor/manifest.json: package-lock.json tools/vendor.py tools/icons.txt | .venv/bin/python
	$(PY) tools/vendor.py

.PHONY: translations
translations: .venv/stamp-run
	@for po in $$(find crm plugins -name '*.po'); do \
	    mo=$${po%.po}.mo; \
	    [ "$$mo" -nt "$$po" ] || .venv/bin/pybabel -q compile -i "$$po" -o "$$mo" || exit 1; \
	done
