# make formal: the proofs of the leaves, one job a leaf. Included by the Makefile.
BUILD ?= build
PYTHON ?= /usr/bin/python3
YOSYS ?= yosys
SMTBMC ?= yosys-smtbmc
SOLVER ?= z3

# A leaf has proofs when it has a FORMAL block, or a property file here.
FORMAL_LEAVES := $(sort $(basename $(notdir $(shell grep -l '^`ifdef FORMAL' rtl/sc_*.v))) \
  $(patsubst tests/formal/%_props.v,%,$(wildcard tests/formal/sc_*_props.v)))
FORMAL_DONE := $(FORMAL_LEAVES:%=$(BUILD)/formal/%.txt)

.PHONY: formal
formal: $(FORMAL_DONE)  ## prove the leaves: bounded, by induction, and that the proofs can fail
	@cat $(FORMAL_DONE) | awk -f tests/formal/count.awk

$(BUILD)/formal/%.txt: rtl/%.v tests/rtl/%.grid $(wildcard rtl/*.v tests/formal/*)
	@mkdir -p $(@D)
	@$(PYTHON) tests/formal/prove.py --leaf $* --rtl rtl --out $(@D) --yosys $(YOSYS) --smtbmc $(SMTBMC) \
	  --solver $(SOLVER)
