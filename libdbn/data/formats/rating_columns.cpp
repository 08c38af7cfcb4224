#include "libdbn/data/formats/rating_columns.hpp"

#include <algorithm>
#include <cctype>

#include "libdbn/base/characters.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

constexpr Index no_field = static_cast<Index>(-1);

constexpr std::string_view user_names[] = {"user", "u", "customer", "reviewer", "rater", "member", "person"};
constexpr std::string_view item_names[] = {"item",  "i",      "movie",   "film",  "anime", "book", "isbn",
                                           "asin",  "song",   "product", "track", "music", "game", "artist",
                                           "album", "recipe", "article", "joke",  "title", "show", "business"};
constexpr std::string_view rating_names[] = {"rating", "score", "star", "value", "grade", "overall", "r"};
constexpr std::string_view time_names[] = {"timestamp", "time", "date", "datetime", "ts", "unixreviewtime"};

/// In lower case and without what spellings differ in: user_id, "User ID" and userIds are userid.
std::string plain_spelling(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const auto code = static_cast<unsigned char>(c);
    if (std::isalnum(code) != 0 || code >= 0x80) result += static_cast<char>(std::tolower(code));
  }
  return result;
}

bool is_one_of(std::string_view spelling, std::span<const std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    std::string_view rest = spelling;
    if (!rest.starts_with(name)) return false;
    rest.remove_prefix(name.size());
    return rest.empty() || rest == "s" || rest == "id" || rest == "ids";
  });
}

[[noreturn]] void refuse(const std::vector<std::string_view>& fields, const InputLines& lines,
                         const std::string& text) {
  std::string found;
  for (const std::string_view field : fields) found += (found.empty() ? "" : ", ") + printable(field);
  throw lines.error("the first line has the names " + found + ", " + text +
                    "; expected user, item and rating, in any order: rename the columns, or leave the line out where "
                    "they are USER, ITEM, RATING");
}

std::string separator_of(std::string_view line) {
  if (line.find("::") != std::string_view::npos) return "::";
  return std::string(1, field_separator(line));
}

}  // namespace

std::optional<RatingColumns> rating_columns(const std::vector<std::string_view>& fields, const InputLines& lines,
                                            std::vector<std::string>& notes) {
  if (std::any_of(fields.begin(), fields.end(), [](auto field) { return parse_number(field).has_value(); })) {
    return std::nullopt;
  }
  RatingColumns columns{no_field, no_field, no_field, fields.size(), fields.size()};
  const auto take = [&](Index& place, Index i) {
    if (place != no_field) refuse(fields, lines, "of which two mean the same");
    place = i;
  };
  for (Index i = 0; i < fields.size(); ++i) {
    const std::string name = plain_spelling(fields[i]);
    if (is_one_of(name, user_names)) {
      take(columns.user, i);
    } else if (is_one_of(name, rating_names)) {
      take(columns.rating, i);
    } else if (is_one_of(name, item_names)) {
      take(columns.item, i);
    } else if (!is_one_of(name, time_names)) {
      const bool is_nameless = name.empty() || name.starts_with("unnamed");
      notes.push_back("column " + std::to_string(i) +
                      (is_nameless ? " has no name" : " ('" + printable(fields[i]) + "') is no part of a rating") +
                      ": left out");
    }
  }
  if (columns.user == no_field) refuse(fields, lines, "of which none is the user");
  if (columns.item == no_field) refuse(fields, lines, "of which none is the item");
  if (columns.rating == no_field) refuse(fields, lines, "of which none is the rating");
  return columns;
}

const std::vector<std::string_view>& RatingCutter::cut(std::string_view line, const InputLines& lines) {
  if (lines.file() != file_) {
    file_ = lines.file();
    separator_ = separator_of(line);
    cutter_.emplace(separator_.front());
  }
  const bool is_plain = separator_ != " " && line.find('"') == std::string_view::npos;
  if (!is_plain && separator_.size() == 1) return cutter_->cut(line, lines.current());
  fields_.clear();
  for (;;) {
    const auto at = line.find(separator_);
    fields_.push_back(trimmed(line.substr(0, at)));
    if (at == std::string_view::npos) return fields_;
    line.remove_prefix(at + separator_.size());
  }
}

}  // namespace dbn
