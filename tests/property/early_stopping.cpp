// A layer that stops early is the layer of a run that was told to end at its best epoch; cut and resumed it is the
// same.
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/data/labeled_rows.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/support/memory_archive.hpp"

using namespace dbn;

namespace early_stopping_test {
namespace {

constexpr Index patience = 3;

// Bars and stripes, half of them for validation, with a rate that is too large for steady progress. With labels one
// machine that learns to tell them apart, else a layer on top of another.
struct Setting {
  explicit Setting(LabelUnits label_units)
      : data(bars_and_stripes(3, 3)),
        rows(data, no_transform(), Binarization::none, 5),
        labeled(rows, 2, label_units),
        training(labeled_or_not(label_units), {0, 2, 4, 6, 8, 10, 12, 14}),
        validation(labeled_or_not(label_units), {1, 3, 5, 7, 9, 11, 13, 15}) {
    const bool shows = label_units == LabelUnits::shown;
    RbmOptions options;
    options.epochs = 60;
    options.batch_size = 1;
    options.momentum = 0.0;
    options.monitors = "none";
    options.patience = patience;
    if (shows) {
      options.estimator = "discriminative";
      options.estimation.set("generative_weight", "0.1");
      options.weight_decay = 0;
      options.learning_rate = 0.8;
      model.layers = {make_rbm(make_units("9+softmax:1x2"), make_units("6"))};
    } else {
      options.learning_rate = 0.3;
      model.layers = {make_rbm(make_units("9"), make_units("6")), make_rbm(make_units("6"), make_units("4"))};
    }
    plan.seed = 11;
    plan.layers.assign(model.layers.size(), options);
    plan.training = &training;
    plan.validation = &validation;
  }
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

  const RowSource& labeled_or_not(LabelUnits label_units) const {
    if (label_units == LabelUnits::shown) return labeled;
    return rows;
  }
  TrainingRun run(Workers& workers = Workers::serial()) const {
    return {model, plan, TrainingStart::initialize, workers};
  }

  Dataset data;
  PresentedRows rows;
  LabeledRows labeled;
  SelectedRows training;
  SelectedRows validation;
  Model model;
  TrainingPlan plan;
};

constexpr LabelUnits both[] = {LabelUnits::shown, LabelUnits::missing};

Index finish(TrainingRun& run) {
  Index steps = 0;
  for (; !run.finished(); ++steps) run.advance();
  return steps;
}

// Epochs that a stage went through, and how many of them its best one needed.
struct Course {
  Index done = 0;
  Index best = 0;
};

Course course_of(const History& history, const std::string& stage) {
  Course course;
  double least_error = 2;
  double least_loss = 1e300;
  for (const EpochRecord& record : history.records()) {
    if (record.stage != stage) continue;
    course.done = record.epoch + 1;
    const double pseudo = record.get("validation_pseudo_likelihood");
    const double error = std::isnan(pseudo) ? record.get("validation_error") : 0;
    const double loss = std::isnan(pseudo) ? record.get("validation_loss") : -pseudo;
    if (error > least_error || (error == least_error && loss >= least_loss)) continue;
    least_error = error;
    least_loss = loss;
    course.best = record.epoch + 1;
  }
  return course;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(early_stopping)

BOOST_AUTO_TEST_CASE(the_best_epoch_is_what_is_left) {
  for (const LabelUnits label_units : both) {
    const Setting setting(label_units);
    TrainingRun run = setting.run();
    finish(run);
    Setting told(label_units);
    for (Index i = 0; i < told.plan.layers.size(); ++i) {
      const Course course = course_of(run.history(), "rbm." + std::to_string(i));
      BOOST_CHECK_EQUAL(course.done, course.best + patience);
      BOOST_CHECK_LT(course.done, told.plan.layers[i].epochs);
      BOOST_CHECK_GT(course.best, 1);
      told.plan.layers[i].epochs = course.best;
      told.plan.layers[i].patience = 0;
    }
    TrainingRun ended = told.run();
    finish(ended);
    for (Index i = 0; i < told.plan.layers.size(); ++i) {
      test::check_same_bytes(test::saved(const_cast<RbmParameters&>(run.model().layers[i].parameters)),
                             test::saved(const_cast<RbmParameters&>(ended.model().layers[i].parameters)),
                             "layer " + std::to_string(i));
    }
  }
}

BOOST_AUTO_TEST_CASE(resumed_after_any_batch_equals_uninterrupted) {
  for (const LabelUnits label_units : both) {
    const Setting setting(label_units);
    TrainingRun whole = setting.run();
    const Index steps = finish(whole);
    const auto expected = test::saved(whole);
    for (Index cut = 0; cut <= steps; cut += 3) {
      TrainingRun first = setting.run();
      for (Index i = 0; i < cut; ++i) first.advance();
      const auto checkpoint = test::saved(first);
      Workers threads(2);
      TrainingRun second = setting.run(threads);
      test::load(checkpoint, second);
      BOOST_CHECK_EQUAL(finish(second), steps - cut);
      test::check_same_bytes(test::saved(second), expected, "cut after batch " + std::to_string(cut));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_last_planned_epoch_leaves_the_best_behind_too) {
  Setting setting(LabelUnits::shown);
  TrainingRun run = setting.run();
  finish(run);
  const Course course = course_of(run.history(), "rbm.0");
  setting.plan.layers[0].epochs = course.best + 1;
  TrainingRun shorter = setting.run();
  finish(shorter);
  BOOST_CHECK(shorter.model().layers[0].parameters.weights == run.model().layers[0].parameters.weights);
  BOOST_CHECK_EQUAL(course_of(shorter.history(), "rbm.0").done, course.best + 1);
}

BOOST_AUTO_TEST_CASE(patience_without_validation_rows_is_refused) {
  Setting setting(LabelUnits::missing);
  setting.plan.validation = nullptr;
  BOOST_CHECK_EXCEPTION(setting.run(), Error, [](const Error& error) {
    return error.kind() == ErrorKind::config &&
           std::string(error.what()).find("rbm.0.patience = 3") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace early_stopping_test
