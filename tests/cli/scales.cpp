// Scales of data: bytes in any container, held-out rows beyond a fitted range, data that are scaled already.
#include <fstream>

#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/small_runs.hpp"

namespace scales_test {
BOOST_AUTO_TEST_SUITE(scales)

using namespace dbn::test;

namespace {

const std::string config =
    "[data]\ntrain = train.csv\n[dbn]\nlayers = 4\n[rbm]\nepochs = 1\n[finetune]\nepochs = 1\n[run]\nthreads = 1\n";

/// Two classes of 4 columns; `greatest` is the last number of every second row.
std::string table(const std::string& low, const std::string& high, const std::string& greatest, int rows) {
  std::string text = "label,a,b,c,d\n";
  for (int n = 0; n < rows; ++n) {
    const bool odd = n % 2 == 1;
    text += std::to_string(n % 2) + "," + (odd ? high : low) + "," + (odd ? low : high) + "," + low + "," +
            (odd ? greatest : low) + "\n";
  }
  return text;
}

void has(const std::string& text, const std::string& part) {
  BOOST_CHECK_MESSAGE(text.find(part) != std::string::npos, "'" << part << "' is not in: " << text);
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string train(const std::filesystem::path& here, const std::string& out, std::vector<std::string> settings = {}) {
  std::vector<std::string> arguments{"train", "k.cfg", "--out", out};
  for (const std::string& setting : settings) arguments.insert(arguments.end(), {"--set", setting});
  return run_well(here, arguments).errors;
}

}  // namespace

BOOST_AUTO_TEST_CASE(held_out_values_beyond_a_fitted_range_are_clipped_and_counted) {
  TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "k.cfg", config);
  write_file(here / "train.csv", table("10", "200", "250", 20));
  write_file(here / "test.csv", "label,a,b,c,d\n0,10,200,10,300\n1,-5,10,10,10\n");
  const std::string notes = train(here, "r", {"data.transform=scale", "data.test=test.csv"});
  has(notes, "test.csv: 2 values lie outside the range");
  has(notes, "300 in row 0, column 3 (d)");
  for (const std::string command : {"evaluate", "likelihood", "transform", "predict"}) {
    std::vector<std::string> arguments{command, "r/model.h5", "--data", "test.csv"};
    if (command == "transform" || command == "predict") arguments.insert(arguments.end(), {"--out", command + ".h5"});
    if (command == "likelihood") arguments.insert(arguments.end(), {"--method", "exact"});
    has(run_well(here, arguments).errors, "2 values lie outside the range");
  }
  write_file(here / "validation.csv", "label,a,b,c,d\n0,10,200,10,251\n1,10,10,10,10\n");
  has(train(here, "v", {"data.transform=scale", "data.validation=validation.csv"}), "1 value lies outside the range");
}

BOOST_AUTO_TEST_CASE(whole_numbers_up_to_255_are_bytes_in_any_container) {
  TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "k.cfg", config);
  write_file(here / "train.csv", table("0", "51", "255", 20));
  has(train(here, "r"), "data.transform = bytes");
  BOOST_CHECK_EQUAL(dbn::read_model(here / "r/model.h5").transform->name(), "bytes");
  // The same pictures divided already give the same class probabilities; nothing is divided twice.
  write_file(here / "scaled.csv", table("0", "0.2", "1", 20));
  run_well(here, {"predict", "r/model.h5", "--data", "train.csv", "--out", "bytes.csv"});
  has(run_well(here, {"predict", "r/model.h5", "--data", "scaled.csv", "--out", "scaled-out.csv"}).errors,
      "taken as they are");
  BOOST_CHECK_EQUAL(contents(here / "bytes.csv"), contents(here / "scaled-out.csv"));
  has(train(here, "t", {"data.test=scaled.csv"}), "scaled.csv: all values lie in [0, 1]");
  // Explicit wishes.
  train(here, "explicit", {"data.transform=bytes"});
  BOOST_CHECK_EQUAL(contents(here / "r/model.h5").size(), contents(here / "explicit/model.h5").size());
  check_fails(here, {"train", "k.cfg", "--out", "x", "--set", "data.transform=none"}, 3, {"[0, 1]", "bytes"});
  check_fails(here, {"train", "k.cfg", "--out", "x", "--set", "data.transform=bytes", "--set", "data.train=scaled.csv"},
              3, {"in [0, 1] already", "data.transform = none"});
  // Few whole numbers are classes or counts as before, and other kinds see numbers as they are.
  write_file(here / "few.csv", table("0", "2", "9", 20));
  check_fails(here, {"train", "k.cfg", "--out", "x", "--set", "data.train=few.csv"}, 3, {"is 2", "[0, 1]"});
  train(here, "gaussian", {"dbn.visible=gaussian"});
  BOOST_CHECK(dbn::read_model(here / "gaussian/model.h5").transform->is_identity());
}

