#include "experiments/evaluation/evaluation.hpp"

#include "experiments/data/targets.hpp"
#include "experiments/data/training_data.hpp"
#include "experiments/evaluation/rating_report.hpp"
#include "experiments/evaluation/regression_report.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

struct ClassRates {
  std::int64_t rows = 0;       ///< that belong to the class
  std::int64_t predicted = 0;  ///< that were taken to belong to it
  std::int64_t right = 0;

  double recall() const { return rows == 0 ? 0 : static_cast<double>(right) / static_cast<double>(rows); }
  double precision() const { return predicted == 0 ? 0 : static_cast<double>(right) / static_cast<double>(predicted); }
  // The harmonic mean of both.
  double f1() const { return right == 0 ? 0 : 2 * static_cast<double>(right) / static_cast<double>(rows + predicted); }
};

std::vector<ClassRates> class_rates(const ClassificationScore& score) {
  const Index classes = score.confusion.shape(0);
  std::vector<ClassRates> rates(classes);
  for (Index i = 0; i < classes; ++i) {
    for (Index j = 0; j < classes; ++j) {
      rates[i].rows += score.confusion(i, j);
      rates[j].predicted += score.confusion(i, j);
    }
    rates[i].right = score.confusion(i, i);
  }
  return rates;
}

double fraction(Index part, Index all) { return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all); }

std::string top_text(const ClassificationScore& score, Index top) {
  if (top < 2) return "";
  const Index errors = score.calibration.errors_of_best(top);
  return "top-" + std::to_string(top) + " error  " + percent(fraction(errors, score.rows)) + "  (" +
         std::to_string(errors) + " rows whose label is not among the " + std::to_string(top) +
         " most probable classes)\n";
}

std::string calibration_text(const Calibration& calibration) {
  std::vector<std::vector<std::string>> table{{"confidence", "rows", "mean confidence", "right"}};
  for (Index b = 0; b < Calibration::bin_count; ++b) {
    const ReliabilityBin& bin = calibration.bins()[b];
    if (bin.rows == 0) continue;
    const auto edge = [](Index i) { return short_text(static_cast<double>(i) / Calibration::bin_count); };
    table.push_back(
        {edge(b) + " to " + edge(b + 1), std::to_string(bin.rows), percent(bin.confidence()), percent(bin.accuracy())});
  }
  return "expected calibration error  " + percent(calibration.expected_error()) + "\nBrier score  " +
         short_text(calibration.brier_score()) + "\n\n" + aligned(table);
}

Json calibration_json(const Calibration& calibration) {
  Json bins = Json::array();
  for (Index b = 0; b < Calibration::bin_count; ++b) {
    const ReliabilityBin& bin = calibration.bins()[b];
    bins.push_back({{"from", static_cast<double>(b) / Calibration::bin_count},
                    {"to", static_cast<double>(b + 1) / Calibration::bin_count},
                    {"rows", bin.rows},
                    {"confidence", bin.confidence()},
                    {"accuracy", bin.accuracy()}});
  }
  return {{"expected_error", calibration.expected_error()}, {"bins", std::move(bins)}};
}

std::string classification_text(const ClassificationScore& score, const std::vector<std::string>& names, Index top) {
  std::string text = "error  " + error_text(score) + "\n" + top_text(score, top) + "mean log p(label | row)  " +
                     short_text(score.log_likelihood) + " nats\n" + calibration_text(score.calibration) +
                     "\nconfusion: true class in rows, predicted in columns\n";
  const std::vector<ClassRates> rates = class_rates(score);
  std::vector<std::vector<std::string>> confusion{{""}};
  std::vector<std::vector<std::string>> table{{"class", "rows", "recall", "precision", "F1"}};
  for (Index i = 0; i < rates.size(); ++i) {
    confusion[0].push_back(std::to_string(i));
    std::vector<std::string> line{std::to_string(i)};
    for (Index j = 0; j < rates.size(); ++j) line.push_back(std::to_string(score.confusion(i, j)));
    confusion.push_back(std::move(line));
    table.push_back({class_name(names, i), std::to_string(rates[i].rows), percent(rates[i].recall()),
                     percent(rates[i].precision()), percent(rates[i].f1())});
  }
  return text + aligned(confusion) + "\n" + aligned(table);
}

Json classes_json(const ClassificationScore& score, const std::vector<std::string>& names) {
  Json list = Json::array();
  const std::vector<ClassRates> rates = class_rates(score);
  for (Index i = 0; i < rates.size(); ++i) {
    list.push_back({{"class", class_name(names, i)},
                    {"rows", rates[i].rows},
                    {"recall", rates[i].recall()},
                    {"precision", rates[i].precision()},
                    {"f1", rates[i].f1()}});
  }
  return list;
}

}  // namespace

