#include "libdbn/io/files/atomic_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dbn {
namespace {

constexpr std::string_view temporary_mark = ".tmp.";
constexpr std::size_t secret_digits = 32;

std::string remedy(int reason) {
  switch (reason) {
    case ENOSPC:
    case EDQUOT: return "free some space there, or choose another place";
    case EFBIG: return "raise the limit on the size of a file (ulimit -f), or choose another place";
    case EACCES:
    case EPERM:
    case EROFS: return "choose a place that you may write to";
    case ENOENT:
    case ENOTDIR: return "create the directory first, or choose another place";
    default: return "see to the disk, or choose another place";
  }
}

Error system_failure(ErrorKind kind, const std::filesystem::path& file, const std::string& what, int reason) {
  return {kind, file.string() + ": " + what + ": " + std::strerror(reason) + "; " + remedy(reason)};
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& file, int flags) : number_(open(file.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }
  /// Some file systems report a failed write only here.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

// Digits that nobody can foresee, so that nothing can be put in the way of a temporary file in a shared directory.
std::string unforeseeable_digits() {
  std::array<unsigned char, secret_digits / 2> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw Error(ErrorKind::internal, std::string("the system has no random numbers: ") + std::strerror(errno));
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += digits[byte / 16];
    text += digits[byte % 16];
  }
  return text;
}

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::filesystem::path& target) : path_(target) {
    path_ += std::string(temporary_mark) + std::to_string(getpid()) + "-" + unforeseeable_digits();
  }
  /// Also after a successful rename: when source and target are one file, rename keeps both names.
  ~TemporaryFile() { unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::filesystem::path& path() const { return path_; }
  /// What is there already, a link also, is not touched.
  void create(const std::filesystem::path& target, ErrorKind kind) const {
    const Descriptor descriptor(path_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    if (!descriptor.is_open()) throw system_failure(kind, target, "cannot be created", errno);
  }

 private:
  std::filesystem::path path_;
};

void force_to_disk(const std::filesystem::path& path, int flags, ErrorKind kind, const std::filesystem::path& target) {
  const Descriptor descriptor(path, O_RDONLY | O_NOFOLLOW | flags);
  // File systems without the operation answer EINVAL.
  if (!descriptor.is_open() || (fsync(descriptor.number()) != 0 && errno != EINVAL)) {
    throw system_failure(kind, target, "cannot be forced to the disk", errno);
  }
}

void rename_to(const std::filesystem::path& from, const std::filesystem::path& to, ErrorKind kind) {
  if (rename(from.c_str(), to.c_str()) != 0) throw system_failure(kind, to, "cannot be put in place", errno);
}

// The new name appears as a whole, without the entry in the directory being forced to the disk.
void add_name(const std::filesystem::path& file, const std::filesystem::path& name, ErrorKind kind) {
  const TemporaryFile temporary(name);
  if (link(file.c_str(), temporary.path().c_str()) != 0) {
    // A file system without hard links, or another one.
    std::error_code failure;
    std::filesystem::copy_file(file, temporary.path(), failure);
    if (failure) throw system_failure(kind, name, "cannot be kept", failure.value());
    force_to_disk(temporary.path(), 0, kind, name);
  }
  rename_to(temporary.path(), name, kind);
}

/// Gives the present file a second name before the new one takes the first: the first is never without a file.
void keep_previous(const std::filesystem::path& target, ErrorKind kind) {
  std::error_code ignored;
  if (!std::filesystem::exists(target, ignored)) return;
  std::filesystem::path previous = target;
  previous.replace_extension();
  previous += ".previous" + target.extension().string();
  add_name(target, previous, kind);
}

std::filesystem::path directory_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

bool is_device(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto type = std::filesystem::status(file, ignored).type();
  return type == std::filesystem::file_type::character || type == std::filesystem::file_type::fifo;
}

}  // namespace

void replace_file(const std::filesystem::path& target, ErrorKind kind,
                  const std::function<void(const std::filesystem::path& temporary)>& write, Previous previous) {
  if (is_device(target)) return write(target);
  if (std::filesystem::is_directory(target)) {
    throw Error(kind, target.string() + ": is a directory; expected the name of a file to write");
  }
  const TemporaryFile temporary(target);
  temporary.create(target, kind);
  write(temporary.path());
  force_to_disk(temporary.path(), 0, kind, target);
  if (previous == Previous::keep) keep_previous(target, kind);
  rename_to(temporary.path(), target, kind);
  force_to_disk(directory_of(target), O_DIRECTORY, kind, target);
}

void keep_copy(const std::filesystem::path& file, const std::filesystem::path& copy, ErrorKind kind) {
  add_name(file, copy, kind);
  force_to_disk(directory_of(copy), O_DIRECTORY, kind, copy);
}

void write_bytes(const std::filesystem::path& file, std::string_view contents, ErrorKind kind) {
  Descriptor descriptor(file, O_WRONLY | O_CREAT | O_TRUNC);
  if (!descriptor.is_open()) throw system_failure(kind, file, "cannot be created", errno);
  while (!contents.empty()) {
    const ssize_t written = ::write(descriptor.number(), contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_failure(kind, file, "cannot be written", errno);
    contents.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!descriptor.close()) throw system_failure(kind, file, "cannot be written", errno);
}

void write_text_file(const std::filesystem::path& target, std::string_view contents, ErrorKind kind) {
  replace_file(target, kind, [&](const std::filesystem::path& temporary) { write_bytes(temporary, contents, kind); });
}

std::string read_text_file(const std::filesystem::path& file, ErrorKind kind) {
  std::error_code failure;
  if (std::filesystem::is_directory(file, failure)) {
    throw Error(kind, file.string() + ": is a directory; expected a file");
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream contents;
  if (stream) contents << stream.rdbuf();
  if (!stream || stream.bad()) {
    throw Error(kind, file.string() + ": cannot be read: " + std::strerror(errno != 0 ? errno : EIO));
  }
  return std::move(contents).str();
}

bool is_temporary(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  const auto mark = name.rfind(temporary_mark);
  if (mark == std::string::npos || mark == 0) return false;
  const std::string rest = name.substr(mark + temporary_mark.size());
  const auto dash = rest.find('-');
  if (dash == std::string::npos || dash == 0 || rest.size() - dash - 1 != secret_digits) return false;
  return rest.find_first_not_of("0123456789") == dash &&
         rest.find_first_not_of("0123456789abcdef", dash + 1) == std::string::npos;
}

std::size_t remove_stale_temporaries(const std::filesystem::path& directory) {
  std::size_t removed = 0;
  std::error_code failure;
  for (std::filesystem::directory_iterator entry(directory, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const std::string own = std::string(temporary_mark) + std::to_string(getpid()) + "-";
    const bool is_own = entry->path().filename().string().rfind(own) != std::string::npos;
    std::error_code gone;
    // A link is none of ours.
    const bool is_file = entry->symlink_status(gone).type() == std::filesystem::file_type::regular;
    if (!is_temporary(entry->path()) || is_own || !is_file) continue;
    std::error_code ignored;
    if (std::filesystem::remove(entry->path(), ignored)) ++removed;
  }
  return removed;
}

}  // namespace dbn
