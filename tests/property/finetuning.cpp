// Fine-tuning with every optimizer and objective: resumed = uninterrupted, threads change nothing, dropout is off in
// evaluation.
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/dbn/reconstruction.hpp"
#include "libdbn/dbn/regression.hpp"
#include "libdbn/dbn/target_scale.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/support/memory_archive.hpp"

using namespace dbn;

namespace finetuning_test {
namespace {

struct Setting {
  Setting() : data(bars_and_stripes(3, 3)), rows(data, no_transform(), Binarization::none, 5) {
    RbmOptions options;
    options.epochs = 1;
    options.batch_size = 5;
    const Matrix pixels = read_all(rows);
    data.targets = zeros(rows.rows(), 2);
    for (Index n = 0; n < rows.rows(); ++n) {
      data.targets(n, 0) = 500 + 10 * (pixels(n, 0) + pixels(n, 4));
      data.targets(n, 1) = pixels(n, 1) * pixels(n, 3) - pixels(n, 8);
    }
    plan.seed = 9;
    plan.layers = {options, options};
    plan.finetune.epochs = 4;
    plan.finetune.output_epochs = 1;
    plan.finetune.batch_size = 6;
    plan.finetune.dropout = 0.3;
    plan.classes = 2;
    plan.training = &rows;
    plan.validation = &rows;
  }

  TrainingRun run(Workers& workers = Workers::serial()) const {
    Model model;
    model.layers = {make_rbm(make_units("9"), make_units("6")), make_rbm(make_units("6"), make_units("gaussian:4"))};
    return {std::move(model), plan, TrainingStart::initialize, workers};
  }

