#include "libdbn/data/sparse/rating_rows.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <unordered_map>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/random.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

constexpr std::uint32_t nowhere = ~std::uint32_t{0};

const std::vector<std::uint8_t>& levels_of(const SparseRows& rows) {
  return std::get<std::vector<std::uint8_t>>(rows.values);
}

std::string list_of(const std::vector<double>& levels) {
  std::string text;
  for (const double level : levels) text += (text.empty() ? "" : ", ") + to_text(level);
  return text;
}

void require_ratings(const SparseRows& rows) {
  if (rows.kind == SparseKind::ratings && std::holds_alternative<std::vector<std::uint8_t>>(rows.values)) return;
  throw data_error(rows.name + " has counts; expected ratings, as 'dbn data import movielens' makes them");
}

/// The numbers that the levels of one table have in another, by their values.
class LevelPlaces {
 public:
  LevelPlaces(const SparseRows& found, const SparseRows& expected) : found_(found), expected_(expected) {
    for (const double level : found.levels) {
      const auto place = std::lower_bound(expected.levels.begin(), expected.levels.end(), level);
      const bool is_known = place != expected.levels.end() && *place == level;
      places_.push_back(is_known ? static_cast<std::uint32_t>(place - expected.levels.begin()) : nowhere);
    }
  }

  /// Of entry `e` of the first table. A level that no rating has need not be known.
  float of_entry(Index e) const {
    const std::uint8_t level = levels_of(found_)[e];
    if (places_[level] != nowhere) return static_cast<float>(places_[level]);
    throw data_error(found_.name + " has the rating " + to_text(found_.levels[level]) + ", but " + expected_.name +
                     " has " + list_of(expected_.levels) + "; they need the same scale ('dbn data import --levels')");
  }

 private:
  const SparseRows& found_;
  const SparseRows& expected_;
  std::vector<std::uint32_t> places_;
};

void require_same_table(const SparseRows& found, const SparseRows& expected) {
  require_same_levels(found, expected);
  if (found.rows() == expected.rows() && found.columns == expected.columns) return;
  throw data_error(found.name + " has " + std::to_string(found.rows()) + " rows of " + std::to_string(found.columns) +
                   " items, but " + expected.name + " has " + std::to_string(expected.rows()) + " of " +
                   std::to_string(expected.columns));
}

SparseRows empty_like(const SparseTable& table) {
  SparseRows rows;
  static_cast<SparseTable&>(rows) = table;
  rows.generator.clear();
  return rows;
}

/// The place that each of `names` has among `expected`.
std::vector<std::uint32_t> places_of(const std::vector<std::string>& names, const std::vector<std::string>& expected) {
  std::unordered_map<std::string_view, std::uint32_t> place;
  for (Index i = 0; i < expected.size(); ++i) place.emplace(expected[i], static_cast<std::uint32_t>(i));
  std::vector<std::uint32_t> places;
  for (const std::string& name : names) {
    const auto found = place.find(name);
    places.push_back(found == place.end() ? nowhere : found->second);
  }
  return places;
}

/// What stands at each place, for tables whose names are not those of each other.
struct Axis {
  Index count;
  const std::vector<std::string>& names;
};
std::vector<std::uint32_t> places_on(const Axis& found, const Axis& expected, const std::string& what) {
  if (!found.names.empty() && !expected.names.empty()) return places_of(found.names, expected.names);
  if (found.count != expected.count) {
    throw data_error(what + ", and there are no names to match them by; expected as many");
  }
  std::vector<std::uint32_t> places(found.count);
  for (Index i = 0; i < found.count; ++i) places[i] = static_cast<std::uint32_t>(i);
  return places;
}

// An item is rated or not, however many lists say so.
SparseRows without(const SparseRows& rows, const SparseRows& others) {
  SparseRows rest = empty_like(rows);
  std::vector<std::uint32_t> columns;
  for (Index n = 0; n < rows.rows(); ++n) {
    const auto of = [n](const SparseRows& all) {
      return std::span(all.positions).subspan(all.starts[n], all.starts[n + 1] - all.starts[n]);
    };
    columns.clear();
    std::set_difference(of(rows).begin(), of(rows).end(), of(others).begin(), of(others).end(),
                        std::back_inserter(columns));
    const std::vector<float> no_values(columns.size());
    rest.add_row({columns, no_values});
  }
  return rest;
}

}  // namespace

RatingRows::RatingRows(Part given, Part rated) : given_(std::move(given)), rated_(std::move(rated)), wanted_(given_) {
  require_ratings(*given_);
  if (rated_ == nullptr) return;
  require_ratings(*rated_);
  require_same_table(*rated_, *given_);
  rated_ = std::make_shared<const SparseRows>(without(*rated_, *given_));
}

RatingRows::RatingRows(const RatingRows& known, Part wanted)
    : given_(known.given_), rated_(known.rated_), wanted_(std::move(wanted)) {
  require_ratings(*wanted_);
  require_same_table(*wanted_, *given_);
}

Index RatingRows::columns() const { return items() * (levels() + (is_conditional() ? 1 : 0)); }

