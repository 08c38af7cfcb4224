#include <algorithm>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/model_input.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/data/rating_data.hpp"
#include "experiments/inspection/file_kind.hpp"
#include "experiments/inspection/file_report.hpp"
#include "experiments/inspection/history_report.hpp"
#include "experiments/inspection/leading_columns_report.hpp"
#include "experiments/inspection/unit_activity.hpp"
#include "experiments/inspection/unit_pictures.hpp"
#include "experiments/inspection/verification.hpp"
#include "experiments/runs/checkpoint_progress.hpp"
#include "experiments/runs/model_place.hpp"
#include "experiments/terminal/progress.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/regression.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/model/model_file.hpp"

namespace dbn::program {
namespace {

// Unit numbers, shortened for people.
std::string list_text(const std::vector<Index>& units) {
  constexpr Index most = 20;
  std::string text;
  for (Index i = 0; i < units.size() && i < most; ++i) text += " " + std::to_string(units[i]);
  return units.size() > most ? text + " ..." : text;
}

class Inspect final : public Invocation {
 public:
  Syntax syntax() override {
    return Syntax{operand("FILE", file_, "a model, a checkpoint, a run directory, or any HDF5 file")
                      .that(Role::reads_model),
                  flag("histograms", histograms_, "how the values of each array are distributed"),
                  flag("norms", norms_, "the norm of each hidden unit's weights"),
                  flag("history", history_, "of a checkpoint: what was measured in each epoch"),
                  text(Takes::value, "curves", curves_, "OUT.svg", "of a checkpoint: draw the history").that_writes(),
                  flag("verify", verify_,
                       "read everything: checksums, format version, shapes, finite parameters; exit code 4 names what "
                       "is at fault")} +
           data_.syntax(Takes::value) +
           Syntax{text(Takes::value, "filters", filters_, "OUT.png",
                       "draw what each hidden unit looks for; gray is 0, each scaled by its own largest")
                      .that_writes(),
                  text(Takes::value, "activations", activations_, "OUT.png",
                       "with --data: draw hidden means, a line for each row (1000 at most) and a column for each unit")
                      .that_writes(),
                  {Takes::value,
                   integer_option("leading", leading_, between(0, 1e6),
                                  "with --data: so many columns at either end of the weights of each hidden unit of "
                                  "layer 0, such as words of documents or rated items, by their names where the data "
                                  "have them; an item counts as the hidden unit pulls its rating up or down")},
                  {Takes::value, integer_option("layer", layer_, at_least(0),
                                                "whose units --filters and --activations draw; filters above layer 0 "
                                                "are linear combinations of those below")},
                  threads_argument(threads_),
                  format_.argument()};
  }

  void run() override {
    require_good_options();
    path_ = model_file(file_);
    const FileKind kind = file_kind(path_);
    Json report = file_report(path_, histograms_ ? Detail::histograms : Detail::statistics);
    std::string text = report_text(report);
    if (histograms_) text += "\nhistograms\n" + histograms_text(report);
    if (kind == FileKind::other) {
      if (data_.given() || !filters_.empty() || norms_) {
        throw model_error(file_ + " is no model; --data, --filters and --norms need one");
      }
    } else {
      describe_model(report, text);
    }
    if (kind == FileKind::checkpoint) {
      describe_checkpoint(report, text);
    } else if (history_ || !curves_.empty()) {
      throw model_error(path_.string() + ": only a checkpoint has a history; give checkpoint.h5 or the run directory");
    }
    if (verify_) {
      report["verified"] = verify_file(path_, kind);
      text += "\n" + verification_text(report["verified"]);
    }
    format_.print(report, text);
  }

 private:
  void require_good_options() const {
    if (!activations_.empty() && !data_.given()) {
      throw config_error("dbn inspect: --activations needs --data SPEC, the rows to show to the units");
    }
    if (leading_ > 0 && !data_.given()) {
      throw config_error(
          "dbn inspect: --leading needs --data SPEC, which has the names of the columns and shows how "
          "units are used");
    }
  }

