// Lays images out in a grid and writes them as PNG (ISO/IEC 15948), with zlib doing the packing.
#include "sim/data/contact_sheet.hpp"

#include <zlib.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "sim/data/big_endian.hpp"
#include "sim/data/labels.hpp"

namespace scbnn {
namespace {

constexpr int kGap = 2;  // source pixels between images

void append_chunk(std::string& file, std::string_view type, std::string_view data) {
  append_big_endian(file, data.size());
  std::string body(type);
  body += data;
  file += body;
  append_big_endian(
      file, crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
}

std::string deflate(const std::string& data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  std::string packed(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                reinterpret_cast<const Bytef*>(data.data()), static_cast<uLong>(data.size()),
                Z_BEST_COMPRESSION) != Z_OK) {
    throw std::runtime_error("zlib cannot pack the picture");
  }
  packed.resize(size);
  return packed;
}

/// Indices of the first images of each class, row by row; -1 where there are too few.
std::vector<int> grid(const Dataset& dataset, int columns) {
  std::vector<int> cells(static_cast<std::size_t>(kLabels * columns), -1);
  std::array<int, kLabels> filled{};
  for (int i = 0; i < dataset.count(); ++i) {
    const std::size_t label = dataset.labels[static_cast<std::size_t>(i)];
    if (filled[label] < columns) {
      cells[label * static_cast<std::size_t>(columns) + static_cast<std::size_t>(filled[label]++)] =
          i;
    }
  }
  return cells;
}

}  // namespace

std::string contact_sheet_png(const Dataset& dataset, int columns, int scale) {
  const TensorShape& shape = dataset.shape;
  const bool colour = shape.channels == 3;
  const std::vector<int> cells = grid(dataset, columns);
  const int width = columns * (shape.width + kGap) * scale;
  const int height = kLabels * (shape.height + kGap) * scale;

  std::string scanlines;
  for (int y = 0; y < height; ++y) {
    scanlines += '\0';  // filter 0: bytes as they are
    const int source_y = y / scale;
    const int row = source_y % (shape.height + kGap);
    for (int x = 0; x < width; ++x) {
      const int source_x = x / scale;
      const int column = source_x % (shape.width + kGap);
      const int cell = source_y / (shape.height + kGap) * columns + source_x / (shape.width + kGap);
      const int image = cells[static_cast<std::size_t>(cell)];
      const bool inside = image >= 0 && row < shape.height && column < shape.width;
      for (int channel = 0; channel < (colour ? 3 : 1); ++channel) {
        scanlines +=
            inside ? static_cast<char>(dataset.image(image)[shape.index(row, column, channel)])
                   : '\0';
      }
    }
  }

  std::string header;
  append_big_endian(header, static_cast<std::size_t>(width));
  append_big_endian(header, static_cast<std::size_t>(height));
  header += '\x08';                  // bits per sample
  header += colour ? '\x02' : '\0';  // RGB or gray
  header += std::string(3, '\0');    // deflate, adaptive filters, not interlaced
  std::string file = "\x89PNG\r\n\x1a\n";
  append_chunk(file, "IHDR", header);
  append_chunk(file, "IDAT", deflate(scanlines));
  append_chunk(file, "IEND", "");
  return file;
}

}  // namespace scbnn
