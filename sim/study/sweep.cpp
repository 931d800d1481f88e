// Multiplies the lists out.
#include "sim/study/sweep.hpp"

#include <algorithm>
#include <utility>

namespace scbnn::study {
namespace {

EncoderSettings of_kind(EncoderKind kind, EncoderSettings encoder) {
  if (kind == EncoderKind::kLfsrShared && encoder.kind != kind) {
    constexpr int kNarrowest = 16;
    encoder.width = std::max(encoder.width, kNarrowest);
    if (encoder.lanes > encoder.width) encoder.lanes = EncoderSettings{}.lanes;
  }
  encoder.kind = kind;
  return encoder;
}

}  // namespace

FunctionSettings SweepPoint::row(std::size_t index) const {
  FunctionSettings of_row = settings;
  of_row.margin = margins[index];
  return of_row;
}

std::vector<SweepPoint> sweep(const SweepLists& lists, const FunctionSettings& base) {
  std::vector<SweepPoint> points;
  for (const EncoderKind kind : lists.encoders) {
    for (const Mode mode : lists.modes) {
      for (const int t : lists.presentations) {
        SweepPoint point{base, {std::nullopt}};
        point.settings.encoder = of_kind(kind, base.encoder);
        point.settings.mode = mode;
        point.settings.presentations = t;
        point.settings.margin.reset();
        if (mode == Mode::kOutput) point.margins = lists.margins;
        points.push_back(std::move(point));
      }
    }
  }
  return points;
}

}  // namespace scbnn::study
