// Any bytes as a model file: read to a consistent model of finite numbers, or refused by an Error.
#include <cmath>

#include "libdbn/io/model_file.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

void require_finite(const dbn::Matrix& values) {
  for (const dbn::real value : values) {
    if (!std::isfinite(value)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const dbn::fuzz::InputFile file(bytes, size);
  try {
    const dbn::Model model = dbn::read_model(file.path());
    dbn::require_consistent(model, "fuzz");
    for (const dbn::Rbm& rbm : model.layers) {
      require_finite(rbm.parameters.weights);
      require_finite(rbm.parameters.visible);
      require_finite(rbm.parameters.hidden);
    }
  } catch (const dbn::Error& error) {
    if (error.kind() != dbn::ErrorKind::model) std::abort();
  }
  return 0;
}
