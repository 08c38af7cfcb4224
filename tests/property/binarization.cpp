#include <thread>

#include "libdbn/data/batches.hpp"
#include "libdbn/data/presented.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace binarization_test {
namespace {

constexpr Index rows_of_ramp = 2000;

/// Every byte once in each row.
Dataset ramp() {
  ByteMatrix bytes = ByteMatrix::from_shape({rows_of_ramp, 256});
  for (Index i = 0; i < rows_of_ramp; ++i) {
    for (Index j = 0; j < 256; ++j) bytes(i, j) = static_cast<std::uint8_t>(j);
  }
  Dataset data;
  data.inputs = std::move(bytes);
  return data;
}

PresentedRows presented(const Dataset& data, Binarization binarization, std::uint64_t seed = 3) {
  return {data, fit_transform("automatic", data), binarization, seed};
}

Matrix read(const RowSource& source, const std::vector<Index>& rows, Index presentation) {
  Batch batch;
  read_batch(source, rows, presentation, batch);
  return batch.inputs;
}

std::vector<Index> every_row() {
  std::vector<Index> rows(rows_of_ramp);
  for (Index i = 0; i < rows.size(); ++i) rows[i] = i;
  return rows;
}

/// How many bits of two matrices agree, less half of them, in standard deviations of independent fair coins.
double agreement(const Matrix& a, const Matrix& b) {
  double same = 0;
  for (Index k = 0; k < a.size(); ++k) same += a.data()[k] == b.data()[k] ? 1 : 0;
  const double count = static_cast<double>(a.size());
  return (same - count / 2) / std::sqrt(count / 4);
}

Matrix columns_of(const Matrix& m, Index first, Index count) {
  return copy_of(ConstMatrixView(m).column_range(first, count));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(binarization)

BOOST_AUTO_TEST_CASE(a_value_is_the_probability_of_its_bit) {
  const Dataset data = ramp();
  for (const Binarization kind : {Binarization::once, Binarization::per_presentation}) {
    const Matrix bits = read(presented(data, kind), every_row(), 0);
    for (Index j = 0; j < 256; ++j) {
      double ones = 0;
      for (Index i = 0; i < rows_of_ramp; ++i) {
        BOOST_REQUIRE(bits(i, j) == real(0) || bits(i, j) == real(1));
        ones += static_cast<double>(bits(i, j));
      }
      const double p = static_cast<double>(j) / 255;
      const double bound = 5 * std::sqrt(p * (1 - p) / rows_of_ramp);
      BOOST_CHECK_MESSAGE(std::abs(ones / rows_of_ramp - p) <= bound,
                          "byte " << j << ": frequency " << ones / rows_of_ramp << ", bound " << bound);
    }
  }
}

BOOST_AUTO_TEST_CASE(bits_do_not_depend_on_batches_order_or_threads) {
  const Dataset data = ramp();
  for (const Binarization kind : {Binarization::once, Binarization::per_presentation}) {
    const PresentedRows source = presented(data, kind);
    const Matrix whole = read(source, every_row(), 4);
    for (const Index size : {1, 7, 100}) {
      for (Index first = 0; first + size <= 300; first += size) {
        std::vector<Index> rows;
        for (Index i = 0; i < size; ++i) rows.push_back(first + size - 1 - i);
        const Matrix part = read(source, rows, 4);
        for (Index i = 0; i < size; ++i) {
          BOOST_REQUIRE(std::equal(part.data() + i * 256, part.data() + (i + 1) * 256, whole.data() + rows[i] * 256));
        }
      }
    }
    Matrix shared = zeros(rows_of_ramp, 256);
    std::vector<std::thread> threads;
    for (Index part = 0; part < 4; ++part) {
      threads.emplace_back([&, part] {
        const Index first = part * rows_of_ramp / 4;
        std::vector<Index> rows;
        for (Index i = 0; i < rows_of_ramp / 4; ++i) rows.push_back(first + i);
        source.read(rows, 4, MatrixView(shared).row_range(first, rows.size()));
      });
    }
    for (std::thread& thread : threads) thread.join();
    BOOST_CHECK(shared == whole);
  }
}

BOOST_AUTO_TEST_CASE(once_is_the_same_in_every_presentation_and_the_other_is_not) {
  Dataset data = ramp();
  // Values of 0.5 to within 1/510: fair coins, whose agreements have known moments.
  auto& bytes = std::get<ByteMatrix>(data.inputs);
  bytes.fill(128);
  const PresentedRows once = presented(data, Binarization::once);
  const PresentedRows anew = presented(data, Binarization::per_presentation);
  const Matrix first = read(once, every_row(), 0);
  for (const Index presentation : {1, 2, 1000}) BOOST_CHECK(read(once, every_row(), presentation) == first);
  const Matrix of_0 = read(anew, every_row(), 0);
  const Matrix of_1 = read(anew, every_row(), 1);
  BOOST_CHECK(read(anew, every_row(), 1) == of_1);
  // Two coins with p = 128/255 agree with probability 1/2 + 2 (p - 1/2)^2: 8e-6 more, which is 0.01 sigma here.
  BOOST_CHECK_SMALL(agreement(of_0, of_1), 5.0);
  BOOST_CHECK_SMALL(agreement(of_1, read(anew, every_row(), 2)), 5.0);
  BOOST_CHECK_SMALL(agreement(first, read(presented(data, Binarization::once, 4), every_row(), 0)), 5.0);
  // Neighbors in a row, and blocks of 64 columns, are independent too.
  BOOST_CHECK_SMALL(agreement(columns_of(of_0, 0, 255), columns_of(of_0, 1, 255)), 5.0);
  BOOST_CHECK_SMALL(agreement(columns_of(of_0, 0, 192), columns_of(of_0, 64, 192)), 5.0);
  const Matrix upper = copy_of(ConstMatrixView(of_0).row_range(0, rows_of_ramp - 1));
  const Matrix lower = copy_of(ConstMatrixView(of_0).row_range(1, rows_of_ramp - 1));
  BOOST_CHECK_SMALL(agreement(upper, lower), 5.0);
}

BOOST_AUTO_TEST_CASE(missing_values_stay_missing_and_leave_the_other_bits) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::vector<double>> whole(50, std::vector<double>(130, 0.5));
  std::vector<std::vector<double>> holes = whole;
  for (Index i = 0; i < 50; ++i) {
    for (Index j = i % 3; j < 130; j += 3) holes[i][j] = missing;
  }
  const Dataset a = real_data(whole);
  const Dataset b = real_data(holes);
  const Matrix bits = read_all(PresentedRows(a, no_transform(), Binarization::once, 1));
  const Matrix gaps = read_all(PresentedRows(b, no_transform(), Binarization::once, 1));
  for (Index i = 0; i < 50; ++i) {
    for (Index j = 0; j < 130; ++j) {
      BOOST_REQUIRE_EQUAL(std::isnan(gaps(i, j)), std::isnan(holes[i][j]));
      if (!std::isnan(gaps(i, j))) BOOST_REQUIRE_EQUAL(gaps(i, j), bits(i, j));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace binarization_test
