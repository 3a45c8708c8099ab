.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench bench-sync bench-gateway bench-vault screenshots soak fuzz sbom lock
SHELL := /bin/bash
PY := .venv/bin/python
OFFSCREEN := QT_QPA_PLATFORM=offscreen
JOBS ?= 2
SEED := $(or $(SEED),$(shell date +%s))
MINUTES ?= 10
SUITE := $(OFFSCREEN) $(PY) -m pytest -n $(JOBS) --dist worksteal

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv ready: system libraries, pinned packages, the project (PYTHON=… picks the interpreter)
	@setup/setup.sh

demo: setup ## a demo commune, two stations, a warehouse, the story between them, then the window
	@.venv/bin/station demo

test: setup ## the whole suite, on a real PostgreSQL, SQLCipher, HTTP and (offscreen) window
	@$(SUITE)

check: setup ## format, lint, types, import contracts, what others wrote, then the suite
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m tests.supply.audit
	@$(SUITE)

bench: setup ## measure a station of 50,000 people; figures also in build/bench
	@$(PY) -m tests.benchmarks
	@$(PY) -m tests.benchmarks.vault

bench-sync: setup ## what synchronising costs, beside PouchDB in the same run; figures also in build/bench/sync.json
	@$(PY) -m tests.benchmarks.sync

bench-gateway: setup ## what a change costs the province, 250 stations at once; figures also in build/bench/gateway.json
	@$(PY) -m tests.benchmarks gateway

bench-vault: setup ## backups, restore drills, keys, the audit trail; figures also in build/bench/vault.json
	@$(PY) -m tests.benchmarks.vault

screenshots: setup ## the pictures that README.md shows
	@$(OFFSCREEN) $(PY) -m tests.screenshots

soak: setup ## MINUTES of simulated worlds and of real processes of two releases, from SEED; it prints both
	@echo "SEED=$(SEED) MINUTES=$(MINUTES)"
	@$(OFFSCREEN) SEED=$(SEED) MINUTES=$(MINUTES) $(PY) -m pytest -v -m soak tests/soak tests/sync/simulation tests/crash

fuzz: setup ## MINUTES of a coverage-guided fuzzer over every reader of what comes from outside (Linux, x86-64)
	@$(OFFSCREEN) $(PY) -m tests.hostile.fuzz --minutes $(MINUTES)

sbom: setup ## the bill of materials of what a station runs (CycloneDX), in requirements/sbom.json
	@$(PY) -m tests.supply.sbom

lock: setup ## pin requirements/*.in anew, with hashes
	@setup/lock.sh
