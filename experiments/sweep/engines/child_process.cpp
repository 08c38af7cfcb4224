#include "experiments/sweep/engines/child_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

constexpr int cannot_execute = 127;
constexpr int first_signal_code = 128;

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

Error no_process(const std::string& program) {
  return {ErrorKind::internal, program + " cannot be started: " + std::strerror(errno)};
}

// Between fork and exec only what is safe in a signal handler.
[[noreturn]] void become(char* const* words, char* const* environment, const std::array<int, 3>& descriptors,
                         pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(cannot_execute);
  for (const int signal : {SIGXFSZ, SIGPIPE, SIGINT, SIGTERM, SIGUSR1}) std::signal(signal, SIG_DFL);
  for (int i = 0; i < static_cast<int>(descriptors.size()); ++i) {
    if (dup2(descriptors[static_cast<std::size_t>(i)], i) < 0) _exit(cannot_execute);
  }
  execvpe(words[0], words, environment);
  _exit(cannot_execute);
}

pid_t start(std::vector<std::string> words, const std::array<int, 3>& descriptors) {
  // Read by OpenBLAS when it is loaded, so it must be there before.
  std::vector<std::string> variables{"OPENBLAS_NUM_THREADS=1"};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("OPENBLAS_NUM_THREADS=")) variables.emplace_back(*variable);
  }
  const std::vector<char*> arguments = pointers_to(words);
  const std::vector<char*> environment = pointers_to(variables);
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process == 0) become(arguments.data(), environment.data(), descriptors, parent);
  if (process < 0) throw no_process(words.front());
  return process;
}

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() { close(descriptor_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

int opened(const std::filesystem::path& file, int flags) {
  const int descriptor = open(file.c_str(), flags | O_CLOEXEC, 0666);
  if (descriptor >= 0) return descriptor;
  throw config_error(file.string() + " cannot be written: " + std::strerror(errno));
}

ProcessEnd end_in(int status) {
  if (WIFSIGNALED(status)) return {first_signal_code + WTERMSIG(status), WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

// A file in memory that takes what a program prints.
Descriptor scratch_file() {
  const int descriptor = memfd_create("output", MFD_CLOEXEC);
  if (descriptor >= 0) return Descriptor(descriptor);
  throw Error(ErrorKind::internal, std::string("no memory for the output of a program: ") + std::strerror(errno));
}

std::string contents_of(const Descriptor& file) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = pread(file.get(), buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

std::filesystem::path own_program() { return std::filesystem::read_symlink("/proc/self/exe"); }

ChildProcess::ChildProcess(const std::vector<std::string>& words, const Streams& streams) {
  constexpr int append = O_WRONLY | O_CREAT | O_APPEND;
  const Descriptor input(opened("/dev/null", O_RDONLY));
  const Descriptor output(opened(streams.output, append));
  const Descriptor errors(opened(streams.errors, append));
  process_ = start(words, {input.get(), output.get(), errors.get()});
}

std::optional<ProcessEnd> ChildProcess::end() const {
  int status = 0;
  if (waitpid(process_, &status, WNOHANG) != process_) return std::nullopt;
  return end_in(status);
}

void ChildProcess::send(int signal) const { kill(process_, signal); }

ProgramOutput run_to_end(const std::vector<std::string>& words) {
  const Descriptor input(opened("/dev/null", O_RDONLY));
  const Descriptor output = scratch_file();
  const Descriptor errors = scratch_file();
  const pid_t process = start(words, {input.get(), output.get(), errors.get()});
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return {end_in(status), contents_of(output), contents_of(errors)};
}

}  // namespace dbn::program