  Dataset data;
  PresentedRows rows;
  TrainingPlan plan;
};

void finish(TrainingRun& run) {
  while (!run.finished()) run.advance();
}

template <class Visit>
void for_each_way(const Visit& visit) {
  for (const std::string optimizer : {"adam", "conjugate_gradient", "lbfgs"}) {
    for (const FinetuneGoal objective : {FinetuneGoal::classify, FinetuneGoal::reconstruct, FinetuneGoal::regress}) {
      for (const Decoder decoder : {Decoder::free, Decoder::tied}) {
        if (objective != FinetuneGoal::reconstruct && decoder == Decoder::tied) continue;
        Setting setting;
        setting.plan.finetune.optimizer = optimizer;
        setting.plan.finetune.objective = objective;
        setting.plan.finetune.decoder = decoder;
        if (decoder == Decoder::tied) setting.plan.finetune.output_epochs = 0;
        visit(setting, optimizer + (objective == FinetuneGoal::classify  ? " classify"
                                    : objective == FinetuneGoal::regress ? " regress"
                                    : decoder == Decoder::tied           ? " tied"
                                                                         : " reconstruct"));
      }
    }
  }
}

// Squared errors in units of each target's deviation, summed over the targets.
double standardized_error(const Regressor& predict, const Setting& setting) {
  const TargetScale scale = target_scale(setting.data.targets, {});
  const RegressionScore score = score_regressor(predict, 2, setting.rows);
  double squares = 0;
  for (Index j = 0; j < 2; ++j) {
    squares += score.targets[j].mean_square() / (scale.deviation[j] * scale.deviation[j]);
  }
  return squares;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(finetuning)

BOOST_AUTO_TEST_CASE(resumed_in_fine_tuning_equals_uninterrupted) {
  for_each_way([](const Setting& setting, const std::string& what) {
    TrainingRun whole = setting.run();
    finish(whole);
    for (const Index cut : {8, 9, 13, 19}) {
      TrainingRun first = setting.run();
      for (Index i = 0; i < cut; ++i) first.advance();
      const auto checkpoint = test::saved(first);
      TrainingRun second = setting.run();
      test::load(checkpoint, second);
      finish(second);
      test::check_same_bytes(test::saved(second), test::saved(whole), what + " cut after " + std::to_string(cut));
      BOOST_CHECK_EQUAL(second.history().csv(), whole.history().csv());
    }
  });
}

BOOST_AUTO_TEST_CASE(threads_change_nothing) {
  for_each_way([](const Setting& setting, const std::string& what) {
    TrainingRun serial = setting.run();
    finish(serial);
    Workers workers(3);
    TrainingRun parallel = setting.run(workers);
    finish(parallel);
    test::check_same_bytes(test::saved(parallel), test::saved(serial), what);
  });
}

BOOST_AUTO_TEST_CASE(validation_is_without_dropout_and_the_best_network_is_kept) {
  for_each_way([](Setting& setting, const std::string& what) {
    setting.plan.finetune.epochs = 12;
    TrainingRun run = setting.run();
    finish(run);
    const bool classifies = what.ends_with("classify");
    double best = HUGE_VAL;
    for (const EpochRecord& record : run.history().records()) {
      if (record.stage != "finetune") continue;
      best = std::min(best, record.get(classifies ? "validation_error" : "validation_squared_error"));
    }
    const Model& model = run.model();
    BOOST_CHECK_EQUAL(classes_of(model), classifies ? 2 : 0);
    const auto forwarded = [&](ConstMatrixView visible) { return forward(model.network, visible); };
    const double found = classifies ? score_classifier(forwarded, 2, setting.rows).error()
                         : what.ends_with("regress")
                             ? standardized_error(forwarded, setting)
                             : score_reconstruction(forwarded, setting.rows).squared_error_per_row();
    BOOST_TEST_CONTEXT(what) { BOOST_CHECK_EQUAL(found, best); }
  });
}

// Bars and stripes 3x3 have 14 patterns: four linear code units and a few hundred line searches learn most of them.
// Predicting the mean pixel costs 9 x 0.25 = 2.25 a row.
BOOST_AUTO_TEST_CASE(an_autoencoder_learns_to_reconstruct_from_a_code) {
  for (const std::string optimizer : {"conjugate_gradient", "lbfgs"}) {
    Setting setting;
    setting.plan.finetune.objective = FinetuneGoal::reconstruct;
    setting.plan.finetune.optimizer = optimizer;
    setting.plan.finetune.batch_size = 100;
    setting.plan.finetune.epochs = 150;
    setting.plan.finetune.patience = 0;
    setting.plan.finetune.output_epochs = 0;
    setting.plan.finetune.dropout = 0;
    for (RbmOptions& options : setting.plan.layers) options.initial_deviation = 0.5;
    TrainingRun run = setting.run();
    finish(run);
    const ReconstructionScore score = score_reconstruction(
        [&](ConstMatrixView visible) { return reconstruction(run.model(), visible); }, setting.rows);
    BOOST_CHECK_LT(score.squared_error_per_row(), 0.5);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done_is_refused_before_pre_training) {
  const auto refused = [](const Setting& setting) {
    BOOST_CHECK_EXCEPTION(setting.run(), Error, [](const Error& error) { return error.kind() == ErrorKind::config; });
  };
  Setting setting;
  setting.plan.finetune.objective = FinetuneGoal::reconstruct;
  setting.plan.finetune.decoder = Decoder::tied;
  refused(setting);
  Setting linear;
  linear.plan.finetune.objective = FinetuneGoal::reconstruct;
  linear.plan.finetune.loss = Loss::cross_entropy;
  Setting no_probabilities;
  no_probabilities.plan.finetune.objective = FinetuneGoal::regress;
  no_probabilities.plan.finetune.loss = Loss::cross_entropy;
  refused(no_probabilities);
  Setting no_targets;
  no_targets.plan.finetune.objective = FinetuneGoal::regress;
  no_targets.data.targets = Matrix();
  refused(no_targets);
  no_targets.plan.finetune.epochs = 0;
  BOOST_CHECK_NO_THROW(no_targets.run());
  Model model;
  model.layers = {make_rbm(make_units("gaussian:9"), make_units("6")), make_rbm(make_units("6"), make_units("4"))};
  BOOST_CHECK_EXCEPTION(TrainingRun(model, linear.plan, TrainingStart::initialize, Workers::serial()), Error,
                        [](const Error& error) { return error.kind() == ErrorKind::config; });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace finetuning_test
