# What a board sees in weeks: frames short and long, resets, stops and reloads, an unruly bus.
SOAK_IMAGES ?= 50000
SOAK_WEATHER := --gaps 15 --back-pressure 15 --stalls 1 --bad-frames 3 --resets 1 --axi 10 --reloads 1 --stops 1

soak_generate = $(BUILD)/scbnn generate --model models/shapes-mlp.onnx --config configs/paper.toml --set control=axi4-lite
soak_simulate = --data shapes --split train --count $(SOAK_IMAGES) $(SOAK_WEATHER) --presentations 1,2,4 --encoder-seed 0,7,99

.PHONY: soak
soak: setup-demo build  ## 100,000 images amid resets, reloads, bad frames and random accesses: 0 mismatches
	@mkdir -p $(BUILD)/soak
	@$(soak_generate) --set memory=st-mram --out $(BUILD)/soak/first
	@$(BUILD)/scbnn simulate $(BUILD)/soak/first $(soak_simulate)
	@$(soak_generate) --set memory=sram --set mode=output --set margin=24 --out $(BUILD)/soak/output
	@$(BUILD)/scbnn simulate $(BUILD)/soak/output $(soak_simulate) --margin never,8,24
