#include "libdbn/train/monitored_rows.hpp"

#include <algorithm>

#include "libdbn/data/batches.hpp"

namespace dbn {

std::vector<Index> monitored_row_numbers(Index rows, std::uint64_t seed) {
  Rng rng(seed, Purpose::subset);
  std::vector<Index> numbers = random_permutation(rows, rng);
  numbers.resize(std::min(greatest_monitored_rows, numbers.size()));
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

SelectedRows monitored_rows(const RowSource& source, std::uint64_t seed) {
  return {source, monitored_row_numbers(source.rows(), seed)};
}

}  // namespace dbn
