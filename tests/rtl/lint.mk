# make lint: every leaf through three front ends, one job a leaf.
LINT_LEAVES := $(basename $(notdir $(wildcard rtl/sc_*.v)))

.PHONY: lint
lint: $(LINT_LEAVES:%=$(BUILD)/lint/%.ok)  ## Verilator -Wall, Icarus -Wall and Yosys on every leaf
	@echo "lint: $(words $(LINT_LEAVES)) leaves clean"

$(BUILD)/lint/%.ok: rtl/%.v tests/rtl/%.grid tests/rtl/lint.py $(wildcard rtl/*.v)
	@mkdir -p $(@D)
	@$(PYTHON) tests/rtl/lint.py --leaf $* --rtl rtl --verilator $(VERILATOR) --iverilog $(IVERILOG) \
	  --yosys $(YOSYS)
	@touch $@
