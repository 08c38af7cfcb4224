// Evaluation of a model on data, shared by `train` and `evaluate`.
#pragma once

#include <optional>

#include "experiments/text/format.hpp"
#include "libdbn/data/dataset.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/dbn/rating_prediction.hpp"
#include "libdbn/dbn/reconstruction.hpp"
#include "libdbn/dbn/regression.hpp"

namespace dbn::program {

/// One of the four: ratings where the rows are lists of them, regression where the model predicts targets,
/// classification where it knows classes and the data have labels, else reconstruction.
struct Evaluation {
  Index rows = 0;
  std::optional<ClassificationScore> classification;
  std::optional<ReconstructionScore> reconstruction;  ///< by an autoencoder, or E[v | E[h | v]] through all layers
  std::optional<RegressionScore> regression;
  std::optional<RatingScore> ratings;
};

/// `rows` are those of `data` as the model sees them. Throws a data error that names the data where they do not fit the
/// model.
Evaluation evaluate(const Model& model, const Dataset& data, const RowSource& rows, Workers& workers);

/// The name of a class, its number where it has none.
std::string class_name(const std::vector<std::string>& names, Index index);

/// The squared error per value and per row.
/// "8.50 %  (34 of 400 rows; 3 have no label)".
std::string error_text(const ClassificationScore& score);
std::string reconstruction_text(const ReconstructionScore& score);

/// The k whose top-k error is shown unless another is asked for: 5 where there are more classes, else 0 for none.
Index usual_top(const Evaluation& evaluation);

/// `model` gives names to classes and targets; `top` is the k of the top-k error, 0 for none.
Json as_json(const Evaluation& evaluation, const Model& model, Index top);
/// With the usual k.
Json as_json(const Evaluation& evaluation, const Model& model);
std::string as_text(const Evaluation& evaluation, const Model& model, Index top);

}  // namespace dbn::program
