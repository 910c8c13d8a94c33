# run: start everything here · test: all tests · check: every check that does not run the product
# `make help` lists the rest. PORT, DATA_DIR, WEB_PROCESSES and RATE_LIMITS are for `make run PORT=8001` and the like.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CLIENT_SOURCES := $(shell find static/src static/styles static/public -type f 2>/dev/null) \
	$(wildcard package-lock.json vite.*.ts tsconfig*.json)
PACKAGES := accounts chatproject conversations media messaging notifications
PYTHON_SOURCES := $(shell find $(PACKAGES) -name '*.py' 2>/dev/null)
# What tests compile is kept for the next run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run build built sbom test test-long check format lock clean help client screenshots bench bench-pairs growth load faults \
	faults-smoke search-drill search-drill-quick media-drill media-drill-quick push-drill push-drill-quick restore-drill restore-drill-quick \
	alert-drill bench-watching upgrade-drill release move-drill move-drill-quick privacy-drill privacy-drill-quick
.DEFAULT_GOAL := help

help:
	@echo 'make run     start Parlance on http://127.0.0.1:8000 (PORT=…, DATA_DIR=./var); Ctrl-C ends it'
	@echo 'make build   install and build what `make run` would, and start nothing'
	@echo 'make test    every test: Python, TypeScript, browser journeys (CHROMIUM=/path/to/chromium)'
	@echo 'make test-long  slow tests, and tests with other servers: a bucket, nginx, clamd, RabbitMQ'
	@echo 'make check   format, lint, types, templates, import contracts, migrations, generated files, deploy settings'
	@echo 'make faults-smoke  break a running Parlance in many ways and count losses (make faults: a long run)'
	@echo 'make media-drill  files on a disk and in a bucket under faults (media-drill-quick: small ones)'
	@echo 'make push-drill   notifications while workers, queue and push services fail (push-drill-quick: for two minutes)'
	@echo 'make restore-drill  back up a million messages and 1 GiB of files, destroy them, restore them (restore-drill-quick: few)'
	@echo 'make move-drill  move a server to another PostgreSQL and a bucket while people write (move-drill-quick: little)'
	@echo 'make privacy-drill  export and erase a person, and look for them everywhere (privacy-drill-quick: little)'
	@echo 'make alert-drill  break a Parlance in every way that an alert is for, and record its metrics (ALERTS="--only queue")'
	@echo 'make upgrade-drill  upgrade two hosts behind nginx, with a migration, while users write'
	@echo 'make format  format the Python code'
	@echo 'make bench   the cost of Parlance and of two other servers (ONLY="small-rooms idle", BENCH_OPTIONS=--profile), or bench-SCENARIO'
	@echo 'make bench-pairs  compare the cost of this checkout and an earlier commit (PAIRS="--against COMMIT")'
	@echo 'make growth  the same reads and sends at 100,000 and 10,000,000 messages (GROWTH_OPTIONS="--sizes 100000,1000000")'
	@echo 'make search-drill  find 2,000 needles in a million messages, and nothing that one may not see (search-drill-quick: few)'
	@echo 'make load    let a thousand people use it for ten minutes, with a report (LOAD="--users 100 --minutes 1")'
	@echo 'make bench-watching  what metrics and analytics cost while no one does anything'
	@echo 'make screenshots  take the pictures in docs/screenshots again'
	@echo 'make lock    write the requirements*.txt again from the requirements*.in'
	@echo 'make sbom    list what Parlance consists of, as CycloneDX, in sbom/'
	@echo 'make release  make a release of this checkout: VERSION=0.2.0'
	@echo 'make clean   remove everything built and installed; DATA_DIR stays'

run: $(VENV)/.runtime built
	@exec $(BIN)/python manage.py up --seed

build: $(VENV)/.runtime built

test: $(VENV)/.development built
	@scripts/test

# Slow tests, and tests with other servers: a bucket, nginx, clamd, RabbitMQ.
test-long: $(VENV)/.development built
	@scripts/test-long

check: $(VENV)/.development $(VENV)/.deploy built
	@scripts/check

# FAULTS: options, see `python -m tests.faults.drill --help`.
faults-smoke: $(VENV)/.development built
	@$(BIN)/python -m tests.faults.drill --profile smoke $(FAULTS)

faults: $(VENV)/.development built
	@$(BIN)/python -m tests.faults.drill --profile full $(FAULTS)

# DRILL: options, see `python -m tests.media_drill.drill --help`.
media-drill: $(VENV)/.development built
	@$(BIN)/python -m tests.media_drill.drill $(DRILL)

media-drill-quick: $(VENV)/.development built
	@$(BIN)/python -m tests.media_drill.drill --quick $(DRILL)

# PUSH: options, see `python -m tests.push_drill.drill --help`.
push-drill: $(VENV)/.development built
	@$(BIN)/python -m tests.push_drill.drill $(PUSH)

push-drill-quick: $(VENV)/.development built
	@$(BIN)/python -m tests.push_drill.drill --quick $(PUSH)

