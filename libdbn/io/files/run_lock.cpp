#include "libdbn/io/files/run_lock.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/base/types.hpp"

namespace dbn {
namespace {

std::string holder_in(int descriptor) {
  char text[32] = {};
  const ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
  const auto process =
      parse_integer(trimmed(std::string_view(text, length > 0 ? static_cast<std::size_t>(length) : 0)));
  return process ? "process " + std::to_string(*process) : "another process";
}

// A line of /proc/locks: "12: FLOCK  ADVISORY  WRITE 4711 fd:01:1234 0 EOF", with process, device and inode.
bool is_lock_on(const std::string& line, std::uintmax_t inode, std::int64_t process) {
  const std::vector<std::string> words = words_of(line);
  constexpr Index kind = 1;
  constexpr Index holder = 4;
  constexpr Index place = 5;
  if (words.size() <= place || words[kind] != "FLOCK" || parse_integer(words[holder]) != std::optional(process))
    return false;
  return words[place].ends_with(":" + std::to_string(inode));
}

}  // namespace

std::optional<std::int64_t> lock_holder(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / ".lock";
  struct stat status {};
  std::ifstream lock(file);
  std::string text;
  if (stat(file.c_str(), &status) != 0 || !std::getline(lock, text)) return std::nullopt;
  const auto process = parse_integer(trimmed(text));
  if (!process) return std::nullopt;
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    if (is_lock_on(line, status.st_ino, *process)) return process;
  }
  return std::nullopt;
}

RunLock::RunLock(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / ".lock";
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
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
