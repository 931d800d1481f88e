# make formal: the proofs of the leaves and of designs that the generator writes, one job each. Included by the
# Makefile.
BUILD ?= build
PYTHON ?= /usr/bin/python3
YOSYS ?= yosys
SMTBMC ?= yosys-smtbmc
SOLVER ?= z3

# A leaf has proofs when it has a FORMAL block, or a property file here.
FORMAL_LEAVES := $(sort $(basename $(notdir $(shell grep -l '^`ifdef FORMAL' rtl/sc_*.v))) \
  $(patsubst tests/formal/%_props.v,%,$(wildcard tests/formal/sc_*_props.v)))
FORMAL_RULES := $(filter-out %__pycache__,$(wildcard tests/formal/*))
FORMAL_DESIGNS := $(shell sed -n 's/^\([a-z]*\):.*/\1/p' tests/formal/designs.txt)
# The longest first, so that the last jobs are short and all cores end together.
FORMAL_LONG := $(FORMAL_DESIGNS:%=design-%-control) sc_popcount $(FORMAL_DESIGNS:%=design-%-top)
FORMAL_DONE := $(FORMAL_LONG:%=$(BUILD)/formal/%.txt) \
  $(patsubst %,$(BUILD)/formal/%.txt,$(filter-out sc_popcount,$(FORMAL_LEAVES)))

.PHONY: formal
formal: $(FORMAL_DONE)  ## prove leaves and generated control: bounded, by induction, and that the proofs can fail
	@cat $(FORMAL_DONE) | awk -f tests/formal/count.awk

$(BUILD)/formal/%.txt: rtl/%.v tests/rtl/%.grid $(wildcard rtl/*.v) $(FORMAL_RULES)
	@mkdir -p $(@D)
	@$(PYTHON) tests/formal/prove.py --leaf $* --rtl rtl --out $(@D) --yosys $(YOSYS) --smtbmc $(SMTBMC) \
	  --solver $(SOLVER)

$(BUILD)/formal/design-%.txt: $(BUILD)/scbnn $(FORMAL_RULES)
	@mkdir -p $(@D)
	@$(PYTHON) tests/formal/design.py --design $(firstword $(subst -, ,$*)) --part $(lastword $(subst -, ,$*)) --scbnn $< --out $(@D) --yosys $(YOSYS) --smtbmc $(SMTBMC) \
	  --solver $(SOLVER)

$(BUILD)/scbnn:
	@$(MAKE) --no-print-directory build
