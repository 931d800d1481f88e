// driver/: a C driver for machines without an operating system, and the words that it loads.
#include <fmt/format.h>

#include <algorithm>

#include "generator/emit/control/control.hpp"
#include "support/quoting.hpp"
#include "support/text.hpp"

namespace scbnn {
namespace {

/// The comment above generated C, from the one above generated Verilog.
std::string as_c_comment(const std::string& verilog_header) {
  std::string text;
  for (std::size_t from = 0; from < verilog_header.size();) {
    const std::size_t end = std::min(verilog_header.find('\n', from), verilog_header.size());
    std::string line = verilog_header.substr(from, end - from);
    from = end + 1;
    if (line.starts_with("// SPDX")) continue;
    if (!line.starts_with("//")) continue;
    line.erase(0, 2);
    text += " *" + block_comment(line) + '\n';
  }
  return "/* SPDX-License-Identifier: MIT\n" + text + " */\n";
}

std::string offsets(const RegisterMap& map, const std::string& prefix) {
  std::string out = "/* Offsets of the registers, in bytes. */\n";
  for (const Register& each : map.registers) {
    out += fmt::format("#define {:<40} 0x{:03x}u\n", prefix + "_" + each.name, each.offset);
  }
  out += "\n/* Fields of the registers. */\n";
  for (const Register& each : map.registers) {
    for (const RegisterField& field : each.fields) {
      const std::string name = prefix + "_" + each.name + "_" + field.name;
      if (field.width == 1) {
        out += fmt::format("#define {:<40} 0x{:08x}u\n", name, std::uint32_t{1} << field.low);
      } else {
        out += fmt::format("#define {:<40} {}\n", name + "_SHIFT", field.low);
        out += fmt::format("#define {:<40} 0x{:x}u\n", name + "_MASK",
                           (std::uint32_t{1} << field.width) - 1);
      }
    }
  }
  out += "\n/* The design that the driver was generated for. */\n";
  for (const char* name : {"ID", "VERSION", "DESIGN"}) {
    out += fmt::format("#define {:<40} 0x{:08x}u\n", prefix + "_EXPECTED_" + name,
                       map.find(name)->reset);
  }
  return out;
}

std::string memories(const RegisterMap& map, const std::string& prefix) {
  if (map.targets.empty()) return "";
  std::string out =
      "\n/* Memories that can be loaded: their numbers, and their sizes in words. */\n";
  for (std::size_t index = 0; index < map.targets.size(); ++index) {
    const LoadTarget& target = map.targets[index];
    const std::string name = prefix + "_" + upper(target.name);
    out += fmt::format("#define {:<40} {}u\n", name, index);
    out += fmt::format("#define {:<40} {}u\n", name + "_WORDS", target.words());
  }
  return out + fmt::format("#define {:<40} {}u\n", prefix + "_MEMORIES", map.targets.size());
}

constexpr const char* kHeaderBody = R"(
/* What a call returns. */
enum {
  @P_OK = 0,
  @P_ERROR_BUS = -1,       /* an access was answered by an error */
  @P_ERROR_DEVICE = -2,    /* not such an accelerator, or another design */
  @P_ERROR_ARGUMENT = -3,  /* no such memory, too many words */
  @P_ERROR_BUSY = -4,      /* not stopped and idle after `patience` tries */
  @P_ERROR_VERIFY = -5     /* a word read back differs */
};

/* How the registers are reached: both functions return 0, or anything else if the access was
 * answered by an error. `context` is passed to them unchanged. */
struct @p_bus {
  int (*read32)(void *context, uint32_t offset, uint32_t *value);
  int (*write32)(void *context, uint32_t offset, uint32_t value);
  void *context;
};

/* Checks identity, version and design, stops the design and clears the counters. Call it first. */
int @p_init(const struct @p_bus *bus);

/* Accepts frames, from the next one on. */
int @p_start(const struct @p_bus *bus);

/* Accepts no further frame, and checks up to `patience` times whether those inside have left. */
int @p_stop(const struct @p_bus *bus, uint32_t patience);

/* 1 in *idle: no frame is inside. */
int @p_idle(const struct @p_bus *bus, int *idle);
@S@L
/* The counter at that offset; @P_CYCLES with its high word: @p_cycles. */
int @p_counter(const struct @p_bus *bus, uint32_t offset, uint32_t *value);
int @p_cycles(const struct @p_bus *bus, uint64_t *cycles);
int @p_clear_counters(const struct @p_bus *bus);

#endif
)";

constexpr const char* kLoadDeclarations = R"(
/* Loads the first `count` words of a memory; stop first. Bit k of row r of the memory is bit
 * r * width + k of all words, starting with bit 0 of the first word. */
int @p_load(const struct @p_bus *bus, uint32_t memory, const uint32_t *words, uint32_t count);

/* Reads the same words back and compares; if they differ, *at is the first word that does. */
int @p_verify(const struct @p_bus *bus, uint32_t memory, const uint32_t *words, uint32_t count,
              uint32_t *at);

/* Number of words of a memory; 0 if there is no memory with that number. */
uint32_t @p_words(uint32_t memory);
)";

