#include "experiments/inspection/file_report.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/figures/histogram.hpp"
#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/hdf5/tree.hpp"

namespace dbn::program {
namespace {

Json attributes_of(const TreeNode& node) {
  Json object = Json::object();
  for (const auto& [name, value] : node.attributes) object[name] = value;
  return object;
}

Json statistics_of(const std::filesystem::path& file, const std::string& path) {
  const Statistics found = statistics(file, path);
  return {{"count", found.count}, {"nan", found.nan_count}, {"min", found.minimum}, {"mean", found.mean},
          {"max", found.maximum}, {"std", found.deviation}, {"norm", found.norm}};
}

constexpr int greatest_bins = 20;

Json histogram_of(const std::filesystem::path& file, const std::string& path, const Json& statistics) {
  const double least = statistics["min"].get<double>();
  const double greatest = statistics["max"].get<double>();
  if (!std::isfinite(least) || !std::isfinite(greatest)) return nullptr;
  Histogram histogram(least, greatest, greatest_bins);
  for_each_block(file, path, [&](const double* values, Index count) {
    for (Index i = 0; i < count; ++i) histogram.enter(values[i]);
  });
  return {{"edges", histogram.edges()}, {"counts", histogram.counts()}, {"outside", histogram.outside()}};
}

Json described(const std::filesystem::path& file, const TreeNode& node, Detail detail) {
  Json object;
  object["path"] = node.path;
  object["type"] = node.type;
  if (!node.is_group) {
    object["shape"] = node.shape;
    object["bytes"] = node.bytes;
  }
  if (!node.attributes.empty()) object["attributes"] = attributes_of(node);
  if (!is_numeric(node)) return object;
  object["statistics"] = statistics_of(file, node.path);
  if (detail == Detail::histograms && !node.path.starts_with("/state/")) {
    object["histogram"] = histogram_of(file, node.path, object["statistics"]);
  }
  return object;
}

std::string shape_text(const Json& shape) {
  std::string text = "(";
  for (const auto& extent : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(extent.get<std::uint64_t>());
  return text + ")";
}

std::string attributes_text(const Json& object) {
  std::string text;
  for (const auto& [name, value] : object.items()) {
    text += (text.empty() ? "" : "  ") + name + " = " + value.get<std::string>();
  }
  return text;
}

}  // namespace

Json file_report(const std::filesystem::path& file, Detail detail) {
  const auto work = [&file, detail] {
    Json report;
    report["file"] = file.string();
    report["objects"] = Json::array();
    for (const TreeNode& node : read_tree(file)) report["objects"].push_back(described(file, node, detail));
    return report.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  return Json::parse(run_guarded(file, ErrorKind::model, work));
}

std::string histograms_text(const Json& report) {
  constexpr Index bar_width = 50;
  std::string text;
  for (const Json& object : report["objects"]) {
    if (!object.contains("histogram") || object["histogram"].is_null()) continue;
    const auto edges = object["histogram"]["edges"].get<std::vector<double>>();
    const auto counts = object["histogram"]["counts"].get<std::vector<Index>>();
    const Index most = std::max<Index>(1, *std::max_element(counts.begin(), counts.end()));
    std::vector<std::vector<std::string>> table;
    for (Index i = 0; i < counts.size(); ++i) {
      // What is there at all has a bar of one cell at least.
      const Index cells = counts[i] == 0 ? 0 : std::max<Index>(1, counts[i] * bar_width / most);
      std::string bar(cells, '#');
      bar.resize(bar_width, ' ');
      table.push_back({"", short_text(edges[i]), "..", short_text(edges[i + 1]), std::to_string(counts[i]), bar});
    }
    text += object["path"].get<std::string>() + "\n" + aligned(table);
    if (const auto outside = object["histogram"]["outside"].get<Index>(); outside > 0) {
      text += "  and " + std::to_string(outside) + " values that are not finite\n";
    }
  }
  return text;
}

std::string report_text(const Json& report) {
  std::vector<std::vector<std::string>> tree;
  std::vector<std::vector<std::string>> numbers{{"numbers", "count", "min", "mean", "max", "std", "norm"}};
  std::string attributes;
  for (const Json& object : report["objects"]) {
    const auto path = object["path"].get<std::string>();
    const auto type = object["type"].get<std::string>();
    tree.push_back({path, type, object.contains("shape") ? shape_text(object["shape"]) : ""});
    if (object.contains("attributes")) {
      attributes += "  " + path + ":  " + attributes_text(object["attributes"]) + "\n";
    }
    if (!object.contains("statistics")) continue;
    const Json& statistics = object["statistics"];
    std::vector<std::string> line{path, std::to_string(statistics["count"].get<std::uint64_t>())};
    for (const char* key : {"min", "mean", "max", "std", "norm"}) {
      line.push_back(statistics[key].is_null() ? "-" : short_text(statistics[key].get<double>()));
    }
    numbers.push_back(std::move(line));
  }
  std::string text = "file  " + report["file"].get<std::string>() + "\n\n" + aligned(tree);
  if (!attributes.empty()) text += "\nattributes\n" + attributes;
  return text + "\n" + aligned(numbers);
}

}  // namespace dbn::program