BOOST_AUTO_TEST_CASE(binarization_does_not_hide_values_that_are_no_probabilities) {
  TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "k.cfg", config);
  write_file(here / "train.csv", table("0", "51", "255", 20));
  for (const std::string binarize : {"threshold", "once", "per_presentation"}) {
    check_fails(here,
                {"train", "k.cfg", "--out", "x", "--set", "data.transform=none", "--set", "data.binarize=" + binarize},
                3, {"[0, 1]", "train.csv"});
    check_fails(
        here,
        {"train", "k.cfg", "--out", "x", "--set", "data.transform=standardize", "--set", "data.binarize=" + binarize},
        3, {"[0, 1]", "train.csv"});
    train(here, binarize, {"data.binarize=" + binarize});
  }
}

BOOST_AUTO_TEST_CASE(a_model_without_a_transform_is_asked_about_bytes) {
  TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "k.cfg", config);
  write_file(here / "train.csv", table("0", "0.2", "1", 20));
  train(here, "r");
  write_file(here / "bytes.csv", table("0", "51", "255", 20));
  check_fails(here, {"evaluate", "r/model.h5", "--data", "bytes.csv"}, 3, {"--transform bytes", "bytes.csv"});
  check_fails(here, {"evaluate", "r/model.h5", "--data", "bytes.csv", "--binarize", "threshold"}, 3,
              {"--transform bytes"});
  const auto divided =
      run_well(here, {"evaluate", "r/model.h5", "--data", "bytes.csv", "--transform", "bytes", "--json"});
  const auto given = run_well(here, {"evaluate", "r/model.h5", "--data", "train.csv", "--json"});
  BOOST_CHECK_EQUAL(divided.json().dump(), given.json().dump());
  check_fails(here, {"evaluate", "r/model.h5", "--data", "train.csv", "--transform", "bytes"}, 3,
              {"in [0, 1] already"});
}

// Samples and completed rows are in the units of the data: what is kept comes back as it was given.
BOOST_AUTO_TEST_CASE(samples_are_in_the_units_of_the_data) {
  TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "k.cfg", config);
  write_file(here / "train.csv", table("1000", "1010", "1030", 20));
  const auto numbers_of = [&](const std::string& name) {
    const auto array = dbn::hdf5::open_file(here / "s.h5", dbn::ErrorKind::data).array(name);
    std::vector<double> numbers(array.count());
    array.read(numbers.data());
    return numbers;
  };
  for (const std::string settings : {"standardize gaussian", "scale bernoulli"}) {
    const auto blank = settings.find(' ');
    const std::string transform = settings.substr(0, blank);
    train(here, transform, {"data.transform=" + transform, "dbn.visible=" + settings.substr(blank + 1)});
    std::vector<std::string> arguments{"sample",  transform + "/model.h5",
                                       "--data",  "train.csv",
                                       "--limit", "2",
                                       "--count", "2",
                                       "--steps", "3",
                                       "--clamp", "0:2",
                                       "--out",   "s.h5",
                                       "--force"};
    run_well(here, arguments);
    const std::vector<double> visible = numbers_of("visible");
    BOOST_REQUIRE_EQUAL(visible.size(), 8);
    for (const auto& [place, value] : {std::pair(0, 1000.0), std::pair(1, 1010.0), std::pair(4, 1010.0)}) {
      BOOST_CHECK_SMALL(visible[static_cast<std::size_t>(place)] - value, 1e-2);
    }
    for (const double mean : numbers_of("mean")) BOOST_CHECK_GT(mean, 900);
    arguments.emplace_back("--transformed");
    run_well(here, arguments);
    for (const double mean : numbers_of("mean")) BOOST_CHECK_LT(mean, 100);
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace scales_test