constexpr const char* kSourceBody = R"(
static int get(const struct @p_bus *bus, uint32_t offset, uint32_t *value) {
  return bus->read32(bus->context, offset, value) == 0 ? @P_OK : @P_ERROR_BUS;
}

static int put(const struct @p_bus *bus, uint32_t offset, uint32_t value) {
  return bus->write32(bus->context, offset, value) == 0 ? @P_OK : @P_ERROR_BUS;
}

static int expect(const struct @p_bus *bus, uint32_t offset, uint32_t wanted) {
  uint32_t value = 0;
  if (get(bus, offset, &value) != @P_OK) return @P_ERROR_BUS;
  return value == wanted ? @P_OK : @P_ERROR_DEVICE;
}

int @p_init(const struct @p_bus *bus) {
  uint32_t version = 0;
  int status = expect(bus, @P_ID, @P_EXPECTED_ID);
  if (status != @P_OK) return status;
  if (get(bus, @P_VERSION, &version) != @P_OK) return @P_ERROR_BUS;
  if (version >> @P_VERSION_MAJOR_SHIFT != @P_EXPECTED_VERSION >> @P_VERSION_MAJOR_SHIFT ||
      version < @P_EXPECTED_VERSION) {
    return @P_ERROR_DEVICE;
  }
  status = expect(bus, @P_DESIGN, @P_EXPECTED_DESIGN);
  if (status != @P_OK) return status;
  return put(bus, @P_CONTROL, @P_CONTROL_CLEAR);
}

int @p_start(const struct @p_bus *bus) { return put(bus, @P_CONTROL, @P_CONTROL_RUN); }

int @p_idle(const struct @p_bus *bus, int *idle) {
  uint32_t value = 0;
  if (get(bus, @P_STATUS, &value) != @P_OK) return @P_ERROR_BUS;
  *idle = (value & @P_STATUS_IDLE) != 0;
  return @P_OK;
}

int @p_stop(const struct @p_bus *bus, uint32_t patience) {
  int idle = 0;
  if (put(bus, @P_CONTROL, 0) != @P_OK) return @P_ERROR_BUS;
  for (;;) {
    if (@p_idle(bus, &idle) != @P_OK) return @P_ERROR_BUS;
    if (idle) return @P_OK;
    if (patience == 0) return @P_ERROR_BUSY;
    --patience;
  }
}
@S@L
int @p_counter(const struct @p_bus *bus, uint32_t offset, uint32_t *value) {
  return get(bus, offset, value);
}

