# libFuzzer targets: one a reader of user files. Each names its sources, libraries and the command
# that writes its seed corpus into the folder that follows; a name in FUZZERS makes it run.
FUZZ_CXX ?= clang++-14
FUZZ_SECONDS ?= 60
FUZZ_FLAGS = -std=c++20 -O1 -g -I. -DONNX_ML=1 -DONNX_NAMESPACE=onnx -fsanitize=address,undefined \
  -fno-sanitize-recover=undefined
FUZZ_BUILD = $(BUILD)/fuzz
FUZZ_SUPPORT = support/files.cpp support/nearest.cpp support/problem.cpp support/quoting.cpp support/text.cpp

FUZZERS += onnx
FUZZ_onnx_SOURCES = $(wildcard generator/import/*.cpp network/*.cpp) $(FUZZ_SUPPORT)
FUZZ_onnx_LIBS = -lonnx -lonnx_proto -lprotobuf -lgmpxx -lgmp -lfmt
FUZZ_onnx_SEEDS = $(PYTHON) tests/fuzz/onnx_seeds.py

FUZZERS += data
FUZZ_data_SOURCES = $(wildcard sim/data/*.cpp) $(FUZZ_SUPPORT)
FUZZ_data_LIBS = -lfmt -lz
FUZZ_data_SEEDS = $(PYTHON) tests/fuzz/data_seeds.py

FUZZERS += toml
FUZZ_toml_SOURCES = $(wildcard generator/config/*.cpp generator/plan/*.cpp generator/tech/*.cpp network/*.cpp) \
  $(FUZZ_SUPPORT) generator/verilog/name.cpp $(FUZZ_BUILD)/technology_files.cpp
FUZZ_toml_LIBS = -lfmt
FUZZ_toml_SEEDS = $(PYTHON) tests/fuzz/toml_seeds.py

FUZZERS += macro
FUZZ_macro_SOURCES = $(wildcard generator/config/*.cpp generator/emit/macros/[bl]*.cpp) generator/emit/macros/wrapper.cpp \
  $(FUZZ_SUPPORT) $(addprefix generator/tech/,description.cpp foundry.cpp macro.cpp technology.cpp) \
  generator/verilog/name.cpp generator/verilog/writer.cpp
FUZZ_macro_LIBS = -lfmt
FUZZ_macro_SEEDS = $(PYTHON) tests/fuzz/macro_seeds.py

FUZZERS += manifest
FUZZ_manifest_SOURCES = deliverable/checksums.cpp deliverable/manifest.cpp deliverable/nesting.cpp deliverable/paths.cpp deliverable/sha256.cpp \
  $(FUZZ_SUPPORT)
FUZZ_manifest_LIBS = -lfmt -lcrypto
FUZZ_manifest_SEEDS = $(PYTHON) tests/fuzz/manifest_seeds.py

fuzz: $(FUZZERS:%=fuzz-%)  ## run every fuzz target for FUZZ_SECONDS seconds

.PHONY: $(FUZZERS:%=fuzz-%)
$(FUZZERS:%=fuzz-%): fuzz-%: $(FUZZ_BUILD)/%_fuzz
	@mkdir -p $(FUZZ_BUILD)/corpus/$* $(FUZZ_BUILD)/seeds/$* $(FUZZ_BUILD)/found/$*
	@$(FUZZ_$*_SEEDS) $(FUZZ_BUILD)/seeds/$*
	@echo "fuzzing $* for $(FUZZ_SECONDS) s"
	@$< -max_total_time=$(FUZZ_SECONDS) -max_len=16384 -timeout=10 -rss_limit_mb=2048 \
	  -artifact_prefix=$(FUZZ_BUILD)/found/$*/ -verbosity=0 -print_final_stats=1 \
	  $(FUZZ_BUILD)/corpus/$* $(FUZZ_BUILD)/seeds/$* 2>$(FUZZ_BUILD)/$*.log || \
	  { tail -n 60 $(FUZZ_BUILD)/$*.log; exit 1; }
	@sed -n 's/^stat::number_of_executed_units: */  runs without a finding: /p' $(FUZZ_BUILD)/$*.log

# The built-in technologies, as the library has them.
FUZZ_TECHNOLOGIES = $(sort $(wildcard tech/*.toml))
empty :=
space := $(empty) $(empty)
$(FUZZ_BUILD)/technology_files.cpp: $(FUZZ_TECHNOLOGIES)
	@mkdir -p $(@D)
	@$(CMAKE) -DFUNCTION=technology_files -DOUTPUT=$@ "-DFILES=$(subst $(space),;,$(FUZZ_TECHNOLOGIES))" \
	  -P support/embed_files.cmake

.SECONDEXPANSION:
$(FUZZERS:%=$(FUZZ_BUILD)/%_fuzz): $(FUZZ_BUILD)/%_fuzz: \
    $$(addprefix $(FUZZ_BUILD)/obj/,tests/fuzz/$$*_fuzz.o $$(FUZZ_$$*_SOURCES:.cpp=.o))
	@mkdir -p $(@D)
	$(FUZZ_CXX) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(FUZZ_$*_LIBS)

$(FUZZ_BUILD)/obj/%.o: %.cpp
	@mkdir -p $(@D)
	$(FUZZ_CXX) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -c -o $@ $<

-include $(shell find $(FUZZ_BUILD)/obj -name '*.d' 2>/dev/null)
