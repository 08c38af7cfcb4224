// scripts/dbn_reader.py sees what the library sees.
#include "libdbn/dbn/model.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/python.hpp"
#include "tests/support/small_runs.hpp"

namespace python_reader_test {
BOOST_AUTO_TEST_SUITE(python_reader)

using namespace dbn::test;

namespace {

const std::string reading = R"(
import json, sys
sys.path.insert(0, sys.argv[1])
import numpy as np
import dbn_reader
m = dbn_reader.load(sys.argv[2])
h = m.history() if m.kind == 'checkpoint' else None
print(json.dumps({
    'kind': m.kind, 'layers': [[l.visible, l.hidden] for l in m.layers], 'weight': float(m.layers[0].weights[3, 2]),
    'upward': float(m.layers[0].recognition_weights[3, 2]), 'top': m.layers[1].recognition_weights is None,
    'bias': float(m.layers[1].hidden_bias[1]), 'network': [l.activation for l in m.network], 'classes': m.class_names,
    'hidden': m.hidden(np.ones((1, 16)))[0].tolist(), 'config': m.config,
    'epochs': None if h is None else len(h['epoch']), 'stages': None if h is None else h['stage'],
    'free_energy': None if h is None else float(h['free_energy'][1])}))
)";

}  // namespace

BOOST_AUTO_TEST_CASE(models_and_checkpoints) {
  const std::string interpreter = python_with_h5py();
  if (interpreter.empty()) return;
  TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "t.cfg", small_config);
  write_file(here / "read.py", reading);
  run_well(here, {"train", "t.cfg", "--out", "run", "--set", "updown.epochs=2"});
  const dbn::Model model = dbn::read_model(here / "run/model.h5");
  const dbn::Matrix top = dbn::hidden_representation(model, dbn::Matrix({1, 16}, dbn::real(1)), 1);
  for (const std::string name : {"model", "checkpoint"}) {
    const std::string command = "cd '" + here.string() + "' && PYTHONDONTWRITEBYTECODE=1 " + interpreter +
                                " read.py '" DBN_SOURCE_DIR "/scripts' run/" + name + ".h5 > " + name + ".json";
    BOOST_REQUIRE_EQUAL(std::system(command.c_str()), 0);
    const auto found = nlohmann::json::parse(contents_of(here / (name + ".json")));
    BOOST_CHECK_EQUAL(found["kind"].get<std::string>(), name);
    BOOST_CHECK_EQUAL(found["layers"][1][0].get<std::string>(), "bernoulli:12");
    check_close(found["weight"].get<double>(), static_cast<double>(model.layers[0].parameters.weights(3, 2)), 1e-6,
                "W");
    check_close(found["upward"].get<double>(), static_cast<double>(model.recognition.at(0)(3, 2)), 1e-6, "R");
    BOOST_TEST(found["top"].get<bool>());
    check_close(found["bias"].get<double>(), static_cast<double>(model.layers[1].parameters.hidden(0, 1)), 1e-6, "c");
    BOOST_CHECK_EQUAL(found["network"].size(), 3);
    BOOST_CHECK_EQUAL(found["classes"].size(), model.class_names.size());
    for (dbn::Index j = 0; j < 6; ++j)
      check_close(found["hidden"][j].get<double>(), static_cast<double>(top(0, j)), 1e-5, "hidden mean");
    if (name == "model") continue;
    BOOST_CHECK_EQUAL(found["epochs"].get<int>(), 6 + 6 + 2 + 5);
    BOOST_CHECK_EQUAL(found["stages"][7].get<std::string>(), "rbm.1");
    BOOST_TEST(found["config"].get<std::string>().find("layers = 12 6") != std::string::npos);
    // Line 3 of the history is the second epoch.
    std::istringstream history(contents_of(here / "run/history.csv"));
    std::string header;
    std::string line;
    std::getline(history, header);
    std::getline(history, line);
    std::getline(history, line);
    std::istringstream names(header);
    std::istringstream values(line);
    std::string metric;
    std::string value;
    while (std::getline(names, metric, ',') && std::getline(values, value, ',') && metric != "free_energy") continue;
    check_close(found["free_energy"].get<double>(), std::stod(value), 1e-6, "free energy");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace python_reader_test