int @p_cycles(const struct @p_bus *bus, uint64_t *cycles) {
  uint32_t high = 0;
  uint32_t low = 0;
  uint32_t again = 0;
  do {
    if (get(bus, @P_CYCLES_HIGH, &high) != @P_OK || get(bus, @P_CYCLES, &low) != @P_OK ||
        get(bus, @P_CYCLES_HIGH, &again) != @P_OK) {
      return @P_ERROR_BUS;
    }
  } while (high != again);
  *cycles = (uint64_t)high << 32 | low;
  return @P_OK;
}

int @p_clear_counters(const struct @p_bus *bus) {
  uint32_t control = 0;
  if (get(bus, @P_CONTROL, &control) != @P_OK) return @P_ERROR_BUS;
  return put(bus, @P_CONTROL, control | @P_CONTROL_CLEAR);
}
)";

constexpr const char* kLoadDefinitions = R"(
static const uint32_t words_of_memory[@P_MEMORIES] = {
@W};

uint32_t @p_words(uint32_t memory) {
  return memory < @P_MEMORIES ? words_of_memory[memory] : 0;
}

static int select_memory(const struct @p_bus *bus, uint32_t memory, uint32_t count) {
  if (memory >= @P_MEMORIES || count > words_of_memory[memory]) return @P_ERROR_ARGUMENT;
  return put(bus, @P_LOAD_SELECT, memory);
}

int @p_load(const struct @p_bus *bus, uint32_t memory, const uint32_t *words, uint32_t count) {
  uint32_t moved = 0;
  uint32_t i;
  int status = select_memory(bus, memory, count);
  if (status != @P_OK) return status;
  for (i = 0; i < count; ++i) {
    if (put(bus, @P_LOAD_DATA, words[i]) != @P_OK) return @P_ERROR_BUS;
  }
  if (get(bus, @P_LOAD_COUNT, &moved) != @P_OK) return @P_ERROR_BUS;
  return moved == count ? @P_OK : @P_ERROR_VERIFY;
}

int @p_verify(const struct @p_bus *bus, uint32_t memory, const uint32_t *words, uint32_t count,
              uint32_t *at) {
  uint32_t value = 0;
  uint32_t i;
  int status = select_memory(bus, memory, count);
  if (status != @P_OK) return status;
  for (i = 0; i < count; ++i) {
    if (get(bus, @P_LOAD_DATA, &value) != @P_OK) return @P_ERROR_BUS;
    if (value != words[i]) {
      *at = i;
      return @P_ERROR_VERIFY;
    }
  }
  return @P_OK;
}
)";

struct Setting {
  const char* name;      ///< of the register
  const char* function;  ///< of the driver
  const char* parameter;
  const char* comment;
};

constexpr Setting kSettings[] = {
    {"PRESENTATIONS", "presentations", "log2", "log2 T of the next frames."},
    {"MARGIN", "margin", "margin",
     "Lead at which the presentations of the next frames end; all ones of its width: never."},
    {"SEED", "seed", "seed", "Seed of the encoder for the next frames."},
};

std::string setting_functions(const RegisterMap& map, bool definitions) {
  std::string out;
  for (const Setting& setting : kSettings) {
    if (map.find(setting.name) == nullptr) continue;
    out += definitions ? fmt::format(
                             "\nint @p_set_{0}(const struct @p_bus *bus, uint32_t {1}) {{\n"
                             "  return put(bus, @P_{2}, {1});\n}}\n",
                             setting.function, setting.parameter, setting.name)
                       : fmt::format(
                             "\n/* {} */\nint @p_set_{}(const struct @p_bus *bus, uint32_t "
                             "{});\n",
                             setting.comment, setting.function, setting.parameter);
  }
  return out;
}

