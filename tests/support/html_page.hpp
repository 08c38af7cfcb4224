// An HTML page taken apart: its elements with attributes and text. A page that is not well-formed fails the test.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/checks.hpp"

namespace dbn::test {

/// The characters behind the escapes that pages here use.
inline std::string unescaped(std::string_view text) {
  static const std::vector<std::pair<std::string_view, char>> escapes{
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
  std::string result;
  while (!text.empty()) {
    const auto escape =
        std::find_if(escapes.begin(), escapes.end(), [&](const auto& e) { return text.starts_with(e.first); });
    if (text.front() == '&') BOOST_CHECK_MESSAGE(escape != escapes.end(), "a bare & before " << text.substr(0, 20));
    const bool found = escape != escapes.end();
    result += found ? escape->second : text.front();
    text.remove_prefix(found ? escape->first.size() : 1);
  }
  return result;
}

struct HtmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::size_t first = 0;  ///< where its content begins and ends in the page
  std::size_t last = 0;

  std::string get(const std::string& attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? "" : found->second;
  }
};

class HtmlPage {
 public:
  explicit HtmlPage(std::string code) : code_(std::move(code)) { parse(); }

  const std::string& code() const { return code_; }

  /// Elements of this name in the order of the page; within `part` where that is given.
  std::vector<HtmlElement> all(const std::string& name, const HtmlElement* part = nullptr) const {
    std::vector<HtmlElement> found;
    for (const HtmlElement& element : elements_) {
      const bool is_within = part == nullptr || (element.first >= part->first && element.last <= part->last);
      if (element.name == name && is_within) found.push_back(element);
    }
    return found;
  }
  /// The element with this id, which must be there.
  HtmlElement by_id(const std::string& id) const {
    for (const HtmlElement& element : elements_) {
      if (element.get("id") == id) return element;
    }
    BOOST_REQUIRE_MESSAGE(false, "there is no element with the id " << id);
    return {};
  }
  bool has_id(const std::string& id) const {
    return std::any_of(elements_.begin(), elements_.end(), [&](const auto& e) { return e.get("id") == id; });
  }
  /// Text without tags.
  std::string text(const HtmlElement& element) const {
    std::string text;
    bool in_tag = false;
    for (std::size_t i = element.first; i < element.last; ++i) {
      if (code_[i] == '<') in_tag = true;
      if (!in_tag) text += code_[i];
      if (code_[i] == '>') in_tag = false;
    }
    return unescaped(text);
  }
  /// The cells of a table, headings included, row by row; a number where a cell has one in full precision.
  std::vector<std::vector<std::string>> cells(const HtmlElement& table) const {
    std::vector<std::vector<std::string>> rows;
    for (const HtmlElement& row : all("tr", &table)) {
      rows.emplace_back();
      for (const HtmlElement& element : elements_) {
        if ((element.name != "td" && element.name != "th") || element.first < row.first || element.last > row.last)
          continue;
        const auto data = all("data", &element);
        rows.back().push_back(data.empty() ? text(element) : data.front().get("value"));
      }
    }
    return rows;
  }
  /// The table of a section whose caption has this text.
  HtmlElement table(const HtmlElement& section, const std::string& caption) const {
    for (const HtmlElement& table : all("table", &section)) {
      for (const HtmlElement& found : all("caption", &table)) {
        if (text(found).find(caption) != std::string::npos) return table;
      }
    }
    BOOST_REQUIRE_MESSAGE(false, "there is no table about " << caption);
    return {};
  }

