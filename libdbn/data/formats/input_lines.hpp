// Lines of one or several text files as one text, with the reading progress.
#pragma once

#include <functional>
#include <optional>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/formats/text_lines.hpp"

namespace dbn {

/// How far something that goes through much data is.
struct ImportStep {
  std::string_view what;  ///< "reading", "writing"
  Index rows = 0;         ///< lines, rows or entries done
  double fraction = 0;    ///< of this step
};
/// Is told now and then; what it throws ends the work.
using ImportWatch = std::function<void(const ImportStep&)>;

/// Reads files one after the other, each plain or gzip.
class InputLines {
 public:
  /// `watch` may be empty.
  InputLines(std::vector<std::filesystem::path> files, ImportWatch watch, std::string_view what = "reading");

  /// The next line, or false after the last of the last file. Throws what TextLines throws.
  bool next(std::string& line);

  /// Of the line read last, counted from 1 over all files.
  Index number() const { return number_; }
  /// Which file it is of, from 0.
  Index file() const { return lines_before_.size() - 1; }
  /// The lines of that file.
  const TextLines& current() const { return *lines_; }
  std::string place() const { return place_of(number_); }
  /// "FILE:LINE" of a line that was read.
  std::string place_of(Index number) const;
  /// A data error about the line read last.
  Error error(const std::string& text) const { return data_error(place() + ": " + text); }

 private:
  void tell() const;

  std::vector<std::filesystem::path> files_;
  std::vector<Index> lines_before_;  ///< of each file that was begun
  ImportWatch watch_;
  std::string_view what_;
  std::optional<TextLines> lines_;
  Index number_ = 0;
  std::uint64_t bytes_before_ = 0;
  std::uint64_t all_bytes_ = 0;
};

}  // namespace dbn
