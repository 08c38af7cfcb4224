#include "experiments/reproductions/held_out_likelihood.hpp"

#include <numeric>

#include "libdbn/data/batches.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/likelihood/exact.hpp"

namespace dbn::program {
namespace {

constexpr std::uint64_t annealing_seed = 1;
constexpr Index starting_rows = 10'000;

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

Json exact_test_likelihood(ReproductionContext& context, const ReproductionPart& part, const Model& model) {
  const Rbm& rbm = model.layers.front();
  const double log_z = exact_log_z(rbm, context.workers());
  const double energy = mean_test_free_energy(rbm, context.data(part), context.workers());
  return {{"log_z", log_z}, {"mean_log_likelihood", -energy - log_z}};
}

Json annealed_test_likelihood(ReproductionContext& context, const ReproductionPart& part, const Model& model,
                              const AnnealingOptions& options) {
  context.say(part.name + ": annealing in both directions");
  const Rbm& rbm = model.layers.front();
  Workers& workers = context.workers();
  const TrainingData data = context.data(part);
  const RowSource& training = data.training().rows();
  const Annealed ais = Annealing(options, annealing_seed, 1)
                           .run(rbm, read_all(training, starting_rows), column_means(training), workers);
  const double energy = mean_test_free_energy(rbm, data, workers);
  Json object = described(ais.forward, energy);
  object["reverse"] = described(ais.reverse, energy);
  return object;
}

}  // namespace dbn::program
