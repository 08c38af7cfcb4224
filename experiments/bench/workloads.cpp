#include "experiments/bench/workloads.hpp"

#include <algorithm>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/dbn/network.hpp"
#include "libdbn/likelihood/ais.hpp"
#include "libdbn/train/network_optimizer.hpp"
#include "libdbn/train/rbm_trainer.hpp"

namespace dbn::program {
namespace {

constexpr Index most_batches = 50;
constexpr Index updates_before = 100;
constexpr Index temperatures = 50;
constexpr Index measured_epoch = 6;
const std::string annealing = "annealing";
const std::string finetuning = "finetuning";

bool is_real_valued(const WorkShape& shape) { return make_units(shape.visible + ":1")->domain(0) == Domain::line; }

std::vector<Batch> random_batches(const WorkShape& shape, double density) {
  std::vector<Batch> batches(10);
  const bool real_valued = is_real_valued(shape);
  Rng rng(1, Purpose::synthesis);
  for (Batch& batch : batches) {
    batch.inputs = zeros(shape.rows, shape.layers.front());
    const Draws draws = rng.next();
    const Draws values = rng.next();
    for (Index n = 0; n < shape.rows; ++n) {
      batch.labels.push_back(static_cast<std::int32_t>(n % shape.layers.back()));
      for (Index i = 0; i < batch.inputs.shape(1); ++i) {
        if (real_valued) {
          batch.inputs(n, i) = static_cast<real>(draws.normal(n, i));
        } else if (draws.open_uniform(n, i) < density) {
          batch.inputs(n, i) = static_cast<real>(values.open_uniform(n, i));
        }
      }
    }
  }
  return batches;
}

std::vector<Batch> batches_of(const WorkShape& shape, const Rows& rows) {
  if (rows.source == nullptr) return random_batches(shape, rows.density);
  const RowSource& source = *rows.source;
  if (source.columns() != shape.layers.front()) {
    throw config_error("the data have " + std::to_string(source.columns()) + " columns, but " + shape.layers_text() +
                       " begins with " + std::to_string(shape.layers.front()) +
                       " visible units; choose other layers, or leave --data out for random rows");
  }
  if (shape.name == finetuning && source.labels().empty()) {
    throw config_error("finetuning needs labeled data; leave --data out for random rows");
  }
  BatchPlan plan(source.rows(), shape.rows, BatchOrder::shuffled, 1, source.labels());
  std::vector<Batch> batches(std::min(most_batches, plan.batches()));
  for (Index b = 0; b < batches.size(); ++b) read_batch(source, plan.rows(0, b), 0, batches[b]);
  if (batches.size() > 1 && batches.back().rows() != shape.rows) batches.pop_back();
  return batches;
}

Rbm new_machine(const WorkShape& shape) {
  Rbm rbm = make_rbm(make_units(shape.visible + ":" + std::to_string(shape.layers[0])),
                     make_units(std::to_string(shape.layers[1])));
  Rng rng(1, Purpose::initialization);
  initialize_weights(rbm.parameters.weights, WeightInitialization::normal, 0.01, rng);
  return rbm;
}

/// A machine that learns, batch after batch.
struct Learning {
  Learning(const WorkShape& shape, const std::string& estimator, std::vector<Batch> rows, Workers& workers)
      : rbm(new_machine(shape)), batches(std::move(rows)), trainer(rbm, options_of(shape, estimator), 1, 0, workers) {
    Matrix mean = zeros(1, rbm.visible->size());
    for (Index n = 0; n < batches[0].rows(); ++n) {
      for (Index i = 0; i < mean.size(); ++i)
        mean(0, i) += batches[0].inputs(n, i) / static_cast<real>(batches[0].rows());
    }
    rbm.visible->bias_from_mean(mean, rbm.parameters.visible);
    for (Index i = 0; i < updates_before; ++i) step();
  }

  static RbmOptions options_of(const WorkShape& shape, const std::string& estimator) {
    RbmOptions options;
    options.estimator = estimator;
    options.gibbs_steps = static_cast<double>(shape.gibbs_steps);
    options.estimation.chains = shape.rows;
    options.estimation.negative_visible = shape.negative_visible;
    options.learning_rate = is_real_valued(shape) ? 0.001 : 0.05;
    return options;
  }

  void step() { trainer.step(batches[next++ % batches.size()], measured_epoch); }

