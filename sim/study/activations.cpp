// Gathers bits image by image, writes them as arrays.
#include "sim/study/activations.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include "sim/data/npy.hpp"
#include "support/files.hpp"
#include "support/problem.hpp"

namespace scbnn::study {

Activations::Activations(const Network& network, const FunctionSettings& settings, int images)
    : images_(static_cast<std::size_t>(images)),
      by_presentation_(settings.input == InputKind::kStochastic && settings.mode == Mode::kOutput) {
  passes_ = by_presentation_ ? static_cast<std::size_t>(settings.presentations) : 1;
  for (const scbnn::Layer& layer : network.layers) {
    if (std::holds_alternative<Scores>(layer.finish)) continue;
    const auto neurons = static_cast<std::size_t>(layer.output.shape.size());
    layers_.push_back(
        {layer.name, neurons, std::vector<std::uint8_t>(images_ * passes_ * neurons, 0)});
  }
  counts_.resize(images_ * static_cast<std::size_t>(network.input.shape.size()));
}

void Activations::keep(std::size_t image, const golden::Trace& trace) {
  std::transform(trace.counts.begin(), trace.counts.end(),
                 counts_.begin() + static_cast<std::ptrdiff_t>(image * trace.counts.size()),
                 [](int count) { return static_cast<std::uint8_t>(count); });
  for (std::size_t pass = 0; pass < trace.passes.size(); ++pass) {
    for (std::size_t number = 0; number < layers_.size(); ++number) {
      const std::vector<std::uint8_t>& bits = trace.passes[pass].activations[number];
      Layer& layer = layers_[number];
      const std::size_t at = (image * passes_ + pass) * layer.neurons;
      std::copy(bits.begin(), bits.end(), layer.bits.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
}

void Activations::write(const std::filesystem::path& folder) const {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw InputError(folder.string(), "cannot be created: " + error.message());
  const auto file = [&](const std::string& name) { return (folder / (name + ".npy")).string(); };
  write_file(file("counts"), npy(counts_, {images_, counts_.size() / images_}));
  for (const Layer& layer : layers_) {
    std::vector<std::size_t> shape{images_, layer.neurons};
    if (by_presentation_) shape.insert(shape.begin() + 1, passes_);
    write_file(file(layer.name), npy(layer.bits, shape));
  }
}

}  // namespace scbnn::study
