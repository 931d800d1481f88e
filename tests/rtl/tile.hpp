// What the models of tiles are tested with: one access per cycle, and what must come of it.
#pragma once

#include <optional>

#include "tests/rtl/memory.hpp"

namespace leaf {

/// One cycle's request of a tile.
struct TileAccess {
  bool read = false;
  bool write = false;
  std::uint64_t row = 0;
  Elements act{};   ///< of a tile that multiplies
  Elements mask{};  ///< of a write
  Elements data{};
};

/// Drives a tile by the names of its kind.
template <class Model, class P>
class Tile {
 public:
  static constexpr bool kMultiplies = requires(Model & model) { model.sense_i; };
  static constexpr bool kSlow = requires(Model & model) { model.busy_o; };

  /// A cycle with this access; with unknown contents of ports that do not count.
  void cycle(const TileAccess& access) {
    if constexpr (kMultiplies) {
      dut_->sense_i = access.read;
      dut_->program_i = access.write;
      write_elements(dut_->act_i, 1, access.act.empty() ? noise() : access.act);
    } else {
      dut_->ce_i = access.read || access.write;
      dut_->we_i = access.write || (!access.read && random_.chance(50));
    }
    dut_->addr_i = static_cast<std::uint8_t>(access.row);
    write_elements(dut_->mask_i, 1, access.mask.empty() ? noise() : access.mask);
    write_elements(dut_->data_i, 1, access.data.empty() ? noise() : access.data);
    dut_.clock();
  }

  [[nodiscard]] Elements shown() {
    if constexpr (kMultiplies) {
      return read_elements(dut_->product_o, 1, P::Columns);
    } else {
      return read_elements(dut_->data_o, 1, P::Columns);
    }
  }

  [[nodiscard]] bool busy() {
    if constexpr (kSlow) return dut_->busy_o != 0;
    return false;
  }

  [[nodiscard]] static int write_cycles() {
    if constexpr (kSlow) return P::WriteCycles;
    return 0;
  }

  /// A write, and the cycles until the tile may be used again.
  void write(std::uint64_t row, const Elements& mask, const Elements& data) {
    cycle({.write = true, .row = row, .mask = mask, .data = data});
    for (int left = write_cycles(); left > 0; --left) {
      REQUIRE(busy());
      cycle({});
    }
    REQUIRE_FALSE(busy());
  }

  [[nodiscard]] bool finished() const { return dut_.finished(); }
  Elements noise() { return random_.elements(1, P::Columns); }

 private:
  Dut<Model> dut_;
  Random random_{44};
};

/// Reads, masked writes and pauses against a reference.
template <class Model, class P>
void exercise_tile() {
  Tile<Model, P> tile;
  Random random(45);
  std::vector<Elements> rows(P::Rows);
  if constexpr (requires { P::File; }) {
    const auto image = rows_of(P::File, P::FileWidth);
    for (std::size_t row = 0; row < P::Rows && P::FirstRow + row < image.size(); ++row) {
      for (std::size_t column = 0; column < P::Columns; ++column) {
        std::size_t from = P::FirstColumn + column;
        std::size_t image_row = P::FirstRow + row;
        if constexpr (requires { P::Mux; }) {
          if (from / P::FileWidth < P::Mux) image_row += from / P::FileWidth * P::Rows;
          if (from / P::FileWidth < P::Mux) from %= P::FileWidth;
        }
        const bool there = from < P::FileWidth && image_row < image.size();
        rows[row].push_back(there ? image[image_row][from] : 0);
      }
    }
  }
  const Elements ones(P::Columns, 1);
  for (std::size_t row = 0; row < P::Rows; ++row) {
    if (!rows[row].empty()) continue;
    rows[row] = random.elements(1, P::Columns);
    tile.write(row, ones, rows[row]);
  }
  std::optional<Elements> shown;
  for (int round = 0; round < 3000; ++round) {
    const std::uint64_t row = random.below(P::Rows);
    if (random.chance(30)) {
      const Elements mask = random.elements(1, P::Columns);
      const Elements data = random.elements(1, P::Columns);
      tile.write(row, mask, data);
      for (std::size_t bit = 0; bit < mask.size(); ++bit) {
        if (mask[bit] != 0) rows[row][bit] = data[bit];
      }
    } else if (random.chance(80)) {
      const Elements act = random.elements(1, P::Columns);
      tile.cycle({.read = true, .row = row, .act = act});
      shown = rows[row];
      if (Tile<Model, P>::kMultiplies) {
        for (std::size_t bit = 0; bit < act.size(); ++bit) (*shown)[bit] ^= act[bit] ^ 1;
      }
    } else {
      tile.cycle({});
    }
    if (shown) REQUIRE(tile.shown() == *shown);
  }
  CHECK_FALSE(tile.finished());
}

/// Whether the model ends the simulation at the last of these accesses, and not before.
template <class Model, class P>
[[nodiscard]] bool ends(const std::vector<TileAccess>& accesses) {
  Tile<Model, P> tile;
  for (const TileAccess& access : accesses) {
    REQUIRE_FALSE(tile.finished());
    tile.cycle(access);
  }
  return tile.finished();
}

/// The rules that every tile has.
template <class Model, class P>
void check_rules_of_use() {
  const TileAccess write{.write = true, .row = 0};
  const TileAccess read{.read = true, .row = 0};
  if constexpr (!requires { P::File; }) CHECK(ends<Model, P>({{}, read}));
  if constexpr ((P::Rows & (P::Rows - 1)) != 0) {
    CHECK(ends<Model, P>({{.write = true, .row = P::Rows}}));
  }
  std::vector<TileAccess> legal{write};
  if constexpr (Tile<Model, P>::kSlow) {
    CHECK(ends<Model, P>({write, read}));
    CHECK(ends<Model, P>({write, write}));
    for (int left = P::WriteCycles; left > 0; --left) legal.push_back({});
  }
  legal.push_back(read);
  CHECK_FALSE(ends<Model, P>(legal));
}

}  // namespace leaf
