#include "libdbn/data/generated/generated_ratings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

constexpr Index levels = 5;
constexpr std::array<double, levels> shares{0.05, 0.10, 0.29, 0.33, 0.23};
constexpr double middle = 2;
constexpr double steepness = 2.06;
constexpr double flat_share = 0.028;
constexpr double activity_deviation = 1.25;
constexpr double quality_deviation = 0.35;
constexpr double leniency = 0.25;
// With more items than this share of all, drawing until enough are different takes longer than going through all.
constexpr Index few = 16;

/// Whole numbers near `sizes` times one factor, none above `most`, which add up to `total`.
std::vector<Index> apportioned(const std::vector<double>& sizes, double most, Index total) {
  const auto sum_at = [&](double factor) {
    double sum = 0;
    for (const double size : sizes) sum += std::min(factor * size, most);
    return sum;
  };
  double low = 0;
  double high = 1;
  while (sum_at(high) < static_cast<double>(total)) high *= 2;
  for (int halving = 0; halving < 60; ++halving) {
    const double half = (low + high) / 2;
    (sum_at(half) < static_cast<double>(total) ? low : high) = half;
  }
  std::vector<Index> first{0};
  double sum = 0;
  for (const double size : sizes) {
    sum += std::min(high * size, most);
    first.push_back(std::min(total, static_cast<Index>(std::llround(sum))));
  }
  first.back() = total;
  return first;
}

}  // namespace

/// The random words of one user, one after the other.
class GeneratedRatings::Words {
 public:
  Words(const Draws& draws, Index user) : draws_(draws), user_(user) {}

  /// Uniform on (0, 1).
  double next() {
    const Index at = taken_++ % words_.size();
    if (at == 0) draws_.random_bits(user_, taken_ - 1, words_.size(), words_.data());
    return (words_[at] + 0.5) * 0x1p-32;
  }

 private:
  Draws draws_;
  Index user_;
  Index taken_ = 0;
  std::array<std::uint32_t, 64> words_{};
};

GeneratedRatings::GeneratedRatings(const RatingModel& model) : model_(model) {
  const double pairs = static_cast<double>(model.users) * static_cast<double>(model.items);
  const auto most = std::floor(static_cast<double>(model.items) / 2);
  if (static_cast<double>(model.ratings) > 0.9 * most * static_cast<double>(model.users)) {
    throw config_error(std::to_string(model.ratings) + " ratings are too many for " + std::to_string(model.users) +
                       " users and " + std::to_string(model.items) + " items; expected less than 45 % of the " +
                       std::to_string(static_cast<Index>(pairs)) + " pairs");
  }
  Rng rng(model.seed, Purpose::synthesis, 1);
  const Draws of_items = rng.next();
  const Draws of_users = rng.next();
  const std::vector<Index> rank = random_permutation(model.items, rng);
  taste_.resize(model.items * model.traits);
  for (Index i = 0; i < model.items; ++i) {
    const double place = static_cast<double>(rank[i]) / static_cast<double>(model.items);
    const double before = cumulative_.empty() ? 0 : cumulative_.back();
    cumulative_.push_back(before + std::pow(place + flat_share, -steepness));
    quality_.push_back(quality_deviation * of_items.normal(i, 0));
    taste_[i * model.traits] = leniency;
    for (Index t = 1; t < model.traits; ++t) taste_[i * model.traits + t] = model.taste * of_items.normal(i, t);
  }
  std::vector<double> activity;
  for (Index u = 0; u < model.users; ++u) activity.push_back(std::exp(activity_deviation * of_users.normal(u, 0)));
  first_ = apportioned(activity, most, model.ratings);
}

SparseTable GeneratedRatings::table() const {
  SparseTable table;
  table.kind = SparseKind::ratings;
  table.columns = model_.items;
  table.levels = {1, 2, 3, 4, 5};
  return table;
}

std::uint32_t GeneratedRatings::item_at(double place) const {
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), place * cumulative_.back());
  return static_cast<std::uint32_t>(std::min<Index>(static_cast<Index>(found - cumulative_.begin()), model_.items - 1));
}

// Drawing without putting back, by chance in proportion to popularity. For many items by waiting times: the first
// `count` of exponential ones whose rates are the chances have the same distribution (Efraimidis & Spirakis 2006).
void GeneratedRatings::choose_items(Index count, Words& words, Scratch& scratch) const {
  scratch.chosen.clear();
  if (count * few < model_.items) {
    scratch.is_chosen.resize(model_.items);
    while (scratch.chosen.size() < count) {
      const std::uint32_t item = item_at(words.next());
      if (scratch.is_chosen[item] != 0) continue;
      scratch.is_chosen[item] = 1;
      scratch.chosen.push_back(item);
    }
    for (const std::uint32_t item : scratch.chosen) scratch.is_chosen[item] = 0;
  } else {
    scratch.times.clear();
    for (Index i = 0; i < model_.items; ++i) {
      const double chance = cumulative_[i] - (i == 0 ? 0 : cumulative_[i - 1]);
      scratch.times.emplace_back(-std::log(words.next()) / chance, static_cast<std::uint32_t>(i));
    }
    const auto end = scratch.times.begin() + static_cast<std::ptrdiff_t>(count);
    std::nth_element(scratch.times.begin(), end, scratch.times.end());
    for (auto time = scratch.times.begin(); time != end; ++time) scratch.chosen.push_back(time->second);
  }
  std::sort(scratch.chosen.begin(), scratch.chosen.end());
}

void GeneratedRatings::make_row(Index user, Scratch& scratch, Row& row) const {
  Words words(Rng(model_.seed, Purpose::synthesis, 2).next(), user);
  scratch.signs.clear();
  for (Index t = 0; t < model_.traits; ++t) scratch.signs.push_back(words.next() < 0.5 ? -1 : 1);
  choose_items(first_[user + 1] - first_[user], words, scratch);
  for (Part* part : {&row.given, &row.held_out}) {
    part->items.clear();
    part->levels.clear();
    part->expected.clear();
  }
  for (const std::uint32_t item : scratch.chosen) {
    const double* taste = taste_.data() + item * model_.traits;
    const double x = std::inner_product(scratch.signs.begin(), scratch.signs.end(), taste, quality_[item]);
    std::array<double, levels> cumulative;
    double total = 0;
    double mean = 0;
    for (Index k = 0; k < levels; ++k) {
      const double chance = shares[k] * std::exp((static_cast<double>(k) - middle) * x);
      mean += chance * static_cast<double>(k + 1);
      cumulative[k] = total += chance;
    }
    const double at = words.next() * total;
    const auto level = std::upper_bound(cumulative.begin(), cumulative.end() - 1, at) - cumulative.begin();
    Part& part = words.next() < model_.held_out ? row.held_out : row.given;
    part.items.push_back(item);
    part.levels.push_back(static_cast<float>(level));
    part.expected.push_back(mean / total);
  }
}

}  // namespace dbn
