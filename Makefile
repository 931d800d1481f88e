# The front door. Bare `make` explains; everything is built under $(BUILD).
BUILD ?= build
JOBS ?= $(shell nproc)
PYTHON ?= /usr/bin/python3
SCBNN_DATA ?= data
override SCBNN_DATA := $(abspath $(SCBNN_DATA))
export SCBNN_DATA

CMAKE ?= cmake
CTEST ?= ctest
VERILATOR ?= verilator
YOSYS ?= yosys
IVERILOG ?= iverilog

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup build demo test data train lint formal fuzz bench approve format clean

help:  ## this text
	@echo "scbnn: from a trained binarized network to verified stochastic-computing Verilog"
	@echo
	@echo "  make demo    generate, simulate and check a real accelerator (start here)"
	@echo "  make test    every test: units, RTL leaves, lint, proofs, co-simulation"
	@echo
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16 | sort -u
	@echo
	@echo "Variables: BUILD=$(BUILD) JOBS=$(JOBS) SCBNN_DATA=$(SCBNN_DATA) PYTHON=$(PYTHON)"

setup:  ## install the Debian packages that are missing (root or sudo)
	@tools/setup

build: configure  ## compile build/scbnn
	@$(CMAKE) --build $(BUILD) --target scbnn -j $(JOBS)

.PHONY: configure
configure: setup
	@mkdir -p $(BUILD)
	@$(CMAKE) -S . -B $(BUILD) -G Ninja >$(BUILD)/configure.log 2>&1 || \
	  { cat $(BUILD)/configure.log; exit 1; }

demo: build  ## the main job end to end: trained network in, verified Verilog out
	@tools/demo $(BUILD)

# Compiled models of the leaves and the designs under test are part of the tests themselves.
test: configure  ## every test; closes on the line that counts them
	@$(CMAKE) --build $(BUILD) -j $(JOBS)
	@cd $(BUILD) && env -u MAKEFLAGS -u MAKELEVEL \
	  $(CTEST) --output-on-failure --no-tests=error -j $(JOBS)

data: setup  ## download Fashion-MNIST from its official source into $(SCBNN_DATA)
	@$(PYTHON) tools/data/fetch.py --out $(SCBNN_DATA) fashion-mnist

train: setup  ## train one network: make train RECIPE=shapes-mlp SEED=1
	@$(PYTHON) tools/train/train.py --recipe $(RECIPE) --seed $(SEED)
RECIPE ?= shapes-mlp
SEED ?= 1

bench: build  ## speed beside peers and limits, as ratios measured in one run

approve: configure  ## accept what the generator writes now as tests/golden
	@$(CMAKE) --build $(BUILD) --target approve_golden -j $(JOBS)
	@$(BUILD)/tests/approve_golden

format:  ## clang-format every C++ file
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

clean:  ## remove everything that was built
	rm -rf $(BUILD)

# Longer checks bring their own rules: lint, formal, mutate, fuzz, bench, curve.
include $(wildcard tests/*/*.mk bench/*.mk tools/*/*.mk)
