#include <optional>

#include "experiments/commands.hpp"
#include "experiments/config.hpp"
#include "experiments/file_report.hpp"
#include "experiments/model_input.hpp"
#include "experiments/progress.hpp"
#include "experiments/unit_activity.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/io/checkpoint.hpp"
#include "libdbn/io/model_file.hpp"
#include "libdbn/io/png.hpp"

namespace dbn::program {
namespace {

enum class FileKind { model, checkpoint, other };

FileKind kind_of(const Json& report) {
  for (const Json& object : report["objects"]) {
    if (object["path"] != "/" || !object.contains("attributes")) continue;
    const Json& attributes = object["attributes"];
    if (attributes.value("format", "") != "libdbn") return FileKind::other;
    if (attributes.value("kind", "") == "model") return FileKind::model;
    if (attributes.value("kind", "") == "checkpoint") return FileKind::checkpoint;
  }
  return FileKind::other;
}

/// How far the run of a checkpoint is.
struct Standing {
  Index stage = 0;
  Index epoch = 0;
  Index batch = 0;
  History history;

  void archive(Archive& archive) {
    archive.field("stage", stage);
    archive.field("epoch", epoch);
    archive.field("batch", batch);
    archive.group("history", history);
  }
};

// Columns are receptive fields: what each hidden unit of the first layer looks for.
void write_filters(const std::string& file, const Model& model) {
  const Matrix& weights = model.layers.front().parameters.weights;
  Matrix fields = zeros(weights.shape(1), weights.shape(0));
  for (Index i = 0; i < weights.shape(0); ++i) {
    for (Index j = 0; j < weights.shape(1); ++j) fields(j, i) = weights(i, j);
  }
  const ImageShape image = image_shape(model);
  const auto pixels = ConstMatrixView(fields).column_range(0, image.height * image.width);
  write_png(file, tile_images(pixels, image, TileScaling::symmetric));
}

class Inspect final : public Command {
 public:
  Syntax syntax() override {
    return Syntax{operand("FILE", file_, "a model, a checkpoint, or any HDF5 file")} + data_.syntax(Takes::value) +
           Syntax{text(Takes::value, "filters", filters_, "OUT.png",
                       "draw the first layer's weights of each hidden unit; gray is 0, each scaled by its own largest"),
                  {Takes::value, integer_option("threads", threads_, between(0, 1024), "with --data: 0 for all cores")},
                  format_.argument()};
  }

  void run() override {
    Json report = file_report(file_);
    std::string text = report_text(report);
    const FileKind kind = kind_of(report);
    if (kind == FileKind::other) {
      if (data_.given() || !filters_.empty()) {
        throw model_error(file_ + " is no model; --data and --filters need one");
      }
    } else {
      describe_model(report, text);
    }
    if (kind == FileKind::checkpoint) describe_checkpoint(report, text);
    format_.print(report, text);
  }

 private:
  void describe_model(Json& report, std::string& text) const {
    const Model model = read_model(file_);
    report["energy"] = energy_;
    report["layers"] = Json::array();
    text += "\nenergy  " + std::string(energy_) + "\n";
    for (Index i = 0; i < model.layers.size(); ++i) {
      const Rbm& rbm = model.layers[i];
      report["layers"].push_back({{"visible", rbm.visible->spec()}, {"hidden", rbm.hidden->spec()}});
      text += "layer " + std::to_string(i) + "  " + rbm.visible->spec() + " - " + rbm.hidden->spec() + "\n";
    }
    report["transform"] = model.transform.kind;
    const std::string binarize = binarizations().at(static_cast<Index>(model.binarization));
    report["binarize"] = binarize;
    text += "input transform  " + model.transform.kind + ", binarize  " + binarize + "\n";
    if (!model.network.empty()) {
      const Index outputs = model.network.layers.back().weights.shape(1);
      report[model.network.is_autoencoder() ? "autoencoder_outputs" : "classes"] = outputs;
      text += "network  " + std::to_string(model.network.layers.size()) + " layers, " + std::to_string(outputs) +
              " outputs\n";
    }
    if (data_.given()) describe_activity(model, report, text);
    if (!filters_.empty()) {
      write_filters(filters_, model);
      report["filters"] = filters_;
      text += "filters of layer 0 are in " + filters_ + "\n";
    }
  }

  void describe_activity(const Model& model, Json& report, std::string& text) const {
    const auto input = data_.read(model, LabelUnits::missing);
    Workers workers(thread_count(threads_));
    std::vector<std::vector<std::string>> table{{"activity", "units", "dead", "always on", "mean"}};
    const std::vector<LayerActivity> activities = layer_activities(model, input->rows(), workers);
    for (Index i = 0; i < activities.size(); ++i) {
      const LayerActivity& layer = activities[i];
      Json& object = report["layers"][i];
      object["units"] = layer.units;
      object["dead_units"] = layer.dead;
      object["always_on_units"] = layer.always_on;
      object["mean_activity"] = layer.mean_activity;
      table.push_back({"layer " + std::to_string(i), std::to_string(layer.units), std::to_string(layer.dead),
                       std::to_string(layer.always_on), short_text(layer.mean_activity)});
    }
    text += "\n" + aligned(table);
  }

  void describe_checkpoint(Json& report, std::string& text) const {
    Standing standing;
    load_checkpoint(file_, [&](Archive& archive) { archive.group("run", standing); });
    const std::string config = read_config_text(file_);
    const auto& records = standing.history.records();
    report["progress"] = {{"stage", standing.stage},
                          {"epoch", standing.epoch},
                          {"batch", standing.batch},
                          {"epochs_done", standing.history.epochs()}};
    report["config"] = config;
    text += "\nprogress  stage " + std::to_string(standing.stage) +
            " (from 0; the layers, then up-down learning and fine-tuning where the config has them), epoch " +
            std::to_string(standing.epoch) + ", batch " + std::to_string(standing.batch) + "; " +
            std::to_string(standing.history.epochs()) + " epochs are done\n";
    if (!records.empty()) text += "last epoch  " + epoch_line(records.back()) + "\n";
    text += "\nconfig\n" + config;
  }

  static constexpr std::string_view energy_ =
      "E(v,h) = U(v) + U(h) - sum_ij s(v_i) W_ij s(h_j); gaussian units: U = (x-b)^2 / (2 sigma^2), s = x/sigma "
      "(hinton-krizhevsky v/sigma)";

  std::string file_;
  DataArguments data_;
  std::string filters_;
  Index threads_ = 0;
  ResultFormat format_;
};

}  // namespace

CommandPtr make_inspect() { return std::make_unique<Inspect>(); }

}  // namespace dbn::program
