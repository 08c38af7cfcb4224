#include "libdbn/train/monitored_rows.hpp"

#include <algorithm>

#include "libdbn/data/batches.hpp"

namespace dbn {

SelectedRows monitored_rows(const RowSource& source, std::uint64_t seed) {
  Rng rng(seed, Purpose::subset);
  std::vector<Index> rows = random_permutation(source.rows(), rng);
  rows.resize(std::min(greatest_monitored_rows, rows.size()));
  std::sort(rows.begin(), rows.end());
  return {source, std::move(rows)};
}

}  // namespace dbn
