// Trainer of an RBM over lists of ratings, update by update.
#pragma once

#include "libdbn/optim/update_rule.hpp"
#include "libdbn/rbm/rated_items.hpp"
#include "libdbn/train/rbm_options.hpp"

namespace dbn {

/// CD-k on lists (Salakhutdinov, Mnih & Hinton 2007): the chains reconstruct the items that a row rated and no others.
/// With the same draws an update with ItemRate::per_row is that of RbmTrainer on dense rows with missing groups.
///
/// An item moves only in updates whose batch lists it, and its momentum and weight decay count these updates alone:
///
///     ascent   = (1/m) sum_n [ v_n h_n - v'_n h'_n ]           over the rows n that list the item
///     velocity = momentum velocity + rate (ascent - weight_decay W)
///     W        = W + velocity
///
/// for its K rows of W; likewise, without decay, for its biases. m is the number of these rows (per_rating) or of all
/// rows of the batch (per_row). An item that was rated without a value moves its row of D in the same way. Hidden
/// biases move with the mean over all rows.
///
/// Draws have the addresses that dense rows give them, so threads, and how lists are cut, change no bit.
class RatingsTrainer {
 public:
  /// Throws a config error for options that lists do not know and for units that they do not fit. Keeps references to
  /// machine and rows.
  RatingsTrainer(Rbm& rbm, const RatingRows& rows, const RbmOptions& options, std::uint64_t seed, Index layer,
                 Workers& workers);

  /// One update from these rows. Throws a diverged error when a parameter is no longer finite.
  void step(std::span<const Index> rows, Index epoch);

  /// The state that outlives an update, without the machine's own parameters.
  void archive(Archive& archive);

 private:
  /// A row of the batch that lists an item, and where its states are.
  struct Listing {
    std::uint32_t row;    ///< of the batch
    std::uint32_t entry;  ///< of the batch's ratings, or `no_value`
    std::uint8_t level = 0;
  };
  static constexpr std::uint32_t no_value = ~std::uint32_t{0};

  void list_batch(std::span<const Index> rows);
  void run_chains(std::span<const Index> rows, Index gibbs_steps);
  void draw_hidden();
  void reconstruct(std::span<const Index> rows);
  /// The ascent of an item's parameters.
  struct ItemParts {
    real* weights;    ///< (K, H)
    real* indicator;  ///< (H)
    real* bias;       ///< (K)
  };
  Index sum_listings(std::span<const Listing> listings, const ItemParts& ascent) const;
  bool move_items(const StepSize& of_weights, const StepSize& of_bias);
  bool move_item(Index item, std::span<const Listing> listings, const StepSize& of_weights, const StepSize& of_bias,
                 std::vector<real>& ascent);
  bool move_hidden_bias(const StepSize& size);

  Rbm& rbm_;
  const RatingRows& rows_;
  RbmOptions options_;
  Index layer_;
  Workers& workers_;
  Rng rng_;
  RatedMachine machine_;
  Schedule visible_rate_;
  Schedule hidden_rate_;
  RbmParameters velocity_;

  // The batch by rows: the ratings of row n are entries first_entry_[n] .. first_entry_[n + 1] - 1.
  std::vector<Index> first_entry_;
  std::vector<real> states_;  ///< of the reconstructions, K an entry
  Matrix inputs_;             ///< to the hidden units (rows, H)
  Matrix hidden_states_;
  Matrix data_hidden_;  ///< what enters the statistics of the data
  Matrix data_means_;
  Matrix model_hidden_;
  Matrix model_means_;
  // The batch by items: the listings of touched_[t] are first_listing_[t] .. first_listing_[t + 1] - 1.
  std::vector<std::uint32_t> touched_;
  std::vector<Index> first_listing_;
  std::vector<Listing> listings_;
  std::vector<std::uint32_t> place_;  ///< of an item in touched_, else `no_value`
};

}  // namespace dbn
