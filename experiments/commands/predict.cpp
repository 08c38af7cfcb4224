#include <filesystem>

#include "experiments/commands.hpp"
#include "experiments/model_input.hpp"
#include "experiments/output.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/io/atomic_file.hpp"
#include "libdbn/io/data_file.hpp"

namespace dbn::program {
namespace {

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv_text(const Matrix& probabilities, const Labels& labels, const std::vector<std::string>& class_names) {
  std::string text = "row,label";
  for (Index k = 0; k < probabilities.shape(1); ++k) {
    text += "," + (k < class_names.size() ? csv_cell(class_names[k]) : "class " + std::to_string(k));
  }
  text += "\n";
  for (Index n = 0; n < labels.size(); ++n) {
    text += std::to_string(n) + "," + std::to_string(labels[n]);
    for (Index k = 0; k < probabilities.shape(1); ++k) {
      text += "," + to_text(static_cast<double>(probabilities(n, k)));
    }
    text += "\n";
  }
  return text;
}

class Predict final : public Command {
 public:
  Syntax syntax() override {
    return model_.syntax() + data_.syntax(Takes::required_value) +
           Syntax{text(Takes::required_value, "out", out_, "FILE.csv|FILE.h5",
                       "where classes and probabilities go; the extension chooses the format"),
                  format_.argument()};
  }

  void run() override {
    const std::string extension = std::filesystem::path(out_).extension().string();
    if (extension != ".csv" && extension != ".h5" && extension != ".hdf5") {
      throw config_error("dbn predict: --out " + out_ + ": expected a name that ends in .csv or .h5");
    }
    const Model model = model_.read();
    require_classes(model, model_.file());
    const auto input = data_.read(model, LabelUnits::missing);
    if (!model.network.empty()) require_complete(input->data());
    Workers workers(model_.threads());
    Matrix probabilities = zeros(input->rows().rows(), classes_of(model));
    for_each_block(input->rows(), rows_per_block, [&](Index first, const Batch& block) {
      copy(class_probabilities(model, block.inputs, workers), MatrixView(probabilities).row_range(first, block.rows()));
    });
    const Labels labels = most_probable(probabilities);
    if (extension == ".csv") {
      write_text_file(out_, csv_text(probabilities, labels, model.class_names), ErrorKind::data);
    } else {
      write_hdf5_table(out_, {{"probabilities", &probabilities, "rows,classes"}, {"labels", &labels, "rows"}});
    }
    Json object;
    object["rows"] = labels.size();
    object["classes"] = probabilities.shape(1);
    object["out"] = out_;
    format_.print(object, "predictions for " + std::to_string(labels.size()) + " rows are in " + out_ + "\n");
  }

 private:
  ModelArguments model_;
  DataArguments data_;
  std::string out_;
  ResultFormat format_;
};

}  // namespace

CommandPtr make_predict() { return std::make_unique<Predict>(); }

}  // namespace dbn::program
