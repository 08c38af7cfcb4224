// RBM over lists of ratings: passes between one row's rated items and the hidden units, at a cost in
// proportion to the ratings that are there.
#pragma once

#include "libdbn/base/errors.hpp"
#include "libdbn/data/sparse/rating_rows.hpp"
#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// A machine whose visible units are RatingRows::visible_spec: G groups of K levels and, where it is conditional, G
/// units that say which items were rated. Refers to the machine.
class RatedMachine {
 public:
  /// Throws an error of this kind unless the machine has these visible units and bernoulli hidden ones. `where` begins
  /// the message.
  RatedMachine(const Rbm& rbm, const RatingRows& rows, ErrorKind kind, const std::string& where);

  Index levels() const { return levels_; }
  Index hidden() const { return hidden_; }
  const real* level_weights(Index item, Index level) const {
    return rbm_.parameters.weights.data() + (item * levels_ + level) * hidden_;
  }
  const real* item_bias(Index item) const { return rbm_.parameters.visible.data() + item * levels_; }
  /// Biases of the units that say which items were rated begin here, where the machine has such units.
  const real* indicator_bias() const { return item_bias(items_); }
  const real* hidden_bias() const { return rbm_.parameters.hidden.data(); }
  /// Row of the weights that belongs to the unit that says whether `item` was rated.
  Index indicator(Index item) const { return items_ * levels_ + item; }

  /// inputs += what the units of rated items send to the hidden ones, by list; nothing where the machine is not
  /// conditional. (H)
  void add_indicators(std::span<const std::uint32_t> items, real* inputs) const;
  /// inputs += W of each rating. (H)
  void add_ratings(const RatedItems& ratings, real* inputs) const;
  /// inputs += sum_k states_ek W of each item's levels; states (items, K). (H)
  void add_states(std::span<const std::uint32_t> items, const real* states, real* inputs) const;
  /// What the hidden states send to the levels of an item. (K)
  void level_inputs(Index item, const real* states, real* inputs) const;

 private:
  const Rbm& rbm_;
  Index items_;
  Index levels_;
  Index hidden_;
  bool is_conditional_;
};

/// All that a row sends to the hidden units: its given ratings and, where there are such units, which items it rated.
void rated_inputs(const RatedMachine& machine, const RatingRows& rows, Index row, real* inputs);

/// F(v) = -log sum_h exp(-E(v, h)) of a row, from the inputs that rated_inputs gives (H).
double rated_free_energy(const RatedMachine& machine, const RatingRows& rows, Index row, const real* inputs);

}  // namespace dbn
