#include "libdbn/base/assignment.hpp"

#include <limits>

#include "libdbn/base/checks.hpp"

namespace dbn {
namespace {

constexpr Index nobody = static_cast<Index>(-1);

// Rows are entered one after the other; each finds the cheapest path of swaps to a free column. The potentials keep
// every reduced cost c_ij - u_i - v_j at 0 or above, and at 0 where i and j are matched.
class Matching {
 public:
  Matching(const std::vector<double>& costs, Index n)
      : costs_(costs), n_(n), row_potential_(n, 0), column_potential_(n, 0), row_of_(n, nobody) {}

  void enter(Index row) {
    distance_.assign(n_, std::numeric_limits<double>::infinity());
    previous_.assign(n_, nobody);
    reached_.assign(n_, false);
    Index column = nobody;
    double length = 0;
    for (Index at = row; at != nobody; at = row_of_[column]) {
      relax(at, column, length);
      column = nearest();
      length = distance_[column];
      reached_[column] = true;
    }
    update_potentials(row, length);
    swap_along(row, column);
  }

  std::vector<Index> column_of_rows() const {
    std::vector<Index> column_of(n_);
    for (Index j = 0; j < n_; ++j) column_of[row_of_[j]] = j;
    return column_of;
  }

 private:
  void relax(Index row, Index from, double length) {
    for (Index j = 0; j < n_; ++j) {
      if (reached_[j]) continue;
      const double through = length + costs_[row * n_ + j] - row_potential_[row] - column_potential_[j];
      if (through >= distance_[j]) continue;
      distance_[j] = through;
      previous_[j] = from;
    }
  }

  Index nearest() const {
    Index best = nobody;
    for (Index j = 0; j < n_; ++j) {
      if (!reached_[j] && (best == nobody || distance_[j] < distance_[best])) best = j;
    }
    return best;
  }

  void update_potentials(Index row, double length) {
    row_potential_[row] += length;
    for (Index j = 0; j < n_; ++j) {
      if (!reached_[j]) continue;
      column_potential_[j] -= length - distance_[j];
      if (row_of_[j] != nobody) row_potential_[row_of_[j]] += length - distance_[j];
    }
  }

  void swap_along(Index row, Index column) {
    while (column != nobody) {
      const Index before = previous_[column];
      row_of_[column] = before == nobody ? row : row_of_[before];
      column = before;
    }
  }

  const std::vector<double>& costs_;
  Index n_;
  std::vector<double> row_potential_;
  std::vector<double> column_potential_;
  std::vector<Index> row_of_;     // of each column
  std::vector<double> distance_;  // of each column from the row that is entered
  std::vector<Index> previous_;   // the column before it on the path
  std::vector<bool> reached_;
};

}  // namespace

std::vector<Index> least_cost_assignment(const std::vector<double>& costs, Index n) {
  require_equal("least_cost_assignment: costs", costs.size(), n * n);
  Matching matching(costs, n);
  for (Index row = 0; row < n; ++row) matching.enter(row);
  return matching.column_of_rows();
}

}  // namespace dbn
