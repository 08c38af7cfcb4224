#include "experiments/data/data_report.hpp"

#include <algorithm>

namespace dbn::program {
namespace {

std::string size_text(double bytes) {
  constexpr double mebibyte = 1 << 20;
  return short_text(bytes / mebibyte, 4) + " MiB";
}

Json json_of(const Lengths& lengths) {
  return {{"least", lengths.least}, {"median", lengths.median}, {"greatest", lengths.greatest}};
}

void add_lengths(Facts& facts, const std::string& name, const Lengths& lengths) {
  facts.add(name, json_of(lengths),
            std::to_string(lengths.least) + " to " + std::to_string(lengths.greatest) + ", median " +
                std::to_string(lengths.median));
}

double share(Index part, double whole) { return whole == 0 ? 0 : static_cast<double>(part) / whole; }

void add_share(Facts& facts, const std::string& name, double value) { facts.add(name, value, percent(value)); }

void add_values(Facts& facts, const Description& about) {
  const Moments& values = about.values;
  facts.add("least", values.least(), short_text(values.least()));
  facts.add("greatest", values.greatest(), short_text(values.greatest()));
  facts.add("mean", values.mean(), short_text(values.mean()));
  facts.add("deviation", values.deviation(), short_text(values.deviation()));
}

void add_classes(Facts& facts, const DescribedData& data) {
  if (data.class_counts.empty()) return;
  std::string text;
  for (Index k = 0; k < data.class_counts.size(); ++k) {
    const std::string name = k < data.class_names.size() ? data.class_names[k] : std::to_string(k);
    text += (k == 0 ? "" : ", ") + name + ": " + std::to_string(data.class_counts[k]);
  }
  facts.add("class_counts", data.class_counts, text);
  facts.add("missing_labels", data.missing_labels);
}

void add_rows(Facts& facts, const DescribedData& data) {
  const auto rows = static_cast<double>(data.about.rows);
  add_share(facts, "zero_rows", share(data.about.zero_rows, rows));
  if (data.about.duplicate_rows) add_share(facts, "duplicate_rows", share(*data.about.duplicate_rows, rows));
}

void add_sizes(Facts& facts, const DescribedData& data) {
  if (data.bytes_on_disk) {
    facts.add("bytes_on_disk", *data.bytes_on_disk, size_text(static_cast<double>(*data.bytes_on_disk)));
  }
  facts.add("bytes_in_memory", data.bytes_in_memory, size_text(data.bytes_in_memory));
}

}  // namespace

void Facts::add(const std::string& name, const Json& value, const std::string& text) {
  object[name] = value;
  std::string words = name;
  std::replace(words.begin(), words.end(), '_', ' ');
  table.push_back({words, text});
}

Facts dense_facts(const DescribedData& data, const DenseDescription&) {
  Facts facts;
  facts.add("kind", "dense", "dense rows");
  facts.add("rows", data.about.rows);
  facts.add("columns", data.about.columns);
  add_share(facts, "density", share(data.about.nonzero, data.about.elements()));
  add_share(facts, "missing", share(data.about.missing, data.about.elements()));
  add_values(facts, data.about);
  facts.add("constant_columns", data.about.constant_columns);
  add_classes(facts, data);
  add_rows(facts, data);
  add_sizes(facts, data);
  return facts;
}

Facts sparse_facts(const DescribedData& data, const SparseDescription& description, const SparseTable& table) {
  const std::string& kind = sparse_kinds()[static_cast<Index>(table.kind)];
  const bool ratings = table.kind == SparseKind::ratings;
  Facts facts;
  facts.add("kind", kind, "sparse rows of " + kind);
  facts.add("rows", data.about.rows);
  facts.add("columns", data.about.columns);
  facts.add("entries", data.about.values.count());
  add_share(facts, "density", share(ratings ? data.about.values.count() : data.about.nonzero, data.about.elements()));
  add_share(facts, "missing", share(data.about.missing, data.about.elements()));
  add_values(facts, data.about);
  if (ratings) {
    std::string text;
    for (Index k = 0; k < table.levels.size(); ++k) {
      text += (k == 0 ? "" : ", ") + short_text(table.levels[k]) + ": " + std::to_string(description.level_counts()[k]);
    }
    facts.add("levels", table.levels, std::to_string(table.levels.size()));
    facts.add("level_counts", description.level_counts(), text);
  }
  add_lengths(facts, "row_lengths", description.row_lengths());
  add_lengths(facts, "column_lengths", description.column_lengths());
  facts.add("empty_columns", data.about.constant_columns);
  add_classes(facts, data);
  add_rows(facts, data);
  add_sizes(facts, data);
  for (const auto& [name, value] : table.generator) facts.add(name, value, short_text(value, 6));
  return facts;
}

}  // namespace dbn::program
