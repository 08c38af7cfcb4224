// Description of a data set as text and JSON, with suggested config keys.
#pragma once

#include "experiments/text/format.hpp"
#include "libdbn/data/description/description.hpp"

namespace dbn::program {

/// What stands beside the rows and what they are kept in.
struct DescribedData {
  std::string spec;
  Description about;
  std::vector<Index> class_counts;  ///< empty without labels
  Index missing_labels = 0;
  std::vector<std::string> class_names;
  double bytes_in_memory = 0;
  std::optional<std::uintmax_t> bytes_on_disk;  ///< of a file
};

/// Facts in the order in which they are shown: a name, and its value for a program and for people.
class Facts {
 public:
  void add(const std::string& name, const Json& value, const std::string& text);
  void add(const std::string& name, Index value) { add(name, value, std::to_string(value)); }

  Json object;
  std::vector<std::vector<std::string>> table;
};

Facts dense_facts(const DescribedData& data, const DenseDescription& description);
Facts sparse_facts(const DescribedData& data, const SparseDescription& description, const SparseTable& table);

/// Which units suit the data, each with the lines of a config, and what to look at first: the rules stand in tables.
std::vector<std::string> dense_hints(const DescribedData& data, const DenseDescription& description);
std::vector<std::string> sparse_hints(const DescribedData& data, const SparseTable& table);

}  // namespace dbn::program
