#include "libdbn/data/formats/row_reader.hpp"

#include <algorithm>
#include <deque>

namespace dbn {
namespace {

class DatasetRows final : public RowReader {
 public:
  explicit DatasetRows(Dataset data) : data_(std::move(data)), rows_(data_.rows()), columns_(data_.columns()) {}

  Index columns() const override { return columns_; }

  bool next(RowBlock& block) override {
    const Index first = done_;
    done_ = std::min(rows_, done_ + rows_of_block(columns_, sizeof(real)));
    if (const StoredRows* stored = data_.stored()) {
      const auto make_empty = [&block](const auto* elements) { block = std::vector(elements, elements); };
      const auto append = [&](const auto* elements) {
        using Value = std::remove_cvref_t<decltype(*elements)>;
        auto& values = std::get<std::vector<Value>>(block);
        values.insert(values.end(), elements, elements + columns_);
      };
      if (done_ > first) stored->row(first).visit(make_empty);
      for (Index n = first; n < done_; ++n) stored->row(n).visit(append);
    } else if (const auto* bytes = std::get_if<ByteMatrix>(&data_.inputs)) {
      block = std::vector(bytes->data() + first * columns_, bytes->data() + done_ * columns_);
    } else {
      const auto& values = std::get<Matrix>(data_.inputs);
      block = std::vector(values.data() + first * columns_, values.data() + done_ * columns_);
    }
    return done_ > first;
  }

  Dataset beside() override {
    data_.inputs = ByteMatrix();
    return std::move(data_);
  }
  double fraction() const override { return static_cast<double>(done_) / static_cast<double>(rows_); }

 private:
  Dataset data_;
  Index rows_;
  Index columns_;
  Index done_ = 0;
};

}  // namespace

RowReaderPtr rows_of(Dataset data) { return std::make_unique<DatasetRows>(std::move(data)); }

Index rows_of_block(Index columns, Index element_bytes) {
  return std::max<Index>(1, block_bytes / std::max<Index>(1, columns * element_bytes));
}

Dataset gather(RowReader& reader) {
  std::deque<RowBlock> blocks;
  RowBlock block;
  Index elements = 0;
  while (reader.next(block)) {
    elements += std::visit([](const auto& values) { return values.size(); }, block);
    blocks.push_back(std::move(block));
  }
  Dataset data = reader.beside();
  const auto collect = [&](auto matrix) {
    using Value = typename decltype(matrix)::value_type;
    auto* out = matrix.data();
    for (; !blocks.empty(); blocks.pop_front()) {
      const auto& values = std::get<std::vector<Value>>(blocks.front());
      out = std::copy(values.begin(), values.end(), out);
    }
    data.inputs = std::move(matrix);
  };
  const Index rows = elements / reader.columns();
  if (!blocks.empty() && blocks.front().index() == 0) {
    collect(ByteMatrix::from_shape({rows, reader.columns()}));
  } else {
    collect(Matrix::from_shape({rows, reader.columns()}));
  }
  return data;
}

}  // namespace dbn
