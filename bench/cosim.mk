# Co-simulation speed: scbnn simulate with all its checks on, beside Icarus on the same design.
BENCH_COSIM_CONFIG ?= configs/paper.toml

bench: bench-cosim
.PHONY: bench-cosim
bench-cosim: setup-bench build  ## simulated cycles per second with Verilator and with Icarus
	@$(PYTHON) bench/cosim.py --scbnn $(BUILD)/scbnn --verilator $(VERILATOR) --iverilog $(IVERILOG) \
	  --config $(BENCH_COSIM_CONFIG) --out $(BUILD)/bench-cosim --json $(BUILD)/bench-cosim.json
