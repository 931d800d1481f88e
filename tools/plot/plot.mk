# Accuracy against presentations: every encoder in both modes, early stop, and what it stands
# beside: the conventional network, networks trained for one T, and for rounded pixels.
CURVE_MODEL ?= models/fashion-mnist-mlp.onnx
CURVE_OUTPUT_MODEL ?= models/fashion-mnist-mlp-output.onnx
CURVE_CONVENTIONAL ?= models/fashion-mnist-mlp-conventional.onnx
CURVE_CONFIG ?= configs/default.toml
CURVE_DATA ?= fashion-mnist
CURVE_SPLIT ?= test
CURVE_PRESENTATIONS ?= 1,2,4,8,16
CURVE_STOP ?= 8
CURVE_MARGINS ?= 10,20,30,40,60,80,100,150,200

CURVE := $(BUILD)/curve
evaluate_curve = $(BUILD)/scbnn evaluate --data $(CURVE_DATA) --split $(CURVE_SPLIT)
comma := ,
space := $(subst ,, )

# Beside the default network's own T: networks trained for one T each, as NAME:T.
CURVE_MATCHED ?= fashion-mnist-mlp-t1:1 fashion-mnist-mlp-t2:2 fashion-mnist-mlp:4
# Pixels rounded to 1..4 bits are T = 1, 3, 7, 15 of the encoder `threshold`.
CURVE_ROUNDED ?= rivals/fashion-mnist-mlp-rounded-1:1 rivals/fashion-mnist-mlp-rounded-2:3 \
  rivals/fashion-mnist-mlp-rounded-3:7 rivals/fashion-mnist-mlp-rounded-4:15
model_of = models/$(firstword $(subst :, ,$(1))).onnx
t_of = $(lastword $(subst :, ,$(1)))
figures_of = $(CURVE)/$(notdir $(firstword $(subst :, ,$(1)))).json
list_of = $(subst $(space),$(comma),$(foreach each,$(1),$(call figures_of,$(each))))

.PHONY: curve
curve: setup-plot build  ## accuracy against presentations: the sweep and its plot (needs make data)
	@mkdir -p $(CURVE)
	@$(evaluate_curve) --model $(CURVE_CONVENTIONAL) --config configs/conventional.toml \
	  --json $(CURVE)/conventional.json
	@$(evaluate_curve) --model $(CURVE_MODEL) --config $(CURVE_CONFIG) --encoder all \
	  --presentations $(CURVE_PRESENTATIONS) --json $(CURVE)/first.json
	@$(evaluate_curve) --model $(CURVE_OUTPUT_MODEL) --config $(CURVE_CONFIG) --encoder all \
	  --mode output --presentations $(CURVE_PRESENTATIONS) --json $(CURVE)/output.json
	@$(evaluate_curve) --model $(CURVE_OUTPUT_MODEL) --config $(CURVE_CONFIG) --encoder all \
	  --mode output --presentations $(CURVE_STOP) --margin $(CURVE_MARGINS) \
	  --json $(CURVE)/early-stop.json
	@$(foreach each,$(CURVE_MATCHED),$(evaluate_curve) --model $(call model_of,$(each)) \
	  --config $(CURVE_CONFIG) --presentations $(call t_of,$(each)) \
	  --json $(call figures_of,$(each)) &&) true
	@$(foreach each,$(CURVE_ROUNDED),$(evaluate_curve) --model $(call model_of,$(each)) \
	  --config $(CURVE_CONFIG) --encoder threshold --presentations $(call t_of,$(each)) \
	  --json $(call figures_of,$(each)) &&) true
	@$(PYTHON) tools/plot/accuracy.py $(CURVE)/first.json $(CURVE)/output.json \
	  $(CURVE)/early-stop.json $(CURVE)/conventional.json --out $(CURVE)/accuracy \
	  --title '$(CURVE_DATA), $(CURVE_SPLIT) images, a network for each mode' \
	  --rival 'lattice, trained for its T=$(call list_of,$(CURVE_MATCHED))' \
	  --rival 'rounded pixels, trained for them=$(call list_of,$(CURVE_ROUNDED))'
