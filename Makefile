# The front door. Bare `make` explains; everything is built under $(BUILD).
BUILD ?= build
JOBS ?= $(shell nproc)
PYTHON ?= /usr/bin/python3
SCBNN_DATA ?= data
export SCBNN_DATA

CMAKE ?= cmake
CTEST ?= ctest
VERILATOR ?= verilator
YOSYS ?= yosys
IVERILOG ?= iverilog

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup build demo test data train lint formal mutate fuzz bench approve format clean

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

build: setup  ## compile build/scbnn
	@$(CMAKE) -S . -B $(BUILD) -G Ninja >$(BUILD)-configure.log 2>&1 || \
	  { cat $(BUILD)-configure.log; exit 1; }
	@rm -f $(BUILD)-configure.log
	@$(CMAKE) --build $(BUILD) --target scbnn -j $(JOBS)

demo: build  ## the main job end to end: train network in, verified Verilog out
	@tools/demo $(BUILD)

data: setup  ## download Fashion-MNIST from its official source into $(SCBNN_DATA)
	@$(PYTHON) tools/data/fetch.py --out $(SCBNN_DATA) fashion-mnist

clean:  ## remove everything that was built
	rm -rf $(BUILD)
