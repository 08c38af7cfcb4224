#include "tests/support/data_files.hpp"

#include "libdbn/data/formats/csv.hpp"

using namespace dbn;
using namespace dbn::test;

namespace csv_files_test {
namespace {

struct Fixture {
  TemporaryDirectory directory;
  void refuses(const std::string& text, std::initializer_list<std::string> words, const std::string& label = "") const {
    const auto path = write_file(directory.path() / "table.csv", text);
    check_error(ErrorKind::data, {path.string()}, [&] { read_csv(path, {.label = label}); });
    check_error(ErrorKind::data, words, [&] { read_csv(path, {.label = label}); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(csv_files, Fixture)

BOOST_AUTO_TEST_CASE(nothing_to_read) {
  check_error(ErrorKind::data, {"nowhere.csv", "no such file"}, [&] { read_csv(directory.path() / "nowhere.csv"); });
  refuses("", {"no rows"});
  refuses("# only a remark\n\n", {"no rows"});
  refuses("a,b\n", {"no rows", "names"});
}

BOOST_AUTO_TEST_CASE(ragged_rows) {
  refuses("1,2,3\n4,5\n", {"table.csv:2", "2 fields", "expected 3"});
  refuses("# remark\na,b\n1,2\n\n1,2,3\n", {"table.csv:5", "3 fields", "expected 2"});
}

BOOST_AUTO_TEST_CASE(values_that_are_no_finite_numbers) {
  refuses("5,2\n3,x7\n4,6\n", {"table.csv:2", "column 1", "'x7'", "not a number"});
  refuses("a,b\n1,2\n3,4x\n5,6\n", {"table.csv:3", "column 1 (b)", "'4x'"});
  refuses("5;2\n0,5;1\n", {"table.csv:2", "'0,5'", "decimal point"});
  refuses("5,2\n3,inf\n4,6\n", {"table.csv:2", "column 1", "infinite"});
  refuses("5,2\n3,-Infinity\n4,6\n", {"infinite"});
  refuses("5,2\n3,1e999\n4,6\n", {"table.csv:2", "'1e999'"});
  refuses("5,2\n3,0x10\n4,6\n", {"'0x10'", "not a number"});
  if (sizeof(real) == sizeof(float)) refuses("5,2\n3,1e39\n4,6\n", {"table.csv:2", "too large"});
}

BOOST_AUTO_TEST_CASE(quotes) {
  refuses("1,2\n\"3,4\n", {"table.csv:2", "not closed"});
  refuses("1,2\n\"3\"x,4\n", {"table.csv:2", "closing quote"});
}

BOOST_AUTO_TEST_CASE(labels) {
  refuses("x,label\n1,-2\n", {"table.csv:2", "label '-2'", "integer from 0"});
  refuses("x,label\n1,0\n2,0.5\n", {"table.csv:3", "label '0.5'"});
  refuses("x,label\n1,70000\n", {"label '70000'"});
  refuses("x,label,class\n1,0,0\n", {"table.csv:1", "'label'", "'class'", "name the label column"});
  refuses("x,colour\n1,0\n", {"label column 'color'", "did you mean 'colour'"}, "color");
  refuses("5,2\n3,4\n", {"'2'", "2 columns", "numbered from 0"}, "2");
  refuses("5,2\n3,4\n", {"'digit'", "without names"}, "digit");
  refuses("label\n3\n", {"no column of inputs"});
  std::string many = "label,x\n";
  for (int i = 0; i < 70000; ++i) many += "word" + std::to_string(i) + ",0\n";
  refuses(many, {"table.csv:65538", "different labels"});
}

BOOST_AUTO_TEST_CASE(binary_files_are_shown_in_print) {
  std::string bytes = "5,2\n3,";
  for (int i = 128; i < 256; ++i) bytes += static_cast<char>(i);
  refuses(bytes + "\n4,6\n", {"table.csv:2", "'????", "...'"});
}

BOOST_AUTO_TEST_CASE(a_gzip_table_that_is_cut_off) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += std::to_string(i * i % 997) + "," + std::to_string(i) + "\n";
  const std::string whole = file_bytes(write_gzip(directory.path() / "t.gz", text));
  refuses(whole.substr(0, whole.size() / 2), {"cut off"});
  refuses(whole.substr(0, whole.size() - 3), {"cut off"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace csv_files_test
