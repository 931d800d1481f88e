# make synth: area and clock of leaves and shipped designs with open tools, into docs/results/synth.json and from
# there into docs/synthesis.md.  SYNTH="sc_gearbox @ice40": blocks with such a name, and that flow, alone.
SYNTH ?=
.PHONY: synth synth-page
synth: setup-synth build  ## LUTs, block RAMs, um2 and clock of leaves and designs (nextpnr, OpenSTA; cached)
	@$(PYTHON) -B tools/synth/measure.py --scbnn $(BUILD)/scbnn --yosys $(YOSYS) --build $(BUILD)/synth $(SYNTH)
	@$(PYTHON) -B tools/synth/page.py

synth-page:  ## write the tables of docs/synthesis.md from docs/results/synth.json
	@$(PYTHON) -B tools/synth/page.py
