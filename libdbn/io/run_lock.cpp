#include "libdbn/io/run_lock.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

std::string holder_in(int descriptor) {
  char text[32] = {};
  const ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
  const auto process =
      parse_integer(trimmed(std::string_view(text, length > 0 ? static_cast<std::size_t>(length) : 0)));
  return process ? "process " + std::to_string(*process) : "another process";
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / ".lock";
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    throw config_error(directory.string() + ": cannot be used as a run directory: " + std::strerror(errno) +
                       "; choose a directory that you may write to");
  }
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    const std::string holder = holder_in(descriptor);
    if (reason == EWOULDBLOCK) {
      close(descriptor);
      throw config_error(directory.string() + ": this run directory is in use by " + holder +
                         "; wait for it to end, stop it, or choose another directory");
    }
    // The file system has no locks; work goes on without.
    descriptor_ = descriptor;
    return;
  }
  held_ = true;
  descriptor_ = descriptor;
  const std::string process = std::to_string(getpid()) + "\n";
  // The number only serves the message above: a full disk must not keep a run from starting.
  if (ftruncate(descriptor, 0) == 0) {
    [[maybe_unused]] const ssize_t written = pwrite(descriptor, process.data(), process.size(), 0);
  }
}

RunLock::RunLock(RunLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), held_(std::exchange(other.held_, false)) {}

RunLock::~RunLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace dbn
