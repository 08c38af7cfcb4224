// Work on untrusted files in a child process with limits: a crash, a hang or a gulp of memory is seen from outside.
#pragma once

#include <csignal>
#include <cstring>
#include <functional>
#include <iostream>
#include <optional>
#include <sstream>
#include <string_view>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "experiments/commands/commands.hpp"
#include "tests/support/program.hpp"
#include "tests/support/slowdown.hpp"

namespace dbn::test {

/// A name, and work that gives a text or throws an Error.
struct ConfinedStep {
  std::string name;
  std::function<std::string()> work;
};

/// How a step ended.
struct StepResult {
  std::string name;
  std::optional<ErrorKind> refusal;
  std::string text;  ///< of the work or of the error
};

struct ConfinedOutcome {
  std::vector<StepResult> results;
  std::string death;  ///< why the child did not come to the end of the steps; empty when it did
  long kilobytes = 0;
};

/// A command of the program as a step: what it prints and what it writes to `files`.
inline ConfinedStep command_step(const std::vector<std::string>& words,
                                 const std::vector<std::filesystem::path>& files = {}) {
  return {words.front(), [=] {
            std::ostringstream printed;
            std::streambuf* const standard = std::cout.rdbuf(printed.rdbuf());
            try {
              program::run_command(words);
            } catch (...) {
              std::cout.rdbuf(standard);
              throw;
            }
            std::cout.rdbuf(standard);
            std::string text = printed.str();
            for (const auto& file : files) text += "\n" + contents_of(file);
            return text;
          }};
}

namespace confined {

constexpr rlim_t gibibyte = rlim_t{1} << 30;
/// What a confined child may take in memory. The address sanitizer keeps what was freed.
constexpr long most_kilobytes = (1024 * 1024) * (slowdown > 1 ? 2 : 1);
constexpr unsigned wall_seconds = 100 * slowdown;  // more than a guarded child may take, once
constexpr rlim_t processor_seconds = 20 * slowdown;

inline void limit_this_process() {
  signal(SIGXFSZ, SIG_IGN);
  const auto lower = [](int resource, rlim_t value) {
    const rlimit limit{value, value};
    setrlimit(static_cast<__rlimit_resource>(resource), &limit);
  };
  lower(RLIMIT_CORE, 0);
  lower(RLIMIT_CPU, processor_seconds);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  unsigned long pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  lower(RLIMIT_AS, pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + gibibyte);
#endif
  const int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDERR_FILENO);
}

/// One result in the pipe: a line with the kind of error (-1: none) and the bytes of name and text, then these.
inline std::string packed(const StepResult& result) {
  const int kind = result.refusal ? static_cast<int>(*result.refusal) : -1;
  return std::to_string(kind) + " " + std::to_string(result.name.size()) + " " + std::to_string(result.text.size()) +
         "\n" + result.name + result.text;
}

/// Takes the first result off `rest`; nothing when it is cut off.
inline std::optional<StepResult> unpacked(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::istringstream head{std::string(rest.substr(0, end))};
  int kind = 0;
  std::size_t name = 0;
  std::size_t text = 0;
  head >> kind >> name >> text;
  const std::string_view bytes = rest.substr(end + 1);
  if (bytes.size() < name + text) return std::nullopt;
  rest.remove_prefix(end + 1 + name + text);
  return StepResult{std::string(bytes.substr(0, name)),
                    kind < 0 ? std::nullopt : std::optional(static_cast<ErrorKind>(kind)),
                    std::string(bytes.substr(name, text))};
}

inline StepResult result_of(const ConfinedStep& step) {
  try {
    return {step.name, std::nullopt, step.work()};
  } catch (const Error& error) {
    return {step.name, error.kind(), error.what()};
  } catch (const std::exception& error) {
    return {step.name, ErrorKind::internal, error.what()};
  }
}

[[noreturn]] inline void work(const std::vector<ConfinedStep>& steps, int out) {
  limit_this_process();
  for (const ConfinedStep& step : steps) {
    alarm(wall_seconds);
    const std::string result = packed(result_of(step));
    std::string_view rest = result;
    while (!rest.empty()) {
      const ssize_t written = write(out, rest.data(), rest.size());
      if (written <= 0) _exit(1);
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  _exit(0);
}

}  // namespace confined

/// Runs `steps` one after the other in a child that may take 1 GiB of memory beyond what it begins with, 20 seconds of
/// processor time, and 100 seconds for a step.
inline ConfinedOutcome run_confined(const std::vector<ConfinedStep>& steps) {
  int ends[2] = {};
  BOOST_REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    confined::work(steps, ends[1]);
  }
  close(ends[1]);
  std::string all;
  char buffer[65536];
  for (ssize_t count = 0; (count = read(ends[0], buffer, sizeof buffer)) > 0;) {
    all.append(buffer, static_cast<std::size_t>(count));
  }
  close(ends[0]);
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);

  ConfinedOutcome outcome;
  outcome.kilobytes = usage.ru_maxrss;
  std::string_view rest = all;
  while (auto result = confined::unpacked(rest)) outcome.results.push_back(std::move(*result));
  if (outcome.results.size() < steps.size()) {
    const std::string reason = WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : std::to_string(status);
    outcome.death = steps[outcome.results.size()].name + ": " + reason;
  }
  return outcome;
}

}  // namespace dbn::test
