#include "experiments/bench/measurement.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>

#include <sys/resource.h>

namespace dbn::program {
namespace {

struct Times {
  double seconds;
  double processor_seconds;
};

double processor_seconds() {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// The fastest run is the one that other programs disturbed least.
Times fastest(const std::function<void()>& work, double least_seconds) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  Times best{1e300, 1e300};
  do {
    const Clock::time_point start = Clock::now();
    const double processor_start = processor_seconds();
    work();
    best.processor_seconds = std::min(best.processor_seconds, processor_seconds() - processor_start);
    best.seconds = std::min(best.seconds, std::chrono::duration<double>(Clock::now() - start).count());
  } while (std::chrono::duration<double>(Clock::now() - begin).count() < least_seconds);
  return best;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const Index middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double peak_megabytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

Matrix filled(Index rows, Index columns) {
  Matrix m = Matrix::from_shape({rows, columns});
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<real>(static_cast<double>(i % 97 + 1) / 100);
  return m;
}

}  // namespace

Index ProductBound::add_layer(Index rows, Index below, Index above) {
  layers_.push_back({filled(rows, below), filled(below, above), filled(rows, above), filled(rows, above),
                     filled(rows, below), filled(below, above)});
  return layers_.size() - 1;
}

void ProductBound::add(Product product, Index layer, Index times) {
  entries_.push_back({product, layer, times});
  operations_ += 2 * static_cast<double>(times * layers_[layer].below.size() * layers_[layer].above.shape(1));
}

void ProductBound::add_contrastive_divergence(Index rows, Index visible, Index hidden, Index gibbs_steps) {
  const Index layer = add_layer(rows, visible, hidden);
  add(Product::up, layer, 1 + gibbs_steps);
  add(Product::down, layer, gibbs_steps);
  add(Product::outer, layer, 2);
}

void ProductBound::add_backpropagation(Index rows, const std::vector<Index>& layers) {
  for (Index i = 0; i + 1 < layers.size(); ++i) {
    const Index layer = add_layer(rows, layers[i], layers[i + 1]);
    add(Product::up, layer, 1);
    if (i > 0) add(Product::down, layer, 1);
    add(Product::outer, layer, 1);
  }
}

void ProductBound::add_annealing(Index chains, Index visible, Index hidden, Index temperatures) {
  const Index layer = add_layer(chains, visible, hidden);
  add(Product::up, layer, temperatures);
  add(Product::down, layer, temperatures);
}

void ProductBound::run() {
  for (const Entry& entry : entries_) {
    Layer& layer = layers_[entry.layer];
    for (Index i = 0; i < entry.times; ++i) {
      switch (entry.product) {
        case Product::up: matmul(layer.below, layer.weights, layer.up); break;
        case Product::down: matmul(layer.above, transposed(layer.weights), layer.down); break;
        case Product::outer: matmul(transposed(layer.below), layer.above, layer.ascent); break;
      }
    }
  }
}

Cost measure(Work& work, Index repetitions, double least_seconds) {
  std::vector<double> seconds;
  std::vector<double> product_seconds;
  std::vector<double> ratios;
  std::vector<double> processor_ratios;
  for (Index i = 0; i < repetitions; ++i) {
    const Times products = fastest([&] { work.products.run(); }, least_seconds);
    const Times whole = fastest(work.run, least_seconds);
    seconds.push_back(whole.seconds);
    product_seconds.push_back(products.seconds);
    ratios.push_back(whole.seconds / products.seconds);
    processor_ratios.push_back(whole.processor_seconds / products.processor_seconds);
  }
  return {median(seconds), median(product_seconds), median(ratios), median(processor_ratios), peak_megabytes()};
}

}  // namespace dbn::program
