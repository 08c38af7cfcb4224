// Any bytes as a model file: read to a consistent model of finite numbers, or refused by an Error.
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "libdbn/io/model/model_layout.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

void require_finite(const dbn::Matrix& values) {
  for (const dbn::real value : values) {
    if (!std::isfinite(value)) std::abort();
  }
}

void require_sound(const dbn::Model& model) {
  dbn::require_consistent(model, "fuzz");
  for (const dbn::Rbm& rbm : model.layers) {
    require_finite(rbm.parameters.weights);
    require_finite(rbm.parameters.visible);
    require_finite(rbm.parameters.hidden);
  }
}

bool ended_in_library(const dbn::Error& error) {
  const std::string text = error.what();
  return text.find("library crashed") != std::string::npos || text.find("come to an end") != std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const dbn::fuzz::InputFile file(bytes, size);
  try {
    require_sound(dbn::read_model(file.path()));
    return 0;
  } catch (const dbn::Error& error) {
    if (error.kind() != dbn::ErrorKind::model) std::abort();
    if (ended_in_library(error)) return 0;
  }
  // Once more without a child, whose ways the fuzzer does not see.
  try {
    dbn::read_model_parts(dbn::hdf5::open_file(file.path(), dbn::ErrorKind::model));
  } catch (const dbn::Error&) {
  } catch (const std::bad_alloc&) {
  }
  return 0;
}
