#include "experiments/evaluation/annealing.hpp"

#include <iostream>

#include <unistd.h>

#include "experiments/terminal/progress.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/likelihood/model_samples.hpp"

namespace dbn::program {
namespace {

constexpr auto live_interval = std::chrono::milliseconds(200);
constexpr auto line_interval = std::chrono::seconds(30);

Json interval(const AisResult& ais, Index chains, Index betas) {
  return {{"log_z", ais.log_z},
          {"log_z_low", ais.log_z_low},
          {"log_z_high", ais.log_z_high},
          {"effective_sample_size", ais.effective_sample_size},
          {"chains", chains},
          {"betas", betas}};
}

}  // namespace

OptionList AnnealingOptions::options() {
  return {integer_option("chains", chains, between(2, 1e6), "ais: chains of annealing; the error falls with the root"),
          text_option("betas", betas, "a count, or FROM:STEP:TO parts such as 0:.001:.5,.5:.0001:.9,.9:.00001:1",
                      "ais: inverse temperatures from 0 to 1; more of them for larger machines"),
          choice_option("base", base, {"data", "uniform"},
                        "ais: start of annealing, an RBM without weights: with the data's base rates or "
                        "with zero biases"),
          integer_option("reverse-steps", reverse_steps, between(1, 1e9),
                         "ais: Gibbs steps from the data to the start of reverse annealing, where no exact samples can "
                         "be drawn")};
}

Json Annealed::details() const {
  Json result = interval(forward, chains, betas);
  result.erase("log_z");
  result["reverse"] = interval(reverse, chains, betas);
  return result;
}

std::string Annealed::disagreement() const {
  const bool overlap = forward.log_z_low <= reverse.log_z_high && reverse.log_z_low <= forward.log_z_high;
  if (overlap) return "";
  return "warning: annealing finds log Z in " + short_text(forward.log_z_low, 6) + " .. " +
         short_text(forward.log_z_high, 6) + " forward, but in " + short_text(reverse.log_z_low, 6) + " .. " +
         short_text(reverse.log_z_high, 6) +
         " backward: modes are missed, and neither interval holds; use more --betas, or longer --reverse-steps\n";
}

Annealing::Annealing(const AnnealingOptions& options, std::uint64_t seed, Index machines)
    : options_(options),
      betas_(parse_betas(options.betas)),
      seed_(seed),
      passes_(2 * machines),
      live_(isatty(STDERR_FILENO) == 1) {}

Annealing::~Annealing() {
  if (live_) std::cerr << "\r\x1b[K" << std::flush;
}

Annealed Annealing::run(const Rbm& rbm, const Matrix& rows, const Matrix& mean, Workers& workers) {
  AisOptions ais;
  ais.betas = betas_;
  ais.chains = options_.chains;
  ais.seed = seed_;
  ais.progress = [this](Index done, Index total) { show(static_cast<double>(done) / static_cast<double>(total)); };
  const Matrix base = options_.base == "uniform" ? uniform_base(rbm) : base_rates(rbm, mean);
  Annealed result;
  result.chains = options_.chains;
  result.betas = betas_.size();
  result.forward = ais_log_z(rbm, base, ais, workers);
  ++passes_done_;
  Rng rng(seed_, Purpose::chains);
  const Matrix starts = can_sample_exactly(rbm)
                            ? exact_samples(rbm, options_.chains, rng, workers)
                            : gibbs_samples(rbm, rows, options_.chains, options_.reverse_steps, rng, workers);
  result.reverse = reverse_ais_log_z(rbm, base, starts, ais, workers);
  ++passes_done_;
  if (const std::string warning = result.disagreement(); !warning.empty()) {
    std::cerr << (live_ ? "\r\x1b[K" : "") << warning << std::flush;
  }
  return result;
}

void Annealing::show(double share_of_pass) {
  const auto now = Clock::now();
  if (now - shown_ < (live_ ? Clock::duration(live_interval) : Clock::duration(line_interval))) return;
  shown_ = now;
  const double done = (static_cast<double>(passes_done_) + share_of_pass) / static_cast<double>(passes_);
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const std::string text =
      "annealing  " + short_text(100 * done, 3) + " %  " + duration_text(seconds * (1 - done) / done) + " left";
  std::cerr << (live_ ? "\r\x1b[K" : "") << text << (live_ ? "" : "\n") << std::flush;
}

}  // namespace dbn::program
