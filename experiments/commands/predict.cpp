#include <filesystem>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/model_input.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/data/rating_data.hpp"
#include "experiments/evaluation/rating_predictions.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/dbn/reconstruction.hpp"
#include "libdbn/dbn/regression.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

/// Numbers for each row: class probabilities with the most probable class, or targets.
struct Predictions {
  Matrix numbers;                  ///< (rows, classes or targets)
  std::vector<std::string> names;  ///< of the columns
  Labels labels;                   ///< empty where targets are predicted
};

std::string csv_text(const Predictions& predictions) {
  const auto& [numbers, names, labels] = predictions;
  std::string text = labels.empty() ? "row" : "row,label";
  for (const std::string& name : names) text += "," + csv_cell(name);
  text += "\n";
  for (Index n = 0; n < numbers.shape(0); ++n) {
    text += std::to_string(n);
    if (!labels.empty()) text += "," + std::to_string(labels[n]);
    for (Index k = 0; k < numbers.shape(1); ++k) text += "," + to_text(static_cast<double>(numbers(n, k)));
    text += "\n";
  }
  return text;
}

std::string class_name(const Model& model, Index k) {
  return k < model.class_names.size() ? model.class_names[k] : "class " + std::to_string(k);
}

Predictions predictions_of(const Model& model, const RowSource& rows, Workers& workers) {
  const bool regresses = model.network.is_regressor();
  Predictions predictions;
  predictions.numbers = zeros(rows.rows(), regresses ? model.network.outputs() : classes_of(model));
  for (Index k = 0; k < predictions.numbers.shape(1); ++k) {
    predictions.names.push_back(regresses ? target_name(model.target_names, k) : class_name(model, k));
  }
  for_each_block(rows, rows_per_block, [&](Index first, const Batch& block) {
    copy(regresses ? forward(model.network, block.inputs, workers) : class_probabilities(model, block.inputs, workers),
         MatrixView(predictions.numbers).row_range(first, block.rows()));
  });
  if (!regresses) predictions.labels = most_probable(predictions.numbers);
  return predictions;
}

/// What an autoencoder makes of each row, and how far that is from it.
struct Reconstructions {
  Matrix values;               ///< (rows, V)
  std::vector<double> errors;  ///< mean squared difference per value, of what the net sees
};

Reconstructions reconstructions_of(const Model& model, const RowSource& rows, Workers& workers) {
  Reconstructions result{zeros(rows.rows(), rows.columns()), std::vector<double>(rows.rows(), 0.0)};
  for_each_block(rows, rows_per_block, [&](Index first, const Batch& block) {
    const Matrix made = reconstruction(model, block.inputs, workers);
    copy(made, MatrixView(result.values).row_range(first, block.rows()));
    for (Index n = 0; n < block.rows(); ++n) {
      double squares = 0;
      for (Index j = 0; j < rows.columns(); ++j) {
        const double difference = static_cast<double>(made(n, j)) - static_cast<double>(block.inputs(n, j));
        squares += difference * difference;
      }
      result.errors[first + n] = squares / static_cast<double>(rows.columns());
    }
  });
  return result;
}

std::string csv_text(const Reconstructions& made, const std::vector<std::string>& names) {
  std::string text = "row,error";
  for (Index j = 0; j < made.values.shape(1); ++j) {
    text += "," + (j < names.size() ? csv_cell(names[j]) : "column " + std::to_string(j));
  }
  text += "\n";
  for (Index n = 0; n < made.values.shape(0); ++n) {
    text += std::to_string(n) + "," + to_text(made.errors[n]);
    for (Index j = 0; j < made.values.shape(1); ++j) text += "," + to_text(static_cast<double>(made.values(n, j)));
    text += "\n";
  }
  return text;
}

void write_table(const std::string& file, const Predictions& predictions, const std::vector<std::string>& class_names) {
  if (predictions.labels.empty()) {
    write_hdf5_table(file,
                     {{"predictions", &predictions.numbers, "rows,targets"}, {"target_names", &predictions.names, ""}});
  } else {
    std::vector<TableEntry> entries{{"probabilities", &predictions.numbers, "rows,classes"},
                                    {"labels", &predictions.labels, "rows"}};
    if (!class_names.empty()) entries.push_back({"class_names", &class_names, ""});
    write_hdf5_table(file, entries);
  }
}

