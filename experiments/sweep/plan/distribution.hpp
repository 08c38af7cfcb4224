// Distributions of the [random] section of a sweep.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn::program {

/// One of
///
///     uniform(a, b)       a number between a and b
///     log-uniform(a, b)   one whose logarithm is uniform; 0 < a
///     int(a, b)           an integer from a to b, both included
///     choice(x | y | z)   one of the texts
///
/// Numbers have six significant digits, so that they are the same on every machine and can be typed again.
class Distribution {
 public:
  /// Throws a config error for text that is none of these; for an unknown name with the nearest one.
  explicit Distribution(std::string_view text);

  /// The value that belongs to a number u in (0, 1).
  std::string quantile(double u) const;

 private:
  enum class Kind { uniform, log_uniform, integer, choice };

  void set_bounds(std::string_view arguments, const std::string& text);

  Kind kind_ = Kind::uniform;
  double low_ = 0;
  double high_ = 0;
  std::vector<std::string> choices_;
};

/// A number in (0, 1) that depends on the seed, the key and the number of the point and on nothing else: more points or
/// other keys leave it as it is.
double random_place(std::uint64_t seed, const std::string& key, Index point);

}  // namespace dbn::program