Evaluation evaluate(const Model& model, const Dataset& data, const RowSource& rows, Workers& workers) {
  Evaluation result;
  result.rows = rows.rows();
  if (const RatingRows* ratings = rows.ratings()) {
    result.ratings = score_ratings(model.layers.front(), *ratings, RatingMethod::exact, workers);
  } else if (model.network.is_regressor()) {
    require_same_targets({data.name, data.targets.shape(1), data.target_names},
                         {"the model", model.network.outputs(), model.target_names},
                         "name their columns by --target-columns, or give HDF5 data with /targets (dbn predict needs "
                         "none)");
    require_complete(data);
    result.regression =
        score_regressor([&](ConstMatrixView visible) { return forward(model.network, visible, workers); },
                        model.network.outputs(), rows);
  } else if (classes_of(model) > 0 && !data.labels.empty()) {
    if (!model.network.empty()) require_complete(data);
    try {
      result.classification =
          score_classifier([&](ConstMatrixView visible) { return class_probabilities(model, visible, workers); },
                           classes_of(model), rows);
    } catch (const Error& error) {
      throw Error(error.kind(), data.name + ": " + error.what());
    }
    result.rows = result.classification->rows;
  } else {
    if (model.network.is_autoencoder()) require_complete(data);
    result.reconstruction =
        score_reconstruction([&](ConstMatrixView visible) { return reconstruction(model, visible, workers); }, rows);
  }
  return result;
}

std::string class_name(const std::vector<std::string>& names, Index index) {
  return index < names.size() ? names[index] : std::to_string(index);
}

std::string error_text(const ClassificationScore& score) {
  return percent(score.error()) + "  (" + std::to_string(score.errors) + " of " + std::to_string(score.rows) +
         (score.unlabeled == 0 ? " rows)" : " rows; " + std::to_string(score.unlabeled) + " have no label)");
}

std::string reconstruction_text(const ReconstructionScore& score) {
  return short_text(score.squared_error_per_value()) + "  (mean squared difference per value; " +
         short_text(score.squared_error_per_row()) + " summed per row)";
}

Index usual_top(const Evaluation& evaluation) {
  constexpr Index usual = 5;
  return evaluation.classification && evaluation.classification->confusion.shape(0) > usual ? usual : 0;
}

Json as_json(const Evaluation& evaluation, const Model& model) {
  return as_json(evaluation, model, usual_top(evaluation));
}

Json as_json(const Evaluation& evaluation, const Model& model, Index top) {
  Json object;
  object["rows"] = evaluation.rows;
  if (const auto& score = evaluation.classification) {
    object["errors"] = score->errors;
    object["unlabeled"] = score->unlabeled;
    object["error"] = score->error();
    if (top > 0) {
      const Index errors = score->calibration.errors_of_best(top);
      object["top"] = {{"k", top}, {"errors", errors}, {"error", fraction(errors, score->rows)}};
    }
    object["mean_log_probability"] = score->log_likelihood;
    object["mean_log_loss"] = -score->log_likelihood;
    object["brier_score"] = score->calibration.brier_score();
    object["calibration"] = calibration_json(score->calibration);
    Json confusion = Json::array();
    for (Index i = 0; i < score->confusion.shape(0); ++i) {
      Json line = Json::array();
      for (Index j = 0; j < score->confusion.shape(1); ++j) line.push_back(score->confusion(i, j));
      confusion.push_back(std::move(line));
    }
    object["confusion"] = std::move(confusion);
    object["classes"] = classes_json(*score, model.class_names);
  }
  if (const auto& score = evaluation.reconstruction) {
    object["reconstruction_error"] = score->squared_error_per_value();
    object["squared_error_per_row"] = score->squared_error_per_row();
  }
  if (const auto& score = evaluation.ratings) add_ratings(object, "", *score);
  if (const auto& score = evaluation.regression) {
    add_regression(object, "", *score);
    object["targets"] = targets_json(*score, model.target_names);
  }
  return object;
}

std::string as_text(const Evaluation& evaluation, const Model& model, Index top) {
  if (evaluation.classification) return classification_text(*evaluation.classification, model.class_names, top);
  const std::string rows = "rows  " + std::to_string(evaluation.rows) + "\n";
  if (evaluation.ratings) return rows + ratings_table(*evaluation.ratings);
  if (evaluation.regression) return rows + regression_table(*evaluation.regression, model.target_names);
  return rows + "reconstruction error  " + reconstruction_text(*evaluation.reconstruction) + "\n";
}

}  // namespace dbn::program
