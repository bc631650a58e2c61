# Listen Large. `make run` starts it, `make test` proves it, `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
CODE := config crm listening api frontend
PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-input --require-hashes
MANAGE := $(PY) manage.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo demo-remove test test-fast checks audit screenshots messages chromium dovecot bench soak lock

help: ## list what there is
	@sed -n 's/^\([a-z-]*\):.*## /make \1|/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

run: $(VENV)/.run ## start everything; PORT, LISTENLARGE_HOME, DATABASE_URL and more in .env.example
	@$(MANAGE) run

demo: $(VENV)/.run ## load a sample book, clearly marked
	@$(MANAGE) migrate --verbosity 0 && $(MANAGE) load_sample_book

demo-remove: $(VENV)/.run ## remove the sample book
	@$(MANAGE) remove_sample_book

# Three workers on two cores: many tests wait for servers of their own, which start by the hundred and would each compile
# everything anew where a machine forbids keeping what was compiled.
test: $(VENV)/.dev chromium dovecot checks ## everything that must be green, browser included
	@env -u PYTHONDONTWRITEBYTECODE $(PY) -m pytest -n 3 --dist worksteal --cov --cov-report=term

test-fast: $(VENV)/.dev ## the quick ones: no browser, no mailbox server, nothing marked slow or deep
	@$(PY) -m pytest -q -n 2 --dist worksteal -m "not browser and not mailbox and not slow and not deep"

checks: $(VENV)/.dev ## style, types, layers, migrations, deployment settings
	@$(PY) -m ruff check .
	@$(PY) -m mypy $(CODE)
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/bandit -q -r -c pyproject.toml $(CODE)
	@$(MANAGE) makemigrations --check --dry-run
	@HTTPS=true SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(48))')" \
		$(MANAGE) check --deploy --fail-level WARNING

audit: ## is a hole known in what the locks name? Asks a public service
	@command -v uv >/dev/null || test -x $(VENV)/bin/uv || $(PY) -m pip install --quiet --disable-pip-version-check uv
	@PATH="$$PATH:$(VENV)/bin"; uv tool run pip-audit --strict --disable-pip --require-hashes -r requirements.lock

screenshots: $(VENV)/.dev chromium ## every screen in both themes and three widths, into tests/screenshots
	@SCREENSHOTS=1 $(PY) -m pytest -n 2 -q tests/browser -k "shut"
	@echo "Look at them: tests/screenshots"

messages: $(VENV)/.run ## all that is to be translated, into each part's locale folder: make messages LANGUAGE_CODE=de (needs gettext)
	@test -n "$(LANGUAGE_CODE)" || { echo "Which language? make messages LANGUAGE_CODE=de" >&2; exit 2; }
	@for part in crm listening frontend; do \
	    mkdir -p $$part/locale && (cd $$part && ../$(PY) -m django makemessages -l $(LANGUAGE_CODE) --no-location --no-obsolete); \
	done

bench: $(VENV)/.dev ## measure; the README's figures come from here
	@$(PY) -m benchmarks

SOAK_MINUTES ?= 30
soak: $(VENV)/.dev ## load on a primary, a standby, two web servers, three workers; each killed in turn (SOAK_MINUTES)
	@$(PY) -m benchmarks.soak --minutes $(SOAK_MINUTES)

# --no-header: the command line that made a lock may name a machine; --universal: one lock for all.
LOCK := compile --quiet --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml
lock: $(VENV)/.dev ## renew both lock files from pyproject.toml
	@command -v uv >/dev/null || test -x $(VENV)/bin/uv || $(PY) -m pip install --quiet --disable-pip-version-check uv
	@PATH="$$PATH:$(VENV)/bin"; \
	uv pip $(LOCK) --upgrade -o requirements.lock && \
	uv pip $(LOCK) --upgrade --group dev -c requirements.lock -o requirements-dev.lock

# Debian's own: the browser brings the libraries a downloaded one would miss, dovecot is the mailbox of the tests.
chromium: PACKAGE := chromium
chromium: COMMAND := chromium
dovecot: PACKAGE := dovecot-imapd
dovecot: COMMAND := dovecot
chromium dovecot:
	@PATH="$$PATH:/usr/sbin"; command -v $(COMMAND) >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi; \
	command -v apt-get >/dev/null && $$sudo true 2>/dev/null && \
	$$sudo apt-get update -qq >/dev/null && \
	DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $(PACKAGE) >/dev/null 2>&1 || \
	{ echo "The tests need $(PACKAGE): sudo apt-get install $(PACKAGE) (or run make test-fast)." >&2; exit 1; }

$(VENV)/.run: requirements.lock | $(PY)
	@echo "Installing what it needs …"
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(PY)
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.lock
	@touch $@

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	{ echo "Python 3.11 or newer is needed: name one with make PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	{ echo "Python's venv is missing: sudo apt-get install python3-venv, then again." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
