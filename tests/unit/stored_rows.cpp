#include "libdbn/data/streaming/stored_rows.hpp"

#include "libdbn/data/batches.hpp"
#include "libdbn/data/formats/row_reader.hpp"
#include "libdbn/data/input_rows.hpp"
#include "libdbn/data/labeled_rows.hpp"
#include "libdbn/data/streaming/block_cache.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/transforms.hpp"

using namespace dbn;
using namespace dbn::test;

namespace stored_rows_test {
namespace {

constexpr Index columns = 5;

/// Bytes or reals in blocks that do not divide, and the same in memory.
struct Both {
  Dataset memory;
  Dataset stored;
  std::vector<Index> expected;  ///< the blocks that were announced last

  explicit Both(bool is_bytes) {
    const std::vector<Index> starts{0, 7, 8, 20, 23};
    memory.name = stored.name = "both";
    for (Index n = 0; n < starts.back(); ++n) memory.labels.push_back(static_cast<std::int32_t>(n % 3));
    stored.labels = memory.labels;
    ByteMatrix bytes = ByteMatrix::from_shape({starts.back(), columns});
    for (Index i = 0; i < bytes.size(); ++i) bytes.data()[i] = static_cast<std::uint8_t>(37 * i % 256);
    Matrix reals = Matrix::from_shape({starts.back(), columns});
    for (Index i = 0; i < reals.size(); ++i) reals.data()[i] = static_cast<real>(bytes.data()[i]) / 3;
    reals(2, 1) = std::numeric_limits<real>::quiet_NaN();
    const auto load = [starts, is_bytes, bytes, reals](Index b) -> RowBlock {
      const Index first = starts[b] * columns;
      const Index end = starts[b + 1] * columns;
      if (is_bytes) return std::vector<std::uint8_t>(bytes.data() + first, bytes.data() + end);
      return std::vector<real>(reals.data() + first, reals.data() + end);
    };
    if (is_bytes) {
      memory.inputs = bytes;
    } else {
      memory.inputs = reals;
    }
    stored.inputs = std::make_shared<const CachedRows>(columns, is_bytes, RowBlocks(starts, columns, 100),
                                                       ReadAhead::by_thread, load);
  }
};

bool same(const Matrix& a, const Matrix& b) {
  return a.shape() == b.shape() && std::memcmp(a.data(), b.data(), a.size() * sizeof(real)) == 0;
}

Matrix input_rows_of(const Dataset& data, const std::string& kind, Binarization binarization) {
  return read_all(InputRows(data, fit_transform(kind, data), binarization, 5));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stored_rows)

BOOST_AUTO_TEST_CASE(rows_and_their_blocks) {
  const RowBlocks blocks({0, 4, 5, 11}, 10, 130);
  BOOST_CHECK_EQUAL(blocks.count(), 3);
  BOOST_CHECK_EQUAL(blocks.rows(), 11);
  const std::vector<Index> expected{0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2};
  for (Index row = 0; row < blocks.rows(); ++row) BOOST_CHECK_EQUAL(blocks.block_of(row), expected[row]);
  // 60 bytes a block; two windows of one block, of two, of many.
  BOOST_CHECK_EQUAL(blocks.window, 1);
  BOOST_CHECK_EQUAL(RowBlocks({0, 4, 5, 11}, 10, 239).window, 1);
  BOOST_CHECK_EQUAL(RowBlocks({0, 4, 5, 11}, 10, 240).window, 2);
  BOOST_CHECK_EQUAL(RowBlocks({0, 4, 5, 11}, 10, 0).window, 1);
}

BOOST_AUTO_TEST_CASE(everything_reads_them_as_if_they_were_in_memory) {
  for (const bool is_bytes : {true, false}) {
    const Both both(is_bytes);
    BOOST_CHECK_EQUAL(both.stored.rows(), both.memory.rows());
    BOOST_CHECK_EQUAL(both.stored.columns(), columns);
    BOOST_CHECK_EQUAL(both.stored.is_bytes(), is_bytes);
    for (const std::string kind : {"automatic", "scale", "standardize"}) {
      const TransformPtr stored = fit_transform(kind, both.stored);
      const TransformPtr memory = fit_transform(kind, both.memory);
      BOOST_CHECK(dbn::test::same(stored, memory));
    }
    BOOST_CHECK(same(input_rows_of(both.stored, "scale", Binarization::once),
                     input_rows_of(both.memory, "scale", Binarization::once)));
    BOOST_CHECK(same(input_rows_of(both.stored, "standardize", Binarization::none),
                     input_rows_of(both.memory, "standardize", Binarization::none)));
    const InputRows stored(both.stored, no_transform(), Binarization::none, 1);
    const InputRows memory(both.memory, no_transform(), Binarization::none, 1);
    BOOST_CHECK(same(column_means(stored), column_means(memory)));
    check_close(greatest_mean_log_likelihood(both.stored), greatest_mean_log_likelihood(both.memory), 1e-12, "entropy");
    BOOST_CHECK(gather(*rows_of(both.stored)).inputs.index() == both.memory.inputs.index());
    BOOST_CHECK(same(read_all(InputRows(gather(*rows_of(both.stored)), no_transform(), Binarization::none, 1)),
                     read_all(memory)));
  }
}

BOOST_AUTO_TEST_CASE(selections_lie_in_the_same_blocks) {
  const Both both(true);
  const std::vector<Index> rows{1, 7, 8, 10, 19, 20};
  const Dataset selected = select_rows(both.stored, rows);
  BOOST_REQUIRE(selected.stored() != nullptr);
  BOOST_TEST(selected.stored()->blocks().starts == (std::vector<Index>{0, 1, 2, 5, 6}),
             boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(selected.stored()->blocks().window, both.stored.stored()->blocks().window);
  BOOST_TEST(selected.labels == select_rows(both.memory, rows).labels, boost::test_tools::per_element());
  const auto all = [](const Dataset& data) { return read_all(InputRows(data, no_transform(), Binarization::none, 1)); };
  BOOST_CHECK(same(all(selected), all(select_rows(both.memory, rows))));
  BOOST_CHECK(same(all(row_range(both.stored, 5, 6)), all(row_range(both.memory, 5, 6))));
  BOOST_CHECK(same(all(select_rows(selected, std::vector<Index>{0, 4})),
                   all(select_rows(both.memory, std::vector<Index>{1, 19}))));
  check_error(ErrorKind::internal, {"rising"}, [&] { select_rows(both.stored, std::vector<Index>{3, 1}); });
  check_error(ErrorKind::internal, {"row 23"}, [&] { select_rows(both.stored, std::vector<Index>{23}); });
}

BOOST_AUTO_TEST_CASE(selections_announce_the_rows_of_their_source) {
  struct Noting final : StoredRows {
    RowBlocks lie{{0, 10}, 1, 1};
    mutable std::vector<Index> announced;
    Index columns() const override { return 1; }
    bool is_bytes() const override { return true; }
    const RowBlocks& blocks() const override { return lie; }
    StoredRow row(Index) const override { return {}; }
    void expect(std::span<const Index> rows) const override { announced.assign(rows.begin(), rows.end()); }
  };
  const auto source = std::make_shared<const Noting>();
  select_stored_rows(source, {2, 5, 9})->expect(std::vector<Index>{2, 0});
  BOOST_TEST(source->announced == (std::vector<Index>{9, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sources_tell_how_their_rows_lie) {
  const Both both(true);
  const InputRows stored(both.stored, no_transform(), Binarization::none, 1);
  const InputRows memory(both.memory, no_transform(), Binarization::none, 1);
  BOOST_CHECK(memory.blocks() == nullptr);
  BOOST_CHECK(stored.blocks() == &both.stored.stored()->blocks());
  BOOST_CHECK(LabeledRows(stored, 3, LabelUnits::shown).blocks() == stored.blocks());
  // Rows here and there have no blocks that would pay.
  BOOST_CHECK(SelectedRows(stored, {1, 2}).blocks() == nullptr);
  check_error(ErrorKind::config, {"balanced", "data.stream = never"},
              [&] { BatchPlan(stored, 5, BatchOrder::balanced, 1); });
  BatchPlan(memory, 5, BatchOrder::balanced, 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace stored_rows_test
