// Data imported for a model: its items, words and classes decide, whatever the order of the file, and what a reader
// assumed is told.
#include <algorithm>

#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "libdbn/io/exchange/npz.hpp"
#include "tests/support/program.hpp"

using namespace dbn;
using namespace dbn::test;

namespace import_for_model_test {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

struct Fixture {
  TemporaryDirectory directory;
  const fs::path& here = directory.path();

  void write(const std::string& name, const std::string& text) const { write_file(here / name, text); }
  /// Imports and gives what is said on standard error.
  std::string import(const Texts& words) const {
    Texts all{"data", "import"};
    all.insert(all.end(), words.begin(), words.end());
    return run_well(here, all).errors;
  }
  void train(const Texts& settings, const std::string& out) const {
    std::string config = "[rbm]\nepochs = 1\n[run]\nthreads = 1\n";
    write(out + ".cfg", config);
    Texts words{"train", out + ".cfg", "--out", out, "--quiet"};
    for (const std::string& setting : settings) words.insert(words.end(), {"--set", setting});
    run_well(here, words);
  }
  bool has(const std::string& text, const std::string& word) const { return text.find(word) != std::string::npos; }

  /// A run of classes red, green and blue in a file where they come in this order of names: blue, green, red.
  void train_colors() const {
    std::string rows = "a,b,label\n";
    for (int i = 0; i < 30; ++i) {
      rows +=
          std::to_string(i % 2) + "," + std::to_string(i % 3 % 2) + "," + Texts{"red", "green", "blue"}[i % 3] + "\n";
    }
    write("colors.csv", rows);
    train({"data.train=colors.csv", "dbn.layers=3", "finetune.epochs=2"}, "colors");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(import_for_model, Fixture)

BOOST_AUTO_TEST_CASE(classes_of_a_model) {
  train_colors();
  write("some.csv", "a,b,label\n0,1,red\n1,1,green\n1,0,red\n");
  for (const std::string model : {"colors", "colors/model.h5", "names.txt"}) {
    write("names.txt", "blue\ngreen\nred\n");
    import({"csv", "some.csv", "--classes", model, "--out", "some.h5", "--force"});
    const Dataset found = read_hdf5_data(here / "some.h5");
    BOOST_TEST((found.class_names == Texts{"blue", "green", "red"}), model);
    BOOST_TEST((found.labels == Labels{2, 1, 2}), model);
  }
  write("other.csv", "a,b,label\n0,1,pink\n1,1,green\n");
  check_fails(here, {"data", "import", "csv", "other.csv", "--classes", "colors", "--out", "other.h5"}, 3,
              {"class 'pink' is unknown"});
  BOOST_TEST(!fs::exists(here / "other.h5"));
  check_fails(here, {"data", "import", "csv", "other.csv", "--items", "colors", "--out", "other.h5"}, 2,
              {"csv has no --items"});
}

BOOST_AUTO_TEST_CASE(predictions_and_codes_carry_class_names) {
  train_colors();
  run_well(here, {"predict", "colors", "--data", "colors.csv", "--out", "p.h5"});
  BOOST_TEST((read_names_of(here / "p.h5", "class_names") == Texts{"blue", "green", "red"}));
  run_well(here, {"transform", "colors", "--data", "colors.csv", "--out", "t.h5"});
  const Dataset codes = read_hdf5_data(here / "t.h5", "hidden");
  BOOST_TEST((codes.class_names == Texts{"blue", "green", "red"}));
  BOOST_TEST(codes.labels.size() == 30U);
}

BOOST_AUTO_TEST_CASE(items_and_users_of_other_ratings) {
  std::string text = "user,item,rating\n";
  for (int i = 0; i < 60; ++i)
    text += std::to_string(i % 10) + "," + std::to_string(100 + i / 10) + "," + std::to_string(1 + i % 5) + "\n";
  write("train.csv", text);
  import({"movielens", "train.csv", "--out", "train.h5"});
  train({"data.train=train.h5", "dbn.layers=2"}, "ratings");
  // Other items in another order, and one that the model does not know.
  write("test.csv", "rating,item,user\n3,104,2\n5,102,9\n1,999,2\n");
  const std::string said =
      import({"movielens", "test.csv", "--items", "ratings", "--users", "train.h5", "--out", "test.h5"});
  BOOST_TEST(has(said, "1 ratings are left out"), said);
  const SparseRows rows = read_sparse_rows(here / "test.h5");
  const SparseRows training = read_sparse_rows(here / "train.h5");
  BOOST_TEST(rows.column_names == training.column_names);
  BOOST_TEST(rows.row_names == training.row_names);
  BOOST_TEST(rows.entries() == 2U);
  BOOST_TEST(rows.positions[0] == 4U);
  // Where rows are items, the columns of a model or a file are users.
  import({"movielens", "train.csv", "--rows", "items", "--out", "by_item.h5"});
  import({"movielens", "test.csv", "--rows", "items", "--users", "by_item.h5", "--out", "turned.h5"});
  const SparseRows turned = read_sparse_rows(here / "turned.h5");
  BOOST_TEST(turned.entries() == 3U);
  BOOST_TEST(turned.column_names == training.row_names);
}

BOOST_AUTO_TEST_CASE(what_was_assumed_is_told_by_imports) {
  write("index.csv", ",a,b\n0,1,2\n1,3,4\n2,5,6\n");
  BOOST_TEST(has(import({"csv", "index.csv", "--out", "a.h5"}), "column 0 has no name and counts the rows"));
  BOOST_TEST(read_hdf5_data(here / "a.h5").columns() == 2U);
  write_npz(
      here / "d.npz",
      {{"x", NamedArray::Type::float64, {2, 2}, {1, 2, 3, 4}, {}}, {"y", NamedArray::Type::int64, {2}, {0, 1}, {}}},
      ErrorKind::data);
  BOOST_TEST(has(import({"npy", "d.npz", "--out", "b.h5"}), "'y' is taken as the labels"));
  BOOST_TEST((read_hdf5_data(here / "b.h5").labels == Labels{0, 1}));
}

// Whatever reads the data says how many rows have no label.
BOOST_AUTO_TEST_CASE(rows_without_a_label_are_counted) {
  train_colors();
  write("half.csv", "a,b,label\n0,1,red\n1,1,\n1,0,\n");
  const Outcome outcome = run_well(here, {"evaluate", "colors", "--data", "half.csv"});
  BOOST_TEST(has(outcome.output, "2 have no label"), outcome.output);
  BOOST_TEST(has(outcome.errors, "2 of 3 rows have no label"), outcome.errors);
  write("train.cfg", "[rbm]\nepochs = 1\n");
  check_fails(here, {"train", "train.cfg", "--set", "data.train=half.csv", "--set", "dbn.layers=2", "--out", "h"}, 3,
              {"2 of 3 rows have no label"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace import_for_model_test
