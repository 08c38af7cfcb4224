// Images within a page: rows of data as gray images, or as lines of a heat map where they are not images.
#pragma once

#include <optional>

#include "experiments/report/page/page.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/io/png.hpp"

namespace dbn::program {

/// Gray pixels as part of a page, each of them `scale` pixels wide. `description` is for those who cannot see it.
Markup picture(const ByteMatrix& gray, Index scale, const std::string& description);

/// How rows of a model's visible units are shown.
class RowPictures {
 public:
  /// For units that see pictures (as the model says, or a square of 8 x 8 or more) and for others.
  explicit RowPictures(const Model& model);

  bool are_pictures() const { return image_.height > 0; }
  /// Of a row: pixels, or visible units without those of a label behind them.
  Index columns() const { return columns_; }

  /// Rows in a grid with `across` pictures side by side (0: as many as fit); for others a line each. `symmetric`: 0 is
  /// mid-gray and each row has a scale of its own. zero_to_one: black and white are the ends of `range`.
  struct Range {
    double least = 0;
    double greatest = 1;
  };
  Markup drawn(ConstMatrixView rows, Index across, const Range& range, const std::string& description) const;
  Markup drawn_symmetric(ConstMatrixView rows, const std::string& description) const;

  /// Visible states in the numbers of the data, for units that take any number; others are left as they are.
  Matrix in_data_units(ConstMatrixView rows) const;
  /// What black and white should be for rows like these, which are in_data_units.
  Range range_of(ConstMatrixView rows) const;

 private:
  Index fitting_across(Index rows) const;
  Index scale(Index across) const;
  Markup shown(ConstMatrixView rows, TileScaling scaling, Index across, const std::string& description) const;

  const Model& model_;
  ImageShape image_;
  Index columns_ = 0;
};

}  // namespace dbn::program
