# Every command that a person or CI runs. `make` alone lists them.
#
# The stack is private and local unless STACK=docker; its folder is var/stack unless STACK_DIR.

SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
STACK ?= local
SETUP := deploy/local/setup.sh
LOCK := .venv/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header
SERVICES := members events notifications web

ifeq ($(STACK),docker)
READY := setup-python
RUN := deploy/docker.sh
DEMO := deploy/docker.sh demo
else
READY := setup
RUN := $(PYTHON) -m deploy.local
DEMO := $(PYTHON) -m tools.demo
endif

.PHONY: help
help:
	@awk 'BEGIN {FS = ":.*##"} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*##/ {printf "  make %-28s %s\n", $$1 substr($$2, 1, index($$2, "|") - 1), substr($$2, index($$2, "|") + 2)}' \
	  $(MAKEFILE_LIST)
	@echo

##@ Run it

.PHONY: demo up admin down status logs scale parked replay restored erased migrate clean prepared
demo: up ## | set everything up, and play the main job from a sheet of members to a full hall
	@$(DEMO)

up: $(READY) ## | start servers and services, and wait until all of it answers
	@$(RUN) up

admin: prepared ## EMAIL=a@b.org NAME="Aya B." | make an administrator's account; its password is shown once
	@test -n "$(EMAIL)" -a -n "$(NAME)" || { echo 'Say who: make admin EMAIL=aya@association.example NAME="Aya Berrada"'; exit 2; }
	@$(RUN) admin "$(EMAIL)" "$(NAME)"

down: prepared ## | stop every process that was started; the data stays
	@$(RUN) down

status: prepared ## | processes and memory, queues, the ledger
	@$(RUN) status

logs: prepared ## S=events | the last log lines of one process, or of all; F=1 follows
	@$(RUN) logs $(if $(F),--follow) $(S)

scale: prepared ## S=events N=2 | run so many of one process, now and at each later start
	@test -n "$(S)" -a -n "$(N)" || { echo "Say which and how many: make scale S=notifications-email N=3"; exit 2; }
	@$(RUN) scale $(S) $(N)

parked: prepared ## | messages that could not be handled, with the reason
	@$(RUN) parked

replay: prepared ## S=events ID=all | send parked messages once more, when the cause is mended
	@test -n "$(S)" -a -n "$(ID)" || { echo "Say whose and which: make replay S=events ID=all"; exit 2; }
	@$(RUN) replay $(S) $(ID)

restored: prepared ## S=notifications | bring back what the others know, after a database was restored
	@test -n "$(S)" || { echo "Say whose database was restored: make restored S=notifications"; exit 2; }
	@$(RUN) restored $(S)

erased: prepared ## ID=… SAY="0612345678, a@b.org" | look everywhere for what is left of an erased person
	@test -n "$(ID)" || { echo 'Say whom, and what they were known by: make erased ID=the-id-of-their-page SAY="0612345678, a@b.org"'; exit 2; }
	@$(RUN) erased --say "$(SAY)" $(ID)

migrate: prepared ## | bring the databases of the running stack to their newest form
	@$(RUN) migrate

clean: prepared ## | stop everything and delete its data, logs and secrets
	@$(RUN) clean
	@rm -rf var/demo var/demo.json

prepared:
	@test -x $(PYTHON) || { echo "Nothing is set up here yet: run make up."; exit 1; }

##@ Work on it

.PHONY: setup setup-python setup-browser setup-bench fmt catalogue lock audit
setup: ## | install what is missing: Debian packages by apt, Python packages into .venv
	@$(SETUP)

setup-python:
	@$(SETUP) --no-servers

setup-browser:
	@$(SETUP) --browser

setup-bench:
	@$(SETUP) --bench

fmt: setup ## | put the code in its form
	@$(PYTHON) -m ruff check --fix --quiet . || true
	@$(PYTHON) -m ruff format .

catalogue: setup ## | write the message catalogue and the broker's definitions from the contracts
	@$(PYTHON) -m tools.catalogue

lock: setup ## | pin all dependencies anew, with hashes; U=1 takes newer versions
	@$(LOCK) $(if $(U),--upgrade) shared/pyproject.toml services/*/pyproject.toml \
	  --group pyproject.toml:local --group pyproject.toml:dev --output-file requirements.lock
	@$(LOCK) --constraint requirements.lock shared/pyproject.toml --output-file shared/requirements.lock
	@$(LOCK) --constraint requirements.lock --group pyproject.toml:local shared/pyproject.toml \
	  --output-file deploy/local/requirements.lock
	@for service in $(SERVICES); do \
	  $(LOCK) --constraint requirements.lock shared/pyproject.toml services/$$service/pyproject.toml \
	    --output-file services/$$service/requirements.lock || exit 1; done
	@for place in tests/browser tests/smsc; do (cd $$place && PATH="$(CURDIR)/.venv/bin:$$PATH" \
	  npm $(if $(U),update,install) --package-lock-only --ignore-scripts --no-audit --no-fund) \
	  || exit 1; done

audit: setup ## | look for known weaknesses in what is pinned
	@# Strict: a package that could not be looked up is a failure, not a clean bill.
	@$(PYTHON) -m pip_audit --strict --disable-pip --require-hashes --requirement requirements.lock

##@ Check it

.PHONY: check test test-slow bench screenshots
check: setup ## | form, types, layers, layout and catalogue, in about a minute
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy .
	@.venv/bin/lint-imports
	@$(PYTHON) -m tools.layout
	@$(PYTHON) -m tools.catalogue --check

test: setup-browser ## T=tests/unit | all tests but the slow ones, on servers of their own
	@# By file on three workers: most tests wait for servers, and a file's tests share a world. In the
	@# order of the folders: the many short ones of tests/unit fill the end.
	@$(PYTHON) -m pytest -m "not slow" -n 3 --dist loadfile --no-loadscope-reorder $(T)

test-slow: setup-browser setup-bench ## | the long and the heavy ones
	@$(PYTHON) -m pytest -m slow $(T)

bench: setup-bench ## N=2000 | how many e-mails a second, beside Postfix's own tool; how long a sheet takes; how fast people are counted
	@$(PYTHON) -m tools.bench $(if $(N),--messages $(N))
	@$(PYTHON) -m tools.bench.clinic $(if $(N),--rows $(N))
	@$(PYTHON) -m tools.bench.counting $(if $(N),--people $(N))

screenshots: setup-browser ## | pictures of the running stack's pages
	@$(PYTHON) -m tools.screenshots
