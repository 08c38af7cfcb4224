// Kind of an HDF5 file: model, checkpoint or something else.
#pragma once

#include <filesystem>

namespace dbn::program {

enum class FileKind { model, checkpoint, other };

/// By the root attributes alone, read in a guarded child process. Throws a model error when it cannot be opened.
FileKind file_kind(const std::filesystem::path& file);

}  // namespace dbn::program
