// Lines of a text file and fields of a line, for CSV.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/data/formats/byte_stream.hpp"

namespace dbn {

/// Reads a plain or gzip text file line by line, whatever its line ends (LF or CRLF), without a byte order mark. What
/// is no text is refused by its name (file_kind.hpp).
class TextLines {
 public:
  explicit TextLines(const std::filesystem::path& file);

  /// The next line without its end, or false after the last. Throws a data error for a line of more than 64 MiB, which
  /// no text file has.
  bool next(std::string& line);

  /// "FILE:LINE" of the line read last, counted from 1.
  std::string place() const;
  /// Bytes of the file, as it lies on the disk, that were taken from it so far.
  std::uint64_t position() const { return stream_.position(); }
  /// The text is never longer than this many bytes.
  std::uint64_t longest() const { return stream_.longest(); }

 private:
  bool fill();

  std::filesystem::path file_;
  ByteStream stream_;
  std::vector<std::uint8_t> buffer_;
  Index begin_ = 0;
  Index end_ = 0;
  Index number_ = 0;
};

/// A field as a message shows it: in quotes, short, and printable even when the file is binary.
std::string shown(std::string_view field);

/// The separator of a line: a tab if it has one outside quotes, else a semicolon, else a comma, else a blank between
/// two fields, else a comma.
char field_separator(std::string_view line);

/// Cuts lines into fields. A field in double quotes may hold separators, and a quote written twice. Several blanks
/// separate like one.
class FieldCutter {
 public:
  explicit FieldCutter(char separator) : separator_(separator) {}

  /// The fields of `line`, trimmed and without quotes. They are views that hold until the next call, as long as `line`
  /// does. Throws a data error that begins with the place for a quote that is not closed.
  const std::vector<std::string_view>& cut(std::string_view line, const TextLines& lines);

 private:
  std::string_view unquote(std::string_view& rest, const TextLines& lines);

  char separator_;
  std::vector<std::string_view> fields_;
  std::deque<std::string> rewritten_;
};

}  // namespace dbn
