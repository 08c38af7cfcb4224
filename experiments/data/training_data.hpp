// Training data of a run: read, checked, split, transformed.
#pragma once

#include <memory>
#include <optional>

#include "experiments/config/config.hpp"
#include "experiments/data/fingerprint.hpp"
#include "libdbn/data/labeled_rows.hpp"
#include "libdbn/data/sparse/rating_rows.hpp"
#include "libdbn/units/units.hpp"

namespace dbn::program {

/// One data set with its presentation to the visible units.
class InputData {
 public:
  InputData(Dataset data, TransformPtr transform, Binarization binarization, std::uint64_t seed)
      : data_(std::move(data)), rows_(data_, std::move(transform), binarization, seed) {}
  /// Ratings, which have no transform.
  explicit InputData(RatingRows ratings)
      : data_(description_of(ratings)),
        rows_(data_, no_transform(), Binarization::none, 0),
        ratings_(std::move(ratings)) {}
  InputData(const InputData&) = delete;
  InputData& operator=(const InputData&) = delete;

  /// From now on the rows end in `classes` label units. Throws a data error for a class beyond them.
  void append_labels(Index classes, LabelUnits label_units);

  /// Of ratings no more than what stands beside the rows.
  const Dataset& data() const { return data_; }
  const RowSource& rows() const {
    if (ratings_) return *ratings_;
    if (labeled_) return *labeled_;
    return rows_;
  }

 private:
  static Dataset description_of(const RatingRows& ratings);

  Dataset data_;
  InputRows rows_;
  std::optional<RatingRows> ratings_;
  std::optional<LabeledRows> labeled_;
};

/// The label units that rows of `columns` columns still need to fill `visible`: K when the layer ends in one softmax
/// group of K and is K wider than the rows, else 0.
Index missing_label_units(const Units& visible, Index columns);

/// Throws a data error with the data's name, row and column unless every row is a state of `visible`.
void require_states(const Units& visible, const InputData& data);

/// Throws a data error with row and column unless every value is there.
void require_complete(const Dataset& data);

class TrainingData {
 public:
  /// Reads what section [data] names. The transform is fitted on the training rows after the validation rows were taken
  /// out, unless it is `inherited` (or null) from a model that training starts from. Labels fill the label units of
  /// `visible` (null where its size follows from the data) when the data do not hold them as columns; with labels at
  /// the top of a single machine they stand behind the data's columns. `initial` is the model that training starts
  /// from, if any. Throws data and config errors.
  TrainingData(const Config& config, const TransformPtr& inherited, const UnitsPtr& visible, LabelPlace labels,
               const std::optional<ModelFingerprint>& initial = std::nullopt);

  const InputData& training() const { return *training_; }
  /// Or null.
  const InputData* validation() const { return validation_.get(); }
  const InputData* test() const { return test_.get(); }

  const TransformPtr& transform() const { return transform_; }
  /// Of the training data as a whole, so that a class without a row in some part keeps its number. 0 without labels.
  Index classes() const { return classes_; }
  /// Columns of the rows that show the label, behind those of the data.
  Index label_units() const { return label_units_; }
  /// Of the inputs, or of the items that were rated, where the data name them.
  const std::vector<std::string>& column_names() const { return column_names_; }
  const std::vector<std::string>& class_names() const { return class_names_; }
  /// Of the targets that are learned, where the data name them.
  const std::vector<std::string>& target_names() const { return target_names_; }

  /// Of all that a run is given.
  struct Identity {
    Fingerprint training;
    Fingerprint validation;
    std::optional<ModelFingerprint> initial;

    bool operator==(const Identity&) const = default;
    /// A model has a place in it only where there is one already.
    void archive(Archive& archive);
  };
  const Identity& identity() const { return identity_; }
  /// What a person should know about the data before training.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  /// Ratings, if the config names some.
  bool take_ratings(const Config& config);
  void take_notes(const std::string& name, const std::vector<std::string>& notes);
  TransformPtr fitted_transform(const Config& config, const Dataset& training, const UnitsPtr& visible);
  std::unique_ptr<InputData> present(Dataset data, const Config& config);

  TransformPtr transform_ = no_transform();
  std::unique_ptr<InputData> training_;
  std::unique_ptr<InputData> validation_;
  std::unique_ptr<InputData> test_;
  Index classes_ = 0;
  Index label_units_ = 0;
  std::vector<std::string> column_names_;
  std::vector<std::string> class_names_;
  std::vector<std::string> target_names_;
  Identity identity_;
  std::vector<std::string> notes_;
};

}  // namespace dbn::program
