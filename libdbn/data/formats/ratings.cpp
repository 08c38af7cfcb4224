#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "libdbn/base/text.hpp"
#include "libdbn/data/formats/rating_columns.hpp"
#include "libdbn/data/formats/ratings_by_item.hpp"

namespace dbn {
namespace {

constexpr std::uint32_t ids = std::uint32_t{1} << 30;
constexpr Index most_levels = 256;

/// Which numbers occur, in one bit each up to the greatest.
class IdSet {
 public:
  void insert(std::uint32_t id) {
    const Index word = id / 64;
    if (word >= bits_.size()) bits_.resize(std::max(word + 1, bits_.size() + bits_.size() / 2));
    bits_[word] |= std::uint64_t{1} << id % 64;
  }
  std::vector<std::uint32_t> rising() const {
    std::vector<std::uint32_t> all;
    for (Index word = 0; word < bits_.size(); ++word) {
      for (std::uint64_t rest = bits_[word]; rest != 0; rest &= rest - 1) {
        all.push_back(static_cast<std::uint32_t>(64 * word + static_cast<Index>(__builtin_ctzll(rest))));
      }
    }
    return all;
  }

 private:
  std::vector<std::uint64_t> bits_;
};

std::uint32_t id_in(std::string_view field, const std::string& what, const InputLines& lines) {
  const auto id = parse_integer(field);
  if (id && *id >= 0 && *id < static_cast<std::int64_t>(ids)) return static_cast<std::uint32_t>(*id);
  throw lines.error("the " + what + " is " + shown(field) + "; expected a whole number from 0 to " +
                    std::to_string(ids - 1));
}

// The scales that raters are given; a level that nobody chose is one nevertheless.
std::vector<double> levels_of(const std::set<double>& found, const std::string& where) {
  const auto all = [&](const auto& fits) { return std::all_of(found.begin(), found.end(), fits); };
  const auto is_whole = [](double x) { return x == std::floor(x); };
  const double least = *found.begin();
  const double greatest = *found.rbegin();
  const auto steps = [](double from, double to, double step) {
    std::vector<double> levels;
    for (double level = from; level <= to; level += step) levels.push_back(level);
    return levels;
  };
  if (all(is_whole)) return least >= 1 && greatest <= 5 ? steps(1, 5, 1) : steps(least, greatest, 1);
  if (all([&](double x) { return is_whole(2 * x); }) && least >= 0.5 && greatest <= 5) return steps(0.5, 5, 0.5);
  throw data_error(where + ": ratings run from " + to_text(least) + " to " + to_text(greatest) +
                   ", not all of them whole; expected whole numbers, or halves from 0.5 to 5: round or scale them");
}

std::vector<std::string> texts_of(const std::vector<std::uint32_t>& numbers) {
  std::vector<std::string> texts;
  for (const std::uint32_t number : numbers) texts.push_back(std::to_string(number));
  return texts;
}

/// Users, or items: numbered by what occurs, or by a list.
class Numbering {
 public:
  Numbering(const std::vector<std::string>& names, const std::string& origin, const std::string& what)
      : names_(names), what_(what) {
    for (Index i = 0; i < names.size(); ++i) {
      const auto id = parse_integer(names[i]);
      if (!id || *id < 0 || *id >= static_cast<std::int64_t>(ids) ||
          !places_.emplace(static_cast<std::uint32_t>(*id), static_cast<std::uint32_t>(i)).second) {
        throw data_error(origin + ": the " + what + " " + shown(names[i]) +
                         " is no whole number below 2^30, or is there twice; these are the ids of imported ratings");
      }
    }
  }

  /// What the entry holds for the field; nothing for an id that is not in the list.
  std::optional<std::uint32_t> number(std::string_view field, const InputLines& lines) {
    const std::uint32_t id = id_in(field, what_, lines);
    if (names_.empty()) {
      found_.insert(id);
      return id;
    }
    const auto place = places_.find(id);
    return place == places_.end() ? std::nullopt : std::optional(place->second);
  }

  void finish(Index& count, std::vector<std::uint32_t>& ids_of, std::vector<std::string>& names) const {
    if (names_.empty()) ids_of = found_.rising();
    names = names_.empty() ? texts_of(ids_of) : names_;
    count = names.size();
  }

