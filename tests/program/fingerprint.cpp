// What a run is given is known again by all that training takes from it, and by nothing else.
#include "experiments/data/fingerprint.hpp"

#include "tests/support/small_models.hpp"

using namespace dbn;
using namespace dbn::test;
using dbn::program::fingerprint_of;

namespace fingerprint_test {
namespace {

Model untied_model() {
  Model model = small_model(3);
  model.recognition = {zeros(6, 4)};
  fill_normal(model.recognition[0], 1, 7);
  return model;
}

struct Change {
  std::string name;
  std::function<void(Model&)> make;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(fingerprint)

BOOST_AUTO_TEST_CASE(of_a_model_notices_every_part_that_training_takes) {
  const std::vector<Change> changes{
      {"a weight", [](Model& m) { m.layers[1].parameters.weights(3, 2) *= -1; }},
      {"a visible bias", [](Model& m) { m.layers[0].parameters.visible(0, 5) += 1; }},
      {"a sigma", [](Model& m) { m.layers[0].parameters.visible(1, 0) *= 2; }},
      {"a hidden bias", [](Model& m) { m.layers[1].parameters.hidden(0, 0) += 1; }},
      {"a recognition weight", [](Model& m) { m.recognition[0](5, 3) += 1; }},
      {"no recognition weights", [](Model& m) { m.recognition.clear(); }},
      {"other visible units", [](Model& m) { m.layers[0].visible = make_units("relu:6"); }},
      {"other hidden units", [](Model& m) { m.layers[1].hidden = make_units("softmax:1x3"); }},
      {"one layer less", [](Model& m) { m.layers.pop_back(); }},
      {"another kind of transform",
       [](Model& m) { m.transform = affine("scale", shift_of(m.transform), scale_of(m.transform)); }},
      {"a shift",
       [](Model& m) {
         Vector shift = shift_of(m.transform);
         shift[5] = 0;
         m.transform = affine("standardize", shift, scale_of(m.transform));
       }},
      {"a scale",
       [](Model& m) {
         Vector scale = scale_of(m.transform);
         scale[0] = 1;
         m.transform = affine("standardize", shift_of(m.transform), scale);
       }},
  };
  const auto whole = fingerprint_of(untied_model());
  BOOST_CHECK(whole == fingerprint_of(untied_model()));
  for (const Change& change : changes) {
    Model model = untied_model();
    change.make(model);
    BOOST_CHECK_MESSAGE(fingerprint_of(model).checksum != whole.checksum, change.name << " is not noticed");
  }
}

BOOST_AUTO_TEST_CASE(of_a_model_leaves_out_what_training_makes_anew) {
  Model model = untied_model();
  model.network.layers.clear();
  model.class_names = {"other"};
  BOOST_CHECK(fingerprint_of(model) == fingerprint_of(untied_model()));
}

BOOST_AUTO_TEST_CASE(of_data_notices_values_labels_and_weights) {
  Dataset data;
  Matrix inputs = zeros(4, 2);
  fill_normal(inputs, 1, 5);
  data.inputs = inputs;
  data.labels = {0, 1, 1, 0};
  data.weights = {1, 2, 3, 4};
  const auto whole = fingerprint_of(data);
  BOOST_CHECK(whole == fingerprint_of(data));
  const std::vector<std::function<void(Dataset&)>> changes{
      [](Dataset& d) { std::get<Matrix>(d.inputs)(3, 1) *= -1; },
      [](Dataset& d) { std::swap(d.labels[0], d.labels[1]); },
      [](Dataset& d) { std::swap(d.weights[0], d.weights[1]); },
  };
  for (const auto& change : changes) {
    Dataset other = data;
    change(other);
    BOOST_CHECK(fingerprint_of(other).checksum != whole.checksum);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace fingerprint_test
