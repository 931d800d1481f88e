# Accuracy over the rate of failing bits: training, cells, ECC, layers, input.
FAULTS_MODEL ?= models/fashion-mnist-mlp.onnx
FAULTS_TOLERANT ?= models/fashion-mnist-mlp-tolerant.onnx
FAULTS_CONVENTIONAL ?= models/fashion-mnist-mlp-conventional.onnx
FAULTS_CONFIG ?= configs/default.toml
FAULTS_DATA ?= fashion-mnist
FAULTS_RATES ?= 0,1e-4,3e-4,1e-3,3e-3,1e-2,2e-2,4e-2,8e-2
FAULTS_SEEDS ?= 20

FAULTS := $(BUILD)/faults
faults_campaign = $(BUILD)/scbnn faults --data $(FAULTS_DATA) --rates $(FAULTS_RATES) --seeds $(FAULTS_SEEDS)
faults_of_model = $(faults_campaign) --model $(FAULTS_MODEL) --config $(FAULTS_CONFIG)
faults_tolerant := $(wildcard $(FAULTS_TOLERANT))

.PHONY: faults
faults: setup-plot build  ## accuracy against the rate of failing bits: campaigns and their plot (needs make data)
	@mkdir -p $(FAULTS)
	@$(faults_of_model) --out $(FAULTS)/standard.csv
	@$(faults_of_model) --cells pair --out $(FAULTS)/pair.csv
	@$(faults_of_model) --ecc --out $(FAULTS)/ecc.csv
	@$(faults_of_model) --layers layer1,layer2,layer3 --out $(FAULTS)/layers.csv
	@$(faults_of_model) --kind stream --out $(FAULTS)/stream.csv
	@$(faults_campaign) --model $(FAULTS_CONVENTIONAL) --config configs/conventional.toml --kind pixels \
	  --out $(FAULTS)/pixels.csv
ifneq ($(faults_tolerant),)
	@$(faults_campaign) --model $(faults_tolerant) --config $(FAULTS_CONFIG) --out $(FAULTS)/tolerant.csv
endif
	@$(PYTHON) tools/plot/faults.py --out $(FAULTS)/faults \
	  --panel 'training, weight cells' standard=$(FAULTS)/standard.csv \
	    $(if $(faults_tolerant),error-aware=$(FAULTS)/tolerant.csv) \
	  --panel 'cells and code, weight cells' 'single cells'=$(FAULTS)/standard.csv \
	    'single cells with ECC'=$(FAULTS)/ecc.csv 'pairs of cells'=$(FAULTS)/pair.csv \
	  --panel 'input bits' 'stream bits of stochastic input'=$(FAULTS)/stream.csv \
	    'bits of 8-bit pixels'=$(FAULTS)/pixels.csv \
	  --panel 'layers, weight cells' $(FAULTS)/layers.csv
