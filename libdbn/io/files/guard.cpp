#include "libdbn/io/files/guard.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dbn {
namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DBN_SHADOW_MEMORY
#endif
#endif
#if defined(DBN_SHADOW_MEMORY) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_can_be_limited = false;  // shadow memory takes terabytes of addresses
#else
constexpr bool memory_can_be_limited = true;
#endif

// How long a whole file of this size may take on the slowest disk and processor worth waiting for.
GuardLimits limits_for(GuardLimits limits, std::uintmax_t file_bytes) {
  constexpr std::uintmax_t read_a_second = std::uintmax_t{4} << 20;
  constexpr std::uintmax_t unpacked_a_second = std::uintmax_t{16} << 20;
  limits.seconds += static_cast<unsigned>(file_bytes / read_a_second);
  limits.processor_seconds += static_cast<unsigned>(file_bytes / unpacked_a_second);
  limits.memory += 4 * static_cast<std::size_t>(file_bytes);
  return limits;
}

void limit_child(const GuardLimits& limits) {
  // Handlers of the parent would report a crash of the child as their own.
  for (const int number : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGXCPU}) signal(number, SIG_DFL);
  // What a terminal sends to the whole group is for the parent to answer; the child goes when the parent goes.
  for (const int number : {SIGINT, SIGTERM}) signal(number, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const rlimit processor{limits.processor_seconds, limits.processor_seconds + 1};
  setrlimit(RLIMIT_CPU, &processor);
  unsigned long pages = 0;
  if (std::FILE* size = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(size, "%lu", &pages) != 1) pages = 0;
    std::fclose(size);
  }
  if (!memory_can_be_limited || pages == 0) return;
  const rlim_t total = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + limits.memory;
  const rlimit addresses{total, total};
  setrlimit(RLIMIT_AS, &addresses);
}

// The child's answer: one byte, 'a' + kind for an Error or 'T' for text, then the message or text.
constexpr char text_follows = 'T';

std::string answer_of(const std::function<std::string()>& work, ErrorKind kind, const std::filesystem::path& file) {
  const auto failed = [](ErrorKind error_kind, const std::string& message) {
    return static_cast<char>('a' + static_cast<int>(error_kind)) + message;
  };
  try {
    return text_follows + work();
  } catch (const Error& error) {
    return failed(error.kind(), error.what());
  } catch (const std::bad_alloc&) {
    return failed(kind, file.string() + ": cannot be read: what it claims to hold needs far more memory than its size");
  } catch (const std::exception& error) {
    return failed(kind, file.string() + ": cannot be read: " + error.what());
  }
}

[[noreturn]] void work_in_child(int out, const std::string& answer) {
  std::string_view rest = answer;
  while (!rest.empty()) {
    const ssize_t written = write(out, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  _exit(rest.empty() ? 0 : 1);
}

enum class Ending { complete, late };

Ending read_answer(int in, unsigned seconds, std::string& answer) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::seconds(seconds);
  char buffer[65536];
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return Ending::late;
    pollfd event{in, POLLIN, 0};
    if (poll(&event, 1, static_cast<int>(left)) <= 0) continue;
    const ssize_t count = read(in, buffer, sizeof buffer);
    if (count == 0) return Ending::complete;
    if (count > 0) answer.append(buffer, static_cast<std::size_t>(count));
  }
}

}  // namespace

std::string run_guarded(const std::filesystem::path& file, ErrorKind kind, const std::function<std::string()>& work,
                        const GuardLimits& limits_of_small_file) {
  const auto refuse = [&](const std::string& text) { return Error(kind, file.string() + ": " + text); };
  std::error_code ignored;
  const std::uintmax_t file_bytes = std::filesystem::file_size(file, ignored);
  const GuardLimits limits = limits_for(limits_of_small_file, ignored ? 0 : file_bytes);
  int ends[2] = {};
  if (pipe(ends) != 0) throw refuse(std::string("cannot be read in a child process: ") + std::strerror(errno));
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    limit_child(limits);
    work_in_child(ends[1], answer_of(work, kind, file));
  }
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    throw refuse(std::string("cannot be read in a child process: ") + std::strerror(errno));
  }
  std::string answer;
  const Ending ending = read_answer(ends[0], limits.seconds, answer);
  close(ends[0]);
  if (ending == Ending::late) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const auto endless = [&](unsigned seconds, const std::string& of_what) {
    return refuse("damaged file: the HDF5 library did not come to an end within " + std::to_string(seconds) +
                  " seconds" + of_what);
  };
  if (ending == Ending::late) throw endless(limits.seconds, "");
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
    throw endless(limits.processor_seconds, " of processor time");
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || answer.empty()) {
    const std::string signal_text = WIFSIGNALED(status) ? std::string(" (") + strsignal(WTERMSIG(status)) + ")" : "";
    throw refuse("damaged file: the HDF5 library crashed while reading it" + signal_text);
  }
  const char mark = answer.front();
  answer.erase(0, 1);
  if (mark == text_follows) return answer;
  throw Error(static_cast<ErrorKind>(mark - 'a'), answer);
}

}  // namespace dbn
