#include "experiments/text/markup.hpp"

#include <algorithm>

namespace dbn::program {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// Bytes of the UTF-8 character that `text` begins with; 0 where it is none, surrogates and overlong forms included.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || length > text.size()) return 0;
  if (!std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(length), is_continuation)) return 0;
  const unsigned second = length > 1 ? byte(1) : 0;
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
      (first == 0xF4 && second > 0x8F)) {
    return 0;
  }
  return length;
}

std::string_view escape_of(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: break;
  }
  const auto code = static_cast<unsigned char>(c);
  const bool is_control = (code < 0x20 && c != '\n' && c != '\t') || code == 0x7F;
  return is_control ? replacement : std::string_view();
}

std::string escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const std::string_view escape = length == 1   ? escape_of(text.front())
                                    : length == 0 ? replacement
                                                  : std::string_view();
    result += escape.empty() ? text.substr(0, length) : escape;
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
  return result;
}

std::string opening(std::string_view name, const Attributes& attributes) {
  std::string code = "<" + std::string(name);
  for (const auto& [key, value] : attributes) code += " " + std::string(key) + "=\"" + escaped(value) + "\"";
  return code;
}

}  // namespace

Markup::Markup(std::string_view text) : code_(escaped(text)) {}

Markup Markup::verbatim(std::string_view code) {
  Markup markup;
  markup.code_ = code;
  return markup;
}

Markup& Markup::operator+=(const Markup& other) {
  code_ += other.code_;
  return *this;
}

Markup element(std::string_view name, const Attributes& attributes, const Markup& content) {
  return Markup::verbatim(opening(name, attributes) + ">" + content.code() + "</" + std::string(name) + ">");
}

Markup empty_element(std::string_view name, const Attributes& attributes) {
  return Markup::verbatim(opening(name, attributes) + "/>");
}

}  // namespace dbn::program
