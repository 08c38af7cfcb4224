// Verification that a file is complete and undamaged.
#pragma once

#include <filesystem>

#include "experiments/inspection/file_kind.hpp"
#include "experiments/text/format.hpp"

namespace dbn::program {

/// Reads everything in a file, which verifies its checksums, and of models and checkpoints checks format version,
/// shapes and that all parameters are finite, those of a run's state included. Gives {checksums: whether there are any,
/// numeric_datasets, model: whether it was checked as one}. Throws a model error that names the object at fault.
Json verify_file(const std::filesystem::path& file, FileKind kind);

std::string verification_text(const Json& verification);

}  // namespace dbn::program