 private:
  const std::vector<std::string>& names_;
  std::string what_;
  std::unordered_map<std::uint32_t, std::uint32_t> places_;
  IdSet found_;
};

double rating_in(std::string_view field, const std::vector<double>& levels, const InputLines& lines) {
  const auto rating = parse_number(field);
  if (!rating || !(*rating >= 0) || *rating >= static_cast<double>(most_levels)) {
    throw lines.error("the rating is " + shown(field) + "; expected a number from 0 to 255, such as 4 or 3.5");
  }
  if (levels.empty() || std::binary_search(levels.begin(), levels.end(), *rating)) return *rating;
  std::string all;
  for (const double level : levels) all += (all.empty() ? "" : ", ") + to_text(level);
  throw lines.error("the rating is " + shown(field) + "; expected one of the levels " + all);
}

enum class Rows { users, items };

SparseListing read_as(Rows of_what, InputLines& lines, EntrySorter& entries, const RatingScheme& scheme) {
  SparseListing listing;
  listing.table.kind = SparseKind::ratings;
  listing.row_word = "user";
  listing.column_word = "item";
  Numbering users(scheme.users, scheme.users_origin, "user");
  Numbering items(scheme.items, scheme.items_origin, "item");
  std::set<double> levels;
  std::optional<Index> file;
  RatingColumns columns;
  RatingCutter cutter;
  Index unknown = 0;
  std::string line;
  while (lines.next(line)) {
    if (trimmed(line).empty()) continue;
    const std::vector<std::string_view>& fields = cutter.cut(line, lines);
    if (file != lines.file()) {
      file = lines.file();
      if (const auto named = rating_columns(fields, lines, listing.notes)) {
        columns = *named;
        continue;
      }
      if (columns.user != 0 || columns.item != 1 || columns.rating != 2) {
        throw lines.error(
            "the file has no header, but the one before has one in another order than USER, ITEM, "
            "RATING; begin each with its header");
      }
    }
    if (fields.size() < columns.least || fields.size() > columns.most) {
      throw lines.error(std::to_string(fields.size()) + " fields in " + shown(line) + "; expected " +
                        (columns.least == columns.most
                             ? std::to_string(columns.least) + " as in the header"
                             : "USER ITEM RATING [TIMESTAMP], separated by tabs, '::' or commas"));
    }
    const auto number = static_cast<std::uint32_t>(std::min<Index>(lines.number(), ~std::uint32_t{0}));
    const auto user = users.number(fields[columns.user], lines);
    const auto item = items.number(fields[columns.item], lines);
    const double rating = rating_in(fields[columns.rating], scheme.levels, lines);
    if (!user || !item) {
      ++unknown;
      continue;
    }
    if (levels.insert(rating).second && levels.size() > most_levels) {
      throw lines.error("more than 256 different ratings; expected whole numbers, or halves from 0.5 to 5");
    }
    SparseEntry entry{*user, *item, static_cast<float>(rating), number};
    if (of_what == Rows::items) std::swap(entry.row, entry.column);
    entries.add(entry);
  }
  if (entries.count() == 0) {
    throw data_error(lines.place() + ": there are no ratings" +
                     (unknown > 0 ? " of the users and items that are wanted" : ""));
  }
  if (unknown > 0) {
    listing.notes.push_back(std::to_string(unknown) + " ratings are left out, as their users or items are not in " +
                            (scheme.items.empty() ? scheme.users_origin : scheme.items_origin));
  }
  listing.table.levels = scheme.levels.empty() ? levels_of(levels, lines.place()) : scheme.levels;
  users.finish(listing.rows, listing.row_ids, listing.table.row_names);
  items.finish(listing.table.columns, listing.column_ids, listing.table.column_names);
  if (of_what == Rows::items) {
    std::swap(listing.row_word, listing.column_word);
    std::swap(listing.row_ids, listing.column_ids);
    std::swap(listing.rows, listing.table.columns);
    std::swap(listing.table.row_names, listing.table.column_names);
  }
  return listing;
}

}  // namespace

SparseListing read_ratings(InputLines& lines, EntrySorter& entries, const RatingScheme& scheme) {
  return read_as(Rows::users, lines, entries, scheme);
}

SparseListing read_ratings_by_item(InputLines& lines, EntrySorter& entries, const RatingScheme& scheme) {
  return read_as(Rows::items, lines, entries, scheme);
}

}  // namespace dbn
