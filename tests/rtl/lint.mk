# make lint: three front ends on every leaf, for every parameter set of its grid. Included by the Makefile.
BUILD ?= build
PYTHON ?= /usr/bin/python3
VERILATOR ?= verilator
IVERILOG ?= iverilog
YOSYS ?= yosys

LINT_DONE := $(patsubst rtl/%.v,$(BUILD)/lint/%.txt,$(wildcard rtl/sc_*.v))

.PHONY: lint
lint: $(LINT_DONE)  ## every leaf through Verilator, Icarus and Yosys without a warning
	@cat $(LINT_DONE) | awk '{ sets += $$2; refused += $$(NF - 1) } \
	  END { print "lint: " NR " leaves, " sets " parameter sets clean, " refused " illegal ones refused" }'

$(BUILD)/lint/%.txt: rtl/%.v tests/rtl/%.grid tests/rtl/lint.py $(wildcard rtl/*.v)
	@mkdir -p $(@D)
	@$(PYTHON) tests/rtl/lint.py --leaf $* --rtl rtl --verilator $(VERILATOR) --iverilog $(IVERILOG) \
	  --yosys $(YOSYS) >$@ || { cat $@; rm -f $@; exit 1; }
	@cat $@
