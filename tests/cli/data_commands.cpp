// dbn data import and dbn data describe: what comes out, what is refused, and training on what was imported.
#include <cmath>
#include <csignal>
#include <cstdlib>

#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "libdbn/io/exchange/npy.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/small_runs.hpp"

using namespace dbn;
using namespace dbn::test;

namespace data_commands_test {
namespace {

namespace fs = std::filesystem;

struct Fixture {
  TemporaryDirectory directory;
  const fs::path& here = directory.path();

  bool writes_a_temporary() const {
    for (const auto& entry : fs::directory_iterator(here)) {
      if (entry.path().string().find(".tmp.") != std::string::npos) return true;
    }
    return false;
  }
};

const std::string small_ratings = "1\t10\t5\t0\n1\t20\t3\t0\n2\t10\t1\t0\n3\t20\t4\t0\n3\t30\t2\t0\n";

// 60 documents of 6 words in two topics.
std::string documents_text() {
  std::string text;
  for (int n = 0; n < 60; ++n) {
    for (int i = 0; i < 8; ++i)
      text += std::string(1, static_cast<char>('a' + (n % 2) * 3 + (n * i + i * i) % 3)) + " ";
    text += "\n";
  }
  return text;
}

std::string counts_config(const std::string& data) {
  return "[data]\ntrain = " + data +
         "\nvalidation = 0.25\ntransform = none\n[dbn]\nvisible = multinomial:6x8\nlayers = 5\n"
         "[rbm]\nepochs = 4\nbatch_size = 7\n[finetune]\nepochs = 0\n";
}

void check_same_models(const fs::path& here, const std::string& a, const std::string& b) {
  BOOST_CHECK(contents_of(here / a / "model.h5") == contents_of(here / b / "model.h5"));
  BOOST_CHECK_EQUAL(contents_of(here / a / "history.csv"), contents_of(here / b / "history.csv"));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(data_commands, Fixture)

BOOST_AUTO_TEST_CASE(each_format_becomes_a_file) {
  write_file(here / "u.data", small_ratings);
  write_file(here / "words.txt", "1 1 2\n1 3 1\n2 2 4\n");
  write_file(here / "vocab.txt", "x\ny\nz\n");
  write_file(here / "rows.svm", "1 1:2\n0 2:1\n");
  write_file(here / "docs.txt", "b a b\nc a\n");
  write_file(here / "table.csv", "p,q,label\n1,2.5,yes\n,4,no\n");
  write_small_idx(here, "train", 6);
  const auto import = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"data", "import"});
    words.insert(words.end(), {"--out", "out.h5", "--json", "--force"});
    return run_well(here, words).json();
  };
  const auto ratings = import({"movielens", "u.data"});
  BOOST_CHECK_EQUAL(ratings["kind"], "ratings");
  BOOST_CHECK_EQUAL(ratings["rows"], 3);
  BOOST_CHECK_EQUAL(ratings["entries"], 5);
  BOOST_CHECK_EQUAL(read_sparse_rows(here / "out.h5").column_names[2], "30");
  BOOST_CHECK_EQUAL(import({"triples", "words.txt", "--vocabulary", "vocab.txt"})["columns"], 3);
  BOOST_CHECK_EQUAL(import({"svmlight", "rows.svm"})["rows"], 2);
  BOOST_CHECK_EQUAL(import({"text", "docs.txt", "docs.txt", "--words", "2"})["rows"], 4);
  BOOST_CHECK((read_sparse_rows(here / "out.h5").column_names == std::vector<std::string>{"a", "b"}));
  BOOST_CHECK_EQUAL(import({"csv", "table.csv"})["columns"], 2);
  BOOST_CHECK((read_hdf5_data(here / "out.h5").labels == Labels{1, 0}));
  BOOST_CHECK_EQUAL(import({"idx", "train-images-idx3-ubyte"})["rows"], 6);
  const Dataset images = read_hdf5_data(here / "out.h5");
  BOOST_CHECK(images.is_bytes());
  BOOST_CHECK_EQUAL(images.image.height, 3);
  BOOST_CHECK_EQUAL(images.labels.size(), 6);
}

