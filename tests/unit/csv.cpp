#include <clocale>

#include "tests/support/data_files.hpp"

#include "libdbn/data/formats/csv.hpp"

using namespace dbn;
using namespace dbn::test;

namespace csv_test {
namespace {

struct Fixture {
  TemporaryDirectory directory;
  Dataset read(const std::string& text, const std::string& label = "", const std::string& weight = "none") const {
    return read_csv(write_file(directory.path() / "table.csv", text), {.label = label, .weight = weight});
  }
  Dataset read_targets(const std::string& text, const std::string& targets, const std::string& label = "") const {
    return read_csv(write_file(directory.path() / "table.csv", text), {.label = label, .targets = targets});
  }
};

using Rows = std::vector<std::vector<double>>;
using Texts = std::vector<std::string>;

/// NaN in `expected` stands for a missing value.
void check_rows(const Dataset& data, const Rows& expected) {
  BOOST_REQUIRE_EQUAL(data.rows(), expected.size());
  BOOST_REQUIRE_EQUAL(data.columns(), expected[0].size());
  BOOST_CHECK(!data.is_bytes());
  for (Index i = 0; i < expected.size(); ++i) {
    const std::vector<double> row = row_of(data, i);
    for (Index j = 0; j < row.size(); ++j) {
      const double wanted = static_cast<double>(static_cast<real>(expected[i][j]));
      BOOST_CHECK_MESSAGE(row[j] == wanted || (std::isnan(row[j]) && std::isnan(wanted)),
                          "row " << i << " column " << j << ": " << row[j] << ", expected " << wanted);
    }
  }
}

void check_labels(const Dataset& data, const Labels& expected) {
  BOOST_TEST(data.labels == expected, boost::test_tools::per_element());
}

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

BOOST_FIXTURE_TEST_SUITE(csv, Fixture)

BOOST_AUTO_TEST_CASE(separators_line_ends_and_marks) {
  const Rows expected{{1, -2.5, 1e-3}, {4, 5, 6}};
  check_rows(read("1,-2.5,1e-3\n4,5,6\n"), expected);
  check_rows(read("1;-2.5;1e-3\n4;5;6"), expected);
  check_rows(read("1\t-2.5\t1e-3\r\n4\t5\t6\r\n"), expected);
  check_rows(read("\xEF\xBB\xBF"
                  "1 , -2.5,+1e-3\r\n4,5,  6\r\n"),
             expected);
  check_rows(read("# a remark\n\n1,-2.5,1e-3\n   \n# another, one\n4,5,6\n\n"), expected);
  check_rows(read("\xEF\xBB\xBFx,y,z\n1,-2.5,1e-3\n4,5,6\n"), expected);
  check_rows(read("1\n2\n"), {{1}, {2}});
  check_rows(read("5,2\r\n\r\n3,4\r\n"), {{5, 2}, {3, 4}});
  check_rows(read_csv(write_gzip(directory.path() / "t.csv.gz", "1,-2.5,1e-3\n4,5,6\n")), expected);
}

BOOST_AUTO_TEST_CASE(missing_values) {
  check_rows(read("1,,3\nNA,nan,NaN\n,?,\n1,\"\",na\n"),
             {{1, missing, 3}, {missing, missing, missing}, {missing, missing, missing}, {1, missing, missing}});
  check_rows(read("1\t\t3\n\t?\t\n"), {{1, missing, 3}, {missing, missing, missing}});
  const Dataset data = read("1,,3\n,,\n \n4,5,6\n,,\n");
  check_rows(data, {{1, missing, 3}, {4, 5, 6}});
  BOOST_TEST(data.notes == (Texts{"2 rows of empty fields: left out"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(quoted_fields) {
  const Dataset data = read("\"a, b\",\"say \"\"x\"\"\",label\n\"1.5\",2,\"red, dark\"\n3, \"4\" ,\"\"\"blue\"\"\"\n");
  check_rows(data, {{1.5, 2}, {3, 4}});
  check_labels(data, {1, 0});
  BOOST_TEST(data.class_names == (std::vector<std::string>{"\"blue\"", "red, dark"}), boost::test_tools::per_element());
  // A separator inside quotes does not decide which one separates.
  check_rows(read("\"a;b\",c\n1,2\n"), {{1, 2}});
}

BOOST_AUTO_TEST_CASE(label_columns) {
  const std::string named = "x,Class,y\n1,2,3\n4,0,6\n7,,9\n";
  for (const char* which : {"", "Class", "1"}) {
    const Dataset data = read(named, which);
    check_rows(data, {{1, 3}, {4, 6}, {7, 9}});
    check_labels(data, {2, 0, missing_label});
    BOOST_CHECK_EQUAL(data.classes(), 3);
    BOOST_CHECK(data.class_names.empty());
  }
  check_rows(read(named, "none"), {{1, 2, 3}, {4, 0, 6}, {7, missing, 9}});
  BOOST_CHECK(read(named, "none").labels.empty());
  check_labels(read("label\t7\n1\t5\n0\t5\n"), {1, 0});
  check_labels(read("target,a\n1.0,5\n0,5\n1,5\n"), {1, 0, 1});
  // By name before by number.
  check_labels(read("1,0,a\n4,5,6\n", "0"), {5});
}

BOOST_AUTO_TEST_CASE(weight_columns) {
  const std::string named = "x,count,y,label\n1,2,3,0\n4,0,6,1\n7,0.5,9,1\n";
  for (const char* which : {"count", "1"}) {
    const Dataset data = read(named, "", which);
    check_rows(data, {{1, 3}, {4, 6}, {7, 9}});
    check_labels(data, {0, 1, 1});
    BOOST_TEST(data.weights == (std::vector<double>{2, 0, 0.5}), boost::test_tools::per_element());
    BOOST_TEST(row_range(data, 1, 2).weights == (std::vector<double>{0, 0.5}), boost::test_tools::per_element());
  }
  // Never by itself: a column called weight may be a measurement.
  BOOST_CHECK(read("weight,x\n1,2\n3,4\n").weights.empty());
  BOOST_CHECK_EQUAL(read("weight,x\n1,2\n3,4\n").columns(), 2);
  BOOST_CHECK_EQUAL(read("weight,x\n1,2\n3,4\n", "", "0").weights[1], 3);
  BOOST_CHECK_EQUAL(read("5,2\n3,4\n", "none", "1").weights[1], 4);
  check_error(ErrorKind::data, {"table.csv:3", "column 1 (w)", "'-1'", ">= 0"},
              [&] { read("x,w\n1,1\n2,-1\n", "", "w"); });
  check_error(ErrorKind::data, {"table.csv:2", "''", "row weight"}, [&] { read("x,w\n1,\n2,1\n", "", "w"); });
  check_error(ErrorKind::data, {"'nan'"}, [&] { read("x,w\n1,nan\n2,1\n", "", "w"); });
  check_error(ErrorKind::data, {"'inf'"}, [&] { read("x,w\n1,inf\n2,1\n", "", "w"); });
  check_error(ErrorKind::data, {"'heavy'"}, [&] { read("x,w\n1,heavy\n2,1\n", "", "w"); });
  check_error(ErrorKind::data, {"column 1 (w)", "are 0"}, [&] { read("x,w\n1,0\n2,0\n", "", "w"); });
  check_error(ErrorKind::data, {"unknown weight column 'wt'", "'w'"}, [&] { read("x,w\n1,0\n2,0\n", "", "wt"); });
  check_error(ErrorKind::data, {"weight column '7'", "2 columns"}, [&] { read("x,w\n1,0\n2,0\n", "", "7"); });
  check_error(ErrorKind::data, {"cannot be both"}, [&] { read("x,w\n1,0\n2,0\n", "w", "w"); });
}

BOOST_AUTO_TEST_CASE(target_columns) {
  const std::string named = "x,price,label,y,size\n1,2.5,0,3,9\n4,-1e3,1,6,8\n";
  for (const char* which : {"size,price", " size , price", "4,1", "size,1"}) {
    const Dataset data = read_targets(named, which);
    check_rows(data, {{1, 3}, {4, 6}});
    check_labels(data, {0, 1});
    BOOST_CHECK(data.targets == (Matrix{{9, 2.5}, {8, -1000}}));
    BOOST_TEST(data.target_names == (std::vector<std::string>{"size", "price"}), boost::test_tools::per_element());
  }
  // The usual name of labels may be that of targets.
  const Dataset target = read_targets("x,target\n1,0.5\n2,0.25\n", "target");
  BOOST_CHECK(target.labels.empty());
  BOOST_CHECK(target.targets == (Matrix{{0.5}, {0.25}}));
  BOOST_CHECK(read_targets("5,2\n3,4\n", "1").target_names.empty());
  BOOST_CHECK(read_targets("5,2\n3,4\n", "1").targets == (Matrix{{2}, {4}}));
  // Never by itself.
  BOOST_CHECK_EQUAL(read_targets("x,y\n1,2\n", "none").targets.size(), 0);
  check_error(ErrorKind::data, {"table.csv:3", "column 1 (y)", "target is missing", "''"},
              [&] { read_targets("x,y\n1,1\n2,\n", "y"); });
  check_error(ErrorKind::data, {"table.csv:2", "column 1 (y)", "target is missing", "'nan'"},
              [&] { read_targets("x,y\n1,nan\n2,1\n", "y"); });
  check_error(ErrorKind::data, {"table.csv:3", "'inf'"}, [&] { read_targets("x,y\n1,1\n2,inf\n", "y"); });
  check_error(ErrorKind::data, {"table.csv:2", "column 1 (y)", "'high'", "not a number"},
              [&] { read_targets("x,y\n1,high\n2,1\n", "y"); });
  check_error(ErrorKind::data, {"unknown target column 'yy'", "'y'"}, [&] { read_targets("x,y\n1,1\n", "yy"); });
  check_error(ErrorKind::data, {"target column '7'", "2 columns"}, [&] { read_targets("x,y\n1,1\n", "7"); });
  check_error(ErrorKind::data, {"'y,1'", "different columns"}, [&] { read_targets("x,y\n1,1\n", "y,1"); });
  check_error(ErrorKind::data, {"different columns"}, [&] { read_targets("x,y\n1,1\n", "y,none"); });
  check_error(ErrorKind::data, {"labels and targets"}, [&] { read_targets("x,y\n1,1\n", "y", "y"); });
  check_error(ErrorKind::data, {"weights and targets"}, [&] {
    read_csv(write_file(directory.path() / "table.csv", "x,y\n1,1\n"), {.weight = "1", .targets = "y"});
  });
  check_error(ErrorKind::data, {"no column of inputs"}, [&] { read_targets("x,y\n1,1\n", "x,y"); });
}

BOOST_AUTO_TEST_CASE(words_become_classes_in_sorted_order) {
  const Dataset data = read("5.1,setosa\n4.9,virginica\n4.7,setosa\n4.6,\n4.5,arctica\n", "1");
  check_rows(data, {{5.1}, {4.9}, {4.7}, {4.6}, {4.5}});
  check_labels(data, {1, 2, 1, missing_label, 0});
  BOOST_TEST(data.class_names == (std::vector<std::string>{"arctica", "setosa", "virginica"}),
             boost::test_tools::per_element());
  // One word makes words of all.
  check_labels(read("label,x\n10,1\n9,2\nten,3\n"), {0, 1, 2});
}

BOOST_AUTO_TEST_CASE(a_first_line_with_a_text_outside_the_labels_is_names) {
  check_rows(read("a,b\n1,2\n"), {{1, 2}});
  check_rows(read("1,b\n1,2\n"), {{1, 2}});
  check_rows(read("0,1,label\n3,4,1\n", "2"), {{3, 4}});
}

// Rule: 0, 1, 2, .. and 1, 2, 3, .. in column order are names, also behind the empty name of a column that counts rows.
BOOST_AUTO_TEST_CASE(a_first_line_that_counts_is_names) {
  for (const char* names : {"0,1,2", "1,2,3", "\"0\",\"1\",\"2\""}) {
    const Dataset data = read(std::string(names) + "\n0,0,7\n0,1,8\n");
    check_rows(data, {{0, 0, 7}, {0, 1, 8}});
    BOOST_CHECK_EQUAL(data.column_names[2], std::string(names)[names[0] == '"' ? 9 : 4] == '2' ? "2" : "3");
    BOOST_REQUIRE_EQUAL(data.notes.size(), 1);
    BOOST_CHECK(data.notes[0].find("counts the columns") != std::string::npos);
  }
  check_rows(read(",0,1\n0,5,6\n1,7,8\n"), {{5, 6}, {7, 8}});
  for (const char* row : {"0,2,1", "1,2,4", "2,3,4", "0.0,1.0,2.0", "-1,0,1", "0,1,02"}) {
    BOOST_CHECK_EQUAL(read(std::string(row) + "\n9,9,9\n").rows(), 2);
  }
  check_rows(read("0\n1\n2\n"), {{0}, {1}, {2}});
  const CsvColumns absent{.header = CsvHeader::absent};
  check_rows(read_csv(write_file(directory.path() / "table.csv", "0,1,2\n3,4,5\n"), absent), {{0, 1, 2}, {3, 4, 5}});
}

BOOST_AUTO_TEST_CASE(a_first_line_mostly_of_numbers_is_a_row) {
  check_rows(read("1.5,?,3\n4,5,6\n"), {{1.5, missing, 3}, {4, 5, 6}});
  check_rows(read("NA,2,3\n4,5,6\n"), {{missing, 2, 3}, {4, 5, 6}});
  check_error(ErrorKind::data, {"table.csv:1", "'abc'", "not a number"}, [&] { read("1.5,abc,3\n4,5,6\n"); });
  check_error(ErrorKind::data, {"table.csv:1", "column names or a row", "header"},
              [&] { read("1,species\n5,setosa\n4,setosa\n"); });
  check_error(ErrorKind::data, {"table.csv:1", "column names or a row"},
              [&] { read("1990,1991,country\n0.5,0.1,peru\n0.2,0.3,chad\n"); });
  const CsvColumns present{.header = CsvHeader::present};
  const Dataset data =
      read_csv(write_file(directory.path() / "table.csv", "1990,1991,country\n0.5,0.25,peru\n2,3,chad\n"), present);
  check_rows(data, {{0.5, 0.25}, {2, 3}});
  BOOST_TEST(data.column_names == (Texts{"1990", "1991"}), boost::test_tools::per_element());
  check_labels(data, {1, 0});
}

BOOST_AUTO_TEST_CASE(columns_without_a_name) {
  for (const char* text : {",p,q\n0,5,6\n1,7,8\n", "\"\",p,q\n1,5,6\n2,7,8\n", "Unnamed: 0,p,q\n0,5,6\n1,7,8\n",
                           "p,q\n1,5,6\n2,7,8\n", "p,q\nanna,5,6\nbert,7,8\n", "p,q,\n5,6,\n7,8,\n",
                           "p,q\n5,6,\n7,8,\n", "p,,q\n5,,6\n7,,8\n", "p q\n5 6\n7   8 \n"}) {
    const Dataset data = read(text);
    check_rows(data, {{5, 6}, {7, 8}});
    BOOST_TEST(data.column_names == (Texts{"p", "q"}), boost::test_tools::per_element());
    BOOST_CHECK_EQUAL(data.notes.size(), std::string(text).starts_with("p q") ? 0 : 1);
  }
  check_rows(read("5,2,\n3,4,\n"), {{5, 2}, {3, 4}});
  check_rows(read("5,2,\n3,4,1\n"), {{5, 2, missing}, {3, 4, 1}});
  for (const char* text : {",p,q\n3,5,6\n4,7,8\n", ",p,q\n0,5,6\n2,7,8\n", "p,q,\n5,6,1\n7,8,\n"}) {
    check_error(ErrorKind::data, {"table.csv:1", "has no name", "ignore_columns"}, [&] { read(text); });
  }
  check_error(ErrorKind::data, {"column 0 counts the rows", "ignore_columns"},
              [&] { read("1,5\n2,5\n3,5\n4,5\n5,5\n"); });
  BOOST_CHECK_EQUAL(read("1,5\n2,5\n3,5\n4,5\n7,5\n").columns(), 2);
  // Row numbers that stayed while the rows were shuffled.
  check_error(ErrorKind::data, {"column 0 counts the rows"}, [&] { read("3,5\n1,5\n2,5\n5,5\n4,5\n"); });
  BOOST_CHECK_EQUAL(read("3,5\n1,5\n2,5\n5,5\n3,5\n").columns(), 2);
  check_rows(read(",p,q\n2,5,6\n0,7,8\n1,9,1\n"), {{5, 6}, {7, 8}, {9, 1}});
  check_rows(read("Unnamed: 0,0,1\n0,5,6\n1,7,8\n"), {{5, 6}, {7, 8}});
}

BOOST_AUTO_TEST_CASE(columns_are_chosen_and_left_out) {
  const auto file = write_file(directory.path() / "table.csv", "id,a,b,c,label\n7,1,2,3,0\n8,4,5,6,1\n");
  const Dataset left = read_csv(file, {.ignored = "id,2"});
  check_rows(left, {{1, 3}, {4, 6}});
  check_labels(left, {0, 1});
  const Dataset chosen = read_csv(file, {.inputs = "c,a"});
  check_rows(chosen, {{3, 1}, {6, 4}});
  check_labels(chosen, {0, 1});
  BOOST_TEST(chosen.column_names == (Texts{"c", "a"}), boost::test_tools::per_element());
  check_error(ErrorKind::data, {"(a)", "used and ignored"}, [&] { read_csv(file, {.inputs = "a", .ignored = "a"}); });
  check_error(ErrorKind::data, {"(label)", "input and labels"}, [&] { read_csv(file, {.inputs = "a,label"}); });
  check_error(ErrorKind::data, {"unknown input column 'x'"}, [&] { read_csv(file, {.inputs = "x"}); });
}

BOOST_AUTO_TEST_CASE(the_only_column_of_words_is_the_labels) {
  for (const char* text :
       {"5.1,3.5,setosa\n4.9,3,iris\n4.7,3.2,setosa\n", "l,w,kind\n5.1,3.5,setosa\n4.9,3,iris\n4.7,3.2,setosa\n",
        "5.1;3.5;setosa\n4.9;3;iris\n4.7;3.2;setosa\n", "5.1 3.5 setosa\n4.9 3 iris\n4.7 3.2 setosa\n"}) {
    const Dataset data = read(text);
    BOOST_CHECK_EQUAL(data.columns(), 2);
    check_labels(data, {1, 0, 1});
    BOOST_REQUIRE_EQUAL(data.notes.size(), 1);
    BOOST_CHECK(data.notes[0].find("taken as the labels") != std::string::npos);
  }
  check_error(ErrorKind::data, {"table.csv:2", "'red'", "not a number"}, [&] { read("a,b,c\n1,red,x\n2,3,y\n"); });
  check_error(ErrorKind::data, {"table.csv:2", "'red'", "not a number"}, [&] { read("a,b\n1,red\n2,3\n"); });
}

BOOST_AUTO_TEST_CASE(minus_one_is_a_class_beside_plus_one_alone) {
  const Dataset two = read("x,label\n5,-1\n6,1\n7,+1\n8,\n");
  check_labels(two, {0, 1, 1, missing_label});
  BOOST_TEST(two.class_names == (Texts{"-1", "1"}), boost::test_tools::per_element());
  check_labels(read("x,label\n5,-1\n6,1\n7,NA\n"), {0, 1, missing_label});
  const Dataset unknown = read("x,label\n5,-1\n6,1\n7,0\n");
  check_labels(unknown, {missing_label, 1, 0});
  BOOST_CHECK(unknown.class_names.empty());
  BOOST_TEST(unknown.notes == (Texts{"1 of 3 rows have no label"}), boost::test_tools::per_element());
  check_error(ErrorKind::data, {"table.csv:2", "'-2'"}, [&] { read("x,label\n5,-2\n6,1\n"); });
}

BOOST_AUTO_TEST_CASE(na_among_words_is_asked_about) {
  const auto file = write_file(directory.path() / "table.csv", "x,label\n5,peru\n6,NA\n7,chad\n");
  check_error(ErrorKind::data, {"table.csv:3", "'NA'", "na_label"}, [&] { read_csv(file); });
  check_labels(read_csv(file, {.na_label = NaLabel::unknown}), {1, missing_label, 0});
  check_labels(read_csv(file, {.na_label = NaLabel::word}), {2, 0, 1});
  check_labels(read("x,label\n5,1\n6,NA\n"), {1, missing_label});
}

BOOST_AUTO_TEST_CASE(many_rows_and_lines_longer_than_a_buffer) {
  std::string text;
  constexpr Index rows = 40;
  constexpr Index columns = 20000;
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j)
      text += std::to_string((i * 31 + j * 7) % 1000) + (j + 1 < columns ? "," : "\n");
  }
  const Dataset data = read(text);
  BOOST_REQUIRE_EQUAL(data.rows(), rows);
  BOOST_REQUIRE_EQUAL(data.columns(), columns);
  const auto& values = std::get<Matrix>(data.inputs);
  Index wrong = 0;
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) wrong += values(i, j) != static_cast<real>((i * 31 + j * 7) % 1000) ? 1 : 0;
  }
  BOOST_CHECK_EQUAL(wrong, 0);
}

BOOST_AUTO_TEST_CASE(the_locale_does_not_matter) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  }
  check_rows(read("0.5,1.25\n"), {{0.5, 1.25}});
  std::setlocale(LC_ALL, before.c_str());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace csv_test
