#include "libdbn/rbm/rating_machine.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include <xsimd/xsimd.hpp>

#include "libdbn/base/kernels.hpp"

namespace dbn {
namespace {

using Lanes = xsimd::batch<real>;

/// sum_j a_j b_j in lanes, which are added in one order.
real inner_product(const real* a, const real* b, Index count) {
  Lanes sums(real(0));
  Index j = 0;
  for (; j + Lanes::size <= count; j += Lanes::size) {
    sums = xsimd::fma(Lanes::load_unaligned(a + j), Lanes::load_unaligned(b + j), sums);
  }
  alignas(64) std::array<real, Lanes::size> lanes;
  sums.store_aligned(lanes.data());
  real sum = std::accumulate(lanes.begin(), lanes.end(), real(0));
  for (; j < count; ++j) sum += a[j] * b[j];
  return sum;
}

}  // namespace

RatingMachine::RatingMachine(const Rbm& rbm, const RatingRows& rows, ErrorKind kind, const std::string& where)
    : rbm_(rbm),
      items_(rows.items()),
      levels_(rows.levels()),
      hidden_(rbm.hidden->size()),
      is_conditional_(rows.is_conditional()) {
  if (rbm.visible->spec() != rows.visible_spec()) {
    throw Error(kind, where + ": found visible units " + rbm.visible->spec() + "; expected " + rows.visible_spec() +
                          ", which the ratings of " + rows.given().name + " fill");
  }
  const std::string bernoulli = make_units(std::to_string(hidden_))->spec();
  if (rbm.hidden->spec() != bernoulli) {
    throw Error(kind, where + ": found hidden units " + rbm.hidden->spec() + "; expected " + bernoulli +
                          ", as lists of ratings go with these alone");
  }
}

void RatingMachine::add_indicators(std::span<const std::uint32_t> items, real* inputs) const {
  if (!is_conditional_) return;
  for (const std::uint32_t item : items) {
    kernels::add_scaled(&rbm_.parameters.weights(indicator(item), 0), 1, hidden_, inputs);
  }
}

void RatingMachine::add_ratings(const RatedItems& ratings, real* inputs) const {
  for (Index e = 0; e < ratings.items.size(); ++e) {
    kernels::add_scaled(level_weights(ratings.items[e], ratings.levels[e]), 1, hidden_, inputs);
  }
}

void RatingMachine::add_states(std::span<const std::uint32_t> items, const real* states, real* inputs) const {
  for (const std::uint32_t item : items) {
    for (Index k = 0; k < levels_; ++k, ++states) {
      if (*states != real(0)) kernels::add_scaled(level_weights(item, k), *states, hidden_, inputs);
    }
  }
}

void RatingMachine::level_inputs(Index item, const real* states, real* inputs) const {
  for (Index k = 0; k < levels_; ++k) inputs[k] = inner_product(level_weights(item, k), states, hidden_);
}

void rating_inputs(const RatingMachine& machine, const RatingRows& rows, Index row, real* inputs) {
  std::fill_n(inputs, machine.hidden(), real(0));
  const RatedItems given = rows.given(row);
  machine.add_ratings(given, inputs);
  machine.add_indicators(given.items, inputs);
  machine.add_indicators(rows.rated(row), inputs);
}

double rating_free_energy(const RatingMachine& machine, const RatingRows& rows, Index row, const real* inputs) {
  double energy = -kernels::softplus_sum(machine.hidden_bias(), inputs, machine.hidden());
  const auto subtract_indicator = [&](std::uint32_t item) {
    if (rows.is_conditional()) energy -= static_cast<double>(machine.indicator_bias()[item]);
  };
  const RatedItems given = rows.given(row);
  for (Index e = 0; e < given.items.size(); ++e) {
    energy -= static_cast<double>(machine.item_bias(given.items[e])[given.levels[e]]);
    subtract_indicator(given.items[e]);
  }
  for (const std::uint32_t item : rows.rated(row)) subtract_indicator(item);
  return energy;
}

}  // namespace dbn
