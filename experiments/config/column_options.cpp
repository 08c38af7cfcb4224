#include "experiments/config/column_options.hpp"

#include <algorithm>

namespace dbn::program {

OptionList ColumnOptions::options() {
  return {
      text_option("label_column", label_column, "automatic, none, or a column's name or number from 0",
                  "the classes in a CSV file; automatic takes the column called label, class or target, else the only "
                  "column of words"),
      text_option("weight_column", weight_column, "none, or a column's name or number from 0",
                  "what each row of a CSV file counts in its batch; HDF5 files have /weights for it"),
      text_option("target_columns", target_columns, "none, or names or numbers from 0, separated by commas",
                  "the numbers in a CSV file that finetune.objective = regress learns to predict; HDF5 files have "
                  "/targets for it"),
      text_option("columns", columns, "all, or names or numbers from 0, separated by commas",
                  "the inputs in a CSV file, in this order; all takes every column that is nothing else"),
      text_option("ignore_columns", ignore_columns, "none, or names or numbers from 0, separated by commas",
                  "columns of a CSV file that are left out, e.g. one that numbers the rows"),
      enum_option("header", header, {"automatic", "present", "absent"},
                  "whether the first line of a CSV file holds column names; automatic decides by its texts and refuses "
                  "what may be either"),
      enum_option(
          "na_label", na_label, {"ask", "unknown", "word"},
          "what NA means in a column of words that are labels: an unknown class, or a word like the others; ask "
          "refuses the file"),
  };
}

Syntax ColumnOptions::syntax() {
  OptionList arguments = options();
  for (Option& option : arguments) std::replace(option.name.begin(), option.name.end(), '_', '-');
  return values(std::move(arguments));
}

CsvColumns ColumnOptions::wanted() const {
  return {.label = label_column == "automatic" ? "" : label_column,
          .weight = weight_column,
          .targets = target_columns,
          .inputs = columns,
          .ignored = ignore_columns,
          .header = header,
          .na_label = na_label};
}

}  // namespace dbn::program
