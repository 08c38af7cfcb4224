// Markup type for HTML and SVG: text is always escaped.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbn::program {

/// A piece of an HTML or SVG document. Whatever is made of a string is text: it is escaped, bytes that are no UTF-8 and
/// control characters become U+FFFD. Tags come from `element` alone.
class Markup {
 public:
  Markup() = default;
  Markup(std::string_view text);
  Markup(const std::string& text) : Markup(std::string_view(text)) {}
  Markup(const char* text) : Markup(std::string_view(text)) {}

  /// For what the program itself holds in the language of the page: style sheets and scripts. Never for text of users.
  static Markup verbatim(std::string_view code);

  Markup& operator+=(const Markup& other);
  friend Markup operator+(Markup first, const Markup& second) { return std::move(first += second); }

  bool empty() const { return code_.empty(); }
  const std::string& code() const { return code_; }

 private:
  std::string code_;
};

/// Names are the program's own; values are escaped.
using Attributes = std::vector<std::pair<std::string_view, std::string>>;

/// <name attributes>content</name>
Markup element(std::string_view name, const Attributes& attributes, const Markup& content);
inline Markup element(std::string_view name, const Markup& content) { return element(name, {}, content); }
/// <name attributes/>, for elements that never have content.
Markup empty_element(std::string_view name, const Attributes& attributes);

}  // namespace dbn::program