  void describe_model(Json& report, std::string& text) const {
    const Model model = read_model(path_);
    require_layer(model);
    report["energy"] = energy_;
    report["layers"] = Json::array();
    text += "\nenergy  " + std::string(energy_) + "\n";
    for (Index i = 0; i < model.layers.size(); ++i) {
      const Rbm& rbm = model.layers[i];
      report["layers"].push_back({{"visible", rbm.visible->spec()}, {"hidden", rbm.hidden->spec()}});
      text += "layer " + std::to_string(i) + "  " + rbm.visible->spec() + " - " + rbm.hidden->spec() + "\n";
    }
    report["transform"] = model.transform->name();
    const std::string binarize = binarizations().at(static_cast<Index>(model.binarization));
    report["binarize"] = binarize;
    text += "input transform  " + model.transform->description() + ", binarize  " + binarize + "\n";
    if (!model.network.empty()) describe_network(model, report, text);
    if (data_.given()) describe_activity(model, report, text);
    if (norms_) describe_norms(model, report, text);
    if (!filters_.empty()) {
      write_filters(filters_, model, layer_);
      report["filters"] = filters_;
      text += "filters of layer " + std::to_string(layer_) + " are in " + filters_ + "\n";
    }
  }

  static void describe_network(const Model& model, Json& report, std::string& text) {
    const Network& network = model.network;
    const std::string kind = name_of(network.kind());
    report["network"] = kind;
    text += "network  " + kind + ", " + std::to_string(network.layers.size()) + " layers, " +
            std::to_string(network.outputs()) + " outputs";
    switch (network.kind()) {
      case NetworkKind::classifier: report["classes"] = network.outputs(); break;
      case NetworkKind::autoencoder: report["autoencoder_outputs"] = network.outputs(); break;
      case NetworkKind::regressor:
        report["targets"] = Json::array();
        for (Index j = 0; j < network.outputs(); ++j) {
          const std::string name = target_name(model.target_names, j);
          report["targets"].push_back(name);
          text += (j == 0 ? ": " : ", ") + name;
        }
        break;
    }
    text += "\n";
  }

  void require_layer(const Model& model) const {
    if (layer_ < model.layers.size()) return;
    throw config_error("dbn inspect: --layer " + std::to_string(layer_) + ": " + path_.string() + " has " +
                       std::to_string(model.layers.size()) + " layers, numbered from 0");
  }

  static void describe_norms(const Model& model, Json& report, std::string& text) {
    std::vector<std::vector<std::string>> table{
        {"weight norms", "units", "least", "unit", "median", "greatest", "unit"}};
    for (Index i = 0; i < model.layers.size(); ++i) {
      const std::vector<double> norms = weight_norms(model.layers[i]);
      report["layers"][i]["weight_norms"] = norms;
      const auto [least, greatest] = std::minmax_element(norms.begin(), norms.end());
      std::vector<double> sorted = norms;
      std::sort(sorted.begin(), sorted.end());
      table.push_back({"layer " + std::to_string(i), std::to_string(norms.size()), short_text(*least),
                       std::to_string(least - norms.begin()), short_text(sorted[sorted.size() / 2]),
                       short_text(*greatest), std::to_string(greatest - norms.begin())});
    }
    text += "\n" + aligned(table);
  }

