#include "libdbn/io/hdf5/tree.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "libdbn/io/hdf5/hdf5.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"

using namespace dbn;
using namespace dbn::test;

namespace tree_test {
namespace {

struct Directory {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "file.h5";

  std::vector<std::string> paths() const {
    std::vector<std::string> found;
    for (const TreeNode& node : read_tree(file)) found.push_back(node.path);
    return found;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tree, Directory)

BOOST_AUTO_TEST_CASE(objects_come_in_order_with_shape_type_and_attributes) {
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    editor.foreign_model(H5T_IEEE_F32BE);
    editor.text_attribute("/layers/0/weights", "note", "a\x1b[31m\xff");
    editor.number_attribute("/layers", "rate", 0.25, H5T_IEEE_F32LE);
  }
  const std::vector<TreeNode> nodes = read_tree(file);
  BOOST_REQUIRE_EQUAL(nodes.size(), 6);
  BOOST_CHECK_EQUAL(nodes[0].path, "/");
  BOOST_CHECK(nodes[0].is_group);
  BOOST_REQUIRE_EQUAL(nodes[0].attributes.size(), 3);
  BOOST_CHECK_EQUAL(nodes[0].attributes[0].first, "format");
  BOOST_CHECK_EQUAL(nodes[0].attributes[0].second, "libdbn");
  BOOST_CHECK_EQUAL(nodes[0].attributes[2].second, "1");
  BOOST_CHECK_EQUAL(nodes[1].path, "/layers");
  BOOST_CHECK_EQUAL(nodes[1].attributes.at(0).second, "0.25");
  BOOST_CHECK_EQUAL(nodes[2].path, "/layers/0");
  BOOST_CHECK_EQUAL(nodes[3].path, "/layers/0/hidden_bias");
  BOOST_CHECK_EQUAL(nodes[5].path, "/layers/0/weights");
  BOOST_CHECK((nodes[5].shape == std::vector<std::uint64_t>{3, 2}));
  BOOST_CHECK_EQUAL(nodes[5].type, "float32");
  BOOST_CHECK_EQUAL(nodes[5].bytes, 24);
  BOOST_CHECK(!nodes[5].is_group);
  BOOST_CHECK_EQUAL(nodes[5].attributes.at(0).second, "a?[31m?");
}

// A hostile file may have millions.
BOOST_AUTO_TEST_CASE(attributes_are_listed_up_to_100) {
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    for (int i = 0; i < 150; ++i) editor.number_attribute("/", "a" + std::to_string(1000 + i), i, H5T_IEEE_F64LE);
  }
  const auto attributes = read_tree(file).front().attributes;
  BOOST_REQUIRE_EQUAL(attributes.size(), 100);
  BOOST_CHECK_EQUAL(attributes.back().first, "a1099");
  BOOST_CHECK_EQUAL(attributes.back().second, "99");
}

BOOST_AUTO_TEST_CASE(links_are_listed_and_not_followed) {
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    editor.group("/a");
    H5Lcreate_soft("/a", editor.id(), "/soft", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_external("/etc/passwd", "/x", editor.id(), "/external", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(editor.id(), "/", editor.id(), "/a/loop", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(editor.id(), "/a", editor.id(), "/a/self", H5P_DEFAULT, H5P_DEFAULT);
  }
  const std::vector<TreeNode> nodes = read_tree(file);
  BOOST_REQUIRE(nodes.size() < 12);
  for (const TreeNode& node : nodes) {
    if (node.path == "/soft") BOOST_CHECK_EQUAL(node.type, "soft link, not followed");
    if (node.path == "/external") BOOST_CHECK_EQUAL(node.type, "external link, not followed");
    if (node.path == "/a/self") BOOST_CHECK_EQUAL(node.type, "group, shown before");
  }
}

BOOST_AUTO_TEST_CASE(depth_and_number_are_limited) {
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    std::string path;
    for (int i = 0; i < 300; ++i) editor.group(path += "/g");
  }
  const std::vector<TreeNode> nodes = read_tree(file);
  BOOST_REQUIRE_EQUAL(nodes.size(), 17);  // the root and 16 below it
  BOOST_CHECK_EQUAL(nodes.back().type, "group, too deep to show its members");
}

// Mean 2.5, population variance ((1.5^2 + 0.5^2) 2) / 4 = 1.25, norm sqrt(30).
BOOST_AUTO_TEST_CASE(statistics_by_hand) {
  Hdf5Editor(file, Hdf5Editor::Mode::create).numbers("/x", {5}, {4, 1, NAN, 3, 2});
  const Statistics found = statistics(file, "/x");
  BOOST_CHECK_EQUAL(found.count, 5);
  BOOST_CHECK_EQUAL(found.nan_count, 1);
  BOOST_CHECK_EQUAL(found.minimum, 1);
  BOOST_CHECK_EQUAL(found.maximum, 4);
  check_close(found.mean, 2.5, 1e-14, "mean");
  check_close(found.deviation, std::sqrt(1.25), 1e-14, "deviation");
  check_close(found.norm, std::sqrt(30.0), 1e-14, "norm");
}

BOOST_AUTO_TEST_CASE(statistics_of_nothing_one_and_a_large_offset) {
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    editor.numbers("/none", {0, 3}, {});
    editor.numbers("/nan", {1}, {NAN});
    editor.numbers("/one", {}, {-7});
    editor.numbers("/offset", {4}, {1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4});
  }
  BOOST_CHECK_EQUAL(statistics(file, "/none").count, 0);
  BOOST_CHECK_EQUAL(statistics(file, "/nan").nan_count, 1);
  BOOST_CHECK_EQUAL(statistics(file, "/nan").mean, 0);
  BOOST_CHECK_EQUAL(statistics(file, "one").mean, -7);
  BOOST_CHECK_EQUAL(statistics(file, "one").minimum, -7);
  BOOST_CHECK_EQUAL(statistics(file, "one").deviation, 0);
  check_close(statistics(file, "/offset").deviation, std::sqrt(1.25), 1e-9, "deviation about a large mean");
  check_failure([&] { statistics(file, "/"); }, ErrorKind::model, {"root group", "dataset"});
  check_failure([&] { statistics(file, "/absent"); }, ErrorKind::model, {"/absent", "missing"});
}

// 3 x 1100 x 1000 elements do not fit into one block, nor divide evenly.
BOOST_AUTO_TEST_CASE(blocks_cover_every_element_once) {
  constexpr Index count = 3 * 1100 * 1000;
  {
    std::vector<float> values(count);
    for (Index i = 0; i < count; ++i) values[i] = static_cast<float>(i);
    hdf5::MemoryFile image("blocks", ErrorKind::model);
    image.root().write_array("x", values.data(), {3, 1100, 1000});
    const std::string_view bytes = image.finish();
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  Index blocks = 0;
  Index seen = 0;
  std::vector<bool> found(count, false);
  for_each_block(file, "/x", [&](const double* values, Index n) {
    ++blocks;
    seen += n;
    for (Index i = 0; i < n; ++i) found[static_cast<Index>(values[i])] = true;
  });
  BOOST_CHECK(blocks > 3);
  BOOST_CHECK_EQUAL(seen, count);
  BOOST_CHECK(std::find(found.begin(), found.end(), false) == found.end());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tree_test
