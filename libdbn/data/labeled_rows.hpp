// Labeled rows: data with label units beside them, for visible layers such as bernoulli:784+softmax:1x10.
#pragma once

#include "libdbn/data/dataset.hpp"

namespace dbn {

/// What the label units of a row show: its class where it is known, or nothing.
enum class LabelUnits { shown, missing };

/// The rows of another source, which must outlive it, with K columns appended: the class as one 1 among zeros, NaN in
/// all K (a missing group) where the class is unknown or not to be shown. Rows of unknown class therefore teach and are
/// judged by their other units alone. The constructor throws a data error for a class beyond the K.
class LabeledRows final : public RowSource {
 public:
  LabeledRows(const RowSource& source, Index classes, LabelUnits label_units);

  Index rows() const override { return source_.rows(); }
  Index columns() const override { return source_.columns() + classes_; }
  void read(std::span<const Index> rows, Index presentation, MatrixView out) const override;
  const Labels& labels() const override { return source_.labels(); }
  const std::vector<double>& weights() const override { return source_.weights(); }
  const Matrix& targets() const override { return source_.targets(); }
  const RowBlocks* blocks() const override { return source_.blocks(); }
  void expect(std::span<const Index> rows) const override { source_.expect(rows); }

 private:
  const RowSource& source_;
  Index classes_;
  LabelUnits label_units_;
};

}  // namespace dbn
