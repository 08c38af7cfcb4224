// Model and data arguments of commands, and the rows as visible states of the model.
#pragma once

#include <functional>

#include "experiments/data/data_source.hpp"
#include "experiments/data/training_data.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {

/// The arguments --data, --limit, --directory, --label-column, --weight-column,
/// --target-columns, --transform, --binarize and --binarize-seed.
class DataArguments {
 public:
  Syntax syntax(Takes data);
  bool given() const { return !spec_.empty(); }
  const std::string& spec() const { return spec_; }
  Index limit() const { return limit_; }
  /// What the data, where they are made up and taken as a whole, say about the model that made them.
  GeneratorFigures generator() const;
  /// The data through the transform and binarization stored in the model. Where the visible layer ends in label units
  /// that are no columns of the data, these show the labels or are missing, as the caller wants; behind
  /// these, label units at the top of a deep net are columns of the rows only where they are shown. Throws a data error
  /// unless columns and values fit the model.
  std::unique_ptr<InputData> read(const Model& model, LabelUnits label_units) const;
  /// The same for data of another SPEC.
  std::unique_ptr<InputData> read(const std::string& spec, const Model& model, LabelUnits label_units) const;

 private:
  Binarization binarization(const Model& model) const;
  TransformPtr transform(const Model& model, const Dataset& data, std::vector<std::string>& notes) const;

  std::string spec_;
  std::string transform_ = "as_trained";
  std::string binarize_ = "as_trained";
  DataPlace place_;
  Index limit_ = 0;
  Index seed_ = 1;
};

/// The arguments MODEL and --threads.
class ModelArguments {
 public:
  Syntax syntax();
  Model read() const;
  const std::string& file() const { return file_; }
  Index threads() const { return thread_count(threads_); }

 private:
  std::string file_;
  Index threads_ = 0;
};

}  // namespace dbn::program
