// Places of fields.
#include "generator/plan/stream.hpp"

#include <algorithm>
#include <cassert>

namespace scbnn {

int SideFields::width() const {
  int bits = 0;
  for (const Field& field : fields_) bits += field.width;
  return bits;
}

bool SideFields::has(SideField what) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const Field& field) { return field.what == what; });
}

int SideFields::width_of(SideField what) const {
  for (const Field& field : fields_) {
    if (field.what == what) return field.width;
  }
  return 0;
}

int SideFields::low_of(SideField what) const {
  assert(has(what));
  int low = width();
  for (const Field& field : fields_) {
    low -= field.width;
    if (field.what == what) break;
  }
  return low;
}

}  // namespace scbnn
