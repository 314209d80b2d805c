# Everything a contributor types. Needs Python 3.11 or later, git and make; the rest is fetched.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

APART := $(addprefix tests/,aws functions infra local media migrations model services)
# Folders in the order of the walk through the code.
SOURCES := $(wildcard src functions layers infra local cli migrations scripts tests benchmarks)

.PHONY: run test check format contracts console synth bench bench-live bench-media prove clean lock setup browser \
	test-dynamodb-local

run: setup  ## the whole stack on this machine; options by ARGS, such as ARGS="--port 5000"
	@$(BIN)/python -m local $(ARGS)

# What needs no stack of its own runs side by side; the rest shares one stack and one browser.
test: check browser  ## every test, after the checks that fail soonest
	$(BIN)/python -m pytest -n 2 -m "slow and not prove" $(APART)
	$(BIN)/python -m pytest -m "slow and not prove" $(APART:%=--ignore=%) $(ARGS)

check: setup  ## format, lint, types, import contracts, the console and the fast tests
	$(BIN)/ruff format --check --quiet $(SOURCES) || ($(BIN)/ruff format --diff --quiet $(SOURCES); false)
	$(BIN)/ruff check --quiet $(SOURCES)
	$(BIN)/python -m scripts.check
	$(BIN)/lint-imports --no-logo --cache-dir build/cache/imports
	$(BIN)/mypy $(SOURCES)
	$(BIN)/python -m scripts.console check
	$(BIN)/python -m pytest -n 2 -m "not slow and not prove"

format: setup
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/python -m scripts.console format

contracts: setup  ## the console's types of the API, after a route or a shape has changed
	$(BIN)/python -m scripts.console types

console: setup  ## the console's pages into build/console, to be published
	$(BIN)/python -m scripts.console build --out build/console

# W3005: CDK says twice that a function needs its role. W6001: what the console has to know is made
# by two stacks, and told in one place.
synth: setup  ## the templates of the prod stage, with every validation that there is
	$(BIN)/python -m infra.app --stage prod --out build/cdk.prod --validate
	$(BIN)/cfn-lint --ignore-checks W3005 W6001 --template build/cdk.prod/*.template.json

bench: setup  ## how fast: benchmarks/ says what is measured
	$(BIN)/python -m benchmarks $(ARGS)

bench-live: setup  ## from a change to the frame that tells of it, beside the emulator's own wake-up
	$(BIN)/python -m benchmarks live $(ARGS)

bench-media: setup  ## conversions beside plain FFmpeg's: CPU, bytes, VMAF, SSIM, cost; ARGS=clips
	$(BIN)/python -m benchmarks media $(ARGS)

test-dynamodb-local: setup  ## the stores and the races on Amazon's DynamoDB Local; needs Java and Maven
	$(BIN)/python -m scripts.dynamodb_local $(ARGS)

prove: setup  ## the long searches for faults
	$(BIN)/python -m pytest -m prove $(ARGS)

lock: setup  ## newest versions into requirements/*.txt; ARGS=--upgrade-package=NAME for one
	$(BIN)/python -m scripts.lock $(ARGS)

clean:  ## as after a clone: also forgets the local stack's data
	rm -rf build web/node_modules .local .venv .venv-engine .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

browser:
	@$(BIN)/python -m scripts.browser

setup:
	@$(PYTHON) scripts/bootstrap.py
