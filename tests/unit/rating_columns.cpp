#include "libdbn/data/formats/rating_columns.hpp"

#include "libdbn/data/formats/ratings.hpp"
#include "libdbn/data/sparse/rating_rows.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace rating_columns_test {
namespace {

using Texts = std::vector<std::string>;

struct Fixture {
  TemporaryDirectory directory;
  Texts notes;

  SparseRows read(const Texts& files, const RatingScheme& scheme = {}) {
    std::vector<std::filesystem::path> paths;
    for (const std::string& text : files) {
      paths.push_back(write_file(directory.path() / (std::to_string(paths.size()) + ".csv"), text));
    }
    InputLines lines(paths, {});
    EntrySorter entries(directory.path());
    const SparseListing listing = read_ratings(lines, entries, scheme);
    notes = listing.notes;
    write_listing(directory.path() / "out.h5", listing, entries, lines, {});
    return read_sparse_rows(directory.path() / "out.h5");
  }
  void refuses(const Texts& files, std::initializer_list<std::string> words, const RatingScheme& scheme = {}) {
    check_error(ErrorKind::data, words, [&] { read(files, scheme); });
  }
};

/// "user item rating" of each rating.
Texts triples_of(const SparseRows& rows) {
  Texts triples;
  for (Index n = 0; n < rows.rows(); ++n) {
    for (Index e = rows.starts[n]; e < rows.starts[n + 1]; ++e) {
      const int level = std::get<std::vector<std::uint8_t>>(rows.values)[e];
      triples.push_back(rows.row_names[n] + " " + rows.column_names[rows.positions[e]] + " " +
                        std::to_string(static_cast<int>(2 * rows.levels[static_cast<Index>(level)])));
    }
  }
  return triples;
}

const Texts expected{"1 20 8", "1 30 4", "2 20 10"};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rating_columns, Fixture)

BOOST_AUTO_TEST_CASE(columns_in_any_order_and_spelling) {
  for (const std::string text : {
           "userId,movieId,rating\n1,20,4\n1,30,2\n2,20,5\n",
           "movieId,userId,rating,timestamp\n20,1,4,9\n30,1,2,9\n20,2,5,9\n",
           "rating,user,item\n4,1,20\n2,1,30\n5,2,20\n",
           "USER_ID;Anime ID;Score\n1;20;4\n1;30;2\n2;20;5\n",
           "timestamp\tstars\tbook_id\tuid\n9\t4\t20\t1\n9\t2\t30\t1\n9\t5\t20\t2\n",
           "\"user\",\"item\",\"rating\"\n\"1\",\"20\",4\n1,30,2\n2,20,5\n",
           "UserID::MovieID::Rating::Timestamp\n1::20::4::9\n1::30::2::9\n2::20::5::9\n",
           "user item rating\n1 20 4\n1  30  2\n2 20 5\n",
           "\xEF\xBB\xBFuser,item,rating\r\n1,20,4\r\n1,30,2\r\n2,20,5\r\n",
           "1 20 4\n1 30 2\n2 20 5\n",
           "1;20;4\n1;30;2\n2;20;5\n",
       }) {
    BOOST_TEST(triples_of(read({text})) == expected, text);
    BOOST_TEST(notes.empty(), text);
  }
}

BOOST_AUTO_TEST_CASE(columns_that_are_left_out) {
  BOOST_TEST(triples_of(read({",user,item,rating\n0,1,20,4\n1,1,30,2\n2,2,20,5\n"})) == expected);
  BOOST_TEST((notes == Texts{"column 0 has no name: left out"}));
  BOOST_TEST(triples_of(read({"user,item,rating,genre\n1,20,4,x\n1,30,2,y\n2,20,5,x\n"})) == expected);
  BOOST_TEST((notes == Texts{"column 3 ('genre') is no part of a rating: left out"}));
}

BOOST_AUTO_TEST_CASE(headers_that_say_too_little) {
  refuses({"a,b,c\n1,2,3\n"}, {"0.csv:1", "a, b, c", "none is the user"});
  refuses({"user,b,rating\n1,2,3\n"}, {"none is the item"});
  refuses({"user,item,b\n1,2,3\n"}, {"none is the rating"});
  refuses({"user,item,movie,rating\n1,2,3,4\n"}, {"two mean the same"});
  refuses({"user,item,rating\n1,2\n"}, {"0.csv:2", "2 fields", "expected 3"});
}

BOOST_AUTO_TEST_CASE(each_file_may_begin_with_a_header) {
  BOOST_TEST(triples_of(read({"rating,user,item\n4,1,20\n", "user,item,rating\n1,30,2\n2,20,5\n"})) == expected);
  BOOST_TEST(triples_of(read({"user,item,rating\n1,20,4\n", "1::30::2\n2::20::5\n"})) == expected);
  refuses({"rating,user,item\n4,1,20\n", "1,30,2\n"}, {"1.csv:1", "no header"});
}

BOOST_AUTO_TEST_CASE(a_scheme_says_levels_users_and_items) {
  const std::string text = "1,20,4\n1,30,2\n2,20,5\n";
  BOOST_TEST(read({text}, {.levels = {1, 2, 3, 4, 5, 6}}).levels.size() == 6U);
  refuses({text}, {"0.csv:3", "'5'", "1, 2, 4"}, {.levels = {1, 2, 4}});
  const SparseRows rows = read({text}, {.users = {"2", "7", "1"}, .items = {"30", "20"}});
  BOOST_TEST((rows.row_names == Texts{"2", "7", "1"}));
  BOOST_TEST((rows.column_names == Texts{"30", "20"}));
  BOOST_TEST((triples_of(rows) == Texts{"2 20 10", "1 30 4", "1 20 8"}));
  BOOST_TEST((triples_of(read({text}, {.items = {"20"}, .items_origin = "model.h5"})) == Texts{"1 20 8", "2 20 10"}));
  BOOST_TEST((notes == Texts{"1 ratings are left out, as their users or items are not in model.h5"}));
  refuses({text}, {"no ratings"}, {.users = {"9"}});
  refuses({text}, {"words.txt", "'x'"}, {.items = {"x"}, .items_origin = "words.txt"});
}

BOOST_AUTO_TEST_CASE(levels_are_told_by_their_values) {
  const SparseRows halves = read({"1,20,0.5\n1,30,2\n2,20,5\n"});
  const SparseRows whole = read({"1,30,2\n2,20,4\n"});
  const Aligned found = aligned_with(whole, halves);
  BOOST_TEST((triples_of(found.rows) == Texts{"1 30 4", "2 20 8"}));
  BOOST_TEST(found.rows.levels == halves.levels);
  check_error(ErrorKind::data, {"rating 0.5", "--levels"}, [&] { aligned_with(halves, whole); });
  // A level that nobody chose need not be known.
  const SparseRows few = read({"1,20,1\n1,30,2\n2,20,4\n"}, {.levels = {1, 2, 3, 4}});
  BOOST_TEST(aligned_with(whole, few).rows.entries() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rating_columns_test
