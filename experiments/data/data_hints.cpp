// What data say about the units that suit them.
#include <algorithm>
#include <array>

#include "experiments/data/data_report.hpp"
#include "libdbn/data/number_range.hpp"

namespace dbn::program {
namespace {

constexpr double many = 0.01;
constexpr double unbalanced = 10;
constexpr double mostly_zeros = 0.8;
constexpr double greatest_byte = 255;
constexpr double greatest_byte_of_counts = 16;
constexpr double largest_dense = 0x1p30;

struct Dense {
  const DescribedData& data;
  const DenseDescription& description;

  const Moments& values() const { return data.about.values; }
  bool in_unit_interval() const { return values().least() >= 0 && values().greatest() <= 1; }
  bool binary() const { return in_unit_interval() && data.about.whole; }
  bool nonnegative() const { return values().least() >= 0; }
  /// Whole numbers that are mostly 0: words of documents rather than pixels or classes.
  bool looks_like_counts() const {
    const double zeros = 1 - static_cast<double>(data.about.nonzero) / data.about.elements();
    return data.about.whole && nonnegative() && values().greatest() > 1 && zeros >= mostly_zeros &&
           data.about.missing == 0 && !pixels();
  }
  bool categorical() const {
    const auto distinct = description.distinct_values();
    return distinct && *distinct > 2 && !looks_like_counts();
  }
  bool pixels() const {
    const double greatest = values().greatest();
    const double of_counts = is_bytes ? greatest_byte_of_counts : greatest_count;
    return data.about.whole && nonnegative() && greatest > of_counts && greatest <= greatest_byte;
  }

