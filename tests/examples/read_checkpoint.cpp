// A checkpoint: written in the middle of a run, read as a model, and continued to the bytes of an uninterrupted run.
#include "libdbn/io/model/checkpoint.hpp"

#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;

namespace {

struct Setting {
  Setting() {
    RbmOptions layer;
    layer.estimator = "pcd";
    layer.estimation.chains = 10;
    layer.epochs = 3;
    layer.batch_size = 5;
    plan.layers = {layer};
    plan.finetune.epochs = 0;
    plan.training = &rows;
  }
  TrainingRun run() const {
    Model model;
    model.layers = {make_rbm(make_units("9"), make_units("6"))};
    return {std::move(model), plan, TrainingStart::initialize, Workers::serial()};
  }

  Dataset data = bars_and_stripes(3, 3);
  PresentedRows rows{data, {}, Binarization::none, 1};
  TrainingPlan plan;
};

const Matrix& weights_of(const Model& model) { return model.layers[0].parameters.weights; }

}  // namespace

BOOST_AUTO_TEST_SUITE(read_checkpoint)

BOOST_AUTO_TEST_CASE(a_checkpoint_is_a_model_and_a_place_to_go_on) {
  const test::TemporaryDirectory directory;
  const auto file = directory.path() / "checkpoint.h5";
  const Setting setting;

  // Five batches, then a checkpoint: the model, and what else the run archives (chains, velocities, the batch).
  TrainingRun first = setting.run();
  for (int batch = 0; batch < 5; ++batch) first.advance();
  save_checkpoint(file, first.model(), "", [&](Archive& archive) { first.archive(archive); });

  // As a model: the same numbers, bit for bit.
  const Model read = read_model(file);
  BOOST_CHECK_EQUAL(read.layers[0].visible->spec(), "bernoulli:9");
  BOOST_CHECK(weights_of(read) == weights_of(first.model()));

  // As a place to go on: a new run takes over the state, and ends like one that was never interrupted.
  TrainingRun second = setting.run();
  load_checkpoint(file, [&](Archive& archive) { second.archive(archive); });
  while (!second.finished()) second.advance();
  TrainingRun whole = setting.run();
  while (!whole.finished()) whole.advance();
  BOOST_CHECK(weights_of(second.model()) == weights_of(whole.model()));
  BOOST_CHECK_EQUAL(second.history().csv(), whole.history().csv());
  BOOST_CHECK(weights_of(whole.model()) != weights_of(read));
}

BOOST_AUTO_TEST_SUITE_END()
