#include <algorithm>
#include <optional>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/inspection/file_comparison.hpp"
#include "experiments/inspection/file_kind.hpp"
#include "experiments/inspection/run_comparison.hpp"
#include "experiments/runs/checkpoint_progress.hpp"
#include "experiments/runs/model_place.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/dbn/unit_matching.hpp"
#include "libdbn/io/model/model_file.hpp"

namespace dbn::program {
namespace {

constexpr double well_matched = 0.9;

Json matching_of_layer(const UnitMatching& matching) {
  double sum = 0;
  Index moved = 0;
  Index similar = 0;
  for (Index j = 0; j < matching.partner.size(); ++j) {
    sum += std::abs(matching.correlation[j]);
    if (matching.partner[j] != j) ++moved;
    if (std::abs(matching.correlation[j]) > well_matched) ++similar;
  }
  const auto units = static_cast<double>(matching.partner.size());
  return {{"units", matching.partner.size()},
          {"moved", moved},
          {"above_0.9", similar},
          {"mean_correlation", sum / units},
          {"partner", matching.partner},
          {"correlation", matching.correlation}};
}

bool same_shapes(const Model& a, const Model& b) {
  return std::equal(a.layers.begin(), a.layers.end(), b.layers.begin(), b.layers.end(), [](const Rbm& x, const Rbm& y) {
    return x.parameters.weights.shape() == y.parameters.weights.shape();
  });
}

std::string matching_text(const Json& layers) {
  std::vector<std::vector<std::string>> table{
      {"hidden units, matched", "units", "in another place", "mean correlation", "above 0.9"}};
  for (Index i = 0; i < layers.size(); ++i) {
    const Json& layer = layers[i];
    table.push_back({"layer " + std::to_string(i), layer["units"].dump(), layer["moved"].dump(),
                     short_text(layer["mean_correlation"].get<double>()), layer["above_0.9"].dump()});
  }
  return aligned(table);
}

std::string config_text(const Json& differences) {
  std::string text;
  for (const Json& entry : differences) {
    const auto value = [&](const char* side) {
      return entry[side].is_null() ? "(none)" : entry[side].get<std::string>();
    };
    text += "  " + entry["key"].get<std::string>() + "  a: " + value("a") + "  b: " + value("b") + "\n";
  }
  return text;
}

std::string history_text(const Json& history) {
  const Json& first = history["first_difference"];
  const auto value = [&](const char* side) {
    return first[side].is_string() ? first[side].get<std::string>() : first[side].dump();
  };
  std::string text = "history  a: " + history["a"].dump() + " records, b: " + history["b"].dump() +
                     "; the first difference is in " + first["stage"].get<std::string>() + ", epoch " +
                     std::to_string(first["epoch"].get<Index>() + 1);
  if (!first.contains("metric")) return text + ", which the shorter one lacks\n";
  if (first["metric"].is_string()) text += ", " + first["metric"].get<std::string>();
  return text + "  a: " + value("a") + "  b: " + value("b") + "\n";
}

class Diff final : public Invocation {
 public:
  Syntax syntax() override {
    return {operand("A", a_, "a model, a checkpoint, a run directory or any HDF5 file"),
            operand("B", b_, "another one"),
            flag("flips", flips_,
                 "match hidden units with their complements as well: by the absolute value of the correlation"),
            format_.argument()};
  }

  void run() override {
    const std::filesystem::path a = model_file(a_);
    const std::filesystem::path b = model_file(b_);
    const FileKind kind_a = file_kind(a);
    const FileKind kind_b = file_kind(b);
    const bool both_ours = kind_a != FileKind::other && kind_b != FileKind::other;
    const Compared compared = both_ours && kind_a != kind_b ? Compared::model : Compared::everything;

    Json report{{"a", a.string()}, {"b", b.string()}};
    report.update(compare_files(a, b, compared));
    std::string text = comparison_text(report);
    if (kind_a == FileKind::checkpoint && kind_b == FileKind::checkpoint) compare_runs(a, b, report, text);
    const bool identical = text.empty();
    if (both_ours && !identical) match(a, b, report, text);
    report["identical"] = identical;
    const std::string count = report["compared"].dump() + " datasets";
    format_.print(report, "a  " + a.string() + "\nb  " + b.string() + "\n\n" +
                              (identical ? "identical in " + count + " and all attributes\n" : text));
  }

 private:
  static void compare_runs(const std::filesystem::path& a, const std::filesystem::path& b, Json& report,
                           std::string& text) {
    const CheckpointProgress first = read_checkpoint_progress(a);
    const CheckpointProgress second = read_checkpoint_progress(b);
    report["config"] = compare_configs(first.config, second.config);
    report["history"] = compare_histories(first.history, second.history);
    if (!report["config"].empty()) text += "\nconfig\n" + config_text(report["config"]);
    if (!report["history"]["first_difference"].is_null()) text += "\n" + history_text(report["history"]);
  }

  void match(const std::filesystem::path& a, const std::filesystem::path& b, Json& report, std::string& text) const {
    report["units"] = Json::array();
    std::optional<Model> first;
    std::optional<Model> second;
    try {
      first = read_model(a);
      second = read_model(b);
    } catch (const Error& error) {
      text += "\nhidden units are not matched: " + std::string(error.what()) + "\n";
      return;
    }
    if (!same_shapes(*first, *second)) {
      text += "\nhidden units are not matched: the layers have other shapes\n";
      return;
    }
    for (const UnitMatching& layer :
         match_units(first->layers, second->layers, flips_ ? Flips::allowed : Flips::ignored)) {
      report["units"].push_back(matching_of_layer(layer));
    }
    text += "\n" + matching_text(report["units"]);
  }

  std::string a_;
  std::string b_;
  bool flips_ = false;
  ResultFormat format_;
};

}  // namespace

extern const Command diff_command{
    .name = "diff",
    .summary = "how two models, checkpoints or runs differ",
    .page =
        "For each parameter the norm of the difference, the same relative to A, and the largest entry with its place; "
        "datasets that only one has, attributes, options and the first record of the histories that differ. Hidden "
        "units, which training finds in any order, are matched by the correlations of their weights. Two checkpoints "
        "are compared with all their state, a model and a checkpoint in what makes up the model. The exit code is 0 "
        "whether they differ or not: read 'identical' in --json.",
    .examples = {"dbn diff runs/a runs/b", "dbn diff runs/a/model.h5 runs/b/model.h5 --flips --json"},
    .make = make_invocation<Diff>,
};

}  // namespace dbn::program
