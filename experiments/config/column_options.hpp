// Which columns of a CSV file hold what: keys of [data], and arguments of the commands that read data.
#pragma once

#include "experiments/config/command_line.hpp"
#include "libdbn/base/options.hpp"
#include "libdbn/data/formats/csv_layout.hpp"

namespace dbn::program {

struct ColumnOptions {
  std::string label_column = "automatic";
  std::string weight_column = "none";
  std::string target_columns = "none";
  std::string columns = "all";
  std::string ignore_columns = "none";
  CsvHeader header = CsvHeader::automatic;
  NaLabel na_label = NaLabel::ask;

  /// The keys label_column, weight_column, ...
  OptionList options();
  /// The same as arguments --label-column, --weight-column, ...
  Syntax syntax();
  CsvColumns wanted() const;
};

}  // namespace dbn::program
