#include "experiments/sweep/plan/distribution.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "experiments/config/run_options.hpp"
#include "experiments/sweep/plan/alternatives.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/checksum.hpp"
#include "libdbn/base/random.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"

namespace dbn::program {
namespace {

constexpr int digits = 6;

const std::array<std::string, 4> names{"uniform", "log-uniform", "int", "choice"};

}  // namespace

Distribution::Distribution(std::string_view source) {
  const std::string text(trimmed(source));
  const auto open = text.find('(');
  if (open == std::string::npos || text.back() != ')') {
    throw config_error("'" + text +
                       "' is not a distribution; expected uniform(a, b), log-uniform(a, b), int(a, b) or "
                       "choice(x | y)");
  }
  const std::string name(trimmed(std::string_view(text).substr(0, open)));
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw config_error(unknown_name_message("distribution", name, names));
  kind_ = static_cast<Kind>(found - names.begin());
  const std::string_view arguments = std::string_view(text).substr(open + 1, text.size() - open - 2);
  if (kind_ == Kind::choice) {
    choices_ = alternatives(arguments);
  } else {
    set_bounds(arguments, text);
  }
}

void Distribution::set_bounds(std::string_view arguments, const std::string& text) {
  const std::vector<std::string> bounds = split(arguments, ',');
  const auto low = bounds.size() == 2 ? parse_number(bounds[0]) : std::nullopt;
  const auto high = bounds.size() == 2 ? parse_number(bounds[1]) : std::nullopt;
  if (!low || !high || !std::isfinite(*low) || !std::isfinite(*high) || !(*low <= *high)) {
    throw config_error("'" + text + "' needs two numbers, the lower one first");
  }
  if (kind_ == Kind::log_uniform && *low <= 0) {
    throw config_error("'" + text + "' needs numbers above 0, which have logarithms");
  }
  const auto is_whole = [](double x) { return std::trunc(x) == x && std::abs(x) <= largest_exact_integer; };
  if (kind_ == Kind::integer && !(is_whole(*low) && is_whole(*high))) {
    throw config_error("'" + text + "' needs two integers");
  }
  low_ = *low;
  high_ = *high;
}

std::string Distribution::quantile(double u) const {
  const auto rounded = [this](double value) {
    return to_text(std::clamp(parse_number(short_text(value, digits)).value(), low_, high_));
  };
  switch (kind_) {
    case Kind::uniform: return rounded(low_ + u * (high_ - low_));
    case Kind::log_uniform: return rounded(low_ * std::exp(u * std::log(high_ / low_)));
    case Kind::integer: {
      const double value = std::min(high_, low_ + std::floor(u * (high_ - low_ + 1)));
      return std::to_string(static_cast<std::int64_t>(value));
    }
    case Kind::choice: break;
  }
  return choices_[std::min(choices_.size() - 1, static_cast<Index>(u * static_cast<double>(choices_.size())))];
}

double random_place(std::uint64_t seed, const std::string& key, Index point) {
  Checksum of_key;
  of_key.add(key);
  return Rng(seed, Purpose::subset, of_key.value()).next().open_uniform(point, 0);
}

}  // namespace dbn::program
