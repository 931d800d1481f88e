# The pictures of README and docs: figures are measured into docs/pictures/*.json, and drawn from there.
.PHONY: figures pictures
figures: setup-demo build  ## measure the figures of README and its pictures (needs make data; most of the time is Yosys)
	@$(PYTHON) -B tools/pictures/measure.py --scbnn $(BUILD)/scbnn --yosys $(YOSYS) --out $(BUILD)/figures

pictures:  ## draw docs/pictures/*.svg from the JSON beside them
	@$(PYTHON) -B tools/pictures/draw.py
