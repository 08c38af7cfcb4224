#include "experiments/commands/commands.hpp"
#include "experiments/commands/model_input.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/io/data/data_file.hpp"

namespace dbn::program {
namespace {

class Transform final : public Invocation {
 public:
  Syntax syntax() override {
    return model_.syntax() + data_.syntax(Takes::required_value) +
           Syntax{output_file_argument(out_, "FILE.h5", "table"),
                  text(Takes::value, "layer", layer_, "a layer from 0, or top", "whose hidden units"),
                  flag("code", code_, "the code of a deep autoencoder in place of hidden units"), format_.argument()};
  }

  void run() override {
    const Model model = model_.read();
    const Index layer = code_ ? code_layer(model) : layer_index(model.layers.size());
    const auto input = data_.read(model, LabelUnits::missing);
    if (code_) require_complete(input->data());
    Workers workers(model_.threads());
    Matrix hidden = zeros(input->rows().rows(), model.layers[layer].hidden->size());
    for_each_block(input->rows(), rows_per_block, [&](Index first, const Batch& block) {
      copy(code_ ? code_of(model.network, block.inputs, workers)
                 : hidden_representation(model, block.inputs, layer, workers),
           MatrixView(hidden).row_range(first, block.rows()));
    });
    write_hdf5_table(out_, entries(hidden, input->data()));
    Json object;
    object["rows"] = hidden.shape(0);
    object["units"] = hidden.shape(1);
    object["layer"] = layer;
    object["out"] = out_;
    format_.print(object, std::to_string(hidden.shape(0)) + " rows of " + std::to_string(hidden.shape(1)) +
                              " hidden units of layer " + std::to_string(layer) + " are in " + out_ + "\n");
  }

 private:
  Index layer_index(Index layers) const {
    if (layer_ == "top") return layers - 1;
    Index layer = 0;
    integer_option("--layer", layer, between(0, static_cast<double>(layers - 1)), "").set(layer_);
    return layer;
  }

  Index code_layer(const Model& model) const {
    if (layer_ != "top") throw config_error("dbn transform: --code and --layer exclude each other");
    if (model.network.is_autoencoder()) return model.network.code_layers - 1;
    throw model_error(model_.file() +
                      ": the model has no code; train it with finetune.objective = reconstruct, or leave --code out");
  }

  // The labels go along, so that the file is a data set to train on.
  static std::vector<TableEntry> entries(const Matrix& hidden, const Dataset& data) {
    std::vector<TableEntry> result{{"hidden", &hidden, "rows,units"}};
    if (!data.labels.empty()) result.push_back({"labels", &data.labels, "rows"});
    if (!data.labels.empty() && !data.class_names.empty()) result.push_back({"class_names", &data.class_names, ""});
    return result;
  }

  ModelArguments model_;
  DataArguments data_;
  std::string out_;
  std::string layer_ = "top";
  bool code_ = false;
  ResultFormat format_;
};

}  // namespace

extern const Command transform_command{
    .name = "transform",
    .summary = "hidden representation of each row",
    .page =
        "Writes /hidden (rows, units): the mean activities of a layer, computed upward from the data. A fine-tuned net "
        "has its own weights, but the representation is that of the layers it started from.",
    .examples = {"dbn transform model.h5 --data fashion-mnist:test --out codes.h5",
                 "dbn transform model.h5 --data test.csv --layer 0 --out first.h5"},
    .make = make_invocation<Transform>,
};

}  // namespace dbn::program
