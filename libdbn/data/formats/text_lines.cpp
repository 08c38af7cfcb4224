#include "libdbn/data/formats/text_lines.hpp"

#include <algorithm>
#include <cctype>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/formats/file_kind.hpp"

namespace dbn {
namespace {

constexpr Index line_buffer_bytes = Index(1) << 16;
constexpr Index longest_line = Index(1) << 26;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view blanks = " \r";

}  // namespace

TextLines::TextLines(const std::filesystem::path& file) : file_(file), stream_(file), buffer_(line_buffer_bytes) {}

bool TextLines::fill() {
  begin_ = 0;
  end_ = stream_.read(buffer_);
  if (number_ == 0) require_text(file_, std::span(buffer_).first(end_));
  return end_ > 0;
}

bool TextLines::next(std::string& line) {
  line.clear();
  if (begin_ == end_ && !fill()) return false;
  ++number_;
  do {
    const auto first = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
    const auto last = buffer_.begin() + static_cast<std::ptrdiff_t>(end_);
    const auto line_end = std::find(first, last, std::uint8_t('\n'));
    line.append(first, line_end);
    if (line.size() > longest_line) {
      throw data_error(place() + ": the line is longer than " + std::to_string(longest_line) +
                       " bytes; this is not a text file");
    }
    begin_ = static_cast<Index>(line_end - buffer_.begin());
    if (line_end != last) {
      ++begin_;
      break;
    }
  } while (fill());
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (number_ == 1 && line.find('\r') != std::string::npos) {
    throw data_error(file_.string() +
                     ": its lines end in carriage returns only, as on old Macs; convert it by "
                     "\"tr '\\r' '\\n' < FILE > NEW\"");
  }
  if (number_ == 1 && line.starts_with(byte_order_mark)) line.erase(0, byte_order_mark.size());
  return true;
}

std::string TextLines::place() const { return file_.string() + ":" + std::to_string(number_); }

std::string shown(std::string_view field) {
  constexpr Index longest = 40;
  std::string text = "'";
  for (char c : field.substr(0, longest)) text += std::isprint(static_cast<unsigned char>(c)) != 0 ? c : '?';
  return text + (field.size() > longest ? "...'" : "'");
}

char field_separator(std::string_view line) {
  bool quoted = false;
  bool comma = false;
  bool semicolon = false;
  bool blank = false;
  const auto first = line.find_first_not_of(blanks);
  if (first == std::string_view::npos) return ',';
  for (char c : line.substr(first, line.find_last_not_of(blanks) + 1 - first)) {
    quoted ^= c == '"';
    if (quoted) continue;
    if (c == '\t') return '\t';
    comma |= c == ',';
    semicolon |= c == ';';
    blank |= c == ' ';
  }
  return semicolon ? ';' : comma || !blank ? ',' : ' ';
}

const std::vector<std::string_view>& FieldCutter::cut(std::string_view line, const TextLines& lines) {
  fields_.clear();
  rewritten_.clear();
  std::string_view rest = separator_ == ' ' ? trimmed(line) : line;
  for (;;) {
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    if (!rest.empty() && rest.front() == '"') {
      fields_.push_back(unquote(rest, lines));
    } else {
      const Index length = std::min(rest.find(separator_), rest.size());
      fields_.push_back(trimmed(rest.substr(0, length)));
      rest.remove_prefix(length);
    }
    if (rest.empty()) return fields_;
    rest.remove_prefix(1);
  }
}

// Takes the quoted field off the front of `rest`, up to the separator.
std::string_view FieldCutter::unquote(std::string_view& rest, const TextLines& lines) {
  const std::string_view whole = rest.substr(1);
  Index closing = whole.find('"');
  std::string rewritten;
  Index copied = 0;
  while (closing != std::string_view::npos && whole.substr(closing + 1).starts_with('"')) {
    rewritten += whole.substr(copied, closing + 1 - copied);
    copied = closing + 2;
    closing = whole.find('"', copied);
  }
  if (closing == std::string_view::npos) {
    throw data_error(lines.place() +
                     ": a quote is opened but not closed on the line; write \"\" for a quote in a field");
  }
  rest = whole.substr(closing + 1);
  const Index length = std::min(rest.find(separator_), rest.size());
  if (!trimmed(rest.substr(0, length)).empty()) {
    throw data_error(lines.place() + ": text follows a closing quote; write \"\" for a quote in a field");
  }
  rest.remove_prefix(length);
  if (copied == 0) return trimmed(whole.substr(0, closing));
  rewritten += whole.substr(copied, closing - copied);
  return trimmed(rewritten_.emplace_back(std::move(rewritten)));
}

}  // namespace dbn