  Rbm rbm;
  std::vector<Batch> batches;
  RbmTrainer trainer;
  Index next = 0;
};

Network new_network(const std::vector<Index>& layers) {
  Network network;
  Rng rng(1, Purpose::initialization);
  for (Index i = 0; i + 1 < layers.size(); ++i) {
    NetworkLayer layer;
    layer.weights = zeros(layers[i], layers[i + 1]);
    initialize_weights(layer.weights, WeightInitialization::normal, 0.05, rng);
    layer.bias = zeros(1, layers[i + 1]);
    layer.activation = i + 2 < layers.size() ? Activation::logistic : Activation::softmax;
    network.layers.push_back(std::move(layer));
  }
  return network;
}

/// A network that is fine-tuned, batch after batch.
struct Tuning {
  Tuning(const WorkShape& shape, std::vector<Batch> rows, Workers& workers)
      : network(new_network(shape.layers)),
        batches(std::move(rows)),
        loss(network, options, workers),
        optimizer(make_network_optimizer(network, options)) {}

  void step() {
    const Batch& batch = batches[next++ % batches.size()];
    const Matrix targets = one_hot(batch.labels, network.layers.back().bias.shape(1));
    loss.begin(Lesson{batch.inputs, targets, batch.weights});
    optimizer->step(loss, measured_epoch);
  }

  FinetuneOptions options;
  Network network;
  std::vector<Batch> batches;
  BatchLoss loss;
  NetworkOptimizerPtr optimizer;
  Index next = 0;
};

Work annealing_work(const WorkShape& shape, std::vector<Batch> rows, Workers& workers) {
  Work work;
  const auto machine = std::make_shared<Rbm>(Learning(shape, RbmOptions().estimator, rows, workers).rbm);
  const auto base = std::make_shared<Matrix>(base_rates(*machine, mean_of_present(rows.front().inputs)));
  AisOptions options;
  options.betas = parse_betas(std::to_string(temperatures));
  options.chains = shape.rows;
  work.run = [=, &workers] { ais_log_z(*machine, *base, options, workers); };
  work.products.add_annealing(shape.rows, shape.layers[0], shape.layers[1], temperatures - 1);
  return work;
}

}  // namespace

std::string WorkShape::layers_text() const {
  std::string text;
  for (const Index size : layers) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

std::vector<std::string> work_names() {
  std::vector<std::string> names;
  for (const EstimatorKind* kind : estimator_kinds()) {
    if (kind->takes_gibbs_steps) names.emplace_back(kind->name);
  }
  names.push_back(annealing);
  names.push_back(finetuning);
  return names;
}

WorkShape parse_work(const std::string& name, const std::string& layers) {
  WorkShape shape;
  const Index colon = name.find(':');
  shape.name = name.substr(0, colon);
  const std::vector<std::string> names = work_names();
  if (std::find(names.begin(), names.end(), shape.name) == names.end()) {
    throw config_error("--work: " + unknown_name_message("work", shape.name, names));
  }
  if (colon != std::string::npos) {
    integer_option("", shape.gibbs_steps, between(1, 1e6), "").set(name.substr(colon + 1));
  }
  for (const std::string& size : split(layers, 'x')) {
    integer_option("", shape.layers.emplace_back(), between(1, 1e6), "").set(size);
  }
  const bool fits = shape.name == finetuning ? shape.layers.size() >= 2 : shape.layers.size() == 2;
  if (!fits) {
    throw config_error(
        "'" + layers + "' is no shape for " + shape.name + "; expected " +
        (shape.name == finetuning ? "at least two layers, e.g. 784x500x10" : "VISIBLExHIDDEN, e.g. 784x500"));
  }
  return shape;
}

Work make_work(const WorkShape& shape, const Rows& rows, Workers& workers) {
  std::vector<Batch> batches = batches_of(shape, rows);
  if (shape.name == annealing) return annealing_work(shape, std::move(batches), workers);
  Work work;
  if (shape.name == finetuning) {
    const auto tuning = std::make_shared<Tuning>(shape, std::move(batches), workers);
    work.run = [tuning] { tuning->step(); };
    work.products.add_backpropagation(shape.rows, shape.layers);
    return work;
  }
  const auto learning = std::make_shared<Learning>(shape, shape.name, std::move(batches), workers);
  work.run = [learning] { learning->step(); };
  work.products.add_contrastive_divergence(shape.rows, shape.layers[0], shape.layers[1], shape.gibbs_steps);
  return work;
}

}  // namespace dbn::program