# RESTORE: options, see `python -m tests.restore_drill.drill --help`.
restore-drill: $(VENV)/.development built
	@$(BIN)/python -m tests.restore_drill.drill $(RESTORE)

restore-drill-quick: $(VENV)/.development built
	@$(BIN)/python -m tests.restore_drill.drill --quick $(RESTORE)

move-drill: $(VENV)/.development built
	@$(BIN)/python -m tests.restore_drill.moving

move-drill-quick: $(VENV)/.development built
	@$(BIN)/python -m tests.restore_drill.moving --quick

# PRIVACY: options, see `python -m tests.privacy_drill.drill --help`.
privacy-drill: $(VENV)/.development built
	@$(BIN)/python -m tests.privacy_drill.drill $(PRIVACY)

privacy-drill-quick: $(VENV)/.development built
	@$(BIN)/python -m tests.privacy_drill.drill --quick $(PRIVACY)

# UPGRADE: options, see `python -m tests.upgrade_drill.drill --help`.
upgrade-drill: $(VENV)/.development built
	@$(BIN)/python -m tests.upgrade_drill.drill $(UPGRADE)

# VERSION: the new version, as 0.2.0.
release: $(VENV)/.development $(VENV)/.deploy built
	@$(BIN)/python scripts/release $(VERSION)

format: $(VENV)/.development
	$(BIN)/ruff check --fix --quiet
	$(BIN)/ruff format

screenshots: $(VENV)/.development built
	@CHROMIUM=$$(scripts/chromium) PYTHONPATH=. $(BIN)/python docs/screenshots/take.py

# ONLY: scenarios by name; BENCH_OPTIONS: see `python -m bench --help`.
bench: $(VENV)/.bench built
	@$(BIN)/python -m bench $(ONLY) $(BENCH_OPTIONS)

# PAIRS: options, see `python -m bench.pairs --help`.
bench-pairs: $(VENV)/.bench built
	@$(BIN)/python -m bench.pairs $(PAIRS)

bench-%: $(VENV)/.bench built
	@$(BIN)/python -m bench $* $(BENCH_OPTIONS)

growth: $(VENV)/.bench built
	@$(BIN)/python -m bench.growth $(GROWTH_OPTIONS)

# SEARCH: options, see `python -m bench.search --help`.
search-drill: $(VENV)/.bench built
	@$(BIN)/python -m bench.search $(SEARCH)

search-drill-quick: $(VENV)/.bench built
	@$(BIN)/python -m bench.search --quick $(SEARCH)

# LOAD: options, see `python -m bench.load --help`.
load: $(VENV)/.bench built
	@$(BIN)/python -m bench.load $(LOAD)

# WATCHING: options, see `python -m bench.watching --help`.
bench-watching: $(VENV)/.bench built
	@$(BIN)/python -m bench.watching $(WATCHING)

# ALERTS: options, see `python -m tests.alerts.drill --help`.
alert-drill: $(VENV)/.development built
	@PROMTOOL=$$(scripts/promtool) $(BIN)/python -m tests.alerts.drill $(ALERTS)

sbom: $(VENV)/.deploy node_modules/.installed
	@$(BIN)/python scripts/sbom sbom

lock: $(VENV)/.development
	@for name in requirements requirements-dev requirements-deploy requirements-bench requirements-uv requirements-node requirements-generator requirements-tracing; do \
		$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
			--custom-compile-command 'make lock' $$name.in --output-file $$name.txt; \
	done

clean:
	rm -rf $(VENV) node_modules static/dist sbom .mypy_cache .ruff_cache .pytest_cache .import_linter_cache test-results

$(VENV)/bin/pip:
	@scripts/make-venv $(PYTHON) $(VENV)

$(VENV)/.runtime: requirements.txt $(VENV)/bin/pip
	@scripts/install 'what Parlance runs on' requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt requirements-tracing.txt $(VENV)/.runtime
	@scripts/install 'what tests and checks need' requirements-dev.txt requirements-tracing.txt
	@touch $@

$(VENV)/.deploy: requirements-deploy.txt $(VENV)/.runtime
	@scripts/install 'what lints deploy/, and lists what is in Parlance' requirements-deploy.txt
	@touch $@

$(VENV)/.bench: requirements-bench.txt $(VENV)/.runtime
	@scripts/install 'what the measurements need' requirements-bench.txt
	@touch $@

client: static/dist/.built

built: client $(VENV)/.bytecode

# A server whose account cannot write here would compile every module at each start.
$(VENV)/.bytecode: $(VENV)/.runtime $(PYTHON_SOURCES)
	@$(BIN)/python -m compileall -q -j 0 $(PACKAGES)
	@touch $@

node_modules/.installed: package-lock.json $(VENV)/bin/pip
	@printf '\n==> Installing the packages of the web client\n'
	@scripts/node npm ci --no-audit --no-fund
	@touch $@

static/dist/.built: node_modules/.installed $(CLIENT_SOURCES)
	@printf '\n==> Building the web client\n'
	@scripts/node npm run --silent build
	@touch $@
