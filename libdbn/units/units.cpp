#include "libdbn/units/units.hpp"

#include <algorithm>

namespace dbn {

Matrix Units::neutral_parameters() const {
  const auto names = parameter_names();
  Matrix parameters = zeros(names.size(), size());
  for (Index p = 0; p < names.size(); ++p) {
    if (names[p] == "sigma") std::fill_n(MatrixView(parameters).row(p), size(), real(1));
  }
  return parameters;
}

void Units::mean_and_sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView mean_out,
                            MatrixView sample_out) const {
  mean(parameters, inputs, mean_out);
  sample(parameters, inputs, draws, sample_out);
}

}  // namespace dbn
