#include "libdbn/base/registry.hpp"

#include <algorithm>
#include <numeric>

#include "libdbn/base/types.hpp"

namespace dbn {
namespace {

// Levenshtein distance (Wagner & Fischer 1974), one row at a time.
Index edit_distance(std::string_view a, std::string_view b) {
  std::vector<Index> row(b.size() + 1);
  std::iota(row.begin(), row.end(), Index(0));
  for (Index i = 1; i <= a.size(); ++i) {
    Index diagonal = row[0];
    row[0] = i;
    for (Index j = 1; j <= b.size(); ++j) {
      const Index substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitution});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view name, std::span<const std::string> known) {
  std::string best;
  Index best_distance = std::max<Index>(2, name.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const Index distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string unknown_name_message(std::string_view what, std::string_view name, std::span<const std::string> known) {
  std::string message = "unknown " + std::string(what) + " '" + std::string(name) + "'";
  const std::string near = nearest_name(name, known);
  if (!near.empty()) return message + "; did you mean '" + near + "'?";
  message += "; known:";
  for (Index i = 0; i < known.size(); ++i) message += (i == 0 ? " " : ", ") + known[i];
  return message;
}

}  // namespace dbn
