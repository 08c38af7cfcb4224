#include "experiments/inspection/run_comparison.hpp"

#include <cmath>
#include <map>

#include "experiments/config/config_file.hpp"

namespace dbn::program {
namespace {

Json number_or_null(double value) { return std::isnan(value) ? Json(nullptr) : Json(value); }

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// Null when the records are equal.
Json record_difference(const EpochRecord& a, const EpochRecord& b) {
  if (a.stage != b.stage || a.epoch != b.epoch) {
    return {{"stage", a.stage},
            {"epoch", a.epoch},
            {"metric", nullptr},
            {"a", a.stage + " epoch " + std::to_string(a.epoch)},
            {"b", b.stage + " epoch " + std::to_string(b.epoch)}};
  }
  for (const EpochRecord* record : {&a, &b}) {
    for (const auto& [metric, value] : record->values) {
      if (same(a.get(metric), b.get(metric))) continue;
      return {{"stage", a.stage},
              {"epoch", a.epoch},
              {"metric", metric},
              {"a", number_or_null(a.get(metric))},
              {"b", number_or_null(b.get(metric))}};
    }
  }
  return nullptr;
}

}  // namespace

Json compare_configs(const std::string& a, const std::string& b) {
  std::map<std::string, std::pair<Json, Json>> values;
  for (const Assignment& assignment : scan_config(a, "a")) values[assignment.key].first = assignment.value;
  for (const Assignment& assignment : scan_config(b, "b")) values[assignment.key].second = assignment.value;
  Json differences = Json::array();
  for (const auto& [key, pair] : values) {
    if (pair.first != pair.second) differences.push_back({{"key", key}, {"a", pair.first}, {"b", pair.second}});
  }
  return differences;
}

Json compare_histories(const History& a, const History& b) {
  const std::vector<EpochRecord>& first = a.records();
  const std::vector<EpochRecord>& second = b.records();
  Json result{{"a", first.size()}, {"b", second.size()}, {"first_difference", nullptr}};
  for (Index i = 0; i < std::max(first.size(), second.size()); ++i) {
    Json difference;
    if (i >= first.size() || i >= second.size()) {
      const EpochRecord& longer = i < first.size() ? first[i] : second[i];
      difference = {{"stage", longer.stage}, {"epoch", longer.epoch}};
    } else {
      difference = record_difference(first[i], second[i]);
    }
    if (difference.is_null()) continue;
    result["first_difference"] = {{"record", i}};
    result["first_difference"].update(difference);
    break;
  }
  return result;
}

}  // namespace dbn::program
