#include "experiments/commands/outputs.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>

#include "experiments/data/file_list.hpp"
#include "experiments/inspection/file_kind.hpp"
#include "experiments/runs/model_place.hpp"
#include "experiments/runs/run_directory.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

struct NamedFile {
  std::string argument;  ///< as it stands on the command line
  fs::path path;
};

struct Output {
  NamedFile file;
  const Argument* argument;
};

/// Whether two paths lead to one file, or would if the files were there.
bool are_one(const fs::path& first, const fs::path& second) {
  struct stat a {};
  struct stat b {};
  const bool first_is_there = stat(first.c_str(), &a) == 0;
  const bool second_is_there = stat(second.c_str(), &b) == 0;
  if (first_is_there && second_is_there) return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
  std::error_code ignored;
  return first_is_there == second_is_there &&
         fs::weakly_canonical(fs::absolute(first), ignored) == fs::weakly_canonical(fs::absolute(second), ignored);
}

/// The files that a SPEC may mean: what follows a colon is a part of a file, or a data set's argument.
std::vector<fs::path> files_of_spec(const std::string& spec) {
  std::vector<fs::path> files;
  for (const std::string& one : listed_files(spec)) {
    files.emplace_back(one);
    for (auto colon = one.find(':'); colon != std::string::npos; colon = one.find(':', colon + 1)) {
      files.emplace_back(one.substr(0, colon));
    }
  }
  return files;
}

std::vector<fs::path> files_read(const GivenArgument& given) {
  std::vector<fs::path> files;
  for (const std::string& value : given.values) {
    switch (given.argument->role) {
      case Role::setting:
      case Role::writes: break;
      case Role::reads_file: files.emplace_back(value); break;
      case Role::reads_model: files.push_back(model_file(value)); break;
      case Role::reads_data:
        for (fs::path& file : files_of_spec(value)) files.push_back(std::move(file));
        break;
    }
  }
  std::erase_if(files, [](const fs::path& file) { return !is_present(file); });
  return files;
}

/// The extensions in "FILE.h5|FILE.png"; an empty one stands for a directory.
std::vector<std::string> extensions_of(const std::string& formats) {
  std::vector<std::string> extensions;
  for (const std::string& format : split(formats, '|')) extensions.push_back(fs::path(format).extension().string());
  return extensions;
}

/// The extension that stands for all spellings of one format.
std::string format_of(const fs::path& file) {
  const std::string extension = file.extension().string();
  return extension == ".hdf5" ? ".h5" : extension == ".htm" ? ".html" : extension;
}

bool begins_with(const fs::path& file, std::string_view first) {
  std::ifstream stream(file, std::ios::binary);
  std::string head(first.size(), '\0');
  return stream.read(head.data(), static_cast<std::streamsize>(head.size())) && head == first;
}

bool is_of_kind(const fs::path& file, const std::string& format, const std::string& hdf5_kind) {
  std::error_code ignored;
  if (fs::file_size(file, ignored) == 0) return true;
  if (format == ".h5") {
    try {
      return stored_kind(file) == hdf5_kind;
    } catch (const Error&) {
      return false;
    }
  }
  if (format == ".png") return begins_with(file, "\x89PNG");
  if (format == ".svg") return begins_with(file, "<svg");
  if (format == ".html") return begins_with(file, "<!DOCTYPE html>");
  if (format == ".npz") return begins_with(file, "PK");
  return format == ".csv" && begins_with(file, "row,");
}

class Door {
 public:
  Door(std::string command, const std::vector<GivenArgument>& given, Replace replace)
      : command_(std::move(command)), replace_(replace) {
    for (const GivenArgument& one : given) {
      if (one.argument->role != Role::writes) continue;
      for (const std::string& value : one.values) outputs_.push_back({{spelled(*one.argument), value}, one.argument});
    }
    if (outputs_.empty()) return;
    for (const GivenArgument& one : given) {
      for (fs::path& file : files_read(one)) inputs_.push_back({spelled(*one.argument), std::move(file)});
    }
  }

  void require_safe() const {
    for (const Output& output : outputs_) {
      require_own_file(output);
      require_place(output);
      require_replaceable(output);
    }
  }

 private:
  Error refusal(const Output& output, const std::string& text) const {
    return config_error("dbn " + command_ + ": " + output.file.argument + " " + output.file.path.string() + ": " +
                        text);
  }

  void require_own_file(const Output& output) const {
    for (const NamedFile& input : inputs_) {
      if (!are_one(output.file.path, input.path)) continue;
      throw refusal(output, "is the same file as " + input.argument + " " + input.path.string() +
                                ", which is read; choose another name");
    }
    for (const Output& other : outputs_) {
      if (&other == &output || !are_one(output.file.path, other.file.path)) continue;
      throw refusal(output, "is the same file as " + other.file.argument + " " + other.file.path.string() +
                                "; give each output a name of its own");
    }
  }

  void require_place(const Output& output) const {
    const fs::path& file = output.file.path;
    if (file.empty()) throw refusal(output, "expected the name of a file");
    const std::vector<std::string> extensions = extensions_of(output.argument->option.expects);
    const auto fits = [&](const std::string& extension) { return extension.empty() || extension == format_of(file); };
    const bool one_format = extensions.size() == 1 && is_special(file);
    if (!one_format && std::none_of(extensions.begin(), extensions.end(), fits)) {
      std::string expected;
      for (const std::string& extension : extensions) expected += (expected.empty() ? "" : " or ") + extension;
      throw refusal(output, "expected a name that ends in " + expected);
    }
    const fs::path parent = file.parent_path();
    std::error_code ignored;
    if (!parent.empty() && !fs::is_directory(parent, ignored)) {
      throw refusal(output, "there is no directory " + parent.string() + "; create it first");
    }
  }

  void require_replaceable(const Output& output) const {
    const fs::path& file = output.file.path;
    std::error_code ignored;
    const fs::path target = fs::weakly_canonical(fs::absolute(file), ignored);
    if (is_file_of_run(file) || is_file_of_run(target)) {
      throw refusal(output, "is a name that a run keeps for its own file; choose another name");
    }
    if (!is_present(file) || is_special(file)) return;
    const std::string format = format_of(file);
    if (fs::is_directory(file, ignored)) {
      // Directories are written by what knows whether they are empty.
      const auto formats = extensions_of(output.argument->option.expects);
      if (std::find(formats.begin(), formats.end(), "") != formats.end()) return;
      throw refusal(output, "is a directory; expected the name of a file to write");
    }
    if (!is_of_kind(file, format, output.argument->hdf5_kind)) {
      throw refusal(output,
                    "there is a file of another kind, which is never replaced; choose another name, or remove it");
    }
    if (replace_ == Replace::nothing)
      throw refusal(output, "is there already; replace it with --force, or choose another name");
  }

  static bool is_special(const fs::path& file) {
    std::error_code ignored;
    const fs::file_status status = fs::status(file, ignored);
    return fs::is_character_file(status) || fs::is_fifo(status);
  }

  std::string command_;
  Replace replace_;
  std::vector<Output> outputs_;
  std::vector<NamedFile> inputs_;
};

}  // namespace

void require_safe_outputs(const std::string& command, const std::vector<GivenArgument>& given, Replace replace) {
  Door(command, given, replace).require_safe();
}

}  // namespace dbn::program
