#include "libdbn/estimators/temperature_ladder.hpp"

#include <algorithm>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

Error bad_ladder(std::string_view text) {
  return config_error("temperatures '" + std::string(text) +
                      "': expected a count of at least 2, or inverse temperatures that fall from 1, none below 0, "
                      "e.g. '1 0.8 0.5 0.2 0'");
}

std::vector<double> evenly_spaced(Index count) {
  std::vector<double> betas;
  for (Index k = 0; k < count; ++k) betas.push_back(1 - static_cast<double>(k) / static_cast<double>(count - 1));
  return betas;
}

}  // namespace

TemperatureLadder::TemperatureLadder(std::string_view text) {
  constexpr std::int64_t most = 1000;
  const auto words = words_of(text);
  if (words.size() == 1) {
    const auto count = parse_integer(words[0]);
    if (!count || *count < 2 || *count > most) throw bad_ladder(text);
    betas_ = evenly_spaced(static_cast<Index>(*count));
  } else {
    for (const std::string& word : words) {
      const auto beta = parse_number(word);
      const bool falls = beta && *beta >= 0 && (betas_.empty() ? *beta == 1 : *beta < betas_.back());
      if (!falls) throw bad_ladder(text);
      betas_.push_back(*beta);
    }
    if (betas_.size() < 2) throw bad_ladder(text);
  }
  attempts_.resize(betas_.size() - 1);
  accepted_.resize(betas_.size() - 1);
}

void TemperatureLadder::count_swap(Index rung, bool accepted) {
  attempts_[rung] += 1;
  accepted_[rung] += accepted ? 1 : 0;
}

double TemperatureLadder::swap_rate(Index rung) const {
  return attempts_[rung] > 0 ? accepted_[rung] / attempts_[rung] : std::numeric_limits<double>::quiet_NaN();
}

void TemperatureLadder::respace() {
  // A little for every pair keeps rungs apart where nothing is ever rejected.
  constexpr double floor = 0.01;
  std::vector<double> rejections{0};
  for (Index m = 0; m < attempts_.size(); ++m) {
    if (attempts_[m] == 0) return;
    rejections.push_back(rejections.back() + floor + 1 - swap_rate(m));
  }
  std::vector<double> betas = betas_;
  Index segment = 0;
  for (Index m = 1; m + 1 < betas_.size(); ++m) {
    const double wanted = rejections.back() * static_cast<double>(m) / static_cast<double>(betas_.size() - 1);
    while (rejections[segment + 1] < wanted) ++segment;
    const double share = (wanted - rejections[segment]) / (rejections[segment + 1] - rejections[segment]);
    betas[m] = betas_[segment] + share * (betas_[segment + 1] - betas_[segment]);
  }
  betas_ = betas;
  std::fill(attempts_.begin(), attempts_.end(), 0);
  std::fill(accepted_.begin(), accepted_.end(), 0);
}

void TemperatureLadder::archive(Archive& archive) {
  const Index rungs = betas_.size();
  archive.field("betas", betas_);
  archive.field("swap_attempts", attempts_);
  archive.field("swaps_accepted", accepted_);
  if (betas_.size() == rungs && attempts_.size() == rungs - 1 && accepted_.size() == rungs - 1) return;
  throw model_error("the checkpoint holds " + std::to_string(betas_.size()) + " temperatures, the config asks for " +
                    std::to_string(rungs));
}

}  // namespace dbn
