# Saldo: `make up` needs nothing but python3 and, the first time, a network.
BOT := .venv/bin/python -m bot

.PHONY: help install up demo chat fuzz test check bench nlu-report pictures lock clean
.DEFAULT_GOAL := help

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

install:  ## both environments, as their lock files say
	@python3 scripts/install.py

up: install  ## everything on this machine; Ctrl-C stops it
	@exec $(BOT) up

demo: install  ## a Spanish and an English conversation through the whole system, checked
	@exec $(BOT) demo

chat: install  ## talk with the bot here: PERSON=CUS-3 for whom, EXPLAIN=1 to see its turns
	@exec $(BOT) chat $(if $(PERSON),--person "$(PERSON)") $(if $(EXPLAIN),--explain)

test: install  ## every test, on all cores
	@.venv/bin/python -m pytest -n logical --maxprocesses 4 --dist worksteal

check: install  ## style, types, walls between packages, policy, laws, texts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/mypy --config-file bot/engine/mypy.ini \
	  --python-executable .venv-engine/bin/python bot/engine
	.venv/bin/lint-imports
	$(BOT) policy check
	$(BOT) jurisdictions check
	$(BOT) texts check
	@RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=3 \
	  PYTHONWARNINGS=ignore .venv-engine/bin/python -m rasa data validate --fail-on-warnings

fuzz: install  ## random walks through conversations: WALKS=2000, SEED=1, ONLY=17 for one
	@.venv/bin/python -m tests.fuzz $(if $(WALKS),--walks $(WALKS)) $(if $(SEED),--seed $(SEED)) \
	  $(if $(ONLY),--only $(ONLY))

bench: install  ## how fast a turn and the ledger are: PART=turns or ledger for one
	@.venv/bin/python -m tests.bench $(PART)

nlu-report: install  ## how well texts are understood; DIET=1 trains Rasa's default beside it
	@.venv-engine/bin/python -m tests.nlu $(if $(DIET),--diet)

pictures: install  ## the README's pictures, taken anew
	@.venv/bin/python -m pytest tests/browser/pictures.py

lock: install  ## resolve pyproject.toml anew into both lock files
	.tools/bin/uv pip compile pyproject.toml --group dev --python-version 3.12 \
	  --generate-hashes --no-emit-index-url --upgrade -o requirements/app.lock
	.tools/bin/uv pip compile --group engine --python-version 3.10 \
	  --generate-hashes --no-emit-index-url --upgrade -o requirements/engine.lock

clean:  ## remove data, logs, secrets, models and caches
	@python3 scripts/clean.py