/// Puts the driver's own names in place of @p, @P, and text in place of @S, @L and @W.
std::string filled(std::string_view text, const std::string& prefix, const std::string& settings,
                   const std::string& load, const std::string& words) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '@' || at + 1 == text.size()) {
      out += text[at];
      continue;
    }
    switch (text[++at]) {
      case 'p':
        out += prefix;
        break;
      case 'P':
        out += upper(prefix);
        break;
      case 'S':
        out += filled(settings, prefix, "", "", "");
        break;
      case 'L':
        out += filled(load, prefix, "", "", words);
        break;
      case 'W':
        out += words;
        break;
      default:
        out += {'@', text[at]};
    }
  }
  return out;
}

std::string word_table(const RegisterMap& map, const std::string& prefix) {
  std::string out;
  for (std::size_t index = 0; index < map.targets.size(); ++index) {
    out += fmt::format("    {}_{}_WORDS{}\n", upper(prefix), upper(map.targets[index].name),
                       index + 1 < map.targets.size() ? "," : "");
  }
  return out;
}

std::string binary(const std::vector<std::uint32_t>& words) {
  std::string bytes;
  for (const std::uint32_t word : words) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes += static_cast<char>(static_cast<unsigned char>(word >> shift));
    }
  }
  return bytes;
}

}  // namespace

std::vector<std::uint32_t> load_words(const MemoryImage& memory) {
  std::vector<std::uint32_t> words((static_cast<std::size_t>(memory.data.rows()) *
                                        static_cast<std::size_t>(memory.data.columns()) +
                                    31) /
                                   32);
  std::size_t place = 0;
  for (int row = 0; row < memory.data.rows(); ++row) {
    for (int bit = 0; bit < memory.data.columns(); ++bit, ++place) {
      if (memory.data.get(row, bit)) words[place / 32] |= std::uint32_t{1} << place % 32;
    }
  }
  return words;
}

FileSet driver(const Design& design, const std::string& header,
               std::span<const MemoryImage> memories_of_design) {
  const RegisterMap& map = design.control->map;
  const std::string& prefix = design.top;
  const std::string guard = upper(prefix) + "_H";
  const std::string comment = as_c_comment(header);
  FileSet files;
  files["driver/" + prefix + ".h"] =
      comment + fmt::format("#ifndef {0}\n#define {0}\n\n#include <stdint.h>\n\n", guard) +
      offsets(map, upper(prefix)) + memories(map, upper(prefix)) +
      filled(kHeaderBody, prefix, setting_functions(map, false),
             map.targets.empty() ? "" : kLoadDeclarations, "");
  files["driver/" + prefix + ".c"] =
      comment + fmt::format("#include \"{}.h\"\n", prefix) +
      filled(kSourceBody, prefix, setting_functions(map, true),
             map.targets.empty() ? "" : kLoadDefinitions, word_table(map, prefix));
  for (const LoadTarget& target : map.targets) {
    const auto image =
        std::find_if(memories_of_design.begin(), memories_of_design.end(),
                     [&](const MemoryImage& each) { return each.name == target.name; });
    if (image != memories_of_design.end()) {
      files["driver/" + target.name + ".bin"] = binary(load_words(*image));
    }
  }
  return files;
}

std::string register_table(const RegisterMap& map) {
  std::string out = "| offset | register | access | reset | meaning |\n|---|---|---|---|---|\n";
  for (const Register& each : map.registers) {
    const bool live = each.kind == RegisterKind::kStatus || each.kind == RegisterKind::kLoadData;
    out += fmt::format("| 0x{:03x} | `{}` | {} | {} | {}", each.offset, each.name,
                       each.writable ? "read, write" : "read",
                       live ? "" : fmt::format("0x{:x}", each.reset), each.text);
    for (const RegisterField& field : each.fields) {
      const std::string bits =
          field.width == 1 ? fmt::format("bit {}", field.low)
                           : fmt::format("bits {}..{}", field.low + field.width - 1, field.low);
      out += fmt::format(" {} `{}`: {}.", bits, field.name, field.text);
    }
    out += " |\n";
  }
  return out;
}

}  // namespace scbnn
