#include "experiments/report/page/pictures.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/report/page/base64.hpp"

namespace dbn::program {
namespace {

constexpr Index widest = 1000;  ///< pixels on the page
constexpr Index usual_tile = 60;
constexpr Index greatest_scale = 12;
constexpr Index least_side = 8;  ///< of a square that is taken for a picture without being told

Index square_side(Index columns) {
  const auto side = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(columns))));
  return side >= least_side && side * side == columns ? side : 0;
}

bool is_unbounded(const Units& units) {
  for (Index j = 0; j < units.size(); ++j) {
    if (units.domain(j) != Domain::bounded) return true;
  }
  return false;
}

}  // namespace

Markup picture(const ByteMatrix& gray, Index scale, const std::string& description) {
  return empty_element("img", {{"src", "data:image/png;base64," + base64(encode_png(gray))},
                               {"width", std::to_string(gray.shape(1) * scale)},
                               {"height", std::to_string(gray.shape(0) * scale)},
                               {"alt", description}});
}

RowPictures::RowPictures(const Model& model) : model_(model), image_(model.image) {
  const Units& visible = *model.layers.front().visible;
  const Index labels = visible.label_classes();
  columns_ = labels < visible.size() ? visible.size() - labels : visible.size();
  const Index pixels = image_.height * image_.width;
  if (pixels > 0 && pixels <= visible.size()) {
    columns_ = pixels;
    return;
  }
  const Index side = square_side(columns_);
  image_ = {side, side};
}

Index RowPictures::fitting_across(Index rows) const {
  const Index scale = std::max<Index>(1, usual_tile / 2 / image_.height);
  return std::clamp<Index>(widest / ((image_.width + 1) * scale * 2), 1, rows);
}

Index RowPictures::scale(Index across) const {
  const Index width = are_pictures() ? across * (image_.width + 1) + 1 : columns_ + 2;
  const Index tile = are_pictures() ? usual_tile / image_.height : greatest_scale;
  return std::clamp<Index>(std::min(widest / width, tile), 1, greatest_scale);
}

Markup RowPictures::shown(ConstMatrixView rows, TileScaling scaling, Index across,
                          const std::string& description) const {
  const ConstMatrixView shown = rows.column_range(0, columns_);
  if (are_pictures()) {
    return picture(tile_images(shown, image_, scaling, across), scale(across), description);
  }
  // Symmetric scales are those of each line.
  if (scaling == TileScaling::symmetric) {
    return picture(tile_images(shown, {1, columns_}, scaling, 1), scale(1), description);
  }
  const Matrix dense = copy_of(shown);
  const ConstMatrixView one_tile(dense.data(), 1, dense.size(), dense.size());
  return picture(tile_images(one_tile, {dense.shape(0), columns_}, scaling, 1), scale(1), description);
}

Markup RowPictures::drawn(ConstMatrixView rows, Index across, const Range& range,
                          const std::string& description) const {
  Matrix gray = copy_of(rows);
  const double width = range.greatest > range.least ? range.greatest - range.least : 1;
  for (real& value : gray) value = static_cast<real>((static_cast<double>(value) - range.least) / width);
  return shown(gray, TileScaling::zero_to_one, across > 0 || !are_pictures() ? across : fitting_across(rows.rows),
               description);
}

Markup RowPictures::drawn_symmetric(ConstMatrixView rows, const std::string& description) const {
  return shown(rows, TileScaling::symmetric, are_pictures() ? fitting_across(rows.rows) : 1, description);
}

// Label units behind the columns of the transform stay as they are.
Matrix RowPictures::in_data_units(ConstMatrixView rows) const {
  Matrix values = copy_of(rows);
  if (!is_unbounded(*model_.layers.front().visible)) return values;
  const Index columns = model_.transform->columns();
  model_.transform->invert(MatrixView(values).column_range(0, columns == 0 ? rows.columns : columns));
  return values;
}

RowPictures::Range RowPictures::range_of(ConstMatrixView rows) const {
  double least = HUGE_VAL;
  double greatest = -HUGE_VAL;
  for (Index n = 0; n < rows.rows; ++n) {
    for (Index j = 0; j < columns_; ++j) {
      const auto value = static_cast<double>(rows(n, j));
      if (!std::isfinite(value)) continue;
      least = std::min(least, value);
      greatest = std::max(greatest, value);
    }
  }
  if (!(least < greatest) || (least >= 0 && greatest <= 1)) return {0, 1};
  return {least, greatest};
}

}  // namespace dbn::program
