// Guarded reading of untrusted files in a child process, where a crash of the HDF5 library is contained.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "libdbn/base/errors.hpp"

namespace dbn {

/// Of a small file; a large one may take longer in proportion to its size.
struct GuardLimits {
  unsigned seconds = 60;                        ///< of wall-clock time: disks may be far away and cores busy
  unsigned processor_seconds = 10;              ///< what an endless loop runs into
  std::size_t memory = std::size_t{768} << 20;  ///< bytes beyond what the process has already and 4 times the file
};

/// The text that `work` gives, computed in a forked child. An Error that `work` throws is thrown again here with its
/// kind and message; a crash, an endless loop or excessive memory of the child becomes an error of `kind` that calls
/// `file` damaged. `work` runs on one thread and must not touch files other than to read.
std::string run_guarded(const std::filesystem::path& file, ErrorKind kind, const std::function<std::string()>& work,
                        const GuardLimits& limits = {});

}  // namespace dbn