  void describe_activity(const Model& model, Json& report, std::string& text) const {
    auto input = read_rating_rows(data_.spec(), data_.limit(), model);
    if (input == nullptr) input = data_.read(model, LabelUnits::missing);
    Workers workers(thread_count(threads_));
    std::string numbers;
    std::vector<std::vector<std::string>> table{{"activity", "units", "dead", "always on", "mean"}};
    const std::vector<LayerActivity> activities = layer_activities(model, input->rows(), workers);
    for (Index i = 0; i < activities.size(); ++i) {
      const LayerActivity& layer = activities[i];
      Json& object = report["layers"][i];
      object["units"] = layer.units;
      object["dead_units"] = layer.dead.size();
      object["dead_unit_numbers"] = layer.dead;
      object["always_on_units"] = layer.always_on.size();
      object["always_on_unit_numbers"] = layer.always_on;
      object["mean_activity"] = layer.mean_activity;
      table.push_back({"layer " + std::to_string(i), std::to_string(layer.units), std::to_string(layer.dead.size()),
                       std::to_string(layer.always_on.size()), short_text(layer.mean_activity)});
      const std::string name = "  of layer " + std::to_string(i) + ":";
      if (!layer.dead.empty()) numbers += "dead" + name + list_text(layer.dead) + "\n";
      if (!layer.always_on.empty()) numbers += "always on" + name + list_text(layer.always_on) + "\n";
    }
    text += "\n" + aligned(table) + numbers;
    if (leading_ > 0) {
      const auto sparse = open_sparse_rows(data_.spec());
      describe_leading_columns(model, input->rows(), sparse ? &sparse->table() : nullptr, leading_, workers, report,
                               text);
    }
    if (activations_.empty()) return;
    const Index drawn = write_activations(activations_, model, layer_, input->rows(), workers);
    report["activations"] = activations_;
    report["activation_rows"] = drawn;
    text += "means of layer " + std::to_string(layer_) + " for " + std::to_string(drawn) + " rows are in " +
            activations_ + "\n";
  }

  void describe_checkpoint(Json& report, std::string& text) const {
    const CheckpointProgress progress = read_checkpoint_progress(path_);
    const auto& records = progress.history.records();
    report["progress"] = {{"stage", progress.stage},
                          {"epoch", progress.epoch},
                          {"batch", progress.batch},
                          {"epochs_done", progress.history.epochs()},
                          {"finished", progress.finished}};
    report["config"] = progress.config;
    text +=
        "\nprogress  " +
        (progress.finished
             ? std::string("finished")
             : "stage " + std::to_string(progress.stage) +
                   " (from 0; the layers, then up-down learning and fine-tuning where the config has them), epoch " +
                   std::to_string(progress.epoch) + ", batch " + std::to_string(progress.batch)) +
        "; " + std::to_string(progress.history.epochs()) + " epochs are done\n";
    if (!records.empty()) text += "last epoch  " + epoch_line(records.back()) + "\n";
    if (history_) {
      report["history"] = history_columns(progress.history);
      text += "\n" + history_table(progress.history);
    }
    if (!curves_.empty()) {
      if (records.empty()) throw model_error(path_.string() + ": the history has no epochs yet; nothing can be drawn");
      write_text_file(curves_, history_curves(path_.string(), progress.history), ErrorKind::config);
      report["curves"] = curves_;
      text += "curves of the history are in " + curves_ + "\n";
    }
    text += "\nconfig\n" + progress.config;
  }

  static constexpr std::string_view energy_ =
      "E(v,h) = U(v) + U(h) - sum_ij s(v_i) W_ij s(h_j); gaussian units: U = (x-b)^2 / (2 sigma^2), s = x/sigma "
      "(hinton-krizhevsky v/sigma)";

  std::string file_;
  std::filesystem::path path_;
  DataArguments data_;
  bool histograms_ = false;
  bool norms_ = false;
  bool history_ = false;
  bool verify_ = false;
  std::string curves_;
  std::string filters_;
  std::string activations_;
  Index leading_ = 0;
  Index layer_ = 0;
  Index threads_ = 0;
  ResultFormat format_;
};

}  // namespace

extern const Command inspect_command{
    .name = "inspect",
    .summary = "what is in a model, checkpoint or any HDF5 file",
    .page =
        "The objects with their attributes and the statistics of their numbers; of a model its layers, of a checkpoint "
        "how far the run is, whether finished or not. Files of any origin are read in a child process with limits.",
    .examples = {"dbn inspect runs/fashion_mnist", "dbn inspect model.h5 --filters filters.png --histograms --norms",
                 "dbn inspect model.h5 --data fashion-mnist:test --limit 500 --activations means.png",
                 "dbn inspect topics.h5 --data documents.h5 --leading 10",
                 "dbn inspect runs/fashion_mnist --history --curves history.svg",
                 "dbn inspect runs/ratings --data ratings.h5 --leading 5",
                 "dbn inspect runs/fashion_mnist/checkpoint.h5 --verify --json"},
    .make = make_invocation<Inspect>,
};

}  // namespace dbn::program
