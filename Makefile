# Options: PYTHON=python3.12  PORT=8001  DATA_DIR=/some/folder  ARGS="-k passage"
PYTHON ?= python3
RUN := .venv/bin/python
stamp = .venv/$(1)-$(firstword $(shell cksum < requirements/$(1).txt))
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
PIP := $(RUN) -m pip install --disable-pip-version-check --no-input --require-hashes
# What the test of the TypeScript client needs; without npm it is skipped.
NPM := tests/clients/node_modules/.package-lock.json
# One line for 20 packages; if pip fails, its last lines.
BRIEFLY := awk '/^Collecting/ && !(++n % 20) {print "  " n " packages"; fflush()} /^Installing/ {print "  installing " n; fflush()} {last[NR % 20] = $$0} \
  /^FAILED/ {for (i = NR; i < NR + 20; i++) print last[(i + 1) % 20]; exit 1}'
# manage.py for commands that need no servers: nothing connects to these.
OFFLINE := SECRET_KEY=signs-nothing-while-the-code-is-checked DATABASE_URL=postgresql:///none REDIS_URL=redis://none/0 $(RUN) -W ignore::RuntimeWarning manage.py

.PHONY: help install up demo test benchmark chaos fuzz check fmt lock migrations schema screenshots mutants clean
help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile
install: $(call stamp,local) ## build .venv from the locked requirements
up: install ## run everything on this machine until Ctrl-C; the data stays in var/
	@exec $(RUN) -m devserver
demo: install ## play the story of the demo again, while `make up` is running
	@$(RUN) -m demo replay
test: $(call stamp,dev) $(NPM) ## run the tests, with their own servers
	@$(RUN) -m pytest -n 2 --dist loadfile $(ARGS)
benchmark: install ## measure extraction: quality, growth, hostile pages, cost; ARGS="--data FOLDER growth"
	@$(RUN) -m benchmarks $(ARGS)
mutants: $(call stamp,dev) ## change the code in small ways and see the nearest tests fail; ARGS="lease"
	@$(RUN) -m tests.mutants $(ARGS)
chaos: $(call stamp,dev) ## kill processes while callers write, and see that nothing is lost; ARGS="--minutes 10 --second"
	@$(RUN) -m tests.chaos $(ARGS)
fuzz: $(call stamp,dev) ## send 20,000 generated requests to the web and check each response; ARGS="--requests 1000 --seed 7"
	@$(RUN) -m tests.fuzz $(ARGS)
check: $(call stamp,dev) ## formatting, lint, types, architecture, settings, migrations, API schema
	.venv/bin/ruff format --check --output-format concise . && .venv/bin/ruff check .
	.venv/bin/mypy && .venv/bin/lint-imports
	@$(OFFLINE) check --fail-level WARNING
	@$(OFFLINE) makemigrations --check --dry-run
	@$(OFFLINE) spectacular --validate --fail-on-warn | diff api/openapi.yaml - || { echo "api/openapi.yaml differs from the code: make schema"; exit 1; }
fmt: $(call stamp,dev) ## format, and apply automatic fixes
	.venv/bin/ruff format . ; .venv/bin/ruff check --fix .
lock: $(call stamp,dev) ## write requirements/*.txt from *.in; ARGS=--upgrade takes newer versions
	$(LOCK) $(ARGS) requirements/dev.in -o requirements/dev.txt
	for list in local service telemetry; do $(LOCK) -c requirements/dev.txt requirements/$$list.in -o requirements/$$list.txt || exit 1; done
migrations: $(call stamp,dev) ## write migrations of changed models; ARGS="-n what_it_does"
	@$(OFFLINE) makemigrations $(ARGS)
schema: $(call stamp,dev) ## write api/openapi.yaml
	@$(OFFLINE) spectacular --validate --fail-on-warn --file api/openapi.yaml
screenshots: $(call stamp,dev) ## take docs/images/*.png from the running service, with headless Chromium
	@$(RUN) docs/take_screenshots.py http://127.0.0.1:$${PORT:-8000} $${DATA_DIR:-var}/credentials.txt
$(NPM): tests/clients/package-lock.json
	@command -v npm >/dev/null || exit 0; npm ci --prefix tests/clients --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@ || \
	  echo "npm ci failed: the test of the TypeScript client is skipped"
clean: ## remove the environment and caches; var/ stays
	rm -rf .venv tests/clients/node_modules staticfiles .*_cache .hypothesis
$(call stamp,local):
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed; name another Python: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is $$($(PYTHON) -V 2>&1); 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no venv module; install it (Debian: python3-venv)"; exit 1; }
	@mkdir -p .venv 2>/dev/null && [ -w .venv ] || { echo "cannot write to $(CURDIR)/.venv: the environment is built in the checkout"; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { echo "cannot make .venv with $(PYTHON); the lines above say why"; exit 1; }
	@echo "building .venv"; { $(PIP) -r requirements/local.txt 2>&1 || echo FAILED; } | $(BRIEFLY) && touch $@
$(call stamp,dev): $(call stamp,local)
	@echo "adding what tests and checks need"; { $(PIP) -r requirements/dev.txt 2>&1 || echo FAILED; } | $(BRIEFLY) && touch $@
