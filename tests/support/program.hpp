// The `dbn` program as a child process: its output, its exit code, limits, signals, and a deadline.
#pragma once

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "tests/support/checks.hpp"
#include "tests/support/slowdown.hpp"

namespace dbn::test {

inline std::string contents_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(stream, file.string() << " cannot be read");
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// What a finished program left behind.
struct Outcome {
  int exit_code = -1;  ///< 128 + the signal's number when one ended it
  std::string output;
  std::string errors;

  nlohmann::json json() const {
    const auto object = nlohmann::json::parse(output, nullptr, false);
    BOOST_REQUIRE_MESSAGE(object.is_object(), "standard output is not one JSON object: " << output);
    return object;
  }
};

/// A child process in a directory of its own choice; killed when it outlives the deadline or this object.
class Program {
 public:
  static constexpr std::chrono::seconds deadline{120 * slowdown};
  static constexpr rlim_t no_limit = RLIM_INFINITY;

  Program(const std::filesystem::path& directory, const std::vector<std::string>& arguments,
          rlim_t largest_file = no_limit)
      : output_(directory / (".stdout." + std::to_string(++count()))),
        errors_(directory / (".stderr." + std::to_string(count()))) {
    std::vector<std::string> words{DBN_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    // Before the child, which may be killed before it gets to open them.
    for (const auto& file : {output_, errors_}) write_file(file, "");
    process_ = fork();
    if (process_ != 0) return;
    const int out = open(output_.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    const int err = open(errors_.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    const rlimit limit{largest_file, largest_file};
    if (out < 0 || err < 0 || chdir(directory.c_str()) != 0 || setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(127);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  ~Program() {
    if (process_ > 0) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
    }
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void send(int signal) const { kill(process_, signal); }

  /// Whether `condition` came true before the deadline.
  template <class Condition>
  static bool wait_until(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
  }

  Outcome wait() {
    int status = 0;
    const bool ended = wait_until([&] { return waitpid(process_, &status, WNOHANG) == process_; });
    BOOST_REQUIRE_MESSAGE(ended, "the program did not end in time");
    process_ = 0;
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, contents_of(output_), contents_of(errors_)};
  }

 private:
  static int& count() {
    static int programs = 0;
    return programs;
  }

  std::filesystem::path output_;
  std::filesystem::path errors_;
  pid_t process_ = 0;
};

/// Runs the program to its end.
inline Outcome run_program(const std::filesystem::path& directory, const std::vector<std::string>& arguments,
                           rlim_t largest_file = Program::no_limit) {
  return Program(directory, arguments, largest_file).wait();
}

/// Runs the program, which must succeed.
inline Outcome run_well(const std::filesystem::path& directory, const std::vector<std::string>& arguments) {
  Outcome outcome = run_program(directory, arguments);
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, "exit code " << outcome.exit_code << ": " << outcome.errors);
  return outcome;
}

/// Runs the program, which must fail with `exit_code` and a message that contains each of `texts`, print nothing on
/// standard output, and leave no temporary file.
inline void check_fails(const std::filesystem::path& directory, const std::vector<std::string>& arguments,
                        int exit_code, const std::vector<std::string>& texts) {
  const Outcome outcome = run_program(directory, arguments);
  BOOST_CHECK_MESSAGE(outcome.exit_code == exit_code,
                      "exit code " << outcome.exit_code << ", expected " << exit_code << ": " << outcome.errors);
  BOOST_CHECK_EQUAL(outcome.output, "");
  for (const std::string& text : texts) {
    BOOST_CHECK_MESSAGE(outcome.errors.find(text) != std::string::npos,
                        "'" << text << "' is not in: " << outcome.errors);
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    BOOST_CHECK_MESSAGE(entry.path().string().find(".tmp.") == std::string::npos, entry.path() << " was left behind");
  }
}

}  // namespace dbn::test
