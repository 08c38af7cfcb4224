#include "libdbn/dbn/classification.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/likelihood/label_posterior.hpp"

namespace dbn {

namespace {

bool is_classifier(const Network& network) { return !network.empty() && network.kind() == NetworkKind::classifier; }

}  // namespace

Index classes_of(const Model& model) {
  if (is_classifier(model.network)) return model.network.outputs();
  return model.layers.size() == 1 ? label_classes(model.layers.front()) : top_label_units(model.layers);
}

void require_classes(const Model& model, const std::string& where) {
  if (classes_of(model) > 0) return;
  throw model_error(
      where +
      ": the model has no network to tell classes apart or to predict targets, and its visible units show no label; "
      "train it on data with labels, either fine-tuned (finetune.epochs > 0) or with label units (dbn.labels = top), "
      "or "
      "on data with targets (finetune.objective = regress)");
}

Matrix class_probabilities(const Model& model, ConstMatrixView visible, Workers& workers) {
  require_classes(model, "class probabilities");
  if (is_classifier(model.network)) return forward(model.network, visible, workers);
  if (model.layers.size() == 1) return label_probabilities(model.layers.front(), visible, workers);
  return label_probabilities(model.layers.back(), arriving_at(model, visible, model.layers.size() - 1, workers),
                             workers);
}

ClassificationScore score_classifier(const Classifier& probabilities_of, Index classes, const RowSource& source) {
  constexpr double least = 1e-300;
  ClassificationScore score;
  score.confusion = xt::xtensor<std::int64_t, 2>({classes, classes}, 0);
  for_each_block(source, rows_per_block, [&](Index first, const Batch& block) {
    const Matrix probabilities = probabilities_of(block.inputs);
    const Labels found = most_probable(probabilities);
    for (Index n = 0; n < block.labels.size(); ++n) {
      const std::int32_t label = block.labels[n];
      if (label == missing_label) {
        ++score.unlabeled;
        continue;
      }
      if (label < 0 || static_cast<Index>(label) >= classes) {
        throw data_error("row " + std::to_string(first + n) + " has label " + std::to_string(label) +
                         ", but the model knows classes 0 to " + std::to_string(classes - 1));
      }
      ++score.rows;
      score.errors += found[n] == label ? 0 : 1;
      score.calibration.enter(ConstMatrixView(probabilities).row(n), classes, static_cast<Index>(label));
      ++score.confusion(static_cast<Index>(label), static_cast<Index>(found[n]));
      score.log_likelihood +=
          std::log(std::max(least, static_cast<double>(probabilities(n, static_cast<Index>(label)))));
    }
  });
  if (score.rows > 0) score.log_likelihood /= static_cast<double>(score.rows);
  return score;
}

}  // namespace dbn