  bool is_bytes = false;
};

using DenseRule = std::string (*)(const Dense&);

std::string about_bernoulli(const Dense& d) {
  if (d.binary()) return "all values are 0 or 1: dbn.visible = bernoulli, the default";
  if (d.in_unit_interval()) return "all values lie in [0, 1]: dbn.visible = bernoulli takes them as probabilities";
  if (d.pixels()) {
    return "whole numbers up to " + short_text(d.values().greatest()) +
           " look like pixels: data.transform = automatic, the default, divides them by 255 for dbn.visible = "
           "bernoulli";
  }
  if (d.looks_like_counts() || d.categorical()) return "";
  return "values from " + short_text(d.values().least()) + " to " + short_text(d.values().greatest()) +
         " are outside [0, 1]: set data.transform = scale for dbn.visible = bernoulli, or dbn.visible = gaussian";
}

std::string about_gaussian(const Dense& d) {
  if (d.binary() || d.pixels() || d.looks_like_counts() || d.categorical()) return "";
  const Index columns = d.description.unstandardized_columns();
  if (columns == 0) return "columns are standardized (mean near 0, deviation near 1): dbn.visible = gaussian";
  if (d.in_unit_interval()) return "";
  return std::to_string(columns) + " of " + std::to_string(d.data.about.columns) +
         " columns are not standardized: set data.transform = standardize with dbn.visible = gaussian";
}

std::string about_counts(const Dense& d) {
  if (!d.looks_like_counts()) return "";
  return "whole numbers that are mostly 0 look like counts: dbn.visible = multinomial with data.transform = none";
}

std::string about_classes_of_columns(const Dense& d) {
  if (!d.categorical()) return "";
  const std::string distinct = std::to_string(*d.description.distinct_values());
  return "no column has more than " + distinct +
         " different whole numbers: if these are classes rather than amounts, "
         "make each column a one-hot group of " +
         distinct + " and set dbn.visible = softmax:" + std::to_string(d.data.about.columns) + "x" + distinct;
}

std::string about_missing(const Dense& d) {
  if (d.data.about.missing == 0) return "";
  return "values are missing: pre-training uses the others, but fine-tuning and up-down learning need every value; "
         "set finetune.epochs = 0, or fill them in";
}

std::string about_constant_columns(const Dense& d) {
  if (d.data.about.constant_columns == 0) return "";
  return std::to_string(d.data.about.constant_columns) +
         " columns are constant: they carry no information and may be left out";
}

std::string about_labels(const DescribedData& data) {
  if (data.class_counts.empty())
    return "there are no labels: set finetune.epochs = 0, or finetune.objective = reconstruct";
  const auto [least, greatest] = std::minmax_element(data.class_counts.begin(), data.class_counts.end());
  if (*least == 0) {
    return "class " + std::to_string(least - data.class_counts.begin()) + " has no rows: a classifier cannot learn it";
  }
  if (static_cast<double>(*greatest) < unbalanced * static_cast<double>(*least)) return "";
  return "classes are unbalanced (" + std::to_string(*least) + " to " + std::to_string(*greatest) +
         " rows): give the rare ones more weight by /weights or data.weight_column";
}

std::string about_missing_labels(const DescribedData& data) {
  if (data.class_counts.empty() || data.missing_labels == 0) return "";
  return std::to_string(data.missing_labels) + " of " + std::to_string(data.about.rows) +
         " labels are missing: pre-training uses these rows, fine-tuning does not";
}

std::string about_zero_rows(const DescribedData& data) {
  if (data.about.zero_rows == 0) return "";
  return std::to_string(data.about.zero_rows) + " rows are all zero: check whether they belong to the data";
}

std::string about_duplicates(const DescribedData& data) {
  const Index duplicates = data.about.duplicate_rows.value_or(0);
  if (static_cast<double>(duplicates) < many * static_cast<double>(data.about.rows) || duplicates == 0) return "";
  return std::to_string(duplicates) +
         " rows equal an earlier one: rows of data.validation and data.test may have been "
         "learned from";
}

constexpr std::array<DenseRule, 6> dense_rules{about_bernoulli,          about_gaussian, about_counts,
                                               about_classes_of_columns, about_missing,  about_constant_columns};
constexpr std::array<std::string (*)(const DescribedData&), 4> row_rules{about_labels, about_missing_labels,
                                                                         about_zero_rows, about_duplicates};

void add_row_hints(std::vector<std::string>& hints, const DescribedData& data) {
  for (const auto rule : row_rules) {
    if (std::string hint = rule(data); !hint.empty()) hints.push_back(std::move(hint));
  }
}

}  // namespace

std::vector<std::string> dense_hints(const DescribedData& data, const DenseDescription& description) {
  Dense dense{data, description};
  dense.is_bytes = data.bytes_in_memory == data.about.elements();
  std::vector<std::string> hints;
  for (const DenseRule rule : dense_rules) {
    if (std::string hint = rule(dense); !hint.empty()) hints.push_back(std::move(hint));
  }
  add_row_hints(hints, data);
  return hints;
}

std::vector<std::string> sparse_hints(const DescribedData& data, const SparseTable& table) {
  std::vector<std::string> hints;
  const bool ratings = table.kind == SparseKind::ratings;
  const Index width = ratings ? table.levels.size() : 1;
  if (ratings) {
    hints.push_back("ratings of " + std::to_string(width) + " levels: dbn.visible = softmax, which is softmax:" +
                    std::to_string(table.columns) + "x" + std::to_string(width) + " here, as in configs/ratings.cfg");
  } else if (data.about.whole) {
    hints.push_back("counts: dbn.visible = multinomial with data.transform = none");
  } else {
    hints.push_back(
        "values are not whole, but multinomial units take counts 0, 1, 2, ...: round them, or take "
        "dbn.visible = gaussian with data.transform = standardize");
  }
  const double dense_bytes = data.about.elements() * static_cast<double>(width * sizeof(real));
  if (!ratings && dense_bytes > largest_dense) {
    hints.push_back("as dense rows they would take " + short_text(dense_bytes / largest_dense) +
                    " GiB, more than the 1 GiB that training converts; import fewer rows or columns");
  }
  if (data.about.constant_columns > 0) {
    hints.push_back(std::to_string(data.about.constant_columns) + " columns have no entry: they carry no information");
  }
  add_row_hints(hints, data);
  return hints;
}

}  // namespace dbn::program
