// The transform that a data set goes through, chosen by what its numbers are, and what a person should know about it.
#pragma once

#include <string>
#include <vector>

#include "libdbn/data/transform.hpp"
#include "libdbn/units/units.hpp"

namespace dbn::program {

/// Fitted to the training rows under the name that the config has. What `automatic` does for bytes it also does for
/// whole numbers 0 to 255 of another type that bernoulli units (`visible`, a spec) are to see, with a note.
TransformPtr training_transform(std::string_view name, const Dataset& training, std::string_view visible,
                                std::vector<std::string>& notes);

/// `fitted`, or none for numbers in [0, 1] where it divides bytes by 255: that is done once. Notes say so, and how many
/// values are clipped to the range of the training rows.
TransformPtr presented_transform(const Dataset& data, const TransformPtr& fitted, std::vector<std::string>& notes);

/// For a model that does not say how its inputs were scaled, as other programs write them: a data error that asks where
/// bernoulli units would get bytes, a note where other kinds do.
void ask_about_bytes(const Dataset& data, const Units& visible, std::vector<std::string>& notes);

}  // namespace dbn::program
