// Path of the model in a run directory.
#pragma once

#include <filesystem>
#include <string>

#include "experiments/config/command_line.hpp"

namespace dbn::program {

/// The operand MODEL: a model file, a checkpoint, or the directory of a run.
Argument model_operand(std::string& value);

/// The file to read: `place` itself, or of a run directory its checkpoint, which has the model and how it came about,
/// else its model. Throws a model error for a directory without either.
std::filesystem::path model_file(const std::filesystem::path& place);

}  // namespace dbn::program