BOOST_AUTO_TEST_CASE(npy_is_read_in_blocks) {
  NamedArray array;
  array.type = NamedArray::Type::float32;
  array.shape = {5, 2, 3};
  for (int i = 0; i < 30; ++i) array.numbers.push_back(i / 4.0);
  NamedArray labels{"y", NamedArray::Type::int64, {5}, {0, 1, 2, -1, 0}, {}};
  const std::string bytes = npy_bytes(array);
  write_file(here / "x.npy", bytes);
  write_file(here / "y.npy", npy_bytes(labels));
  run_well(here, {"data", "import", "npy", "x.npy", "--labels", "y.npy", "--out", "x.h5"});
  const Dataset data = read_hdf5_data(here / "x.h5");
  BOOST_CHECK_EQUAL(data.columns(), 6);
  BOOST_CHECK_EQUAL(data.image.width, 3);
  BOOST_CHECK_EQUAL(std::get<Matrix>(data.inputs)(4, 5), real(7.25));
  BOOST_CHECK((data.labels == Labels{0, 1, 2, -1, 0}));
  const auto fails = [&](const std::string& name, const std::string& contents, const std::vector<std::string>& texts) {
    write_file(here / name, contents);
    check_fails(here, {"data", "import", "npy", name, "--out", "bad.h5"}, 3, texts);
  };
  fails("cut.npy", bytes.substr(0, bytes.size() - 4), {"cut.npy", "ends in row 4 of 5"});
  fails("long.npy", bytes + "x", {"long.npy", "goes on after its last row"});
  fails("text.npy", "hello", {"text.npy", "no .npy array"});
  std::string turned = bytes;
  turned.replace(turned.find("False"), 5, "True ");
  write_file(here / "turned.npy", turned);
  run_well(here, {"data", "import", "npy", "turned.npy", "--out", "turned.h5"});
  BOOST_CHECK_EQUAL(std::get<Matrix>(read_hdf5_data(here / "turned.h5").inputs)(0, 1), real(2.5));
  fails("list.npy", npy_bytes(labels), {"list.npy", "1 dimensions"});
  array.numbers[7] = HUGE_VAL;
  fails("infinite.npy", npy_bytes(array), {"infinite.npy", "row 1, column 1"});
  check_fails(here, {"data", "import", "npy", "x.npy", "--labels", "x.npy", "--out", "bad.h5"}, 3, {"x.npy", "5 rows"});
  BOOST_CHECK(!fs::exists(here / "bad.h5"));
}

BOOST_AUTO_TEST_CASE(mistakes_are_named) {
  write_file(here / "u.data", "1\t2\t3\n1\tx\t3\n");
  const std::vector<std::string> good{"data", "import", "movielens", "u.data", "--out", "out.h5"};
  check_fails(here, good, 3, {"u.data:2", "the item is 'x'"});
  check_fails(here, {"data", "import", "movielans", "u.data", "--out", "o.h5"}, 2, {"FORMAT", "movielens"});
  check_fails(here, {"data", "import", "movielens", "--out", "o.h5"}, 2, {"INPUT is missing", "INPUT..."});
  check_fails(here, {"data", "import", "movielens", "u.data"}, 2, {"--out is missing"});
  check_fails(here, {"data", "import", "csv", "u.data", "u.data", "--out", "o.h5"}, 2, {"csv takes one INPUT"});
  check_fails(here, {"data", "import", "csv", "u.data", "--vocabulary", "v", "--out", "o.h5"}, 2, {"--vocabulary"});
  check_fails(here, {"data", "import", "text", "u.data", "--labels", "v", "--out", "o.h5"}, 2, {"--labels"});
  check_fails(here, {"data", "import", "movielens", "absent", "--out", "o.h5"}, 3, {"absent", "no such file"});
  check_fails(here, {"data", "import", "movielens", "u.data", "--out", "no/where.h5"}, 2, {"no/where.h5", "create"});
  check_fails(here, {"data"}, 2, {"'data import'", "'data describe'"});
  check_fails(here, {"data", "descripe", "x"}, 2, {"did you mean 'data describe'"});
  check_fails(here, {"data", "describe", "absent.h5"}, 3, {"absent.h5", "no such file"});
}