class Predict final : public Invocation {
 public:
  Syntax syntax() override {
    return model_.syntax() + data_.syntax(Takes::required_value) + ratings_.syntax() +
           Syntax{{Takes::value, enum_option("method", method_, rating_methods(),
                                             "of ratings: exact by the ratio of free energies, or mean_field from the "
                                             "hidden means")},
                  transformed_argument(transformed_),
                  output_file_argument(out_, "FILE.csv|FILE.h5", "table"),
                  format_.argument()};
  }

  void run() override {
    const std::string extension = std::filesystem::path(out_).extension().string();
    const Model model = model_.read();
    if (const auto ratings = ratings_.read(data_.spec(), model)) return predict(model, *ratings->rows().ratings());
    if (model.network.is_autoencoder()) return reconstruct(model, extension);
    if (!model.network.is_regressor()) require_classes(model, model_.file());
    const auto input = data_.read(model, LabelUnits::missing);
    if (!model.network.empty()) require_complete(input->data());
    Workers workers(model_.threads());
    const Predictions predictions = predictions_of(model, input->rows(), workers);
    if (extension == ".csv") {
      write_text_file(out_, csv_text(predictions), ErrorKind::data);
    } else {
      write_table(out_, predictions, model.class_names);
    }
    const Index rows = predictions.numbers.shape(0);
    Json object;
    object["rows"] = rows;
    object[model.network.is_regressor() ? "targets" : "classes"] = predictions.numbers.shape(1);
    object["out"] = out_;
    format_.print(object, "predictions for " + std::to_string(rows) + " rows are in " + out_ + "\n");
  }

 private:
  void reconstruct(const Model& model, const std::string& extension) const {
    const auto input = data_.read(model, LabelUnits::missing);
    require_complete(input->data());
    Workers workers(model_.threads());
    Reconstructions made = reconstructions_of(model, input->rows(), workers);
    if (!transformed_) made.values = in_units_of_data(model, std::move(made.values));
    if (extension == ".csv") {
      write_text_file(out_, csv_text(made, model.column_names), ErrorKind::data);
    } else {
      std::vector<TableEntry> entries{{"reconstructions", &made.values, "rows,visible"},
                                      {"errors", &made.errors, "rows"}};
      if (!model.column_names.empty()) entries.push_back({"column_names", &model.column_names, ""});
      write_hdf5_table(out_, entries);
    }
    Json object;
    object["rows"] = made.values.shape(0);
    object["columns"] = made.values.shape(1);
    object["out"] = out_;
    format_.print(object, "reconstructions of " + std::to_string(made.values.shape(0)) + " rows are in " + out_ + "\n");
  }

  void predict(const Model& model, const RatingRows& ratings) const {
    Workers workers(model_.threads());
    Json object;
    object["ratings"] = write_rating_predictions(out_, model.layers.front(), ratings, method_, workers);
    object["unknown"] = ratings_.unknown();
    object["out"] = out_;
    format_.print(object, "predictions of " + object["ratings"].dump() + " ratings are in " + out_ + "\n");
  }

  ModelArguments model_;
  DataArguments data_;
  RatingArguments ratings_;
  RatingMethod method_ = RatingMethod::exact;
  bool transformed_ = false;
  std::string out_;
  ResultFormat format_;
};

}  // namespace

extern const Command predict_command{
    .name = "predict",
    .summary = "class and class probabilities of each row, or ratings",
    .page =
        "By the fine-tuned net, else by the exact p(label | row) of a machine whose visible units end in the label. "
        "Writes /probabilities (rows, classes), /labels and, where the model has them, /class_names to an HDF5 file, "
        "or a CSV file with the columns row, label and one per class. A regressor gives its targets in place of "
        "classes, an autoencoder the reconstruction of "
        "each row, in the units of "
        "the data, and its mean squared error per value, of the values that the net sees. Of ratings it writes the "
        "expected value "
        "and the probability of each level.",
    .examples = {"dbn predict model.h5 --data fashion-mnist:test --out predictions.csv",
                 "dbn predict model.h5 --data new.h5:/batch1 --out predictions.h5",
                 "dbn predict runs/ratings --data ratings.h5 --held-out ratings-test.h5 --out predictions.csv"},
    .make = make_invocation<Predict>,
};

}  // namespace dbn::program
