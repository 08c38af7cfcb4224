#include "experiments/evaluation.hpp"

#include <cmath>

#include "experiments/model_input.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

Matrix reconstruction(const Model& model, ConstMatrixView visible, Workers& workers) {
  Matrix states = hidden_representation(model.layers, visible, model.layers.size() - 1, workers);
  for (Index i = model.layers.size(); i-- > 0;) {
    const auto hidden = ConstMatrixView(states).column_range(0, model.layers[i].hidden->size());
    states = visible_mean(model.layers[i], hidden, workers);
  }
  return states;
}

double reconstruction_error(const Model& model, const RowSource& rows, Workers& workers) {
  double total = 0;
  double count = 0;
  for_each_block(rows, rows_per_block, [&](Index, const Batch& block) {
    const Matrix found = reconstruction(model, block.inputs, workers);
    for (Index i = 0; i < found.size(); ++i) {
      const double difference = static_cast<double>(block.inputs.data()[i]) - static_cast<double>(found.data()[i]);
      if (std::isnan(difference)) continue;
      total += difference * difference;
      count += 1;
    }
  });
  return count == 0 ? 0 : total / count;
}

std::string class_name(const std::vector<std::string>& names, Index index) {
  return index < names.size() ? names[index] : std::to_string(index);
}

struct ClassRates {
  std::int64_t rows = 0;       ///< that belong to the class
  std::int64_t predicted = 0;  ///< that were taken to belong to it
  std::int64_t right = 0;

  double recall() const { return rows == 0 ? 0 : static_cast<double>(right) / static_cast<double>(rows); }
  double precision() const { return predicted == 0 ? 0 : static_cast<double>(right) / static_cast<double>(predicted); }
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

std::string classification_text(const ClassificationScore& score, const std::vector<std::string>& names) {
  std::string text = "error  " + percent(score.error()) + "  (" + std::to_string(score.errors) + " of " +
                     std::to_string(score.rows) + " rows)\nmean log p(label | row)  " +
                     short_text(score.log_likelihood) +
                     " nats\n\nconfusion: true class in rows, predicted in columns\n";
  const std::vector<ClassRates> rates = class_rates(score);
  std::vector<std::vector<std::string>> confusion{{""}};
  std::vector<std::vector<std::string>> table{{"class", "rows", "recall", "precision"}};
  for (Index i = 0; i < rates.size(); ++i) {
    confusion[0].push_back(std::to_string(i));
    std::vector<std::string> line{std::to_string(i)};
    for (Index j = 0; j < rates.size(); ++j) line.push_back(std::to_string(score.confusion(i, j)));
    confusion.push_back(std::move(line));
    table.push_back({class_name(names, i), std::to_string(rates[i].rows), percent(rates[i].recall()),
                     percent(rates[i].precision())});
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
                    {"precision", rates[i].precision()}});
  }
  return list;
}

}  // namespace

Evaluation evaluate(const Model& model, const Dataset& data, const RowSource& rows, Workers& workers) {
  Evaluation result;
  result.rows = rows.rows();
  if (classes_of(model) > 0 && !data.labels.empty()) {
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
    result.reconstruction_error = reconstruction_error(model, rows, workers);
  }
  return result;
}

Json as_json(const Evaluation& evaluation, const std::vector<std::string>& class_names) {
  Json object;
  object["rows"] = evaluation.rows;
  if (const auto& score = evaluation.classification) {
    object["errors"] = score->errors;
    object["error"] = score->error();
    object["mean_log_probability"] = score->log_likelihood;
    Json confusion = Json::array();
    for (Index i = 0; i < score->confusion.shape(0); ++i) {
      Json line = Json::array();
      for (Index j = 0; j < score->confusion.shape(1); ++j) line.push_back(score->confusion(i, j));
      confusion.push_back(std::move(line));
    }
    object["confusion"] = std::move(confusion);
    object["classes"] = classes_json(*score, class_names);
  }
  if (evaluation.reconstruction_error) object["reconstruction_error"] = *evaluation.reconstruction_error;
  return object;
}

std::string as_text(const Evaluation& evaluation, const std::vector<std::string>& class_names) {
  if (evaluation.classification) return classification_text(*evaluation.classification, class_names);
  return "rows  " + std::to_string(evaluation.rows) + "\nreconstruction error  " +
         short_text(*evaluation.reconstruction_error) + "  (mean squared difference per value)\n";
}

}  // namespace dbn::program
