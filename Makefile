# Every target does its own set-up: the first one makes .venv and installs the tested versions into it.
#   PYTHON=python3.12   the interpreter to build .venv with (default: the newest of 3.13, 3.12, 3.11 that is there)
#   ARGS="..."          more options for kernel.py or pytest
#   OWNER=name          whose Kaggle data set make kaggle writes (default: KAGGLE_USERNAME)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run report test test-fast score lint types check bounds browser language ops follow bench ablate notebook kaggle wheel clean

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --constraint requirements-lock.txt
SAMPLE := sample_tasks/arc-agi_sample
DATA ?= arc1-training
# A file of tests stays in one process, for its fixtures; the order is that of tests/conftest.py, the longest first.
TWO := -n 2 --dist loadfile --no-loadscope-reorder
FAST := $(addprefix tests/,choice frames language reading rules seeing test_budget.py test_docs.py test_house.py)
ARGS ?=

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

run: $(VENV)/ready  ## solve the sample tasks: a scored table, submission.json
	@$(PY) kernel.py --input $(SAMPLE)_challenges.json --solutions $(SAMPLE)_solutions.json --effort 1 $(ARGS)

report: $(VENV)/ready  ## the same, and every task drawn with its attempts and why: report.html
	@$(PY) -c 'import jinja2' 2>/dev/null || $(PIP) jinja2
	@$(PY) kernel.py --input $(SAMPLE)_challenges.json --solutions $(SAMPLE)_solutions.json --effort 1 --report report.html $(ARGS)

score: $(VENV)/ready-dev  ## solve a public set and score it: DATA=arc1-training (arc1-evaluation, arc2-training, arc2-evaluation)
	@$(PY) kernel.py --data $(DATA) $(ARGS)

test: $(VENV)/ready-dev  ## all tests, two at a time
	@$(PY) -m pytest $(TWO) $(ARGS)

test-fast: $(VENV)/ready-dev  ## while editing: the rooms whose tests start no run, and the house rules
	@$(PY) -m pytest $(TWO) $(FAST) $(ARGS)

lint: $(VENV)/ready-dev  ## ruff
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --quiet --check . || { echo "run: $(PY) -m ruff format ."; exit 1; }

types: $(VENV)/ready-dev  ## mypy
	@$(PY) -m mypy --no-error-summary

check: lint types test  ## lint, types, tests

bounds: $(VENV)/ready-dev  ## tests of the compiled code with bounds checks on
	@TESSERA_BOUNDS=1 $(PY) -m pytest tests/language/test_ops.py tests/language/test_ops_oracles.py $(ARGS)
	@TESSERA_BOUNDS=1 $(PY) -m pytest tests/test_families.py -k odd_tasks $(ARGS)

browser: $(VENV)/ready-dev  ## the report in a real browser (needs chromium and chromedriver)
	@$(PY) -m pytest tests/report/browser_report.py $(ARGS)

language: $(VENV)/ready  ## write the table of verbs into docs/language.md
	@$(PY) -m solver verbs --markdown > .verbs && sed -i -e '/^<!-- verbs -->/,/^<!-- end of verbs -->/{//!d}' -e '/^<!-- verbs -->/r .verbs' docs/language.md; rm -f .verbs

ops: $(VENV)/ready  ## the op library: a table, or ARGS=name for an op with its picture
	@$(PY) -m solver ops $(ARGS)

follow: $(VENV)/ready-dev  ## why the search does or does not reach a program: TASK=id or file, PROGRAM='...'
	@$(PY) -m solver follow --task '$(TASK)' --program '$(PROGRAM)' $(ARGS)

notebook: $(VENV)/python-found  ## write dist/tessera.ipynb, the Kaggle notebook that carries the code in one file
	@$(PY) -m solver notebook $(ARGS)

kaggle: $(VENV)/python-found  ## write dist/kaggle/: the code as a Kaggle dataset, the notebook that runs it (OWNER=name)
	@$(PY) -m solver kaggle $(if $(OWNER),--owner '$(OWNER)') $(ARGS)

wheel: $(VENV)/ready-dev  ## build the wheel, install it into an empty environment, solve a task there
	@$(PY) -m pytest tests/wheel.py $(ARGS)

bench: $(VENV)/ready-dev  ## speed of the engine by grid size and op, compile times (two minutes)
	@$(PY) -m benchmarks.bench $(ARGS)

ablate: $(VENV)/ready-dev  ## what each family, frame and pruning rule is worth on the design tasks (ARGS="--sample 10": a tenth)
	@$(PY) -m benchmarks.ablate $(ARGS)

clean:  ## remove the environment and everything a run leaves behind
	rm -rf $(VENV) dist submission.json run.jsonl report.html .pytest_cache .hypothesis .mypy_cache .ruff_cache

$(VENV)/python-found:
	@found=; for python in $(or $(PYTHON),python3.13 python3.12 python3.11 python3); do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	  then found=$$python; break; fi; done; \
	if [ -z "$$found" ]; then \
	  echo "Tessera needs Python 3.11, 3.12 or 3.13 with the venv module (Debian, Ubuntu: package python3-venv)." >&2; \
	  echo "Tried: $(or $(PYTHON),python3.13 python3.12 python3.11 python3). Name one with: make PYTHON=/path/to/python3.12 ..." >&2; \
	  python3 --version >&2 || true; exit 1; fi; \
	echo "Making .venv with $$("$$found" --version) (once) ..."; \
	"$$found" -m venv --clear $(VENV) && touch $@

$(VENV)/ready: $(VENV)/python-found requirements.txt requirements-lock.txt
	@echo "Installing numpy, numba and orjson into .venv ..."
	@$(PIP) --requirement requirements.txt && touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	@echo "Installing the test tools into .venv ..."
	@$(PIP) --requirement requirements-dev.txt && touch $@
