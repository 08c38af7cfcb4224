#include "libdbn/data/labeled_rows.hpp"

#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/presented.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;

namespace labeled_rows_test {
BOOST_AUTO_TEST_SUITE(labeled_rows)

BOOST_AUTO_TEST_CASE(labels_follow_the_row_as_one_hot_groups) {
  const MatrixRows source(Matrix{{real(0.1), real(0.2)}, {real(0.3), real(0.4)}, {real(0.5), real(0.6)}},
                          {2, missing_label, 0});
  const LabeledRows rows(source, 3, LabelUnits::shown);
  BOOST_CHECK_EQUAL(rows.rows(), 3);
  BOOST_CHECK_EQUAL(rows.columns(), 5);
  BOOST_CHECK(rows.labels() == source.labels());
  Matrix found = zeros(3, 5);
  const std::vector<Index> order{2, 0, 1};
  rows.read(order, 0, found);
  const Matrix known{{real(0.5), real(0.6), 1, 0, 0}, {real(0.1), real(0.2), 0, 0, 1}};
  for (Index n = 0; n < 2; ++n) {
    for (Index i = 0; i < 5; ++i) BOOST_CHECK_EQUAL(found(n, i), known(n, i));
  }
  BOOST_CHECK_EQUAL(found(2, 0), real(0.3));
  for (Index i = 2; i < 5; ++i) BOOST_CHECK(std::isnan(found(2, i)));
}

BOOST_AUTO_TEST_CASE(labels_can_be_left_out) {
  const MatrixRows source(Matrix{{1}, {0}}, {0, 1});
  Matrix found = zeros(2, 3);
  LabeledRows(source, 2, LabelUnits::missing).read(std::vector<Index>{0, 1}, 0, found);
  for (Index n = 0; n < 2; ++n) BOOST_CHECK(std::isnan(found(n, 1)) && std::isnan(found(n, 2)));
  const MatrixRows unlabeled(Matrix{{1}, {0}}, {});
  LabeledRows(unlabeled, 2, LabelUnits::shown).read(std::vector<Index>{0, 1}, 0, found);
  BOOST_CHECK(std::isnan(found(0, 1)));
  BOOST_CHECK_EQUAL(found(1, 0), 0);
}

BOOST_AUTO_TEST_CASE(a_class_beyond_the_units_is_refused) {
  const MatrixRows source(Matrix{{1}, {0}}, {0, 3});
  BOOST_CHECK_EXCEPTION(LabeledRows(source, 3, LabelUnits::shown), Error, [](const Error& error) {
    return error.kind() == ErrorKind::data && std::string(error.what()).find("row 1 has class 3") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace labeled_rows_test
