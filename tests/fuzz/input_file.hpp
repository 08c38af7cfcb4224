// The bytes that a fuzzer made, as a file in memory that goes with this object.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

namespace dbn::fuzz {

/// With a name in a directory: the HDF5 library opens no other, not even by /proc/self/fd.
class InputFile {
 public:
  InputFile(const std::uint8_t* bytes, std::size_t size) {
    std::ofstream file(path_, std::ios::binary);
    if (!file.write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size)).flush()) std::abort();
  }
  ~InputFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  static std::filesystem::path place() {
    std::error_code ignored;
    const std::filesystem::path memory = "/dev/shm";
    return std::filesystem::is_directory(memory, ignored) ? memory : std::filesystem::temp_directory_path();
  }

  std::filesystem::path path_ = place() / ("dbn-fuzz-" + std::to_string(getpid()));
};

}  // namespace dbn::fuzz
