#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "libdbn/base/text.hpp"
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

std::string separator_of(std::string_view line) {
  if (line.find("::") != std::string_view::npos) return "::";
  return line.find('\t') != std::string_view::npos ? "\t" : ",";
}

void cut(std::string_view line, std::string_view separator, std::vector<std::string_view>& fields) {
  fields.clear();
  for (;;) {
    const auto at = line.find(separator);
    fields.push_back(line.substr(0, at));
    if (at == std::string_view::npos) return;
    line.remove_prefix(at + separator.size());
  }
}

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

enum class Rows { users, items };

SparseListing read_as(Rows of_what, InputLines& lines, EntrySorter& entries) {
  SparseListing listing;
  listing.table.kind = SparseKind::ratings;
  listing.row_word = "user";
  listing.column_word = "item";
  IdSet users;
  IdSet items;
  std::set<double> levels;
  std::string separator;
  std::string line;
  std::vector<std::string_view> fields;
  while (lines.next(line)) {
    if (trimmed(line).empty()) continue;
    const bool first = separator.empty();
    if (first) separator = separator_of(line);
    cut(line, separator, fields);
    if (fields.size() < 3 || fields.size() > 4) {
      throw lines.error(std::to_string(fields.size()) + " fields in " + shown(line) +
                        "; expected USER ITEM RATING [TIMESTAMP], separated by tabs, '::' or commas");
    }
    if (first && separator == "," && !parse_number(fields[0])) continue;  // names of the columns
    const auto number = static_cast<std::uint32_t>(std::min<Index>(lines.number(), ~std::uint32_t{0}));
    SparseEntry entry{id_in(fields[0], "user", lines), id_in(fields[1], "item", lines), 0, number};
    const auto rating = parse_number(fields[2]);
    if (!rating || !(*rating >= 0) || *rating >= static_cast<double>(most_levels)) {
      throw lines.error("the rating is " + shown(fields[2]) + "; expected a number from 0 to 255, such as 4 or 3.5");
    }
    entry.value = static_cast<float>(*rating);
    users.insert(entry.row);
    items.insert(entry.column);
    if (levels.insert(*rating).second && levels.size() > most_levels) {
      throw lines.error("more than 256 different ratings; expected whole numbers, or halves from 0.5 to 5");
    }
    if (of_what == Rows::items) std::swap(entry.row, entry.column);
    entries.add(entry);
  }
  if (entries.count() == 0) throw data_error(lines.place() + ": there are no ratings");
  listing.table.levels = levels_of(levels, lines.place());
  listing.row_ids = users.rising();
  listing.column_ids = items.rising();
  if (of_what == Rows::items) {
    std::swap(listing.row_word, listing.column_word);
    std::swap(listing.row_ids, listing.column_ids);
  }
  listing.rows = listing.row_ids.size();
  listing.table.columns = listing.column_ids.size();
  listing.table.row_names = texts_of(listing.row_ids);
  listing.table.column_names = texts_of(listing.column_ids);
  return listing;
}

}  // namespace

SparseListing read_ratings(InputLines& lines, EntrySorter& entries) { return read_as(Rows::users, lines, entries); }

SparseListing read_ratings_by_item(InputLines& lines, EntrySorter& entries) {
  return read_as(Rows::items, lines, entries);
}

}  // namespace dbn
