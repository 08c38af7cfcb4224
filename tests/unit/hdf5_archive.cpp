#include "libdbn/io/hdf5/hdf5_archive.hpp"

#include <cmath>
#include <limits>

#include "libdbn/io/files/atomic_file.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"

using namespace dbn;
using namespace dbn::test;

namespace hdf5_archive_test {
namespace {

enum class Color : std::uint8_t { red, green };

struct Inner {
  std::uint64_t words = 0;
  Color color = Color::red;

  void archive(Archive& archive) {
    archive.field("words", words);
    archive.field("color", color);
  }
};

struct Part {
  Matrix weights = zeros(2, 3);
  Vector rates = xt::zeros<real>({2});
  Matrix chains = zeros(1, 1);
  Matrix nothing = zeros(0, 4);
  std::vector<double> history;
  std::vector<std::int64_t> counts;
  std::vector<std::string> names;
  double number = 0;
  std::int64_t step = 0;
  std::string text;
  Inner inner;
  std::uint32_t key = 0;

  void archive(Archive& archive) {
    archive.field("weights", weights, "visible,hidden");
    archive.field("rates", rates, "layer");
    archive.field("chains", chains, "chain,visible", Archive::Shape::stored);
    archive.field("nothing", nothing, "rows,columns");
    archive.field("history", history);
    archive.field("counts", counts);
    archive.field("names", names);
    archive.field("number", number);
    archive.field("step", step);
    archive.field("text", text);
    archive.group("inner", inner);
    archive.field("key", key);
  }
};

Part filled_part() {
  Part part;
  fill_normal(part.weights, 1, 1);
  part.rates = {real(0.1), real(-2)};
  part.chains = zeros(300, 500);  // more than one chunk
  fill_normal(part.chains, 1, 2);
  part.history = {0.1, std::nan(""), -HUGE_VAL, std::numeric_limits<double>::denorm_min()};
  part.counts = {std::numeric_limits<std::int64_t>::min(), -1, std::numeric_limits<std::int64_t>::max()};
  part.names = {"", "one", "zw\xc3\xb6lf boxers"};
  part.number = 0.1;
  part.step = std::numeric_limits<std::int64_t>::max();
  part.text = std::string(100'000, 'x') + "\nend\n";
  part.inner = {0xfedcba9876543210U, Color::green};
  part.key = 0xffffffffU;
  return part;
}

void save(const std::filesystem::path& file, Part part) {
  hdf5::MemoryFile image(file.string(), ErrorKind::model);
  {
    Hdf5WritingArchive archive(image.root());
    BOOST_CHECK(!archive.loading());
    archive.group("part", part);
  }
  write_text_file(file, image.finish());
}

void load(const std::filesystem::path& file, Part& part) {
  Hdf5ReadingArchive archive(hdf5::open_file(file, ErrorKind::model));
  BOOST_CHECK(archive.loading());
  archive.group("part", part);
}

struct SavedPart {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "part.h5";
  SavedPart() { save(file, filled_part()); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hdf5_archive, SavedPart)

BOOST_AUTO_TEST_CASE(every_field_comes_back_bit_for_bit) {
  Part found;
  load(file, found);
  const Part expected = filled_part();
  BOOST_CHECK(found.weights == expected.weights);
  BOOST_CHECK(found.rates == expected.rates);
  BOOST_CHECK(found.chains.shape() == expected.chains.shape() && found.chains == expected.chains);
  BOOST_CHECK(found.nothing.shape(0) == 0 && found.nothing.shape(1) == 4);
  BOOST_REQUIRE_EQUAL(found.history.size(), expected.history.size());
  BOOST_CHECK(std::isnan(found.history[1]));
  for (const Index i : {0, 2, 3}) BOOST_CHECK_EQUAL(found.history[i], expected.history[i]);
  BOOST_CHECK(found.counts == expected.counts);
  BOOST_CHECK(found.names == expected.names);
  BOOST_CHECK_EQUAL(found.number, 0.1);
  BOOST_CHECK_EQUAL(found.step, expected.step);
  BOOST_CHECK(found.text == expected.text);
  BOOST_CHECK_EQUAL(found.inner.words, expected.inner.words);
  BOOST_CHECK(found.inner.color == Color::green);
  BOOST_CHECK_EQUAL(found.key, expected.key);
}

BOOST_AUTO_TEST_CASE(axes_are_named_for_other_readers) {
  const hdf5::Group part = hdf5::open_file(file, ErrorKind::model).group("part");
  BOOST_CHECK_EQUAL(part.array("weights").text_attribute("axes"), "visible,hidden");
}

BOOST_AUTO_TEST_CASE(a_missing_field_is_named) {
  Hdf5Editor(file, Hdf5Editor::Mode::change).remove("/part/counts");
  Part part;
  check_failure([&] { load(file, part); }, ErrorKind::model, {file.string(), "/part/counts", "missing"});
}

BOOST_AUTO_TEST_CASE(a_missing_number_and_group_are_named) {
  Hdf5Editor(file, Hdf5Editor::Mode::change).remove("/part/inner");
  Part part;
  check_failure([&] { load(file, part); }, ErrorKind::model, {"/part/inner", "missing", "group"});
  BOOST_REQUIRE(H5Adelete_by_name(Hdf5Editor(file, Hdf5Editor::Mode::change).id(), "/part", "step", H5P_DEFAULT) >= 0);
  check_failure([&] { load(file, part); }, ErrorKind::model, {"/part", "'step'", "missing"});
}

BOOST_AUTO_TEST_CASE(a_known_shape_must_agree) {
  Part part;
  part.weights = zeros(3, 2);
  check_failure([&] { load(file, part); }, ErrorKind::model, {"/part/weights", "(2, 3)", "(3, 2)", "visible,hidden"});
  part = Part();
  part.rates = xt::zeros<real>({3});
  check_failure([&] { load(file, part); }, ErrorKind::model, {"/part/rates", "(2)", "(3)", "layer"});
}

BOOST_AUTO_TEST_CASE(a_wrong_type_or_rank_is_named) {
  Part part;
  Hdf5Editor(file, Hdf5Editor::Mode::change).replace("/part/counts", {3}, {1, 2, 3});
  check_failure([&] { load(file, part); }, ErrorKind::model, {"/part/counts", "float64", "integers"});
  save(file, filled_part());
  Hdf5Editor(file, Hdf5Editor::Mode::change).replace("/part/text", {1}, {1});
  check_failure([&] { load(file, part); }, ErrorKind::model, {"/part/text", "float64", "text"});
  save(file, filled_part());
  Hdf5Editor(file, Hdf5Editor::Mode::change).replace("/part/chains", {2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  check_failure([&] { load(file, part); }, ErrorKind::model, {"/part/chains", "(2, 2, 2)", "two dimensions"});
  save(file, filled_part());
  Hdf5Editor(file, Hdf5Editor::Mode::change).text_attribute("/part", "step", "five");
  check_failure([&] { load(file, part); }, ErrorKind::model, {"/part", "'step'", "text", "whole number"});
  save(file, filled_part());
  Hdf5Editor(file, Hdf5Editor::Mode::change).number_attribute("/part", "step", 1.5, H5T_IEEE_F64LE);
  check_failure([&] { load(file, part); }, ErrorKind::model, {"/part", "'step'", "1.5", "whole number"});
}

// Lists may have gaps, as a history has; what is computed with may not.
BOOST_AUTO_TEST_CASE(matrices_are_finite) {
  for (const double value : {std::nan(""), HUGE_VAL}) {
    Part part = filled_part();
    part.chains(299, 3) = static_cast<real>(value);
    save(file, part);
    Part loaded;
    check_failure([&] { load(file, loaded); }, ErrorKind::model, {file.string(), "/part/chains", "(299, 3)", "finite"});
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hdf5_archive_test
