// Tensors whose data are in a file beside the model.
#pragma once

#include <filesystem>
#include <string>

namespace onnx {
class ModelProto;
}

namespace scbnn::import {

/// Moves the data of the graph's external initializers into the model, which is then whole. Files
/// must be regular ones inside `folder`: no absolute path, no "..", no link that leads out of it.
/// Throws Refusal with a message for every tensor whose data cannot be read, by name.
void embed_external_data(onnx::ModelProto& model, const std::filesystem::path& folder);

}  // namespace scbnn::import