  /// What every page must be: ids once, links and labels that lead somewhere, pictures with words, headings in order,
  /// nothing from elsewhere.
  void check_sound() const {
    std::set<std::string> ids;
    for (const HtmlElement& element : elements_) {
      if (const std::string id = element.get("id"); !id.empty()) BOOST_CHECK_MESSAGE(ids.insert(id).second, id);
    }
    int level = 0;
    for (const HtmlElement& element : elements_) {
      for (const char* attribute : {"href", "aria-labelledby"}) {
        std::string place = element.get(attribute);
        if (place.empty()) continue;
        if (attribute == std::string("href")) {
          BOOST_CHECK_MESSAGE(place.starts_with("#"), place << " leads out of the page");
          place.erase(0, 1);
        }
        BOOST_CHECK_MESSAGE(ids.contains(place), "nothing has the id " << place);
      }
      if (element.attributes.contains("src")) BOOST_CHECK(element.get("src").starts_with("data:image/png;base64,"));
      for (const char* attribute : {"style", "onclick", "onload", "onerror"}) {
        BOOST_CHECK_MESSAGE(!element.attributes.contains(attribute), attribute << " is against the page's policy");
      }
      if (element.name == "img") BOOST_CHECK(!element.get("alt").empty());
      if (element.name == "svg") BOOST_CHECK(element.get("role") == "img" && !element.get("aria-label").empty());
      if (element.name == "th") BOOST_CHECK(element.attributes.contains("scope"));
      if (element.name.size() == 2 && element.name[0] == 'h' && std::isdigit(element.name[1]) != 0) {
        const int next = element.name[1] - '0';
        BOOST_CHECK_MESSAGE(next <= level + 1, element.name << " after a heading of level " << level);
        level = next;
      }
    }
    for (const HtmlElement& table : all("table")) BOOST_CHECK_EQUAL(all("caption", &table).size(), 1);
    BOOST_CHECK_EQUAL(all("h1").size(), 1);
    BOOST_CHECK_EQUAL(all("main").size(), 1);
    for (const char* word : {"http:", "https:", "url(", "@import", "<iframe", "<link", "<object"}) {
      BOOST_CHECK_MESSAGE(code_.find(word) == std::string::npos, "the page has " << word);
    }
    BOOST_CHECK_LT(code_.size(), 2'000'000);
  }

 private:
  void parse() {
    const std::string_view text = code_;
    BOOST_REQUIRE(text.starts_with("<!DOCTYPE html>\n"));
    std::vector<std::size_t> open;
    for (std::size_t at = text.find('<', 1); at != std::string_view::npos; at = text.find('<', at + 1)) {
      // What is in these is no markup.
      if (!open.empty() && (elements_[open.back()].name == "script" || elements_[open.back()].name == "style")) {
        at = text.find("</" + elements_[open.back()].name, at);
        BOOST_REQUIRE(at != std::string_view::npos);
      }
      const std::size_t end = text.find('>', at);
      BOOST_REQUIRE(end != std::string_view::npos);
      if (text[at + 1] == '/') {
        const std::string_view name = text.substr(at + 2, end - at - 2);
        BOOST_REQUIRE_MESSAGE(!open.empty() && elements_[open.back()].name == name,
                              "</" << name << "> ends " << (open.empty() ? "nothing" : elements_[open.back()].name));
        elements_[open.back()].last = at;
        open.pop_back();
        continue;
      }
      elements_.push_back(opened(text.substr(at + 1, end - at - 1)));
      elements_.back().first = end + 1;
      elements_.back().last = end + 1;
      if (text[end - 1] != '/') open.push_back(elements_.size() - 1);
    }
    BOOST_REQUIRE(open.empty());
  }

  static HtmlElement opened(std::string_view tag) {
    if (tag.ends_with('/')) tag.remove_suffix(1);
    HtmlElement element;
    const std::size_t name_end = std::min(tag.find(' '), tag.size());
    element.name = tag.substr(0, name_end);
    BOOST_REQUIRE_MESSAGE(!element.name.empty() && std::isalpha(element.name[0]) != 0, "<" << tag.substr(0, 40));
    tag.remove_prefix(name_end);
    while (!tag.empty()) {
      tag.remove_prefix(1);
      const std::size_t equals = tag.find("=\"");
      BOOST_REQUIRE_MESSAGE(equals != std::string_view::npos, "no value in " << tag.substr(0, 40));
      const std::size_t close = tag.find('"', equals + 2);
      BOOST_REQUIRE(close != std::string_view::npos);
      const std::string key(tag.substr(0, equals));
      BOOST_CHECK_MESSAGE(element.attributes.emplace(key, unescaped(tag.substr(equals + 2, close - equals - 2))).second,
                          key);
      tag.remove_prefix(close + 1);
    }
    return element;
  }

  std::string code_;
  std::vector<HtmlElement> elements_;
};

}  // namespace dbn::test
