#include "experiments/inspection/file_comparison.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/hdf5/tree.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

// What wrote a file, and whether the run went on, is not what is in it; nor, for a model, what products were made with.
bool is_left_out(const std::string& path, const std::string& name, Compared compared) {
  if (path != "/") return false;
  if (name == "library" || name == "kind") return true;
  return compared == Compared::model && (name == "blas" || name == "tile_plan");
}

// Compared option by option, and record by record, in run_comparison.hpp.
bool has_comparison_of_its_own(const std::string& path) {
  return path == "/config" || path.starts_with("/state/run/history");
}

bool is_compared(const std::string& path, Compared compared) {
  if (has_comparison_of_its_own(path)) return false;
  if (compared == Compared::everything || path == "/") return true;
  constexpr std::array<std::string_view, 3> parts{"/layers", "/network", "/data"};
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return path == part || path.starts_with(std::string(part) + "/"); });
}

std::map<std::string, TreeNode> objects_of(const fs::path& file, Compared compared) {
  std::map<std::string, TreeNode> objects;
  for (TreeNode& node : read_tree(file)) {
    std::string path = node.path;
    if (is_compared(path, compared)) objects.emplace(std::move(path), std::move(node));
  }
  return objects;
}

std::vector<double> numbers_of(const fs::path& file, const std::string& path) {
  std::vector<double> numbers;
  for_each_block(file, path,
                 [&](const double* values, Index count) { numbers.insert(numbers.end(), values, values + count); });
  return numbers;
}

// Blocks come in row-major order.
Json place_of(Index element, const std::vector<std::uint64_t>& shape) {
  std::vector<std::uint64_t> place(shape.size());
  for (Index d = shape.size(); d-- > 0; element /= shape[d]) place[d] = element % shape[d];
  return place;
}

Json number_or_text(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

// Nothing when all are equal.
Json number_difference(const TreeNode& node, const std::vector<double>& a, const std::vector<double>& b) {
  double squares = 0;
  double norm = 0;
  double largest = -1;
  Index at = 0;
  for (Index i = 0; i < a.size(); ++i) {
    norm += std::isfinite(a[i]) ? a[i] * a[i] : 0;
    if (a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) continue;
    const double difference = std::abs(a[i] - b[i]);
    squares += difference * difference;
    // A number against NaN is the largest of all.
    if (std::isnan(largest) || difference <= largest) continue;
    largest = difference;
    at = i;
  }
  if (largest == -1) return nullptr;
  const double difference_norm = std::sqrt(squares);
  return {{"path", node.path},
          {"difference_norm", number_or_text(difference_norm)},
          {"relative_norm", number_or_text(difference_norm / std::sqrt(norm))},
          {"largest_difference", number_or_text(largest)},
          {"at", place_of(at, node.shape)},
          {"a", number_or_text(a[at])},
          {"b", number_or_text(b[at])}};
}

std::string described(const TreeNode& node) {
  std::string text = node.type;
  for (Index i = 0; i < node.shape.size(); ++i) text += (i == 0 ? " " : " x ") + std::to_string(node.shape[i]);
  return text;
}

Json dataset_difference(const fs::path& a, const TreeNode& node_a, const fs::path& b, const TreeNode& node_b) {
  const bool numeric = is_numeric(node_a) && is_numeric(node_b);
  if (node_a.shape != node_b.shape || (!numeric && node_a.type != node_b.type)) {
    return {{"path", node_a.path}, {"a", described(node_a)}, {"b", described(node_b)}};
  }
  if (numeric) return number_difference(node_a, numbers_of(a, node_a.path), numbers_of(b, node_b.path));
  if (node_a.type != "text") return nullptr;
  const std::vector<std::string> texts_a = texts_in(a, node_a.path);
  const std::vector<std::string> texts_b = texts_in(b, node_b.path);
  for (Index i = 0; i < texts_a.size(); ++i) {
    if (texts_a[i] == texts_b[i]) continue;
    constexpr Index most = 80;
    return {{"path", node_a.path}, {"a", texts_a[i].substr(0, most)}, {"b", texts_b[i].substr(0, most)}};
  }
  return nullptr;
}

void compare_attributes(const TreeNode& a, const TreeNode& b, Compared compared, Json& differences) {
  std::map<std::string, std::pair<Json, Json>> values;
  for (const auto& [name, value] : a.attributes) values[name].first = value;
  for (const auto& [name, value] : b.attributes) values[name].second = value;
  for (const auto& [name, pair] : values) {
    if (pair.first == pair.second || is_left_out(a.path, name, compared)) continue;
    differences.push_back({{"path", a.path}, {"name", name}, {"a", pair.first}, {"b", pair.second}});
  }
}

Json comparison_of(const fs::path& a, const fs::path& b, Compared compared) {
  const std::map<std::string, TreeNode> objects_a = objects_of(a, compared);
  const std::map<std::string, TreeNode> objects_b = objects_of(b, compared);
  Json result{{"compared", 0},
              {"different", Json::array()},
              {"only_in_a", Json::array()},
              {"only_in_b", Json::array()},
              {"attributes", Json::array()}};
  Index count = 0;
  for (const auto& [path, node] : objects_a) {
    const auto other = objects_b.find(path);
    if (other == objects_b.end()) {
      result["only_in_a"].push_back(path);
      continue;
    }
    compare_attributes(node, other->second, compared, result["attributes"]);
    if (node.is_group != other->second.is_group) {
      result["different"].push_back({{"path", path}, {"a", node.type}, {"b", other->second.type}});
    }
    if (node.is_group || other->second.is_group) continue;
    ++count;
    Json difference = dataset_difference(a, node, b, other->second);
    if (!difference.is_null()) result["different"].push_back(std::move(difference));
  }
  for (const auto& [path, node] : objects_b) {
    if (!objects_a.contains(path)) result["only_in_b"].push_back(path);
  }
  result["compared"] = count;
  return result;
}

std::string value_text(const Json& value) {
  if (value.is_number()) return short_text(value.get<double>());
  return value.is_string() ? value.get<std::string>() : value.is_null() ? "(none)" : value.dump();
}

std::string place_text(const Json& place) {
  std::string text = place.dump();
  std::replace(text.begin(), text.end(), '[', '(');
  std::replace(text.begin(), text.end(), ']', ')');
  return text;
}

}  // namespace

