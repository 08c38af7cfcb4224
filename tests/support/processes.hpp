// What the system tells of other processes. Each may end at any moment, also while it is looked at: that is an answer.
#pragma once

#include <fstream>
#include <optional>
#include <string>

#include <sys/types.h>

namespace dbn::test {

/// The text behind `NAME:` in /proc/PROCESS/status; nothing once the process has ended, waited for or not.
inline std::optional<std::string> status_of_process(pid_t process, const std::string& name) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  std::optional<std::string> found;
  bool ended = true;
  for (std::string line; std::getline(status, line);) {
    const auto colon = line.find(":\t");
    if (colon == std::string::npos) continue;
    const std::string text = line.substr(colon + 2);
    if (line.compare(0, colon, "State") == 0) ended = text.starts_with('Z') || text.starts_with('X');
    if (line.compare(0, colon, name) == 0) found = text;
  }
  return ended ? std::nullopt : found;
}

inline bool has_ended(pid_t process) { return !status_of_process(process, "State"); }

/// Whether a signal that was sent to the process waits for it, as it is stopped or holds signals back.
inline bool is_pending(pid_t process, int signal) {
  const auto set = status_of_process(process, "ShdPnd");
  return set && ((std::stoull(*set, nullptr, 16) >> (signal - 1)) & 1) != 0;
}

}  // namespace dbn::test
