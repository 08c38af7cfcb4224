#include "libdbn/dbn/generate.hpp"

#include <cmath>
#include <limits>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

using Kept = std::vector<Columns>;

void put_back(ConstMatrixView source, const Kept& kept, Matrix& states) {
  for (const Columns& part : kept) {
    copy(source.column_range(part.first, part.count), MatrixView(states).column_range(part.first, part.count));
  }
}

Matrix noise(const Rbm& rbm, Index count, Rng& rng) {
  const Matrix no_inputs = zeros(count, rbm.visible->size());
  Matrix states = no_inputs;
  rbm.visible->sample(rbm.parameters.visible, no_inputs, rng.next(), states);
  return states;
}

// The last of several Gibbs steps goes on down, so that the means are those of the states.
Samples draw_down(const std::vector<Rbm>& layers, ConstMatrixView top, const Kept& kept, Rng& rng, Workers& workers) {
  Samples samples;
  Matrix hidden = sample_hidden(layers.back(), top, rng, workers);
  for (Index i = layers.size(); i-- > 0;) {
    const auto states = ConstMatrixView(hidden).column_range(0, layers[i].hidden->size());
    samples.mean = visible_mean(layers[i], states, workers);
    samples.visible = sample_visible(layers[i], states, rng, workers);
    if (i + 1 == layers.size()) {
      put_back(top, kept, samples.mean);
      put_back(top, kept, samples.visible);
      samples.top = samples.visible;
    }
    hidden = samples.visible;
  }
  return samples;
}

Samples run_chains(const std::vector<Rbm>& layers, Matrix top, const Kept& kept, Index steps, Rng& rng,
                   Workers& workers) {
  for (Index step = 1; step < steps; ++step) {
    Matrix next = sample_visible(layers.back(), sample_hidden(layers.back(), top, rng, workers), rng, workers);
    put_back(top, kept, next);
    top = std::move(next);
  }
  return draw_down(layers, top, kept, rng, workers);
}

// Shows the labels, and says where they are.
Kept show_labels(const std::vector<Rbm>& layers, const Labels& labels, Matrix& top) {
  if (labels.empty()) return {};
  const Columns columns = label_columns(layers);
  require_equal("labels of chains", labels.size(), top.shape(0));
  for (Index n = 0; n < labels.size(); ++n) {
    if (labels[n] < 0 || static_cast<Index>(labels[n]) >= columns.count) {
      throw data_error("chain " + std::to_string(n) + " is to show class " + std::to_string(labels[n]) +
                       ", but the model has " + std::to_string(columns.count) + " label units");
    }
    for (Index k = 0; k < columns.count; ++k) {
      top(n, columns.first + k) = k == static_cast<Index>(labels[n]) ? real(1) : real(0);
    }
  }
  return {columns};
}

// A group of which a part is given has no distribution over the rest that draws of whole groups could be put into.
void require_whole_groups(const Units& units, ConstMatrixView states, Columns kept) {
  Matrix given({1, units.size()}, std::numeric_limits<real>::quiet_NaN());
  put_back(states.row_range(0, 1), {kept}, given);
  units.check_states(given, "the kept columns", 0);
}

}  // namespace

Columns label_columns(const std::vector<Rbm>& layers) {
  const Units& visible = *layers.back().visible;
  const Index classes = layers.size() == 1 ? visible.label_classes() : top_label_units(layers);
  return {visible.size() - classes, classes};
}

Matrix noise_at_top(const std::vector<Rbm>& layers, Index count, Rng& rng) { return noise(layers.back(), count, rng); }

Matrix data_at_top(const Stack& stack, ConstMatrixView visible, Rng& rng, Workers& workers) {
  Matrix top = arriving_at(stack, visible, stack.layers.size() - 1, workers);
  const Matrix filling = noise_at_top(stack.layers, visible.rows, rng);
  for (Index i = 0; i < top.size(); ++i) {
    if (std::isnan(top.data()[i])) top.data()[i] = filling.data()[i];
  }
  return top;
}

Samples draw_samples(const std::vector<Rbm>& layers, Matrix top, const SamplingOptions& options, Rng& rng,
                     Workers& workers) {
  require_columns("states at the top", top, layers.back().visible->size());
  const Kept kept = show_labels(layers, options.labels, top);
  return run_chains(layers, std::move(top), kept, options.steps, rng, workers);
}

Samples complete_rows(const Stack& stack, ConstMatrixView rows, Columns kept, const SamplingOptions& options, Rng& rng,
                      Workers& workers) {
  const std::vector<Rbm>& layers = stack.layers;
  require_columns("rows to complete", rows, layers.front().visible->size());
  require_whole_groups(*layers.front().visible, rows, kept);
  Samples samples;
  samples.top = noise_at_top(layers, rows.rows, rng);
  Kept at_top = show_labels(layers, options.labels, samples.top);
  if (layers.size() == 1) {
    at_top.push_back(kept);
    put_back(rows, {kept}, samples.top);
    return run_chains(layers, std::move(samples.top), at_top, options.steps, rng, workers);
  }
  samples.visible = noise(layers.front(), rows.rows, rng);
  put_back(rows, {kept}, samples.visible);
  for (Index step = 0; step < options.steps; ++step) {
    Matrix states = std::move(samples.visible);
    for (Index i = 0; i + 1 < layers.size(); ++i) states = sample_recognition(stack, i, states, rng, workers);
    copy(states, MatrixView(samples.top).column_range(0, states.shape(1)));
    samples = draw_down(layers, samples.top, at_top, rng, workers);
    put_back(rows, {kept}, samples.visible);
    put_back(rows, {kept}, samples.mean);
  }
  return samples;
}

}  // namespace dbn
