#include "libdbn/data/streaming/unnamed_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

Error failure(const std::filesystem::path& directory, const std::string& what) {
  return data_error(directory.string() + ": " + what + ": " + std::strerror(errno) +
                    "; free some space there, or write the result elsewhere");
}

}  // namespace

UnnamedFile::UnnamedFile(std::filesystem::path directory, std::string contents)
    : directory_(std::move(directory)), contents_(std::move(contents)) {}

UnnamedFile::~UnnamedFile() {
  if (file_ >= 0) close(file_);
}

void UnnamedFile::append(const void* bytes, Index count) {
  if (file_ < 0) {
    std::string pattern = (directory_ / "unnamed-XXXXXX").string();
    file_ = mkstemp(pattern.data());
    if (file_ < 0) throw failure(directory_, contents_ + " cannot be written");
    unlink(pattern.c_str());
  }
  const char* from = static_cast<const char*>(bytes);
  while (count > 0) {
    const ssize_t written = write(file_, from, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw failure(directory_, contents_ + " cannot be written");
    from += written;
    count -= static_cast<Index>(written);
  }
}

void UnnamedFile::read(Index place, void* bytes, Index count) const {
  char* out = static_cast<char*>(bytes);
  while (count > 0) {
    const ssize_t found = pread(file_, out, count, static_cast<off_t>(place));
    if (found < 0 && errno == EINTR) continue;
    if (found <= 0) throw failure(directory_, contents_ + " cannot be read back");
    out += found;
    place += static_cast<Index>(found);
    count -= static_cast<Index>(found);
  }
}

}  // namespace dbn
