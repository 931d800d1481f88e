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
.PHONY: help setup build demo check test data train lint formal fuzz bench approve format tidy clean

help:  ## this text
	@echo "scbnn: from a trained binarized network to verified stochastic-computing Verilog"
	@echo
	@echo "  make demo    generate, simulate and check a real accelerator (start here)"
	@echo "  make check   the quick tests, in under two minutes once they are built"
	@echo "  make test    every test: units, RTL leaves, lint, proofs, co-simulation"
	@echo
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16 | sort -u
	@echo
	@echo "Variables: BUILD=$(BUILD) JOBS=$(JOBS) SCBNN_DATA=$(SCBNN_DATA) PYTHON=$(PYTHON)"

# Each target installs what it needs itself: setup-PURPOSE, purposes as in tools/setup.
setup:  ## install every Debian package that any target needs (root or sudo)
	@tools/setup all

setup-%:
	@tools/setup $*

build: configure  ## compile build/scbnn
	@$(CMAKE) --build $(BUILD) --target scbnn -j $(JOBS)

# The program alone needs none of the libraries that tests and benchmarks use. A build folder that has tests
# keeps them. Compiling ten files of a library at once halves the time of a first build; CMakePresets.json has
# builds that compile file by file, which are quicker after a change.
UNITY := -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=10
configure_with = mkdir -p $(BUILD) && { $(CMAKE) -S . -B $(BUILD) -G Ninja $(UNITY) -DSCBNN_TESTS=$(1) \
  >$(BUILD)/configure.log 2>&1 || { cat $(BUILD)/configure.log; exit 1; }; }

.PHONY: configure configure-tests
configure: setup-build
	@test -f $(BUILD)/build.ninja || { $(call configure_with,OFF); }
configure-tests: setup-check
	@grep -qs SCBNN_TESTS:BOOL=ON $(BUILD)/CMakeCache.txt || { $(call configure_with,ON); }

# Verilator, Yosys and Icarus are installed while the program compiles.
demo: setup-build  ## the main job end to end: trained network in, verified Verilog out
	@tools/setup demo & installing=$$!; \
	  $(MAKE) --no-print-directory build && wait $$installing && tools/demo $(BUILD)

run_ctest = cd $(BUILD) && env -u MAKEFLAGS -u MAKELEVEL \
  $(CTEST) --output-on-failure --no-tests=error -j $(JOBS)

check: configure-tests  ## the quick tests: units, lint of changed leaves, one co-simulation
	@$(CMAKE) --build $(BUILD) --target scbnn unit_tests -j $(JOBS)
	@$(MAKE) --no-print-directory -j $(JOBS) lint
	@$(run_ctest) -L '^(unit|smoke)$$' -LE '^long$$'

# Compiled models of the leaves and the designs under test are part of the tests themselves.
test: setup-test configure-tests  ## every test; the last line counts them
	@$(CMAKE) --build $(BUILD) -j $(JOBS)
	@$(run_ctest)

data: setup-data  ## download Fashion-MNIST from its official source into $(SCBNN_DATA)
	@$(PYTHON) tools/data/fetch.py --out $(SCBNN_DATA) fashion-mnist

train: setup-train  ## train one network: make train RECIPE=shapes-mlp SEED=1
	@$(PYTHON) tools/train/train.py --recipe $(RECIPE) --seed $(SEED)
RECIPE ?= shapes-mlp
SEED ?= 1

bench: setup-bench build  ## speed against other programs and limits, as ratios measured in one run

approve: configure-tests  ## accept the generator's current output as tests/golden
	@$(CMAKE) --build $(BUILD) --target approve_golden -j $(JOBS)
	@$(BUILD)/tests/approve_golden

format: setup-style  ## clang-format every C++ file
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

# Build folder without unity builds, so that each file is looked at by itself; TIDY_FILES may name a few.
TIDY_FILES ?= $(filter-out tests/% bench/%,$(shell git ls-files '*.cpp'))
tidy: setup-check setup-style  ## clang-tidy with the short list of .clang-tidy
	@mkdir -p $(BUILD)
	@$(CMAKE) -S . -B $(BUILD)/tidy -G Ninja -DSCBNN_TESTS=OFF -DCMAKE_UNITY_BUILD=OFF >$(BUILD)/tidy.log
	@printf '%s\n' $(filter-out sim/cosim/harness/%,$(TIDY_FILES)) | \
	  xargs -P $(JOBS) -n 1 clang-tidy --quiet --extra-arg=-Wno-unknown-warning-option -p $(BUILD)/tidy 2>$(BUILD)/tidy.log || \
	  { grep -v 'warnings generated' $(BUILD)/tidy.log; exit 1; }

clean:  ## remove everything that was built
	rm -rf $(BUILD)

# Longer checks bring their own rules: lint, formal, mutate, fuzz, bench, curve.
include $(wildcard tests/*/*.mk bench/*.mk tools/*/*.mk)

# What those need, before anything of theirs runs.
$(LINT_DONE): | setup-demo
$(FORMAL_DONE): | setup-proofs
$(MUTATE_RUNTIME): | setup-check setup-proofs
$(FUZZERS:%=$(FUZZ_BUILD)/%_fuzz): | setup-fuzz
