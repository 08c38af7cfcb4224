// Comparison of two HDF5 files, object by object.
#pragma once

#include <filesystem>

#include "experiments/text/format.hpp"

namespace dbn::program {

/// Which objects are compared: all, or those that make up a model.
enum class Compared { everything, model };

/// An object with the keys
///
///     compared, different: [{path, difference_norm, relative_norm, largest_difference, at, a, b} or {path, a, b}],
///     only_in_a, only_in_b: [path], attributes: [{path, name, a, b}]
///
/// where `compared` counts datasets, the first form is of numbers of the same shape, with the Euclidean norm of a - b,
/// the same relative to that of a, and the first place of the largest |a - b|, and the second form is of shapes, types
/// or texts. NaN equals NaN. Attributes that say what wrote a file are left out, and so are config and history of a
/// checkpoint, which run_comparison.hpp compares. Reads in a guarded child process.
Json compare_files(const std::filesystem::path& a, const std::filesystem::path& b, Compared compared);

/// The objects as tables; empty when there is no difference.
std::string comparison_text(const Json& comparison);

}  // namespace dbn::program
