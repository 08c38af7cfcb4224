// Small files that users of other programs had trouble with, with the commands and the right values: ../shared/cases.
#include <fstream>

#include "libdbn/base/text.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "tests/support/program.hpp"

using namespace dbn;
using namespace dbn::test;

namespace field_cases_test {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

/// The files of a case in a directory of their own; nothing where they are not here.
class Case {
 public:
  explicit Case(const std::string& name) {
    const fs::path files = shared_file("cases/" + name);
    is_here_ = !files.empty();
    if (!is_here_) return;
    for (const auto& entry : fs::directory_iterator(files)) {
      write_file(here() / entry.path().filename(), contents_of(entry.path()));
    }
  }

  explicit operator bool() const { return is_here_; }
  const fs::path& here() const { return directory_.path(); }

  Outcome run(const Words& words) const { return run_well(here(), words); }
  Outcome train(const std::string& config, const std::string& out, const Words& settings = {}) const {
    Words words{"train", config, "--out", out};
    for (const std::string& setting : settings) words.insert(words.end(), {"--set", setting});
    return run(words);
  }
  nlohmann::json evaluate(const std::string& model, const std::string& data, Words more = {}) const {
    Words words{"evaluate", model, "--data", data, "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words).json();
  }
  nlohmann::json describe(const std::string& data, Words more = {}) const {
    Words words{"data", "describe", data, "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words).json();
  }
  SparseRows import_ratings(const Words& files, const std::string& out, const Words& more = {}) const {
    Words words{"data", "import", "movielens"};
    words.insert(words.end(), files.begin(), files.end());
    words.insert(words.end(), {"--out", out});
    words.insert(words.end(), more.begin(), more.end());
    run(words);
    return read_sparse_rows(here() / out);
  }

 private:
  TemporaryDirectory directory_;
  bool is_here_ = false;
};

/// "user item rating" of each rating, by names and values, in sorted order.
std::vector<std::string> triples_of(const SparseRows& rows) {
  std::vector<std::string> triples;
  for (Index n = 0; n < rows.rows(); ++n) {
    for (Index e = rows.starts[n]; e < rows.starts[n + 1]; ++e) {
      const int level = std::get<std::vector<std::uint8_t>>(rows.values)[e];
      triples.push_back(rows.row_names[n] + " " + rows.column_names[rows.positions[e]] + " " +
                        std::to_string(rows.levels[static_cast<Index>(level)]));
    }
  }
  std::sort(triples.begin(), triples.end());
  return triples;
}

/// The same of the lines of a file, whose columns of user, item and rating are given.
std::vector<std::string> triples_of(const fs::path& file, Index user, Index item, Index rating) {
  std::ifstream lines(file);
  std::string line;
  std::getline(lines, line);
  std::vector<std::string> triples;
  while (std::getline(lines, line)) {
    const std::vector<std::string> fields = split(line, ',');
    triples.push_back(fields[user] + " " + fields[item] + " " + std::to_string(std::stod(fields[rating])));
  }
  std::sort(triples.begin(), triples.end());
  return triples;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(field_cases)

BOOST_AUTO_TEST_CASE(class_names) {
  const Case files("01-class-names");
  if (!files) return;
  files.train("c.cfg", "r");
  BOOST_TEST(files.evaluate("r", "te.csv")["errors"] == 5);
  for (const std::string part : {"tr", "te"}) {
    files.run(
        {"data", "import", "svmlight", "t3_" + part + ".svm", "--vocabulary", "v9.txt", "--out", "t3_" + part + ".h5"});
  }
  files.train("sv.cfg", "s");
  BOOST_TEST(files.evaluate("s", "t3_te.h5")["errors"] == 0);
}

BOOST_AUTO_TEST_CASE(column_order) {
  const Case files("02-column-order");
  if (!files) return;
  files.train("c.cfg", "r");
  const auto found = files.evaluate("r", "tr_rev.csv");
  BOOST_TEST(found["errors"] == 34);
  BOOST_TEST(found["errors"] == files.evaluate("r", "tr.csv")["errors"]);
  files.train("reg.cfg", "g");
  const Words targets{"--target-columns", "height,slope"};
  BOOST_TEST(files.evaluate("g", "h_sw.csv", targets) == files.evaluate("g", "h_te.csv", targets));
}

BOOST_AUTO_TEST_CASE(vocabulary) {
  const Case files("03-vocabulary");
  if (!files) return;
  files.run({"data", "import", "text", "tr.txt", "--out", "tr.h5"});
  files.train("m.cfg", "r");
  files.run({"data", "import", "text", "te.txt", "--out", "te.h5"});
  files.run({"data", "import", "text", "te.txt", "--vocabulary", "r/model.h5", "--out", "named.h5"});
  for (const std::string data : {"te.h5", "named.h5"}) {
    const auto found = files.run({"likelihood", "r", "--data", data, "--method", "exact", "--json"}).json();
    check_close(found["perplexity"].get<double>(), 10.156, 1e-3, data);
  }
}

BOOST_AUTO_TEST_CASE(numeric_header) {
  const Case files("05-numeric-header");
  if (!files) return;
  for (const std::string name : {"df.csv", "df_index.csv", "named.csv"}) {
    const auto found = files.describe(name, {"--label-column", "12"});
    BOOST_TEST(found["rows"] == 160, name);
    BOOST_TEST(found["columns"] == 12, name);
    BOOST_TEST(found["class_counts"].size() == 2U, name);
  }
  BOOST_TEST(files.describe("two.csv")["rows"] == 60);
  files.train("h.cfg", "r");
  BOOST_TEST(files.evaluate("r", "named.csv", {"--label-column", "12"})["rows"] == 160);
}

BOOST_AUTO_TEST_CASE(index_column) {
  const Case files("06-index-column");
  if (!files) return;
  for (const std::string name : {"pd_index.csv", "r_rownames.csv"}) {
    BOOST_TEST(files.describe(name)["columns"] == 3, name);
    BOOST_TEST(files.run({"data", "describe", name}).errors.find("left out") != std::string::npos, name);
  }
}

BOOST_AUTO_TEST_CASE(plus_minus_labels) {
  const Case files("09-plus-minus-labels");
  if (!files) return;
  for (const Words& settings : {Words{}, Words{"dbn.labels=top", "finetune.epochs=0"}}) {
    Words all{"data.train=pm_tr.h5"};
    all.insert(all.end(), settings.begin(), settings.end());
    const std::string out = "r" + std::to_string(settings.size());
    files.train("n.cfg", out, all);
    const auto found = files.evaluate(out, "pm_te.h5");
    // Noise: each of the 100 rows counts, and no more than chance is right.
    BOOST_TEST(found["rows"] == 100);
    BOOST_TEST(found["errors"].get<int>() > 30);
  }
  BOOST_TEST(files.describe("pm_tr.h5")["class_counts"].size() == 2U);
}

BOOST_AUTO_TEST_CASE(ratings_header) {
  const Case files("10-ratings-header");
  if (!files) return;
  const auto check = [&](const std::string& name, Index user, Index item, Index rating) {
    const SparseRows rows = files.import_ratings({name}, name + ".h5");
    BOOST_TEST(triples_of(rows) == triples_of(files.here() / name, user, item, rating), name);
  };
  check("order.csv", 1, 0, 2);
  check("pandasidx.csv", 1, 2, 3);
  check("rfirst.csv", 1, 2, 0);
}

BOOST_AUTO_TEST_CASE(ratings_scale) {
  const Case files("11-ratings-scale");
  if (!files) return;
  BOOST_TEST(files.import_ratings({"half_tr.csv"}, "half_tr.h5").levels.size() == 10U);
  BOOST_TEST(files.import_ratings({"half_te.csv"}, "half_te.h5").levels.size() == 5U);
  BOOST_TEST(files.import_ratings({"ten.csv"}, "ten.h5").levels.size() == 10U);
  files.import_ratings({"half_te.csv"}, "same_scale.h5", {"--levels", "0.5,1,1.5,2,2.5,3,3.5,4,4.5,5"});
  files.import_ratings({"half_te.csv"}, "model_scale.h5", {"--levels", "half_tr.h5"});
  files.train("r.cfg", "r", {"data.train=half_tr.h5", "data.test=half_te.h5"});
  const auto found = files.evaluate("r", "half_tr.h5", {"--held-out", "half_te.h5"});
  BOOST_TEST(found["ratings"] == 60);
  for (const std::string same : {"same_scale.h5", "model_scale.h5"}) {
    BOOST_TEST(files.evaluate("r", "half_tr.h5", {"--held-out", same}) == found, same);
  }
  // Levels 3 to 9 of 1 to 10.
  std::string text = contents_of(files.here() / "ten.csv");
  std::string some = text.substr(0, text.find('\n') + 1);
  std::istringstream lines(text.substr(some.size()));
  for (std::string line; std::getline(lines, line);) {
    const int rating = std::stoi(line.substr(line.rfind(',') + 1));
    if (rating >= 3 && rating <= 9) some += line + "\n";
  }
  write_file(files.here() / "some.csv", some);
  BOOST_TEST(files.import_ratings({"some.csv"}, "some.h5").levels.size() == 7U);
  files.train("r.cfg", "t", {"data.train=ten.h5", "data.test=some.h5"});
}

BOOST_AUTO_TEST_CASE(matlab_and_user_block) {
  const Case files("13-matlab-userblock");
  if (!files) return;
  const Dataset expected = read_hdf5_data(files.here() / "ub.h5");
  for (const std::string name : {"m_lab.mat", "m_unlab.mat", "ub.h5"}) {
    const auto found = files.describe(name);
    BOOST_TEST(found["rows"] == 50, name);
    BOOST_TEST(found["columns"] == 20, name);
    const Dataset data = read_hdf5_data(files.here() / name);
    BOOST_TEST((std::get<Matrix>(data.inputs) == std::get<Matrix>(expected.inputs)), name);
  }
  const std::string note = files.run({"data", "describe", "m_lab.mat"}).errors;
  BOOST_TEST(note.find("50 rows of 20 columns") != std::string::npos, note);
}

BOOST_AUTO_TEST_CASE(x_and_y) {
  const Case files("15-xy-hdf5");
  if (!files) return;
  const Outcome outcome = files.train("n.cfg", "r", {"data.train=xy.h5"});
  BOOST_TEST(outcome.errors.find("'y' is taken as the labels") != std::string::npos, outcome.errors);
  BOOST_TEST(files.evaluate("r", "xy.h5")["rows"] == 50);
  // Without labels training says what it leaves out.
  const Dataset data = read_hdf5_data(files.here() / "xy.h5");
  Dataset unlabeled;
  unlabeled.inputs = data.inputs;
  write_hdf5_data(files.here() / "x.h5", unlabeled);
  const std::string errors = files.train("n.cfg", "u", {"data.train=x.h5"}).errors;
  BOOST_TEST(errors.find("fine-tuning is left out") != std::string::npos, errors);
}

BOOST_AUTO_TEST_CASE(utf16_and_npz) {
  const Case files("16-utf16");
  if (!files) return;
  const Outcome outcome = run_program(files.here(), {"data", "describe", "utf16.csv"});
  BOOST_TEST(outcome.exit_code == 3);
  BOOST_TEST(outcome.errors.find("UTF-16") != std::string::npos, outcome.errors);
  BOOST_TEST(outcome.errors.find("iconv") != std::string::npos, outcome.errors);
  BOOST_TEST(std::all_of(outcome.errors.begin(), outcome.errors.end(), [](char c) { return c == '\n' || c >= ' '; }));
  const auto found = files.describe("c.npz");
  BOOST_TEST(found["rows"] == 30);
  BOOST_TEST(found["columns"] == 16);
  BOOST_TEST(!found["class_counts"].empty());
  BOOST_TEST(files.describe("c.npz:inputs")["rows"] == 30);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace field_cases_test
