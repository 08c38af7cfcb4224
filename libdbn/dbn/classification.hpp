// How well a network classifies labeled rows.
#pragma once

#include "libdbn/data/batches.hpp"
#include "libdbn/dbn/network.hpp"

namespace dbn {

struct ClassificationScore {
  Index rows = 0;                          ///< labeled rows; rows without a label do not count
  Index errors = 0;                        ///< rows whose most probable class is not their label
  double log_likelihood = 0;               ///< mean log p(label | row)
  xt::xtensor<std::int64_t, 2> confusion;  ///< (true class, most probable class)

  double error() const { return rows == 0 ? 0 : static_cast<double>(errors) / static_cast<double>(rows); }
};

/// Classifies every row of `source`, in blocks. A label outside the network's classes is a data error.
ClassificationScore score_classifier(const Network& network, const RowSource& source, Workers& workers);

/// Calls visit(first row, inputs, labels) for consecutive blocks of `source` at presentation 0: bounded memory for
/// passes over all rows.
void for_each_block(const RowSource& source, Index rows_per_block,
                    const std::function<void(Index first, const Batch& block)>& visit);

}  // namespace dbn
