// Monitors of an RBM over ratings at the end of an epoch.
#pragma once

#include <string_view>
#include <vector>

#include "libdbn/data/sparse/rating_rows.hpp"
#include "libdbn/rbm/rbm.hpp"
#include "libdbn/train/history.hpp"

namespace dbn {

/// The monitors of the table in monitors.cpp that can be taken from lists, by the same names and with the values that
/// dense rows with missing groups would have, on the same rows (monitored_rows.hpp): reconstruction, free_energy,
/// weights, units. The others are left out. Which items were rated is given and no part of a reconstruction's error.
///
/// Beside `reconstruction_error`, which is of levels, `reconstruction_rmse` is of the ratings' values:
///
///     sqrt(mean over the ratings r of the rows of (value_r - sum_k value_k p(k | E[h | v]))^2)
class RatingMonitors {
 public:
  /// Of these names; throws a config error for an unknown one. Keeps references to machine and rows.
  RatingMonitors(const Rbm& rbm, const RatingRows& rows, std::string_view names, std::uint64_t seed, Workers& workers);

  void measure(EpochRecord& record) const;

 private:
  const Rbm& rbm_;
  const RatingRows& rows_;
  std::vector<Index> monitored_;
  std::vector<std::string> names_;
  Workers& workers_;
};

}  // namespace dbn
