// Lock of a run directory: one process at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace dbn {

/// Holds the lock on DIRECTORY/.lock until the end of its scope; the system drops it when the process dies. A second
/// process gets a config error that names the directory and the holder's process id.
class RunLock {
 public:
  explicit RunLock(const std::filesystem::path& directory);
  ~RunLock();
  RunLock(RunLock&& other) noexcept;
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  /// False on a file system without locks (some network ones); then nothing protects the directory.
  bool held() const { return held_; }

 private:
  int descriptor_ = -1;
  bool held_ = false;
};

/// The process of this machine that holds the lock on a directory, or nothing. It is only looked at, never taken: a run
/// that starts at the same moment is not disturbed.
std::optional<std::int64_t> lock_holder(const std::filesystem::path& directory);
/// Whether there is one.
inline bool is_in_use(const std::filesystem::path& directory) { return lock_holder(directory).has_value(); }

}  // namespace dbn
