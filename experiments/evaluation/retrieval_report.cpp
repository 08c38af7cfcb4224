#include "experiments/evaluation/retrieval_report.hpp"

#include "libdbn/base/errors.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {
namespace {

Matrix top_codes(const Model& model, const RowSource& rows, Workers& workers) {
  Matrix codes = zeros(rows.rows(), model.layers.back().hidden->size());
  for_each_block(rows, rows_per_block, [&](Index first, const Batch& block) {
    copy(hidden_representation(model, block.inputs, model.layers.size() - 1, workers),
         MatrixView(codes).row_range(first, block.rows()));
  });
  return codes;
}

void require_labels(const InputData& data) {
  if (!data.data().labels.empty()) return;
  throw data_error("dbn evaluate: --retrieval: " + data.data().name +
                   " has no labels, which define the relevant rows; give data with labels");
}

}  // namespace

RetrievalScore measure_retrieval(const Model& model, const InputData& queries, const InputData* candidates,
                                 Workers& workers) {
  require_labels(queries);
  const Matrix codes = top_codes(model, queries.rows(), workers);
  const LabeledCodes asked{codes, queries.data().labels};
  if (candidates == nullptr) return score_retrieval(asked, asked, Retrieval::from_themselves, workers);
  require_labels(*candidates);
  const Matrix others = top_codes(model, candidates->rows(), workers);
  return score_retrieval(asked, {others, candidates->data().labels}, Retrieval::from_others, workers);
}

Json retrieval_json(const RetrievalScore& score) {
  Json curve = Json::array();
  for (const RetrievalPoint& point : score.curve)
    curve.push_back({{"retrieved", point.retrieved}, {"precision", point.precision}, {"recall", point.recall}});
  return {{"queries", score.queries},
          {"candidates", score.candidates},
          {"precision_at_10", score.precision_at_10},
          {"mean_average_precision", score.mean_average_precision},
          {"curve", std::move(curve)}};
}

std::string retrieval_text(const RetrievalScore& score) {
  std::vector<std::vector<std::string>> table{{"retrieved", "precision", "recall"}};
  for (const RetrievalPoint& point : score.curve)
    table.push_back({std::to_string(point.retrieved), percent(point.precision), percent(point.recall)});
  return "retrieval of " + std::to_string(score.candidates) + " rows by " + std::to_string(score.queries) +
         " queries\nprecision of the first 10  " + percent(score.precision_at_10) + "\nmean average precision  " +
         percent(score.mean_average_precision) + "\n\n" + aligned(table);
}

}  // namespace dbn::program