void RatingRows::read(std::span<const Index> numbers, Index, MatrixView out) const {
  require_columns("ratings", out, columns());
  for (Index i = 0; i < numbers.size(); ++i) {
    real* const row = out.row(i);
    real* const indicators = row + items() * levels();
    std::fill(row, indicators, std::numeric_limits<real>::quiet_NaN());
    std::fill(indicators, row + out.columns, real(0));
    const RatedItems known = given(numbers[i]);
    for (Index e = 0; e < known.items.size(); ++e) {
      real* const group = row + known.items[e] * levels();
      std::fill_n(group, levels(), real(0));
      group[known.levels[e]] = real(1);
      if (is_conditional()) indicators[known.items[e]] = real(1);
    }
    for (const std::uint32_t item : rated(numbers[i])) indicators[item] = real(1);
  }
}

const Labels& RatingRows::labels() const {
  static const Labels none;
  return none;
}

std::string RatingRows::visible_spec() const {
  const std::string groups = "softmax:" + std::to_string(items()) + "x" + std::to_string(levels());
  return is_conditional() ? groups + "+bernoulli:" + std::to_string(items()) : groups;
}

RatedItems RatingRows::entries_of(const SparseRows& rows, Index row) {
  const Index first = rows.starts[row];
  const Index count = rows.starts[row + 1] - first;
  return {std::span(rows.positions).subspan(first, count), std::span(levels_of(rows)).subspan(first, count)};
}

std::span<const std::uint32_t> RatingRows::rated(Index row) const {
  if (!is_conditional()) return {};
  return entries_of(*rated_, row).items;
}

void require_same_levels(const SparseTable& found, const SparseTable& expected) {
  if (found.levels == expected.levels) return;
  throw data_error(found.name + " has ratings " + list_of(found.levels) + ", but " + expected.name + " has " +
                   list_of(expected.levels) + "; they need the same scale");
}

Aligned aligned_with(const SparseRows& found, const SparseRows& expected) {
  require_ratings(found);
  require_ratings(expected);
  const LevelPlaces level_places(found, expected);
  const auto differ = [&](const std::string& what, Index here, Index there) {
    return found.name + " has " + std::to_string(here) + " " + what + " and " + expected.name + " has " +
           std::to_string(there);
  };
  const auto row_places = places_on({found.rows(), found.row_names}, {expected.rows(), expected.row_names},
                                    differ("rows", found.rows(), expected.rows()));
  const auto column_places = places_on({found.columns, found.column_names}, {expected.columns, expected.column_names},
                                       differ("items", found.columns, expected.columns));
  std::vector<std::vector<std::pair<std::uint32_t, float>>> rows(expected.rows());
  Index kept = 0;
  for (Index n = 0; n < found.rows(); ++n) {
    if (row_places[n] == nowhere) continue;
    for (Index e = found.starts[n]; e < found.starts[n + 1]; ++e) {
      const std::uint32_t column = column_places[found.positions[e]];
      if (column == nowhere) continue;
      rows[row_places[n]].emplace_back(column, level_places.of_entry(e));
      ++kept;
    }
  }
  if (kept == 0) {
    throw data_error(found.name + " has no rating of rows and items that " + expected.name +
                     " knows; they are told by their names, which are the ids of imported files");
  }
  Aligned aligned{empty_like(expected), found.entries() - kept};
  aligned.rows.name = found.name;
  if (aligned.unknown == 0) aligned.rows.generator = found.generator;
  std::vector<std::uint32_t> columns;
  std::vector<float> values;
  for (auto& row : rows) {
    std::sort(row.begin(), row.end());
    columns.clear();
    values.clear();
    for (const auto& [column, value] : row) {
      columns.push_back(column);
      values.push_back(value);
    }
    aligned.rows.add_row({columns, values});
  }
  return aligned;
}

SplitRatings split_ratings(const SparseRows& all, double fraction, std::uint64_t seed) {
  require_ratings(all);
  if (!(fraction > 0 && fraction < 1)) {
    throw config_error("a validation fraction of " + to_text(fraction) + " is not between 0 and 1");
  }
  const Draws draws = Rng(seed, Purpose::split).next();
  SplitRatings split{empty_like(all), empty_like(all)};
  std::vector<std::uint32_t> columns[2];
  std::vector<float> values[2];
  for (Index n = 0; n < all.rows(); ++n) {
    for (Index e = all.starts[n]; e < all.starts[n + 1]; ++e) {
      const int part = draws.open_uniform(n, all.positions[e]) < fraction ? 1 : 0;
      columns[part].push_back(all.positions[e]);
      values[part].push_back(static_cast<float>(levels_of(all)[e]));
    }
    split.training.add_row({columns[0], values[0]});
    split.held_out.add_row({columns[1], values[1]});
    for (const int part : {0, 1}) {
      columns[part].clear();
      values[part].clear();
    }
  }
  if (split.training.entries() > 0 && split.held_out.entries() > 0) return split;
  throw data_error(all.name + ": a validation fraction of " + to_text(fraction) + " of " +
                   std::to_string(all.entries()) + " ratings leaves none for " +
                   (split.held_out.entries() == 0 ? "validation" : "training") + "; use another fraction");
}

}  // namespace dbn
