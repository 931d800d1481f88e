// What goes from one stage to the next: data and side data.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

namespace scbnn {

/// What may travel with a frame.
enum class SideField {
  kSeed,               ///< of the encoder
  kMargin,             ///< lead with which its presentations end; all ones: never
  kLog2Presentations,  ///< log2 T
  kSlot,               ///< where its image waits, mode `output`
  kFirst,              ///< the frame is its image's first presentation
  kLast,               ///< the frame is its image's last presentation
  kError,              ///< the frame had the wrong length
};

/// The fields beside a frame's data, the most significant one first.
class SideFields {
 public:
  struct Field {
    SideField what = SideField::kError;
    int width = 1;
  };

  SideFields() = default;
  SideFields(std::initializer_list<Field> fields) : fields_(fields) {}

  /// Adds a field below those that are there.
  void add(SideField what, int width) { fields_.push_back({what, width}); }

  [[nodiscard]] int width() const;
  [[nodiscard]] bool has(SideField what) const;
  /// Bits of a field; 0 where it does not travel.
  [[nodiscard]] int width_of(SideField what) const;
  /// Where a field that travels begins.
  [[nodiscard]] int low_of(SideField what) const;

  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }
  [[nodiscard]] bool is_alone() const { return fields_.size() == 1; }

 private:
  std::vector<Field> fields_;
};

/// valid, ready, last, data and side: elements of some bits, several per beat, frame by frame.
struct Stream {
  std::string name;  ///< of the stage that it comes from, and of its wires: "encoder", "layer1"
  int elements = 1;  ///< of a beat
  int bits = 1;      ///< of an element
  SideFields side{};
  bool sliced = false;  ///< the layer that takes it has a register slice before its gearbox
  int frames_held = 2;  ///< by the stage downstream: one that is computed, and those that wait

  [[nodiscard]] int data_width() const { return elements * bits; }
};

}  // namespace scbnn
