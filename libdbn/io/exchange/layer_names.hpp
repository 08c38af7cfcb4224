// Names of layers in files of other programs.
#pragma once

#include "libdbn/io/exchange/named_array.hpp"

namespace dbn {

/// What the units of an imported stack are: a kind, which the arrays give a size ("gaussian"), or whole
/// ("bernoulli:784+softmax:1x10"). Empty: what the arrays say, else bernoulli.
struct ImportedUnits {
  std::string visible;  ///< of the first layer
  std::string hidden;   ///< of every layer
};

/// The arrays of a stack under the names that a model has. A layer is what stands below one prefix ("", "0/",
/// "layers/0/", "first/"; in the order of their names, numbers by value):
///
///     weights (V, H), visible_bias (V), hidden_bias (H), and what else a layer of a model file has; or, as
///     scikit-learn has it, components_ (H, V), intercept_visible_ (V), intercept_hidden_ (H), also without the last _
///
/// Arrays below network/ and data/ stay. Throws a model error that begins with `where` when there is no layer or one
/// lacks a part or has another shape, and a config error for units that do not exist.
std::vector<NamedArray> with_names_of_model(const std::vector<NamedArray>& arrays, const ImportedUnits& units,
                                            const std::string& where);

}  // namespace dbn
