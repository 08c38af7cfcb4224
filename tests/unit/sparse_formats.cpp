
#include "libdbn/data/formats/documents.hpp"
#include "libdbn/data/formats/numbered_words.hpp"
#include "libdbn/data/formats/ratings.hpp"
#include "libdbn/data/formats/sparse_listing.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace sparse_formats_test {
namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();
  std::filesystem::path file = here / "data.txt";

  /// What `read` makes of the text, written to a file and read again.
  template <class Read>
  SparseRows imported(const std::string& text, const Read& read, Index in_memory = EntrySorter::usual_entries) {
    write_file(file, text);
    InputLines lines({file}, {});
    EntrySorter entries(here, in_memory);
    const SparseListing listing = read(lines, entries);
    write_listing(here / "out.h5", listing, entries, lines, {});
    return read_sparse_rows(here / "out.h5");
  }
  SparseRows triples(const std::string& text, const ColumnNumbering& numbering = {}) {
    return imported(text,
                    [&](InputLines& lines, EntrySorter& entries) { return read_triples(lines, entries, numbering); });
  }
  SparseRows svmlight(const std::string& text, const ColumnNumbering& numbering = {}) {
    return imported(text,
                    [&](InputLines& lines, EntrySorter& entries) { return read_svmlight(lines, entries, numbering); });
  }
  SparseRows documents(const std::string& text, const Texts& vocabulary) {
    return imported(
        text, [&](InputLines& lines, EntrySorter& entries) { return read_documents(lines, entries, vocabulary); });
  }
  SparseRows ratings(const std::string& text, const RatingScheme& scheme = {}) {
    return imported(text,
                    [&](InputLines& lines, EntrySorter& entries) { return read_ratings(lines, entries, scheme); });
  }

  /// Each text is refused with a message about this line that has these words.
  template <class Read>
  void refuses(const Read& read, const std::string& text, Index line, std::initializer_list<std::string> words) {
    std::filesystem::remove(here / "out.h5");
    check_error(ErrorKind::data, words, [&] { (this->*read)(text); });
    check_error(ErrorKind::data, {file.string() + ":" + std::to_string(line) + ": "}, [&] { (this->*read)(text); });
    BOOST_CHECK(!std::filesystem::exists(here / "out.h5"));
  }
  SparseRows plain_ratings(const std::string& text) { return ratings(text); }
  SparseRows plain_triples(const std::string& text) { return triples(text); }
  SparseRows plain_svmlight(const std::string& text) { return svmlight(text); }
};

/// Columns and values of a row, one behind the other: {column, value, column, value ...}.
Numbers row_of(const SparseRows& rows, Index n) {
  Numbers found;
  for (Index i = rows.starts.at(n); i < rows.starts.at(n + 1); ++i) {
    found.push_back(rows.positions[i]);
    std::visit([&](const auto& values) { found.push_back(static_cast<double>(values[i])); }, rows.values);
  }
  return found;
}

void check_rows(const SparseRows& rows, const std::vector<Numbers>& expected) {
  BOOST_REQUIRE_EQUAL(rows.rows(), expected.size());
  for (Index n = 0; n < expected.size(); ++n)
    BOOST_TEST(row_of(rows, n) == expected[n], boost::test_tools::per_element());
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sparse_formats, Fixture)