Json compare_files(const fs::path& a, const fs::path& b, Compared compared) {
  // The guard takes its limits from one file: the larger.
  std::error_code ignored;
  const bool first_is_larger = fs::file_size(a, ignored) > fs::file_size(b, ignored);
  const auto work = [&] { return comparison_of(a, b, compared).dump(-1, ' ', false, Json::error_handler_t::replace); };
  return Json::parse(run_guarded(first_is_larger ? a : b, ErrorKind::model, work));
}

std::string comparison_text(const Json& comparison) {
  std::vector<std::vector<std::string>> numbers{{"numbers", "|a - b|", "relative", "largest", "at", "a", "b"}};
  std::string others;
  for (const Json& entry : comparison["different"]) {
    const auto path = entry["path"].get<std::string>();
    if (!entry.contains("at")) {
      others += path + "  a: " + value_text(entry["a"]) + "  b: " + value_text(entry["b"]) + "\n";
      continue;
    }
    std::vector<std::string> line{path};
    for (const char* key : {"difference_norm", "relative_norm", "largest_difference"}) {
      line.push_back(value_text(entry[key]));
    }
    line.push_back(place_text(entry["at"]));
    for (const char* key : {"a", "b"}) line.push_back(value_text(entry[key]));
    numbers.push_back(std::move(line));
  }
  std::string text = numbers.size() > 1 ? aligned(numbers) + "\n" : "";
  text += others;
  for (const char* side : {"a", "b"}) {
    for (const Json& path : comparison[std::string("only_in_") + side]) {
      text += path.get<std::string>() + "  only in " + side + "\n";
    }
  }
  for (const Json& entry : comparison["attributes"]) {
    text += entry["path"].get<std::string>() + "  " + entry["name"].get<std::string>() +
            "  a: " + value_text(entry["a"]) + "  b: " + value_text(entry["b"]) + "\n";
  }
  return text;
}

}  // namespace dbn::program
