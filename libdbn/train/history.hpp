// History: the measurements at the end of each epoch.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/archive.hpp"

namespace dbn {

/// A column of the history: its name and what it means. Declared once, in history.cpp.
struct Metric {
  std::string_view name;
  std::string_view help;
};
/// Every metric there is, in the order of the columns of history.csv.
const std::vector<Metric>& metrics();

/// The measurements of one epoch of one stage; metrics that do not apply are absent.
struct EpochRecord {
  std::string stage;  ///< "rbm.0", "rbm.1", ..., "updown", "finetune"
  Index epoch = 0;    ///< from 0 within the stage
  std::vector<std::pair<std::string, double>> values;

  /// Throws an internal error for a name that is not in the table of metrics.
  void set(std::string_view metric, double value);
  /// A figure of an estimator, which may come from outside the library; unless it is in the table it becomes a column
  /// of its own behind the metrics.
  void set_figure(std::string_view name, double value) { values.emplace_back(name, value); }
  /// The value, or NaN.
  double get(std::string_view metric) const;
};

/// The recorded epochs so far. Deterministic: it holds no times, so that a resumed run's history is that of an
/// uninterrupted one.
class History {
 public:
  void add(EpochRecord record) { records_.push_back(std::move(record)); }
  const std::vector<EpochRecord>& records() const { return records_; }
  /// Epochs of all stages up to the last record of each; records may be several epochs apart.
  Index epochs() const;
  /// Comma-separated text with a header line "stage,epoch,METRIC,..."; absent values are empty.
  std::string csv() const;
  void archive(Archive& archive);

 private:
  std::vector<std::string> columns() const;

  std::vector<EpochRecord> records_;
};

}  // namespace dbn
