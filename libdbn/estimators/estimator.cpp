#include "libdbn/estimators/estimator.hpp"

#include <algorithm>
#include <iterator>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/estimators/estimators.hpp"

namespace dbn {
namespace {

#define DBN_ADDRESS_OF_ESTIMATOR(name) &name##_estimator,
constexpr const EstimatorKind* table[] = {DBN_FOR_EACH_ESTIMATOR(DBN_ADDRESS_OF_ESTIMATOR)};
#undef DBN_ADDRESS_OF_ESTIMATOR

void append(OptionList more, OptionList& options) {
  options.insert(options.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<OwnOptions> own_options_of_all() {
  std::vector<OwnOptions> all;
  for (const EstimatorKind* kind : table) all.push_back(kind->options());
  return all;
}

OptionList EstimatorOptions::options() {
  OptionList list{integer_option("chains", chains, between(1, 1e7),
                                 "persistent chains of pcd, independent of the batch size; 100 is usual")};
  for (OwnOptions& each : own) append(each.options(), list);
  append({enum_option("negative_visible", negative_visible, {"probabilities", "samples"},
                      "visible units of cd's reconstructions; probabilities have less noise, samples make it a Gibbs "
                      "chain (persistent chains are always sampled)"),
          enum_option("hidden_statistics", hidden_statistics, {"probabilities", "samples"},
                      "hidden units in the statistics of both phases; probabilities have less noise")},
         list);
  return list;
}

void EstimatorOptions::set(std::string_view name, std::string_view text) {
  std::vector<std::string> known;
  for (const Option& option : options()) {
    if (option.name == name) return option.set(text);
    known.push_back(option.name);
  }
  throw config_error(unknown_name_message("option of an estimator", name, known));
}

std::span<const EstimatorKind* const> estimator_kinds() { return table; }

std::vector<std::string> estimator_names() {
  std::vector<std::string> names;
  for (const EstimatorKind* kind : table) names.emplace_back(kind->name);
  return names;
}

std::vector<std::string> list_estimator_names() {
  std::vector<std::string> names;
  for (const EstimatorKind* kind : table) {
    if (kind->learns_from_lists) names.emplace_back(kind->name);
  }
  return names;
}

const EstimatorKind& find_estimator(std::string_view name) {
  const auto* const found = std::ranges::find(table, name, &EstimatorKind::name);
  if (found == std::end(table)) throw config_error(unknown_name_message("estimator", name, estimator_names()));
  return **found;
}

EstimatorPtr make_estimator(std::string_view name, const EstimatorOptions& options) {
  return find_estimator(name).make(options);
}

}  // namespace dbn
