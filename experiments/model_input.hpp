// Data for a model: the arguments that name them, and their rows as the model's visible units see them.
#pragma once

#include <functional>

#include "experiments/command_line.hpp"
#include "experiments/training_data.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {

/// Rows of data that are worked on at a time by commands that read all of them.
inline constexpr Index rows_per_block = 1000;

/// The arguments --data, --directory, --label-column, --binarize, --seed and --limit.
class DataArguments {
 public:
  Syntax syntax(Takes data);
  bool given() const { return !spec_.empty(); }
  /// The data through the transform stored in the model. Throws a data error unless columns and values fit the model.
  std::unique_ptr<PresentedData> read(const Model& model) const;

 private:
  std::string spec_;
  DataOptions options_;
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

/// How a visible row is arranged as a picture: as the data said, else the square that it fills. Throws a config error
/// when it is neither.
ImageShape image_shape(const Model& model);

}  // namespace dbn::program