// A disk that is full at any time: a message, exit code 3, nothing left.
BOOST_AUTO_TEST_CASE(a_full_disk_leaves_nothing) {
  std::string text;
  for (int n = 0; n < 200'000; ++n) text += std::to_string(n / 100) + "\t" + std::to_string(n % 100) + "\t4\n";
  write_file(here / "u.data", text);
  for (const rlim_t limit : {rlim_t{4000}, rlim_t{100'000}, rlim_t{700'000}, rlim_t{1'000'000}}) {
    const Outcome outcome = run_program(here, {"data", "import", "movielens", "u.data", "--out", "out.h5"}, limit);
    BOOST_CHECK_MESSAGE(outcome.exit_code == 3, limit << ": " << outcome.exit_code << ": " << outcome.errors);
    BOOST_CHECK_MESSAGE(outcome.errors.find("out.h5") != std::string::npos, outcome.errors);
    BOOST_CHECK_MESSAGE(outcome.errors.size() < 1000, outcome.errors);
    for (const auto& entry : fs::directory_iterator(here)) {
      BOOST_CHECK_MESSAGE(entry.path().string().find("out.h5") == std::string::npos, entry.path());
    }
  }
  run_well(here, {"data", "import", "movielens", "u.data", "--out", "out.h5"});
  BOOST_CHECK_EQUAL(read_sparse_rows(here / "out.h5").entries(), 200'000);
}

BOOST_AUTO_TEST_CASE(ctrl_c_leaves_nothing) {
  std::string text;
  for (int n = 0; n < 3'000'000; ++n) text += std::to_string(n % 5000) + "\t" + std::to_string(n / 5000) + "\t4\n";
  write_file(here / "u.data", text);
  for (const int signal : {SIGINT, SIGTERM}) {
    Program program(here, {"data", "import", "movielens", "u.data", "--out", "out.h5"});
    BOOST_REQUIRE(Program::wait_until([&] { return writes_a_temporary(); }));
    program.send(signal);
    const Outcome outcome = program.wait();
    BOOST_CHECK_EQUAL(outcome.exit_code, 130);
    BOOST_CHECK_MESSAGE(outcome.errors.find("interrupted") != std::string::npos, outcome.errors);
    for (const auto& entry : fs::directory_iterator(here)) {
      const std::string name = entry.path().filename().string();
      BOOST_CHECK_MESSAGE(name == "u.data" || name.starts_with(".std"), name);
    }
  }
}

// 600,000 ratings; DBN_IMPORT_ENTRIES=10000000 makes as many as it says. In an order that keeps no two of a user
// together.
BOOST_AUTO_TEST_CASE(memory_does_not_grow_with_the_file) {
  const char* const wanted = std::getenv("DBN_IMPORT_ENTRIES");
  const Index entries = wanted == nullptr ? 600'000 : static_cast<Index>(std::strtoul(wanted, nullptr, 10));
  const Index users = 20'011;
  {
    std::ofstream text(here / "u.data");
    for (Index n = 0; n < entries; ++n) {
      text << n * 7919 % users << '\t' << n / users << '\t' << 1 + n % 5 << '\t' << 880'000'000 + n << '\n';
    }
  }
  run_well(here, {"data", "import", "movielens", "u.data", "--out", "out.h5"});
  run_well(here, {"data", "describe", "out.h5"});
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  BOOST_TEST_MESSAGE(entries << " entries, at most " << usage.ru_maxrss / 1024 << " MiB");
  BOOST_CHECK_LT(usage.ru_maxrss / 1024, 200);
  const SparseFile file(here / "out.h5");
  BOOST_CHECK_EQUAL(file.entries(), entries);
  BOOST_CHECK_EQUAL(file.rows(), users);
}

// Documents by lists and as a table of their counts are the same to every step of training.
BOOST_AUTO_TEST_CASE(imported_documents_train_as_their_dense_rows_do) {
  write_file(here / "docs.txt", documents_text());
  run_well(here, {"data", "import", "text", "docs.txt", "--out", "docs.h5"});
  const SparseRows rows = read_sparse_rows(here / "docs.h5");
  BOOST_REQUIRE_EQUAL(rows.rows(), 60);
  std::string table;
  for (const std::string& word : rows.column_names) table += (table.empty() ? "" : ",") + word;
  table += "\n";
  for (Index n = 0; n < rows.rows(); ++n) {
    std::vector<int> counts(rows.columns, 0);
    for (Index i = rows.starts[n]; i < rows.starts[n + 1]; ++i) {
      counts[rows.positions[i]] = std::get<std::vector<std::uint8_t>>(rows.values)[i];
    }
    for (Index j = 0; j < counts.size(); ++j) table += (j == 0 ? "" : ",") + std::to_string(counts[j]);
    table += "\n";
  }
  write_file(here / "docs.csv", table);
  for (const std::string name : {"docs.h5", "docs.csv"}) {
    write_file(here / "t.cfg", counts_config(name));
    run_well(here, {"train", "t.cfg", "--out", name + ".run", "--threads", "1", "--quiet"});
  }
  check_same_models(here, "docs.h5.run", "docs.csv.run");
}

BOOST_AUTO_TEST_CASE(imported_ratings_train_as_one_hot_groups_do) {
  std::string text;
  for (int n = 0; n < 40; ++n) {
    for (int i = 0; i < 6; ++i) {
      if ((n * 5 + i * 3) % 4 != 0) {
        text += std::to_string(n) + "::" + std::to_string(i) + "::" + std::to_string(1 + (n * i + n) % 5) + "::0\n";
      }
    }
  }
  write_file(here / "ratings.dat", text);
  run_well(here, {"data", "import", "movielens", "ratings.dat", "--out", "ratings.h5"});
  Dataset dense = read_hdf5_data(here / "ratings.h5");
  BOOST_REQUIRE_EQUAL(dense.columns(), 30);
  write_hdf5_data(here / "dense.h5", dense);
  for (const std::string name : {"ratings.h5", "dense.h5"}) {
    write_file(here / "t.cfg",
               "[data]\ntrain = " + name +
                   "\ntransform = none\n[dbn]\nvisible = softmax:6x5\nlayers = 4\n[rbm]\nepochs = 3\n"
                   "batch_size = 40\nitem_rate = per_row\ninitial_visible_bias = zero\n[finetune]\nepochs = 0\n");
    run_well(here, {"train", "t.cfg", "--out", name + ".run", "--threads", "1", "--quiet"});
  }
  // Sums go in another order.
  const Matrix lists = read_model(here / "ratings.h5.run/model.h5").layers[0].parameters.weights;
  check_close(lists, read_model(here / "dense.h5.run/model.h5").layers[0].parameters.weights, 1e-6, "weights");
}

BOOST_AUTO_TEST_CASE(sparse_rows_are_described) {
  write_file(here / "u.data", small_ratings);
  run_well(here, {"data", "import", "movielens", "u.data", "--out", "r.h5"});
  const auto found = run_well(here, {"data", "describe", "r.h5", "--json"}).json();
  BOOST_CHECK_EQUAL(found["kind"], "ratings");
  BOOST_CHECK_EQUAL(found["entries"], 5);
  BOOST_CHECK_CLOSE(found["density"].get<double>(), 5.0 / 9, 1e-9);
  BOOST_CHECK_CLOSE(found["missing"].get<double>(), 4.0 / 9, 1e-9);
  BOOST_CHECK_CLOSE(found["mean"].get<double>(), 3, 1e-9);
  BOOST_CHECK_CLOSE(found["deviation"].get<double>(), std::sqrt(2.0), 1e-9);
  BOOST_CHECK((found["level_counts"] == std::vector<int>{1, 1, 1, 1, 1}));
  BOOST_CHECK_EQUAL(found["row_lengths"]["median"], 2);
  BOOST_CHECK_EQUAL(found["column_lengths"]["least"], 1);
  BOOST_CHECK(found["hints"].dump().find("softmax:3x5") != std::string::npos);
  BOOST_CHECK(run_well(here, {"data", "describe", "r.h5"}).output.find("entries") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(dense_rows_are_described_with_what_to_write) {
  const auto hints = [&](const std::string& csv) {
    write_file(here / "t.csv", csv);
    return run_well(here, {"data", "describe", "t.csv", "--json"}).json()["hints"].dump();
  };
  const auto has = [](const std::string& text, const std::string& part) {
    BOOST_CHECK_MESSAGE(text.find(part) != std::string::npos, "'" << part << "' is not in " << text);
  };
  has(hints("0,1\n1,0\n"), "dbn.visible = bernoulli, the default");
  has(hints("0.5,1\n1,0\n"), "as probabilities");
  const std::string large = hints("5,70\n9,-20.5\n");
  has(large, "data.transform = scale");
  has(large, "2 of 2 columns are not standardized: set data.transform = standardize");
  has(hints("0,0,0,7,0,0\n0,0,20,0,0,0\n"), "dbn.visible = multinomial");
  has(hints("2,1\n1,3\n3,2\n"), "softmax:2x3");
  has(hints("a,b\n1,\n0,1\n"), "values are missing");
  has(hints("1,0\n1,1\n"), "1 columns are constant");
  has(hints("0,0\n1,1\n"), "1 rows are all zero");
  has(hints("1,0\n1,0\n"), "1 rows equal an earlier one");
  has(hints("1,0\n1,0\n"), "there are no labels");
  std::string labeled = "x,label\n";
  for (int n = 0; n < 12; ++n)
    labeled += std::to_string(n % 2) + "," + (n == 0 ? "rare" : n == 1 ? "" : "often") + "\n";
  const std::string of_labels = hints(labeled);
  has(of_labels, "unbalanced (1 to 10 rows)");
  has(of_labels, "1 of 12 labels are missing");
  const auto facts = run_well(here, {"data", "describe", "t.csv", "--json"}).json();
  BOOST_CHECK((facts["class_counts"] == std::vector<int>{10, 1}));
  for (const char* const name : {"density", "mean", "deviation"}) {
    BOOST_CHECK_CLOSE(facts[name].get<double>(), 0.5, 1e-9);
  }
  std::filesystem::create_directory(here / "bars-and-stripes");  // as a sweep of that name may
  const auto named = run_well(here, {"data", "describe", "bars-and-stripes:3x3", "--json"}).json();
  BOOST_CHECK_EQUAL(named["rows"], 16);
  BOOST_CHECK((named["class_counts"] == std::vector<int>{8, 8}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace data_commands_test
