# make mutate: mutants of every leaf against its tests and proofs. Included by the Makefile.
#   MUTANTS=N   mutants per leaf (default 100)      MUTATE_SEED=N   another choice of them
#   MUTATE_LEAVES="sc_pe sc_rom"                  these leaves alone
BUILD ?= build
PYTHON ?= /usr/bin/python3
VERILATOR ?= verilator
YOSYS ?= yosys
ABC ?= yosys-abc
SMTBMC ?= yosys-smtbmc
SOLVER ?= z3
CXX ?= g++
MUTANTS ?= 100
MUTATE_SEED ?= 1
MUTATE_LEAST ?= 98
# Models of macros are no logic; the memory around them holds none besides that of sc_tile_port.
MUTATE_NOT := sc_macro_% sc_memory_tiles
MUTATE_LEAVES ?= $(filter-out $(MUTATE_NOT),$(patsubst rtl/%.v,%,$(wildcard rtl/sc_*.v)))

MUTATE_OUT := $(BUILD)/mutate/$(MUTANTS)-$(MUTATE_SEED)
MUTATE_DONE := $(MUTATE_LEAVES:%=$(MUTATE_OUT)/%.json)
MUTATE_RUNTIME := $(BUILD)/mutate/runtime.a

.PHONY: mutate mutate-smoke
mutate: $(MUTATE_DONE)  ## inject mutants into every leaf: its tests and proofs must notice (MUTANTS=100)
	@$(PYTHON) tests/mutate/report.py --least $(MUTATE_LEAST) $(MUTATE_DONE)

# A few mutants of a few leaves, as part of `make test`: the machinery works, and mutants die.
mutate-smoke:
	@$(MAKE) --no-print-directory -f tests/mutate/mutate.mk mutate MUTANTS=12 MUTATE_LEAST=90 \
	  MUTATE_LEAVES="sc_pe sc_result sc_rom sc_sequencer sc_threshold sc_xnor_count"

# Mutants of whole designs against scbnn simulate. A few of them are part of `make test`.
#   ONLY=TEXT   those of whose design, file or change TEXT is part
.PHONY: mutate-designs
mutate-designs: configure  ## inject the mutants of tests/mutate/designs.toml: scbnn simulate must notice (ONLY=TEXT)
	@cmake --build $(BUILD) --target mutated_designs -j $(JOBS)
	@$(BUILD)/tests/mutated_designs tests/mutate/designs.toml $(BUILD)/mutate/designs --jobs $(JOBS) \
	  $(if $(ONLY),--only "$(ONLY)")

# Verilator's runtime and Catch's main, compiled once.
$(MUTATE_RUNTIME): tests/catch_main.cpp
	@mkdir -p $(@D)
	@root=$$($(VERILATOR) --getenv VERILATOR_ROOT)/include && \
	for source in $< $$root/verilated.cpp $$root/verilated_threads.cpp; do \
	  $(CXX) -std=c++20 -O2 -w -I$$root -I$$root/vltstd -c $$source -o $(@D)/$$(basename $$source .cpp).o || exit 1; \
	done && rm -f $@ && ar rcs $@ $(@D)/catch_main.o $(@D)/verilated.o $(@D)/verilated_threads.o

$(foreach leaf,$(MUTATE_LEAVES),$(eval $(MUTATE_OUT)/$(leaf).json: \
  $(wildcard tests/mutate/$(leaf)_contract.v tests/formal/$(leaf)_props.v)))

$(MUTATE_OUT)/%.json: rtl/%.v tests/rtl/%.grid tests/rtl/%_test.cpp $(wildcard rtl/*.v tests/mutate/*.py) \
    tests/rtl/verilate.py tests/rtl/leaf.hpp tests/rtl/stream.hpp tests/formal/prove.py | $(MUTATE_RUNTIME)
	@mkdir -p $(@D)
	@root=$$($(VERILATOR) --getenv VERILATOR_ROOT)/include && \
	$(PYTHON) tests/mutate/mutate.py --leaf $* --count $(MUTANTS) --seed $(MUTATE_SEED) --rtl rtl --out $(@D) \
	  --runtime $(MUTATE_RUNTIME) --include $$root --include $$root/vltstd --cxx "$(CXX)" \
	  --verilator $(VERILATOR) --yosys $(YOSYS) --abc $(ABC) --smtbmc $(SMTBMC) --solver $(SOLVER)
	@echo "mutate: $* done"
