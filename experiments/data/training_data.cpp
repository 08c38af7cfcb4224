#include "experiments/data/training_data.hpp"

#include <cmath>

#include "experiments/data/data_source.hpp"
#include "experiments/data/presentation.hpp"
#include "experiments/data/rating_data.hpp"
#include "experiments/data/targets.hpp"
#include "experiments/terminal/note.hpp"
#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/alignment.hpp"
#include "libdbn/data/batches.hpp"

namespace dbn::program {
namespace {

Dataset read_for(const Config& config, const std::string& key, const std::string& spec) {
  try {
    return read_data(spec, {config.data.directory, config.data.csv, config.data.streaming()});
  } catch (const Error& error) {
    throw Error(error.kind(), config.where(key) + ": " + error.what());
  }
}

/// Data beside the training data, in the order of their names.
Dataset read_beside(const Config& config, const std::string& key, const std::string& spec,
                    const ExpectedNames& training) {
  Dataset data = read_for(config, key, spec);
  try {
    align(data, training);
  } catch (const Error& error) {
    throw Error(error.kind(), config.where(key) + ": " + error.what());
  }
  return data;
}

// Found before hours of training rather than after them.
void require_like_training(const Config& config, const std::string& key, const Dataset& data, const Dataset& training,
                           Index classes) {
  const std::string what = config.where(key) + ": " + data.name + " has ";
  if (data.columns() != training.columns()) {
    throw data_error(what + std::to_string(data.columns()) + " columns, but the training data " + training.name +
                     " have " + std::to_string(training.columns()));
  }
  if (classes == 0 || data.classes() <= classes) return;
  throw data_error(what + std::to_string(data.classes()) + " classes, but the training data " + training.name +
                   " have " + std::to_string(classes));
}

void require_labels(const Config& config, const Dataset& validation) {
  if (!validation.labels.empty()) return;
  throw data_error(config.where("data.validation") + ": " + validation.name +
                   " has no labels, which choosing the best epoch of fine-tuning needs; set finetune.epochs = 0 to "
                   "train without");
}

void require_targets(const Config& config, const Dataset& training) {
  if (training.targets.size() > 0) return;
  throw data_error(config.where("finetune.objective") + " is regress, but the training data " + training.name +
                   " have no targets to predict; name their columns by data.target_columns (CSV), or give HDF5 data "
                   "with /targets");
}

void require_targets_like_training(const Config& config, const std::string& key, const Dataset& data,
                                   const Dataset& training) {
  require_same_targets({config.where(key) + ": " + data.name, data.targets.shape(1), data.target_names},
                       {"the training set " + training.name, training.targets.shape(1), training.target_names},
                       "every part needs them");
}

// The default objective would leave fine-tuning out without a word.
void require_use_of_targets(const Config& config, const Dataset& training) {
  if (config.finetune.objective != FinetuneGoal::classify || config.finetune.epochs == 0) return;
  if (training.targets.size() == 0 || !training.labels.empty()) return;
  throw config_error(config.where("finetune.objective") + " is classify, but the training data " + training.name +
                     " have targets and no labels; set finetune.objective = regress to learn the targets, or "
                     "finetune.epochs = 0 to leave fine-tuning out");
}

// A stray number among the labels would make as many classes, none of which but a few have a row.
void require_plausible_classes(const Config& config, const Dataset& training) {
  const Index classes = training.classes();
  if (classes <= training.rows() || classes <= training.class_names.size()) return;
  throw data_error(config.where("data.train") + ": " + training.name + " has the label " + std::to_string(classes - 1) +
                   ", which makes " + std::to_string(classes) + " classes of " + std::to_string(training.rows()) +
                   " rows; number the classes from 0 without gaps, or give them names in a CSV file");
}

// Some classes may be unknown, not all.
void require_labels_for_units(const Config& config, const Dataset& training) {
  if (training.classes() == 0) {
    const std::string key = config.stack.labels == LabelPlace::top ? "dbn.labels" : config.visible_key();
    throw data_error(config.where(key) + " asks for label units, but the training data " + training.name +
                     " have no labels to show them; leave the label units out");
  }
  // The config that a run keeps spells defaults out, which are no wish.
  const bool is_wish = config.is_given("finetune.epochs") && config.finetune.epochs != FinetuneOptions().epochs;
  const bool asks = is_wish || config.finetune.objective == FinetuneGoal::regress;
  if (asks && config.finetune.epochs > 0) {
    throw config_error(
        config.where("finetune.epochs") +
        ": a net with units that show the label is not fine-tuned, because the label is among its inputs; set "
        "finetune.epochs = 0 (dbn evaluate and predict use p(label | row)), or leave the label units "
        "out");
  }
}

// A limit or a split may leave rows of weight 0 only.
void require_some_weight(const Config& config, const Dataset& training) {
  if (training.weights.empty() || !all_zero(training.weights)) return;
  throw data_error(config.where("data.train") + ": all " + std::to_string(training.rows()) +
                   " training rows left by data.limit and data.validation have weight 0; use more rows");
}

struct Parts {
  Dataset training;
  std::optional<Dataset> validation;
};

ExpectedNames training_names(const Dataset& training) {
  return {"the training data", training.column_names, training.class_names};
}

// A fraction takes validation rows out of the training rows.
Parts split(const Config& config, Dataset all) {
  const std::string& validation = config.data.validation;
  const auto fraction = parse_number(validation);
  if (is_none(validation)) return {std::move(all), std::nullopt};
  if (!fraction) {
    Dataset beside = read_beside(config, "data.validation", validation, training_names(all));
    return {std::move(all), std::move(beside)};
  }
  const SplitRows rows = split_rows(all, *fraction, config.run.seed);
  return {select_rows(all, rows.training), select_rows(all, rows.validation)};
}

}  // namespace

void require_states(const Units& visible, const InputData& data) {
  // Lists of ratings were checked where they were read.
  if (data.rows().ratings() != nullptr) return;
  for_each_block(data.rows(), rows_per_block,
                 [&](Index first, const Batch& block) { visible.check_states(block.inputs, data.data().name, first); });
}

void require_complete(const Dataset& data) {
  if (data.is_bytes()) return;
  data.for_each_row([&](Index i, const auto* row) {
    for (Index j = 0; j < data.columns(); ++j) {
      if (!std::isnan(static_cast<double>(row[j]))) continue;
      throw data_error(
          data.name + ": row " + std::to_string(i) + ", column " + std::to_string(j) +
          " (both from 0) is missing (NaN), but a network and up-down learning need every value; fill it in, "
          "leave the row out, or train without them (finetune.epochs = 0, updown.epochs = 0)");
    }
  });
}

Dataset InputData::description_of(const RatingRows& ratings) {
  Dataset data;
  data.name = ratings.wanted().name;
  return data;
}

void InputData::append_labels(Index classes, LabelUnits label_units) {
  try {
    labeled_.emplace(rows_, classes, label_units);
  } catch (const Error& error) {
    throw Error(error.kind(), data_.name + ": " + error.what());
  }
}

Index missing_label_units(const Units& visible, Index columns) {
  return visible.size() == columns + visible.label_classes() ? visible.label_classes() : 0;
}

void TrainingData::Identity::archive(Archive& archive) {
  archive.group("training", training);
  archive.group("validation", validation);
  if (initial) archive.group("initial", *initial);
}

TrainingData::TrainingData(const Config& config, const TransformPtr& inherited, const UnitsPtr& visible,
                           LabelPlace labels, const std::optional<ModelFingerprint>& initial) {
  if (is_none(config.data.train)) {
    throw config_error(config.where("data.train") + " is not set; name the training data, e.g. fashion-mnist:train");
  }
  if (take_ratings(config)) return;
  Dataset all = read_for(config, "data.train", config.data.train);
  require_plausible_classes(config, all);
  classes_ = all.classes();
  column_names_ = all.column_names;
  class_names_ = all.class_names;
  take_notes(all.name, all.notes);
  if (config.data.limit > 0 && config.data.limit < all.rows()) all = row_range(all, 0, config.data.limit);
  Parts parts = split(config, std::move(all));
  require_some_weight(config, parts.training);
  std::optional<Dataset> test;
  if (!is_none(config.data.test)) {
    test = read_beside(config, "data.test", config.data.test, training_names(parts.training));
    take_notes(test->name, test->notes);
  }
  if (parts.validation && parts.validation->name != parts.training.name)
    take_notes(parts.validation->name, parts.validation->notes);

  label_units_ = visible ? missing_label_units(*visible, parts.training.columns()) : 0;
  if (labels == LabelPlace::top && config.layer_texts().size() == 1) label_units_ = classes_;
  const bool has_label_units = label_units_ > 0 || labels == LabelPlace::top;
  if (has_label_units) require_labels_for_units(config, parts.training);
  require_use_of_targets(config, parts.training);
  const FinetuneGoal objective = config.finetune.objective;
  const bool classifies = objective == FinetuneGoal::classify;
  const bool fine_tunes = config.finetune.epochs > 0 && !has_label_units && (classes_ > 0 || !classifies);
  if (config.finetune.epochs > 0 && classifies && classes_ == 0 && !has_label_units) {
    notes_.push_back(note_line(parts.training.name,
                               "there are no labels: fine-tuning is left out (finetune.epochs = 0 asks for that)"));
  }
  const bool regresses = fine_tunes && objective == FinetuneGoal::regress;
  if (regresses) require_targets(config, parts.training);
  if (regresses) target_names_ = parts.training.target_names;
  if (fine_tunes || config.updown.epochs > 0) require_complete(parts.training);
  if (parts.validation) {
    require_like_training(config, "data.validation", *parts.validation, parts.training, classes_);
    if (fine_tunes && classifies) require_labels(config, *parts.validation);
    if (regresses) require_targets_like_training(config, "data.validation", *parts.validation, parts.training);
    if (fine_tunes) require_complete(*parts.validation);
  }
  if (test) {
    require_like_training(config, "data.test", *test, parts.training, classes_);
    if (regresses) require_targets_like_training(config, "data.test", *test, parts.training);
    if (fine_tunes) require_complete(*test);
  }
  identity_.initial = initial;
  identity_.training = fingerprint_of(parts.training);
  if (parts.validation) identity_.validation = fingerprint_of(*parts.validation);
  transform_ = inherited ? inherited : fitted_transform(config, parts.training, visible);
  training_ = present(std::move(parts.training), config);
  if (parts.validation) validation_ = present(std::move(*parts.validation), config);
  if (test) test_ = present(std::move(*test), config);
}

TransformPtr TrainingData::fitted_transform(const Config& config, const Dataset& training, const UnitsPtr& visible) {
  std::vector<std::string> notes;
  TransformPtr transform =
      training_transform(config.data.transform, training, visible ? visible->spec() : config.visible_text(), notes);
  take_notes(training.name, notes);
  return transform;
}

bool TrainingData::take_ratings(const Config& config) {
  std::optional<ConfiguredRatings> ratings = read_configured_ratings(config);
  if (!ratings) return false;
  const auto input = [](const std::optional<RatingRows>& rows) {
    return rows ? std::make_unique<InputData>(*rows) : nullptr;
  };
  training_ = std::make_unique<InputData>(ratings->training);
  validation_ = input(ratings->validation);
  test_ = input(ratings->test);
  identity_ = ratings->identity;
  column_names_ = std::move(ratings->column_names);
  notes_ = std::move(ratings->notes);
  return true;
}

void TrainingData::take_notes(const std::string& name, const std::vector<std::string>& notes) {
  for (const std::string& text : notes) notes_.push_back(note_line(name, text));
}

std::unique_ptr<InputData> TrainingData::present(Dataset data, const Config& config) {
  std::vector<std::string> notes;
  const TransformPtr transform = presented_transform(data, transform_, notes);
  take_notes(data.name, notes);
  auto input = std::make_unique<InputData>(std::move(data), transform, config.data.binarize, config.run.seed);
  if (label_units_ > 0) input->append_labels(label_units_, LabelUnits::shown);
  return input;
}

}  // namespace dbn::program