BOOST_AUTO_TEST_CASE(movielens_with_tabs_is_numbered_by_rising_ids) {
  const SparseRows rows =
      ratings("196\t242\t3\t881250949\n22\t377\t1\t878887116\n196\t51\t5\t880606923\r\n\n22\t51\t2\t1\n");
  BOOST_CHECK(rows.kind == SparseKind::ratings);
  BOOST_TEST(rows.levels == (Numbers{1, 2, 3, 4, 5}), boost::test_tools::per_element());
  BOOST_TEST(rows.row_names == (Texts{"22", "196"}), boost::test_tools::per_element());
  BOOST_TEST(rows.column_names == (Texts{"51", "242", "377"}), boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(rows.columns, 3);
  check_rows(rows, {{0, 1, 2, 0}, {0, 4, 1, 2}});
  BOOST_CHECK(std::holds_alternative<std::vector<std::uint8_t>>(rows.values));
}

BOOST_AUTO_TEST_CASE(halves_are_ten_levels) {
  const SparseRows rows = ratings("1::10::3.5::0\n1::9::5::0\n2::9::0.5::0\n");
  BOOST_TEST(rows.levels == (Numbers{0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5}), boost::test_tools::per_element());
  check_rows(rows, {{0, 9, 1, 6}, {0, 0}});
  const SparseRows with_names = ratings("userId,movieId,rating,timestamp\n7,3,4.0,1\n7,1,2.5,1\n");
  check_rows(with_names, {{0, 4, 1, 7}});
  BOOST_TEST(ratings("1\t1\t0\n1\t2\t7\n").levels == (Numbers{0, 1, 2, 3, 4, 5, 6, 7}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(wrong_ratings_are_named_by_line) {
  const auto read = &Fixture::plain_ratings;
  refuses(read, "1\t2\t3\n1\t2\n", 2, {"2 fields", "USER ITEM RATING"});
  refuses(read, "1\t2\t3\n1\t3\t4\t5\t6\n", 2, {"5 fields"});
  refuses(read, "1\t2\t3\nx\t2\t3\n", 2, {"the user is 'x'"});
  refuses(read, "1\t2\t3\n1\t-2\t3\n", 2, {"the item is '-2'"});
  refuses(read, "1\t1073741824\t3\n", 1, {"the item", "1073741823"});
  refuses(read, "1\t2\tgood\n", 1, {"the rating is 'good'"});
  refuses(read, "1\t2\tnan\n", 1, {"the rating is 'nan'"});
  refuses(read, "1\t2\t-1\n", 1, {"the rating is '-1'"});
  refuses(read, "1\t2\t256\n", 1, {"256"});
  refuses(read, "1\t2\t3\n1\t3\t3.25\n", 2, {"not all of them whole"});
  refuses(read, "\n\n", 2, {"no ratings"});
  // Also where the two lie in different runs; the later line is the wrong one, the earlier is named.
  refuses(read, "5\t7\t3\n1\t1\t1\n5\t7\t4\n", 3, {"user and item", file.string() + ":1"});
}

BOOST_AUTO_TEST_CASE(triples_take_their_shape_from_what_is_known) {
  const SparseRows rows = triples("3 2 1\n1 4 300\n1 1 2\n");
  BOOST_CHECK(rows.kind == SparseKind::counts);
  BOOST_CHECK_EQUAL(rows.columns, 4);
  check_rows(rows, {{0, 2, 3, 300}, {}, {1, 1}});
  BOOST_CHECK(std::holds_alternative<std::vector<float>>(rows.values));
  check_rows(triples("0 0 1\n", {.first = 0, .vocabulary = {}, .origin = ""}), {{0, 1}});
  const auto words = write_file(here / "vocab.txt", "alpha\nbeta\ngamma\n");
  const SparseRows named = triples("1 2 7\n", {.first = 1, .vocabulary = read_words(words), .origin = words.string()});
  BOOST_CHECK_EQUAL(named.columns, 3);
  BOOST_TEST(named.column_names == (Texts{"alpha", "beta", "gamma"}), boost::test_tools::per_element());
  check_error(ErrorKind::data, {":1", "the word is '4'", "1 to 3", "vocab.txt"},
              [&] { triples("1 4 7\n", {.first = 1, .vocabulary = read_words(words), .origin = words.string()}); });
}

BOOST_AUTO_TEST_CASE(the_header_of_uci_says_how_much_there_is) {
  const SparseRows rows = triples("4\n6\n2\n1 2 3\n3 6 1\n");
  BOOST_CHECK_EQUAL(rows.columns, 6);
  check_rows(rows, {{1, 3}, {}, {5, 1}, {}});
  const auto read = &Fixture::plain_triples;
  refuses(read, "4\n6\n3\n1 2 3\n3 6 1\n", 5, {"ends after 2", "announces 3"});
  refuses(read, "4\n6\n1\n5 2 3\n", 4, {"the document is '5'", "1 to 4"});
  refuses(read, "4\n6\n1\n1 7 3\n", 4, {"the word is '7'", "the header"});
  refuses(read, "4\nsix\n1\n1 7 3\n", 2, {"'six'", "number of words"});
  check_error(ErrorKind::data, {":2", "announces 6 words", "has 1"},
              [&] { triples("4\n6\n1\n1 1 1\n", {.first = 1, .vocabulary = {"one"}, .origin = "vocab.txt"}); });
}

BOOST_AUTO_TEST_CASE(wrong_triples_are_named_by_line) {
  const auto read = &Fixture::plain_triples;
  refuses(read, "1 1 1\n1 2\n", 2, {"2 fields"});
  refuses(read, "1 1 1\n0 2 1\n", 2, {"the document is '0'", "--first 0"});
  refuses(read, "1 1 1\n1 0 1\n", 2, {"the word is '0'", "--first 0"});
  refuses(read, "1 1 1\n1 x 1\n", 2, {"the word is 'x'"});
  refuses(read, "1 1 -3\n", 1, {"the count is '-3'"});
  refuses(read, "1 1 inf\n", 1, {"the count is 'inf'"});
  refuses(read, "1 1 1e300\n", 1, {"the count is '1e300'"});
  refuses(read, "1 1 1\n2 1 1\n1 1 1\n", 3, {"document and word", ":1;"});
}

BOOST_AUTO_TEST_CASE(svmlight_has_labels) {
  const SparseRows rows = svmlight("+1 1:2 4:0.5 # a remark 9:9\n-1 qid:3 2:1\n# all\n-1\n");
  BOOST_TEST(rows.class_names == (Texts{"-1", "1"}), boost::test_tools::per_element());
  BOOST_TEST(rows.labels == (Labels{1, 0, 0}), boost::test_tools::per_element());
  check_rows(rows, {{0, 2, 3, 0.5}, {1, 1}, {}});
  const SparseRows three = svmlight("1 1:1\n-1 1:1\n0 1:1\n");
  BOOST_TEST(three.class_names == (Texts{"-1", "0", "1"}), boost::test_tools::per_element());
  BOOST_TEST(three.labels == (Labels{2, 0, 1}), boost::test_tools::per_element());
  const SparseRows negative = svmlight("1 1:1\n-1 1:1\n-2 1:1\n");
  BOOST_TEST(negative.class_names == (Texts{"-2", "-1", "1"}), boost::test_tools::per_element());
  const SparseRows classes = svmlight("2 1:1\n0 1:1\n");
  BOOST_CHECK(classes.class_names.empty());
  BOOST_TEST(classes.labels == (Labels{2, 0}), boost::test_tools::per_element());
  const auto read = &Fixture::plain_svmlight;
  refuses(read, "1 1:1\nspam 1:1\n", 2, {"the label is 'spam'"});
  refuses(read, "1 1:1\n1.5 1:1\n", 2, {"the label is '1.5'"});
  refuses(read, "1 1:1 2\n", 1, {"'2'", "COLUMN:VALUE"});
  refuses(read, "1 0:1\n", 1, {"the column is '0'", "--first 0"});
  refuses(read, "1 1:-1\n", 1, {"the value is '-1'", "csv"});
  refuses(read, "1 1:1 1:2\n", 1, {"row and column"});
  refuses(read, "1\n", 1, {"no values"});
}

BOOST_AUTO_TEST_CASE(text_is_cut_into_words) {
  const SparseRows rows =
      documents("The cat, the CAT; a dog!\n\nDogs don't\xC3\xA9\n", {"dog", "the", "cat", "t\xC3\xA9"});
  BOOST_CHECK_EQUAL(rows.columns, 4);
  check_rows(rows, {{0, 1, 1, 2, 2, 2}, {}, {3, 1}});
  check_error(ErrorKind::data, {"data.txt:1", "none of the 1 words"}, [&] { documents("a b c\n", {"z"}); });
}

BOOST_AUTO_TEST_CASE(frequent_words_come_by_count_then_alphabet) {
  write_file(file, "b a b\nc a d\n");
  const auto found = [&](Index most, Index least) {
    InputLines lines({file}, {});
    return frequent_words(lines, most, least);
  };
  BOOST_TEST(found(10, 1) == (Texts{"a", "b", "c", "d"}), boost::test_tools::per_element());
  BOOST_TEST(found(3, 1) == (Texts{"a", "b", "c"}), boost::test_tools::per_element());
  BOOST_TEST(found(10, 2) == (Texts{"a", "b"}), boost::test_tools::per_element());
  check_error(ErrorKind::data, {"data.txt:2", "3 times", "--minimum-count"}, [&] { found(10, 3); });
}

BOOST_AUTO_TEST_CASE(vocabularies_have_each_word_once) {
  BOOST_TEST(read_words(write_file(file, " a \r\nb\n")) == (Texts{"a", "b"}), boost::test_tools::per_element());
  check_error(ErrorKind::data, {"data.txt:3", "'a'", "already"}, [&] { read_words(write_file(file, "a\nb\na\n")); });
  check_error(ErrorKind::data, {"data.txt:2", "empty"}, [&] { read_words(write_file(file, "a\n\nb\n")); });
  check_error(ErrorKind::data, {"data.txt", "no words"}, [&] { read_words(write_file(file, "")); });
}

BOOST_AUTO_TEST_CASE(several_files_are_one_text_with_places_of_their_own) {
  const auto first = write_file(here / "a", "1\n2");
  const auto second = write_file(here / "b", "");
  const auto third = write_gzip(here / "c.gz", "3\n4\n");
  std::vector<double> fractions;
  InputLines lines({first, second, third}, [&](const ImportStep& step) { fractions.push_back(step.fraction); });
  Texts places;
  std::string line;
  while (lines.next(line)) places.push_back(line + " " + lines.place());
  BOOST_TEST(places == (Texts{"1 " + first.string() + ":1", "2 " + first.string() + ":2", "3 " + third.string() + ":1",
                              "4 " + third.string() + ":2"}),
             boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(lines.place_of(2), first.string() + ":2");
  BOOST_TEST(fractions == Numbers{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_named) {
  check_error(ErrorKind::data, {file.string(), "no ratings"}, [&] { ratings(""); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sparse_formats_test
