// Annealing of one or several machines in both directions, with progress on standard error.
#pragma once

#include <chrono>

#include "experiments/text/format.hpp"
#include "libdbn/base/options.hpp"
#include "libdbn/likelihood/ais.hpp"

namespace dbn::program {

/// How machines are annealed.
struct AnnealingOptions {
  Index chains = 100;
  std::string betas = "10000";
  std::string base = "data";
  Index reverse_steps = 1000;

  OptionList options();
};

/// Forward and reverse annealing of one machine.
struct Annealed {
  AisResult forward;
  AisResult reverse;

  /// Where no value lies in the intervals of both directions, a warning; else empty.
  std::string disagreement() const;
  /// log_z_low, log_z_high (3 sigma), effective_sample_size, chains, betas, and `reverse` with the same keys.
  Json details() const;

  Index chains = 0;
  Index betas = 0;
};

/// Anneals `machines` machines one after the other. Shows how far it is: a live line with the time left on a terminal,
/// a plain line now and then elsewhere.
class Annealing {
 public:
  Annealing(const AnnealingOptions& options, std::uint64_t seed, Index machines);
  ~Annealing();
  Annealing(const Annealing&) = delete;
  Annealing& operator=(const Annealing&) = delete;

  /// `mean` (1, V) has the data's base rates. Reverse chains start at exact samples where these can be drawn, else at
  /// long Gibbs chains from `rows`.
  Annealed run(const Rbm& rbm, const Matrix& rows, const Matrix& mean, Workers& workers);

 private:
  using Clock = std::chrono::steady_clock;

  void show(double share_of_pass);

  AnnealingOptions options_;
  std::vector<double> betas_;
  std::uint64_t seed_;
  Index passes_;
  Index passes_done_ = 0;
  bool live_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point shown_ = Clock::now();
};

}  // namespace dbn::program
