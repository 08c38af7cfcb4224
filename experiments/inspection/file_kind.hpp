// Kind of an HDF5 file: model, checkpoint or something else.
#pragma once

#include <filesystem>
#include <string>

namespace dbn::program {

enum class FileKind { model, checkpoint, other };

/// What the root attributes of a file of ours call it, "model", "checkpoint", "data" or "table"; nothing for others.
std::string stored_kind(const std::filesystem::path& file);

/// By the root attributes alone, read in a guarded child process. Throws a model error when it cannot be opened.
FileKind file_kind(const std::filesystem::path& file);

}  // namespace dbn::program
