// Child process that does not outlive this one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace dbn::program {

/// The file of the program that is running.
std::filesystem::path own_program();

/// How a process ended: its exit code, or the signal that ended it.
struct ProcessEnd {
  int exit_code = 0;  ///< 128 + the signal's number when one ended it
  int signal = 0;
};

/// A number only: the child goes on when the object goes.
class ChildProcess {
 public:
  struct Streams {
    std::filesystem::path output;  ///< both are appended to
    std::filesystem::path errors;
  };
  /// Starts words[0], sought in PATH, in a process group of its own, without input, with BLAS on one thread. The system
  /// sends it SIGTERM when this process dies, however that happens. Throws an internal error when there can be no more
  /// processes; a program that cannot be executed ends with 127.
  ChildProcess(const std::vector<std::string>& words, const Streams& streams);

  /// How it ended, or nothing as long as it runs. Once it has told an end it must not be asked again.
  std::optional<ProcessEnd> end() const;
  void send(int signal) const;

 private:
  pid_t process_;
};

/// What a program printed and how it ended.
struct ProgramOutput {
  ProcessEnd end;
  std::string output;
  std::string errors;
};

/// Runs words[0] to its end.
ProgramOutput run_to_end(const std::vector<std::string>& words);

}  // namespace dbn::program
