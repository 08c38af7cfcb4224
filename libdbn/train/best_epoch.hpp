// Best epoch on validation rows, and the epochs since, for early stopping.
#pragma once

#include "libdbn/base/archive.hpp"
#include "libdbn/train/history.hpp"

namespace dbn {

/// Early stopping: whoever trains enters a result after each epoch, keeps a copy of the parameters when it is the best,
/// and stops after `patience` epochs without a better one.
class BestEpoch {
 public:
  /// Less is better. Fewer errors win; among equals the smaller loss does, which keeps improving when the errors no
  /// longer do.
  struct Result {
    double error = 0;  ///< fraction of rows classified wrongly; 0 where nothing is classified
    double loss = 0;

    bool is_better_than(const Result& other) const {
      return error < other.error || (error == other.error && loss < other.loss);
    }
  };

  /// `patience` 0: never stop early.
  explicit BestEpoch(Index patience) : patience_(patience) {}

  /// True when the epoch is the best so far, as epoch 0 always is. With a patience the epochs since the best go into
  /// the record.
  bool enter(Index epoch, const Result& result, EpochRecord& record);
  bool is_long_ago() const { return patience_ > 0 && epochs_since_ >= patience_; }

  void archive(Archive& archive);

 private:
  Index patience_;
  Result best_;
  Index epochs_since_ = 0;
};

}  // namespace dbn
