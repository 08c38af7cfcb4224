// Whether an HDF5 file is one of ours.
#pragma once

#include <filesystem>

namespace dbn::program {

enum class FileKind { model, checkpoint, other };

/// By the root attributes alone, read in a guarded child process. Throws a model error when it cannot be opened.
FileKind file_kind(const std::filesystem::path& file);

}  // namespace dbn::program
