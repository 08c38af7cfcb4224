// Whether a file is there.
#pragma once

#include <filesystem>

namespace dbn::program {

/// False also where nobody may look: what then reads the file says why it cannot.
inline bool is_present(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

}  // namespace dbn::program
