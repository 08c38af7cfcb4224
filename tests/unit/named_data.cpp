#include "libdbn/data/generated/named_data.hpp"

#include <numeric>
#include <tuple>

#include "libdbn/data/generated/shape_images.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace named_data_test {
namespace {

using Directories = std::vector<std::filesystem::path>;

void write_set(const std::filesystem::path& directory, const std::string& prefix, char pixel) {
  std::filesystem::create_directories(directory);
  write_file(directory / (prefix + "-images-idx3-ubyte"), idx_header({2, 1, 2}) + std::string(4, pixel));
  write_gzip(directory / (prefix + "-labels-idx1-ubyte.gz"), idx_header({2}) + std::string("\x03\x04"));
}

double sum_of_row(const Dataset& data, Index row) {
  const std::vector<double> values = row_of(data, row);
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void check_set(const Dataset& data, Index rows, const Labels& first_labels, const std::vector<int>& class_counts,
               double first_sum, double last_sum) {
  BOOST_REQUIRE_EQUAL(data.rows(), rows);
  BOOST_REQUIRE_EQUAL(data.columns(), 784);
  BOOST_CHECK(data.is_bytes());
  BOOST_CHECK_EQUAL(data.image.height, 28);
  BOOST_CHECK_EQUAL(data.image.width, 28);
  BOOST_CHECK_EQUAL(data.class_names.size(), 10);
  BOOST_REQUIRE_EQUAL(data.labels.size(), rows);
  BOOST_TEST(Labels(data.labels.begin(), data.labels.begin() + 5) == first_labels, boost::test_tools::per_element());
  std::vector<int> counts(10);
  for (std::int32_t label : data.labels) ++counts.at(static_cast<Index>(label));
  BOOST_TEST(counts == class_counts, boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(sum_of_row(data, 0), first_sum);
  BOOST_CHECK_EQUAL(sum_of_row(data, rows - 1), last_sum);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(named_data)

BOOST_AUTO_TEST_CASE(names_that_are_not_sets) {
  BOOST_CHECK(!read_named_data("data.h5", "/train", {}));
  BOOST_CHECK(!read_named_data("mnis", "train", {}));
  BOOST_TEST(named_data_sets() ==
                 (std::vector<std::string>{"fashion-mnist", "mnist", "bars-and-stripes", "shifting-bar",
                                           "flipped-shifting-bar", "labeled-shifter", "rectangles", "convex"}),
             boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(named_data_help().size(), named_data_sets().size());
}

BOOST_AUTO_TEST_CASE(bars_and_stripes_by_name) {
  const auto data = read_named_data("bars-and-stripes", "2x3", {});
  BOOST_REQUIRE(data);
  BOOST_CHECK_EQUAL(data->rows(), 12);
  BOOST_CHECK_EQUAL(data->name, "bars-and-stripes:2x3");
  for (const char* wrong : {"", "4", "4x", "4x4x4", "axb", "0x4", "-1x4", "4*4"}) {
    check_error(ErrorKind::config, {"bars-and-stripes", "4x4"},
                [&] { read_named_data("bars-and-stripes", wrong, {}); });
  }
  check_error(ErrorKind::config, {"from 1 to 16"}, [] { read_named_data("bars-and-stripes", "99x2", {}); });
}

BOOST_AUTO_TEST_CASE(made_data_by_name) {
  for (const auto& [name, argument, rows] :
       std::vector<std::tuple<std::string, std::string, Index>>{{"shifting-bar", "9x1", 9},
                                                                {"flipped-shifting-bar", "9x4", 9},
                                                                {"labeled-shifter", "8", 768},
                                                                {"rectangles", "train", 1000},
                                                                {"rectangles", "validation", 200},
                                                                {"convex", "validation", 1500},
                                                                {"convex", "12@5", 12}}) {
    const auto data = read_named_data(name, argument, {});
    BOOST_REQUIRE(data);
    BOOST_CHECK_EQUAL(data->rows(), rows);
    BOOST_CHECK_EQUAL(data->name, name + ":" + argument);
    BOOST_CHECK(data->is_bytes());
  }
  // The splits are the published counts of the seeds 1, 2, 3.
  const auto same = [](const Dataset& a, const Dataset& b) {
    return a.labels == b.labels && std::get<ByteMatrix>(a.inputs) == std::get<ByteMatrix>(b.inputs);
  };
  BOOST_CHECK(same(*read_named_data("rectangles", "train", {}), rectangles(1000, 1)));
  BOOST_CHECK(same(*read_named_data("rectangles", "validation", {}), rectangles(200, 2)));
  BOOST_CHECK(same(*read_named_data("convex", "1500@2", {}), *read_named_data("convex", "validation", {})));
  for (const char* wrong : {"", "9", "9x", "9x0", "axb", "9x1x1"}) {
    check_error(ErrorKind::config, {"'shifting-bar:", "shifting-bar:9x1"},
                [&] { read_named_data("shifting-bar", wrong, {}); });
    check_error(ErrorKind::config, {"'flipped-shifting-bar:", "flipped-shifting-bar:9x1"},
                [&] { read_named_data("flipped-shifting-bar", wrong, {}); });
  }
  check_error(ErrorKind::config, {"'labeled-shifter:x'", "labeled-shifter:8"},
              [] { read_named_data("labeled-shifter", "x", {}); });
  check_error(ErrorKind::config, {"rectangles split", "did you mean 'train'"},
              [] { read_named_data("rectangles", "trian", {}); });
  for (const char* wrong : {"0@1", "-5@1", "5@-1", "5@x", "1.5@1"}) {
    check_error(ErrorKind::config, {"'convex:", "COUNT@SEED", "convex:500@7"},
                [&] { read_named_data("convex", wrong, {}); });
  }
}

BOOST_AUTO_TEST_CASE(splits) {
  const TemporaryDirectory directory;
  write_set(directory.path() / "mnist", "train", 'a');
  write_set(directory.path() / "mnist", "t10k", 'b');
  write_set(directory.path() / "fashion-mnist", "train", 'c');
  const Directories places{directory.path() / "elsewhere", directory.path()};
  BOOST_CHECK_EQUAL(row_of(*read_named_data("mnist", "train", places), 0)[0], 'a');
  BOOST_CHECK_EQUAL(row_of(*read_named_data("mnist", "test", places), 0)[0], 'b');
  BOOST_CHECK_EQUAL(row_of(*read_named_data("fashion-mnist", "train", places), 0)[0], 'c');
  const auto direct = read_named_data("mnist", "train", Directories{directory.path() / "mnist"});
  BOOST_CHECK_EQUAL(direct->name, "mnist:train");
  BOOST_TEST(direct->labels == (Labels{3, 4}), boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(direct->classes(), 10);
  check_error(ErrorKind::config, {"mnist split", "'trian'", "did you mean 'train'"},
              [&] { read_named_data("mnist", "trian", places); });
  check_error(ErrorKind::config, {"fashion-mnist split"}, [&] { read_named_data("fashion-mnist", "", places); });
}

BOOST_AUTO_TEST_CASE(what_is_not_found_is_said) {
  const TemporaryDirectory directory;
  const std::string place = directory.path().string();
  check_error(ErrorKind::data,
              {"mnist:train", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", place, "name their directory"},
              [&] { read_named_data("mnist", "train", Directories{directory.path()}); });
  check_error(ErrorKind::data, {"mnist:test", "t10k-images", "no directory"},
              [] { read_named_data("mnist", "test", {}); });
  write_file(directory.path() / "t10k-images-idx3-ubyte", idx_header({1, 1, 1}) + "a");
  check_error(ErrorKind::data, {"mnist:test", "t10k-images-idx3-ubyte", "no labels"},
              [&] { read_named_data("mnist", "test", Directories{directory.path()}); });
  if (std::filesystem::exists("/usr/share/datasets/fashion-mnist")) return;
  check_error(ErrorKind::data, {"fashion-mnist:test", "t10k-images", "/usr/share", "apt install dataset-fashion-mnist"},
              [] { read_named_data("fashion-mnist", "test", {}); });
}

BOOST_AUTO_TEST_CASE(fashion_mnist) {
  if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist")) {
    std::printf("SKIPPED: the package dataset-fashion-mnist is not installed\n");
    return;
  }
  const auto train = read_named_data("fashion-mnist", "train", {});
  check_set(*train, 60000, {9, 0, 0, 3, 0}, std::vector<int>(10, 6000), 76247, 16684);
  BOOST_CHECK_EQUAL(train->class_names[9], "Ankle boot");
  const auto test = read_named_data("fashion-mnist", "test", {});
  check_set(*test, 10000, {9, 2, 1, 1, 6}, std::vector<int>(10, 1000), 33456, 24390);
}

BOOST_AUTO_TEST_CASE(mnist) {
  const auto images = shared_file("data/mnist/train-images-idx3-ubyte.gz");
  if (images.empty()) return;
  const Directories places{images.parent_path()};
  check_set(*read_named_data("mnist", "train", places), 60000, {5, 0, 4, 1, 9},
            {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}, 27525, 20920);
  check_set(*read_named_data("mnist", "test", places), 10000, {7, 2, 1, 0, 4},
            {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}, 18454, 41833);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace named_data_test
