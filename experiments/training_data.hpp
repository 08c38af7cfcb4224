// The data of a training run: read, checked, split, transformed.
#pragma once

#include <memory>
#include <optional>

#include "experiments/config.hpp"
#include "experiments/fingerprint.hpp"
#include "libdbn/data/presented.hpp"

namespace dbn::program {

/// One data set with its presentation to the visible units.
class PresentedData {
 public:
  PresentedData(Dataset data, const InputTransform& transform, Binarization binarization, std::uint64_t seed)
      : data_(std::move(data)), rows_(data_, transform, binarization, seed) {}
  PresentedData(const PresentedData&) = delete;
  PresentedData& operator=(const PresentedData&) = delete;

  const Dataset& data() const { return data_; }
  const RowSource& rows() const { return rows_; }

 private:
  Dataset data_;
  PresentedRows rows_;
};

/// Throws a data error with row and column unless every value is there.
void require_complete(const Dataset& data);

class TrainingData {
 public:
  /// Reads what section [data] names. The transform is fitted on the training rows after the validation rows were taken
  /// out, unless it is `inherited` from a model that training starts from. Throws data and config errors.
  TrainingData(const Config& config, const std::optional<InputTransform>& inherited);

  const PresentedData& training() const { return *training_; }
  /// Or null.
  const PresentedData* validation() const { return validation_.get(); }
  const PresentedData* test() const { return test_.get(); }

  const InputTransform& transform() const { return transform_; }
  /// Of the training data as a whole, so that a class without a row in some part keeps its number. 0 without labels.
  Index classes() const { return classes_; }
  const std::vector<std::string>& class_names() const { return class_names_; }

  /// Of training and validation data.
  struct Identity {
    Fingerprint training;
    Fingerprint validation;

    bool operator==(const Identity&) const = default;
    void archive(Archive& archive);
  };
  const Identity& identity() const { return identity_; }

 private:
  std::unique_ptr<PresentedData> present(Dataset data, const Config& config) const;

  InputTransform transform_;
  std::unique_ptr<PresentedData> training_;
  std::unique_ptr<PresentedData> validation_;
  std::unique_ptr<PresentedData> test_;
  Index classes_ = 0;
  std::vector<std::string> class_names_;
  Identity identity_;
};

}  // namespace dbn::program
