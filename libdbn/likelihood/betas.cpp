// The temperatures of annealed importance sampling, from text.
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/likelihood/ais.hpp"

namespace dbn {
namespace {

constexpr double most_betas = 1e8;

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw config_error("betas '" + std::string(text) + "': " + why +
                     "; expected FROM:STEP:TO parts joined by ',' that lead from 0 to 1, e.g. "
                     "0:.001:.5,.5:.0001:.9,.9:.00001:1, or a number of equal steps");
}

void append_range(std::string_view text, double from, double to, double steps, std::vector<double>& betas) {
  if (!(steps <= most_betas)) refuse(text, "too many temperatures");
  for (double k = 0; k <= steps; ++k) {
    const double beta = k == steps ? to : from + (to - from) * (k / steps);
    if (k == 0 && !betas.empty() && betas.back() == beta) continue;
    if (!betas.empty() && beta <= betas.back()) refuse(text, to_text(beta) + " follows " + to_text(betas.back()));
    betas.push_back(beta);
  }
}

void append_part(std::string_view text, const std::string& part, std::vector<double>& betas) {
  const auto numbers = split(part, ':');
  if (numbers.size() != 3) refuse(text, "'" + part + "' is not FROM:STEP:TO");
  const auto from = parse_number(numbers[0]);
  const auto step = parse_number(numbers[1]);
  const auto to = parse_number(numbers[2]);
  if (!from || !step || !to || !(*step > 0) || !(*to > *from)) refuse(text, "'" + part + "' does not rise");
  const double steps = (*to - *from) / *step;
  if (!(std::abs(steps - std::round(steps)) <= 1e-6 * steps)) {
    refuse(text, "steps of " + numbers[1] + " do not lead from " + numbers[0] + " to " + numbers[2]);
  }
  append_range(text, *from, *to, std::round(steps), betas);
}

}  // namespace

std::vector<double> parse_betas(std::string_view text) {
  std::vector<double> betas;
  if (const auto count = parse_integer(trimmed(text))) {
    if (*count < 1) refuse(text, "fewer than 1 step");
    append_range(text, 0, 1, static_cast<double>(*count), betas);
    return betas;
  }
  for (const std::string& part : split(text, ',')) append_part(text, part, betas);
  if (betas.empty() || betas.front() != 0 || betas.back() != 1) refuse(text, "they do not lead from 0 to 1");
  return betas;
}

}  // namespace dbn
