// Runs with an up-down stage: resumed = uninterrupted, whatever the threads, and what the stage does to the net.
#include "libdbn/base/errors.hpp"
#include "libdbn/data/input_rows.hpp"
#include "libdbn/dbn/classification.hpp"
#include "libdbn/dbn/up_down.hpp"
#include "libdbn/train/training_run.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/memory_archive.hpp"

using namespace dbn;

namespace updown_run_test {
namespace {

constexpr Index pixels = 9;

// 14 rows of two classes, one of them unknown.
struct Setting {
  Setting() : inputs(zeros(14, pixels)) {
    Labels labels(14);
    for (Index n = 0; n < 14; ++n) {
      labels[n] = static_cast<std::int32_t>(n % 2);
      for (Index i = 0; i < pixels; ++i) inputs(n, i) = (n * 5 + i * 3 + (n % 2) * i) % 4 < 2 ? real(1) : real(0);
    }
    labels[3] = missing_label;
    rows.emplace(inputs, labels);
    RbmOptions options;
    options.epochs = 1;
    options.batch_size = 5;
    plan.seed = 9;
    plan.layers = {options, options, options};
    plan.updown.epochs = 3;
    plan.updown.batch_size = 4;
    plan.updown.learning_rate = Schedule::parse("linear(0.2, 0.1, 3)");
    plan.updown.gibbs_steps = Schedule::parse("step(1, 3@1)");
    plan.updown.momentum = 0.5;
    plan.updown.weight_decay = 0.01;
    plan.training = &*rows;
    plan.validation = &*rows;
  }

  Model model(const std::string& top) const {
    Model result;
    result.layers = {make_rbm(make_units("9"), make_units("70")), make_rbm(make_units("70"), make_units("6")),
                     make_rbm(make_units(top), make_units("5"))};
    return result;
  }
  TrainingRun run(Workers& workers = Workers::serial()) const {
    return {model("6+softmax:1x2"), plan, TrainingStart::initialize, workers};
  }

