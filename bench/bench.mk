# Software benchmarks: the fast model beside the core's popcount limit and PyTorch.
BENCH_MODEL ?= models/fashion-mnist-mlp-paper.onnx

bench: bench-software
.PHONY: bench-software
bench-software: setup-bench configure-tests  ## images per second: fast model, popcount limit, PyTorch
	@$(CMAKE) --build $(BUILD) --target software_bench -j $(JOBS) >$(BUILD)/bench-build.log 2>&1 || \
	  { cat $(BUILD)/bench-build.log; exit 1; }
	@$(PYTHON) tools/bench/software.py --program $(BUILD)/bench/software_bench \
	  --model $(BENCH_MODEL) --json $(BUILD)/bench-software.json
