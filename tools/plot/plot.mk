# Accuracy against presentations: every encoder in both modes, early stop, the conventional network.
CURVE_MODEL ?= models/fashion-mnist-mlp.onnx
CURVE_CONVENTIONAL ?= models/fashion-mnist-mlp-conventional.onnx
CURVE_CONFIG ?= configs/default.toml
CURVE_DATA ?= fashion-mnist
CURVE_SPLIT ?= test
CURVE_PRESENTATIONS ?= 1,2,4,8,16
CURVE_STOP ?= 8
CURVE_MARGINS ?= 10,20,30,40,60,80,100,150,200

CURVE := $(BUILD)/curve
evaluate_curve = $(BUILD)/scbnn evaluate --data $(CURVE_DATA) --split $(CURVE_SPLIT)

.PHONY: curve
curve: build  ## accuracy against presentations: the sweep, and its plot (needs make data)
	@mkdir -p $(CURVE)
	@$(evaluate_curve) --model $(CURVE_CONVENTIONAL) --config configs/conventional.toml \
	  --json $(CURVE)/conventional.json
	@$(evaluate_curve) --model $(CURVE_MODEL) --config $(CURVE_CONFIG) --encoder all \
	  --mode first,output --presentations $(CURVE_PRESENTATIONS) --json $(CURVE)/sweep.json
	@$(evaluate_curve) --model $(CURVE_MODEL) --config $(CURVE_CONFIG) --encoder all \
	  --mode output --presentations $(CURVE_STOP) --margin $(CURVE_MARGINS) \
	  --json $(CURVE)/early-stop.json
	@$(PYTHON) tools/plot/accuracy.py $(CURVE)/sweep.json $(CURVE)/early-stop.json \
	  $(CURVE)/conventional.json --out $(CURVE)/accuracy
