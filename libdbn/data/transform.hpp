// Maps from stored numbers to what visible units see: fitted on training rows, kept with the model.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "libdbn/base/archive.hpp"
#include "libdbn/data/dataset.hpp"

namespace dbn {

/// A fitted map x -> x' of rows of V columns; immutable and shared. A new one is a file in libdbn/data/transforms/ and
/// a line in the table there.
class InputTransform {
 public:
  virtual ~InputTransform() = default;

  /// The name in the table, which configs and model files use.
  virtual std::string_view name() const = 0;
  /// One line for people: the name and what it does.
  virtual std::string description() const = 0;
  /// V; 0 where rows of any width are taken.
  virtual Index columns() const = 0;
  /// Replaces x by x' in rows (N, V). A missing value (NaN) stays missing. Throws an internal error for another V.
  virtual void apply(MatrixView rows) const = 0;
  /// Replaces x' by x in rows (N, V), up to rounding and to what a constant column has lost. Throws like `apply`.
  virtual void invert(MatrixView rows) const = 0;
  /// What a model file keeps beside the name. Throws a model error when a loaded field cannot be right.
  virtual void archive(Archive& archive) = 0;
  virtual std::unique_ptr<InputTransform> copy() const = 0;

  /// True when x' = x for all rows.
  virtual bool is_identity() const { return false; }
  /// True when x' = x / 255 of bytes, which numbers in [0, 1] must not go through again (number_range.hpp).
  virtual bool takes_bytes() const { return false; }
  /// Whether values outside the range of the training rows are set to its nearest end.
  virtual bool clips() const { return false; }
  /// True for a value that is clipped. False for NaN.
  virtual bool is_outside(Index /*column*/, double /*value*/) const { return false; }
  /// Where all columns have the same map of single numbers: replaces each of `values`, numbers of any column, and
  /// returns true. Else changes nothing and returns false. Lets bytes be looked up in a table of 256 entries.
  virtual bool apply_to_any_column(std::span<real> /*values*/) const { return false; }
};

using TransformPtr = std::shared_ptr<const InputTransform>;

/// What a config means that does not say: divide pixels by 255, leave anything else.
inline constexpr std::string_view default_transform = "automatic";

/// The names that `fit_transform` knows.
std::vector<std::string> transform_names();
/// What they do, in one sentence without the names that need no explanation.
std::string transform_help();

/// x' = x, by the name "none".
const TransformPtr& no_transform();
/// Fits the transform of that name to the rows of `training`, which are streamed: memory does not grow with their
/// number. Missing values are left out. Throws a config error for an unknown name and a data error for an infinite
/// value.
TransformPtr fit_transform(std::string_view name, const Dataset& training);

/// Lets the fields of `transform` be saved, or looked at.
void save_transform(const InputTransform& transform, Archive& archive);
/// A transform from its name and the fields that `save_transform` has saved. Throws a model error.
TransformPtr load_transform(std::string_view name, Archive& archive);

}  // namespace dbn