  Matrix inputs;
  std::optional<MatrixRows> rows;
  TrainingPlan plan;
};

Index finish(TrainingRun& run) {
  Index steps = 0;
  for (; !run.finished(); ++steps) run.advance();
  return steps;
}

void check_refused(const Setting& setting, Model model, const std::string& words) {
  BOOST_CHECK_EXCEPTION(TrainingRun(std::move(model), setting.plan, TrainingStart::initialize, Workers::serial()),
                        Error, [&](const Error& error) {
                          return error.kind() == ErrorKind::config &&
                                 std::string(error.what()).find(words) != std::string::npos;
                        });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(updown_run)

// A row without a label has a log Z of its own, which nobody sums over 2^21 states or more.
BOOST_AUTO_TEST_CASE(likelihoods_that_cannot_be_had_at_the_top_are_refused_before_the_first_layer_learns) {
  Setting setting;
  setting.plan.updown.epochs = 0;
  setting.plan.layers[2].likelihood_every = 1;
  Model model = setting.model("21+softmax:1x2");
  model.layers[1] = make_rbm(make_units("70"), make_units("21"));
  model.layers[2] = make_rbm(make_units("21+softmax:1x2"), make_units("22"));
  check_refused(setting, model, "rbm.2.likelihood_every = 1");
  const auto runs = [&] {
    BOOST_CHECK_NO_THROW(TrainingRun(model, setting.plan, TrainingStart::initialize, Workers::serial()));
  };
  setting.plan.layers[2].likelihood_every = 0;
  runs();
  setting.plan.layers[2].likelihood_every = 1;
  setting.rows.emplace(setting.inputs, Labels(14, 1));
  runs();
}

BOOST_AUTO_TEST_CASE(resumed_after_any_batch_with_any_number_of_threads) {
  const Setting setting;
  TrainingRun whole = setting.run();
  const Index steps = finish(whole);
  BOOST_REQUIRE_EQUAL(steps, 3 * 3 + 3 * 4);
  const auto expected = test::saved(whole);
  for (Index cut = 0; cut <= steps; ++cut) {
    TrainingRun first = setting.run();
    for (Index i = 0; i < cut; ++i) first.advance();
    const auto checkpoint = test::saved(first);
    Workers threads(1 + cut % 3);
    TrainingRun second = setting.run(threads);
    test::load(checkpoint, second);
    BOOST_CHECK(second.model().recognition == first.model().recognition);
    BOOST_CHECK_EQUAL(finish(second), steps - cut);
    test::check_same_bytes(test::saved(second), expected, "cut after batch " + std::to_string(cut));
    BOOST_CHECK_EQUAL(second.history().csv(), whole.history().csv());
    BOOST_CHECK(second.model().recognition == whole.model().recognition);
  }
}

// Without label units fine-tuning may follow; it starts from the way up.
BOOST_AUTO_TEST_CASE(fine_tuning_goes_on_from_recognition_weights) {
  Setting setting;
  const MatrixRows labeled(setting.inputs, {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1});
  setting.plan.training = setting.plan.validation = &labeled;
  setting.plan.classes = 2;
  setting.plan.finetune.epochs = 1;
  setting.plan.finetune.batch_size = 14;
  setting.plan.finetune.learning_rate = 0;
  const auto begun = [&] {
    return TrainingRun(setting.model("6"), setting.plan, TrainingStart::initialize, Workers::serial());
  };
  TrainingRun whole = begun();
  const Index steps = finish(whole);
  BOOST_REQUIRE_EQUAL(steps, 3 * 3 + 3 * 4 + 1);
  const Model& model = whole.model();
  BOOST_CHECK(model.network.layers[0].weights == model.recognition[0]);
  BOOST_CHECK(model.network.layers[1].weights == model.recognition[1]);
  BOOST_CHECK(model.network.layers[0].bias == model.layers[0].parameters.hidden);
  BOOST_CHECK(model.recognition[0] != model.layers[0].parameters.weights);
  const auto expected = test::saved(whole);
  for (const Index cut : {Index(3), steps - 2, steps - 1, steps}) {
    TrainingRun first = begun();
    for (Index i = 0; i < cut; ++i) first.advance();
    TrainingRun second = begun();
    test::load(test::saved(first), second);
    BOOST_CHECK_EQUAL(finish(second), steps - cut);
    test::check_same_bytes(test::saved(second), expected, "cut after batch " + std::to_string(cut));
  }
}

// The first update is the ascent of the whole set in one batch, taken with the generator that the stage has.
BOOST_AUTO_TEST_CASE(an_update_is_the_ascent_with_decay_of_weights) {
  Setting setting;
  for (RbmOptions& options : setting.plan.layers) options.epochs = 0;
  setting.plan.batch_order = BatchOrder::fixed;
  setting.plan.updown = {};
  setting.plan.updown.epochs = 1;
  setting.plan.updown.batch_size = 14;
  setting.plan.updown.learning_rate = 0.25;
  setting.plan.updown.weight_decay = 0.5;
  Model net = setting.model("6+softmax:1x2");
  for (Index i = 0; i < 3; ++i) {
    RbmParameters& p = net.layers[i].parameters;
    unsigned seed = static_cast<unsigned>(10 * i);
    for (Matrix* m : {&p.weights, &p.visible, &p.hidden}) test::fill_normal(*m, 0.5, ++seed);
  }
  TrainingRun run(net, setting.plan, TrainingStart::keep_parameters, Workers::serial());
  finish(run);

  Matrix labels = zeros(14, 2);
  for (Index n = 0; n < 14; ++n) labels(n, n % 2) = 1;
  labels(3, 0) = labels(3, 1) = std::nanf("");
  untie(net);
  Rng rng(9, Purpose::gibbs, 3);
  const UpDownAscent ascent = up_down_ascent(net, with_labels(setting.inputs, labels), 3, rng);
  const auto moved = [](const Matrix& theta, const Matrix& uphill, double decay) {
    Matrix result = theta;
    for (Index i = 0; i < result.size(); ++i) {
      result.data()[i] += real(0.25) * (uphill.data()[i] - static_cast<real>(decay) * theta.data()[i]);
    }
    return result;
  };
  for (Index i = 0; i < 3; ++i) {
    const RbmParameters& found = run.model().layers[i].parameters;
    const RbmParameters& before = net.layers[i].parameters;
    test::check_close(found.weights, moved(before.weights, ascent.layers[i].weights, 0.5), 1e-5, "weights");
    test::check_close(found.visible, moved(before.visible, ascent.layers[i].visible, 0), 1e-5, "visible");
    test::check_close(found.hidden, moved(before.hidden, ascent.layers[i].hidden, 0), 1e-5, "hidden");
    if (i == 2) continue;
    test::check_close(run.model().recognition[i], moved(net.recognition[i], ascent.recognition[i], 0.5), 1e-5,
                      "recognition");
  }
  const EpochRecord& record = run.history().records().back();
  BOOST_CHECK_EQUAL(record.stage, "updown");
  test::check_close(record.get("wake_error"), ascent.wake_error, 1e-5, "wake error");
  test::check_close(record.get("sleep_error"), ascent.sleep_error, 1e-5, "sleep error");
  const Labels found = most_probable(class_probabilities(run.model(), setting.inputs));
  double wrong = 0;
  for (Index n = 0; n < 14; ++n) wrong += n != 3 && found[n] != static_cast<std::int32_t>(n % 2) ? 1 : 0;
  test::check_close(record.get("label_error"), wrong / 13, 1e-9, "label error");
  test::check_close(record.get("validation_error"), wrong / 13, 1e-9, "validation error");
}

BOOST_AUTO_TEST_CASE(what_it_is_not_made_for) {
  const Setting setting;
  Model single;
  single.layers = {make_rbm(make_units("9"), make_units("5"))};
  Setting one = setting;
  one.plan.layers.resize(1);
  check_refused(one, single, "a net of one layer");
  Model counts = setting.model("6+softmax:1x2");
  counts.layers[0] = make_rbm(make_units("multinomial:9"), make_units("70"));
  check_refused(setting, counts, "rows of different lengths");
}

BOOST_AUTO_TEST_CASE(divergence_is_told) {
  Setting setting;
  setting.plan.updown.learning_rate = 1e38;
  setting.plan.updown.momentum = 0.9;
  TrainingRun run = setting.run();
  BOOST_CHECK_EXCEPTION(finish(run), Error, [](const Error& error) {
    const std::string text = error.what();
    return error.kind() == ErrorKind::diverged && text.find("updown, epoch") != std::string::npos &&
           text.find("updown.learning_rate (now 1e+38)") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace updown_run_test
