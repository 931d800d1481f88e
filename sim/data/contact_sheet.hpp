// A picture of a data set: one row per class, for looking at it.
#pragma once

#include <string>

#include "sim/data/dataset.hpp"

namespace scbnn {

/// The first `columns` images of each class, as the bytes of a PNG file (gray for one channel, RGB
/// for three), every pixel `scale` pixels wide and high.
[[nodiscard]] std::string contact_sheet_png(const Dataset& dataset, int columns, int scale);

}  // namespace scbnn
