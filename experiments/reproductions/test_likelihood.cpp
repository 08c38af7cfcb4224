#include "experiments/reproductions/test_likelihood.hpp"

#include <numeric>

#include "experiments/annealing_progress.hpp"
#include "experiments/stop_signal.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/likelihood/ais.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/likelihood/model_samples.hpp"

namespace dbn::program {
namespace {

constexpr Index reverse_steps = 1000;
constexpr Index starting_rows = 10'000;
constexpr Index rows_per_block = 1000;

double mean_test_free_energy(const Rbm& rbm, const TrainingData& data, Workers& workers) {
  const RowSource& rows = data.test()->rows();
  double sum = 0;
  for_each_block(rows, rows_per_block, [&](Index, const Batch& block) {
    const Energies part = free_energy(rbm, block.inputs, workers);
    sum = std::accumulate(part.begin(), part.end(), sum);
  });
  return sum / static_cast<double>(rows.rows());
}

Json described(const AisResult& ais, double free_energy) {
  return {{"log_z", ais.log_z},
          {"log_z_low", ais.log_z_low},
          {"log_z_high", ais.log_z_high},
          {"mean_log_likelihood", -free_energy - ais.log_z}};
}

}  // namespace

Json exact_test_likelihood(Workplace& workplace, const Part& part, const Model& model) {
  const Rbm& rbm = model.layers.front();
  const double log_z = exact_log_z(rbm, workplace.workers());
  const double energy = mean_test_free_energy(rbm, workplace.data(part), workplace.workers());
  return {{"log_z", log_z}, {"mean_log_likelihood", -energy - log_z}};
}

Json annealed_test_likelihood(Workplace& workplace, const Part& part, const Model& model, const std::string& betas) {
  workplace.say(part.name + ": annealing in both directions");
  const Rbm& rbm = model.layers.front();
  Workers& workers = workplace.workers();
  const TrainingData data = workplace.data(part);
  const RowSource& training = data.training().rows();
  const StopSignal stop;
  AnnealingProgress progress;
  const auto show = [&](Index pass) {
    return [&progress, &stop, pass](Index done, Index total) {
      if (stop.requested()) throw interrupted_error("annealing was interrupted; the same command begins it again");
      progress.show(pass, done, total);
    };
  };
  AisOptions options;
  options.betas = parse_betas(betas);
  const Matrix base = base_rates(rbm, column_means(training));
  options.progress = show(0);
  const AisResult forward = ais_log_z(rbm, base, options, workers);
  Rng rng(options.seed, Purpose::chains);
  const Matrix starts = can_sample_exactly(rbm) ? exact_samples(rbm, options.chains, rng, workers)
                                                : gibbs_samples(rbm, read_all(training, starting_rows), options.chains,
                                                                reverse_steps, rng, workers);
  options.progress = show(1);
  const AisResult reverse = reverse_ais_log_z(rbm, base, starts, options, workers);
  const double energy = mean_test_free_energy(rbm, data, workers);
  Json object = described(forward, energy);
  object["reverse"] = described(reverse, energy);
  return object;
}

}  // namespace dbn::program
