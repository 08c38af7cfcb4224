#include <algorithm>

#include "libdbn/base/linalg.hpp"
#include "libdbn/optim/minimizer.hpp"
#include "libdbn/train/network_optimizer.hpp"

namespace dbn {
namespace {

// The free parameters of a network as one vector: weights of each layer, then biases.
template <class Visit>
void for_each_free(BatchLoss& loss, const Visit& visit) {
  Index place = 0;
  const auto next = [&](Matrix& parameters) {
    visit(parameters, place);
    place += parameters.size();
  };
  for (const Index i : loss.free_weights()) next(loss.weights(i));
  for (const Index i : loss.free_biases()) next(loss.bias(i));
}

std::vector<double> parameters_of(BatchLoss& loss) {
  std::vector<double> theta;
  for_each_free(loss, [&](const Matrix& m, Index) { theta.insert(theta.end(), m.begin(), m.end()); });
  return theta;
}

void set_parameters(BatchLoss& loss, std::span<const double> theta) {
  for_each_free(loss, [&](Matrix& m, Index place) {
    std::transform(theta.begin() + static_cast<std::ptrdiff_t>(place),
                   theta.begin() + static_cast<std::ptrdiff_t>(place + m.size()), m.data(),
                   [](double x) { return static_cast<real>(x); });
  });
  loss.follow();
}

void write_negated(ConstMatrixView ascent, double* gradient) {
  for (Index i = 0; i < ascent.rows; ++i) {
    for (Index j = 0; j < ascent.columns; ++j) *gradient++ = -static_cast<double>(ascent(i, j));
  }
}

void gradient_of(BatchLoss& loss, std::span<double> gradient) {
  double* place = gradient.data();
  for (const Index i : loss.free_weights()) {
    const Index columns = loss.weights(i).shape(1);
    for_row_tiles(loss.workers(), loss.weights(i).shape(0), columns, [&](Index first, Index count) {
      Matrix tile = Matrix::from_shape({count, columns});
      loss.weights_ascent(i, first, tile);
      write_negated(tile, place + first * columns);
    });
    place += loss.weights(i).size();
  }
  for (const Index i : loss.free_biases()) {
    write_negated(loss.bias_ascent(i), place);
    place += loss.bias(i).size();
  }
}

class SearchOptimizer final : public NetworkOptimizer {
 public:
  explicit SearchOptimizer(const FinetuneOptions& options)
      : minimize_(find_minimizer(options.optimizer)), line_searches_(options.line_searches) {}

  void step(BatchLoss& loss, Index) override {
    // A batch is evaluated when it is begun, and a minimizer asks for the start first.
    bool is_start = true;
    std::vector<double> theta = parameters_of(loss);
    const ObjectiveFunction objective = [&](std::span<const double> at, std::span<double> gradient) {
      if (!is_start) {
        set_parameters(loss, at);
        loss.evaluate();
      }
      is_start = false;
      gradient_of(loss, gradient);
      return loss.with_penalty();
    };
    minimize_(objective, theta, line_searches_);
    set_parameters(loss, theta);
  }

  void archive(Archive&) override {}

 private:
  Minimizer minimize_;
  Index line_searches_;
};

}  // namespace

NetworkOptimizerPtr make_search_optimizer(const FinetuneOptions& options) {
  return std::make_unique<SearchOptimizer>(options);
}

bool searches_lines(const FinetuneOptions& options) { return find_minimizer(options.optimizer) != nullptr; }

NetworkOptimizerPtr make_network_optimizer(const Network& network, const FinetuneOptions& options) {
  return searches_lines(options) ? make_search_optimizer(options) : make_rule_optimizer(network, options);
}

}  // namespace dbn
