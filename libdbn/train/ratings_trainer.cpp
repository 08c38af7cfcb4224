#include "libdbn/train/ratings_trainer.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/train/situations.hpp"
#include "libdbn/units/categorical.hpp"

namespace dbn {
namespace {

// Work is cut by rows and by items, whatever the number of threads.
constexpr Index rows_of_a_piece = 8;
constexpr Index items_at_a_time = 16;

void require_list_options(RbmOptions options, Index layer) {
  const std::string section = "rbm." + std::to_string(layer);
  require_possible(options.options(), rating_lists, section);
  if (!options.own_estimator) return;
  throw config_error(section + ": " + std::string(rating_lists.name) + " is by cd; leave own_estimator out");
}

/// Parameters that move together, and their velocity.
struct MovingPart {
  real* parameters;
  real* velocity;
  Index count;
};

/// False when they are no longer finite.
bool move(const MovingPart& part, real* ascent, double scale, double decay, const StepSize& size) {
  for (Index i = 0; i < part.count; ++i) {
    ascent[i] = static_cast<real>(scale) * ascent[i] - static_cast<real>(decay) * part.parameters[i];
  }
  kernels::momentum_step(part.parameters, part.velocity, ascent, static_cast<real>(size.rate),
                         static_cast<real>(size.momentum), part.count);
  return kernels::all_finite(part.parameters, part.count);
}

}  // namespace

RatingsTrainer::RatingsTrainer(Rbm& rbm, const RatingRows& rows, const RbmOptions& options, std::uint64_t seed,
                               Index layer, Workers& workers)
    : rbm_(rbm),
      rows_(rows),
      options_(options),
      layer_(layer),
      workers_(workers),
      rng_(seed, Purpose::gibbs, layer),
      machine_(rbm, rows, ErrorKind::config, "rbm." + std::to_string(layer)),
      visible_rate_(options.visible_rate()),
      hidden_rate_(options.hidden_rate()),
      velocity_(zeros_like(rbm.parameters)),
      place_(rows.items(), no_value) {
  require_list_options(options, layer);
}

void RatingsTrainer::step(std::span<const Index> rows, Index epoch) {
  list_batch(rows);
  run_chains(rows, static_cast<Index>(std::lround(options_.gibbs_steps.at(epoch))));
  const double momentum = options_.momentum.at(epoch);
  bool finite = move_items({options_.learning_rate.at(epoch), momentum}, {visible_rate_.at(epoch), momentum});
  finite &= move_hidden_bias({hidden_rate_.at(epoch), momentum});
  if (finite) return;
  throw diverged_error("the parameters of layer " + std::to_string(layer_) + " are no longer finite; lower rbm." +
                       std::to_string(layer_) + ".learning_rate (now " + to_text(options_.learning_rate.at(epoch)) +
                       ")");
}

// Items in the order in which the batch meets them, and the listings of each in the order of its rows: counted, then
// dealt, in time proportional to what is there.
void RatingsTrainer::list_batch(std::span<const Index> rows) {
  for (const std::uint32_t item : touched_) place_[item] = no_value;
  touched_.clear();
  first_listing_.assign(1, 0);
  first_entry_.assign(1, 0);
  const auto count = [&](std::uint32_t item) {
    if (place_[item] == no_value) {
      place_[item] = static_cast<std::uint32_t>(touched_.size());
      touched_.push_back(item);
      first_listing_.push_back(0);
    }
    ++first_listing_[place_[item] + 1];
  };
  for (const Index row : rows) {
    const RatedItems given = rows_.given(row);
    for (const std::uint32_t item : given.items) count(item);
    for (const std::uint32_t item : rows_.rated(row)) count(item);
    first_entry_.push_back(first_entry_.back() + given.items.size());
  }
  for (Index t = 1; t < first_listing_.size(); ++t) first_listing_[t] += first_listing_[t - 1];
  listings_.resize(first_listing_.back());
  std::vector<Index> next = first_listing_;
  for (Index n = 0; n < rows.size(); ++n) {
    const auto row = static_cast<std::uint32_t>(n);
    const RatedItems given = rows_.given(rows[n]);
    for (Index e = 0; e < given.items.size(); ++e) {
      const auto entry = static_cast<std::uint32_t>(first_entry_[n] + e);
      listings_[next[place_[given.items[e]]]++] = {row, entry, given.levels[e]};
    }
    for (const std::uint32_t item : rows_.rated(rows[n])) listings_[next[place_[item]]++] = {row, no_value};
  }
}

void RatingsTrainer::run_chains(std::span<const Index> rows, Index gibbs_steps) {
  const Index hidden = machine_.hidden();
  for (Matrix* matrix : {&inputs_, &hidden_states_, &data_hidden_, &data_means_, &model_hidden_, &model_means_}) {
    reshape(*matrix, rows.size(), hidden);
  }
  states_.resize(first_entry_.back() * machine_.levels());
  const bool samples = options_.estimation.hidden_statistics == HiddenStatistics::samples;
  workers_.run_pieces(rows.size(), rows_of_a_piece, [&](Index first, Index count) {
    for (Index n = first; n < first + count; ++n) {
      rated_inputs(machine_, rows_, rows[n], &inputs_(n, 0));
      kernels::logistic(machine_.hidden_bias(), &inputs_(n, 0), hidden, &data_means_(n, 0));
    }
  });
  draw_hidden();
  data_hidden_ = samples ? hidden_states_ : data_means_;
  for (Index k = 0; k < gibbs_steps; ++k) {
    if (k > 0) draw_hidden();
    reconstruct(rows);
  }
  workers_.run_pieces(rows.size(), rows_of_a_piece, [&](Index first, Index count) {
    for (Index n = first; n < first + count; ++n) {
      kernels::logistic(machine_.hidden_bias(), &inputs_(n, 0), hidden, &model_means_(n, 0));
    }
  });
  if (samples) draw_hidden();
  model_hidden_ = samples ? hidden_states_ : model_means_;
}

void RatingsTrainer::draw_hidden() {
  const Draws draws = rng_.next();
  workers_.run_pieces(inputs_.shape(0), rows_of_a_piece, [&](Index first, Index count) {
    for (Index n = first; n < first + count; ++n) {
      kernels::logistic_sample(machine_.hidden_bias(), &inputs_(n, 0), machine_.hidden(), draws, n, nullptr,
                               &hidden_states_(n, 0));
    }
  });
}

// Of the items that were rated; which these are is given.
void RatingsTrainer::reconstruct(std::span<const Index> rows) {
  const Draws draws = rng_.next();
  const Index levels = machine_.levels();
  const bool samples = options_.estimation.negative_visible == NegativeVisible::samples;
  workers_.run_pieces(rows.size(), rows_of_a_piece, [&](Index first, Index count) {
    Categorical choices(levels);
    std::vector<real> level_inputs(levels);
    for (Index n = first; n < first + count; ++n) {
      const RatedItems given = rows_.given(rows[n]);
      real* const states = states_.data() + first_entry_[n] * levels;
      for (Index e = 0; e < given.items.size(); ++e) {
        real* const group = states + e * levels;
        machine_.level_inputs(given.items[e], &hidden_states_(n, 0), level_inputs.data());
        choices.set(machine_.item_bias(given.items[e]), level_inputs.data());
        if (samples) {
          std::fill_n(group, levels, real(0));
          group[choices.choice(draws.open_uniform(n, given.items[e]))] = real(1);
        } else {
          for (Index k = 0; k < levels; ++k) group[k] = static_cast<real>(choices.probability(k));
        }
      }
      real* const inputs = &inputs_(n, 0);
      std::fill_n(inputs, machine_.hidden(), real(0));
      machine_.add_states(given.items, states, inputs);
      machine_.add_indicators(given.items, inputs);
      machine_.add_indicators(rows_.rated(rows[n]), inputs);
    }
  });
}

bool RatingsTrainer::move_items(const StepSize& of_weights, const StepSize& of_bias) {
  std::atomic<bool> finite = true;
  workers_.run_pieces(touched_.size(), items_at_a_time, [&](Index first, Index count) {
    std::vector<real> ascent;
    for (Index t = first; t < first + count; ++t) {
      const auto listings = std::span(listings_).subspan(first_listing_[t], first_listing_[t + 1] - first_listing_[t]);
      if (!move_item(touched_[t], listings, of_weights, of_bias, ascent)) finite = false;
    }
  });
  return finite;
}

// Sums over the rows that list the item, by level, of data less model; `indicator` is of those that list it at all.
Index RatingsTrainer::sum_listings(std::span<const Listing> listings, const ItemParts& ascent) const {
  const Index hidden = machine_.hidden();
  Index ratings = 0;
  for (const Listing& listing : listings) {
    const real* const data = &data_hidden_(listing.row, 0);
    const real* const model = &model_hidden_(listing.row, 0);
    if (rows_.is_conditional()) {
      kernels::add_scaled(data, 1, hidden, ascent.indicator);
      kernels::add_scaled(model, -1, hidden, ascent.indicator);
    }
    if (listing.entry == no_value) continue;
    ++ratings;
    kernels::add_scaled(data, 1, hidden, ascent.weights + listing.level * hidden);
    ascent.bias[listing.level] += 1;
    const real* const states = states_.data() + listing.entry * machine_.levels();
    for (Index k = 0; k < machine_.levels(); ++k) {
      if (states[k] == real(0)) continue;
      kernels::add_scaled(model, -states[k], hidden, ascent.weights + k * hidden);
      ascent.bias[k] -= states[k];
    }
  }
  return ratings;
}

bool RatingsTrainer::move_item(Index item, std::span<const Listing> listings, const StepSize& of_weights,
                               const StepSize& of_bias, std::vector<real>& ascent) {
  const Index hidden = machine_.hidden();
  const Index levels = machine_.levels();
  ascent.assign(levels * hidden + hidden + levels, real(0));
  const ItemParts parts{ascent.data(), ascent.data() + levels * hidden, ascent.data() + (levels + 1) * hidden};
  const Index ratings = sum_listings(listings, parts);
  const auto share = [&](Index rating_rows) {
    return options_.item_rate == ItemRate::per_row ? data_hidden_.shape(0) : std::max<Index>(1, rating_rows);
  };
  RbmParameters& theta = rbm_.parameters;
  bool finite = true;
  if (ratings > 0) {
    const double scale = 1 / static_cast<double>(share(ratings));
    const Index count = levels * hidden;
    finite &= move({theta.weights.data() + item * count, velocity_.weights.data() + item * count, count}, parts.weights,
                   scale, options_.weight_decay, of_weights);
    finite &= move({theta.visible.data() + item * levels, velocity_.visible.data() + item * levels, levels}, parts.bias,
                   scale, 0, of_bias);
  }
  if (rows_.is_conditional()) {
    const Index row = machine_.indicator(item);
    finite &= move({&theta.weights(row, 0), &velocity_.weights(row, 0), hidden}, parts.indicator,
                   1 / static_cast<double>(share(listings.size())), options_.weight_decay, of_weights);
  }
  return finite;
}

bool RatingsTrainer::move_hidden_bias(const StepSize& size) {
  const Index hidden = machine_.hidden();
  std::vector<real> ascent(hidden, real(0));
  for (Index n = 0; n < data_means_.shape(0); ++n) {
    kernels::add_scaled(&data_means_(n, 0), 1, hidden, ascent.data());
    kernels::add_scaled(&model_means_(n, 0), -1, hidden, ascent.data());
  }
  return move({rbm_.parameters.hidden.data(), velocity_.hidden.data(), hidden}, ascent.data(),
              1 / static_cast<double>(data_means_.shape(0)), 0, size);
}

void RatingsTrainer::archive(Archive& archive) {
  archive.group("rng", rng_);
  archive.group("velocity", velocity_);
}

}  // namespace dbn
