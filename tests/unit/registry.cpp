#include "libdbn/base/registry.hpp"

#include <array>

#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace registry_test {
namespace {

constexpr std::array<Entry<int>, 3> table{{{"cd", "first", 1}, {"pcd", "second", 2}, {"learning_rate", "third", 3}}};
constexpr std::span<const Entry<int>> entries(table);

}  // namespace

BOOST_AUTO_TEST_SUITE(registry)

BOOST_AUTO_TEST_CASE(things_are_found_by_their_whole_name) {
  BOOST_CHECK_EQUAL(find_in(entries, "estimator", "cd"), 1);
  BOOST_CHECK_EQUAL(find_in(entries, "estimator", "learning_rate"), 3);
  BOOST_TEST(names_in(entries) == (std::vector<std::string>{"cd", "pcd", "learning_rate"}),
             boost::test_tools::per_element());
  check_error(ErrorKind::config, {"unknown estimator 'learning'"}, [] { find_in(entries, "estimator", "learning"); });
  check_error(ErrorKind::config, {"unknown estimator ''"}, [] { find_in(entries, "estimator", ""); });
}

BOOST_AUTO_TEST_CASE(a_near_name_is_suggested) {
  const std::vector<std::string> known{"learning_rate", "momentum", "epochs", "batch_size"};
  BOOST_CHECK_EQUAL(nearest_name("learning_rat", known), "learning_rate");
  BOOST_CHECK_EQUAL(nearest_name("learnign_rate", known), "learning_rate");
  BOOST_CHECK_EQUAL(nearest_name("learningrate", known), "learning_rate");
  BOOST_CHECK_EQUAL(nearest_name("epoch", known), "epochs");
  BOOST_CHECK_EQUAL(nearest_name("batchsize", known), "batch_size");
  BOOST_CHECK_EQUAL(nearest_name("Momentum", known), "momentum");
  BOOST_CHECK_EQUAL(nearest_name("temperature", known), "");
  BOOST_CHECK_EQUAL(nearest_name("x", {}), "");
  // The nearest, not the first that is near enough.
  const std::vector<std::string> alike{"layers", "layer", "player"};
  BOOST_CHECK_EQUAL(nearest_name("playe", alike), "player");
  BOOST_CHECK_EQUAL(nearest_name("layer", alike), "layer");
  BOOST_CHECK_EQUAL(nearest_name("batch", std::vector<std::string>{"match", "latch"}), "match");
}

BOOST_AUTO_TEST_CASE(without_a_near_name_all_are_listed) {
  const std::vector<std::string> known{"alpha", "beta"};
  BOOST_CHECK_EQUAL(unknown_name_message("key", "alphb", known), "unknown key 'alphb'; did you mean 'alpha'?");
  BOOST_CHECK_EQUAL(unknown_name_message("key", "something", known), "unknown key 'something'; known: alpha, beta");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace registry_test
