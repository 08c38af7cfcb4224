// Rows of data beside what the model makes of them.
#include <cmath>

#include "experiments/report/page/pictures.hpp"
#include "experiments/report/run/run_report.hpp"
#include "libdbn/dbn/reconstruction.hpp"

namespace dbn::program {
namespace {

constexpr Index most_reconstructed = 16;

double squared_difference(ConstMatrixView a, ConstMatrixView b, Index columns) {
  double sum = 0;
  for (Index n = 0; n < a.rows; ++n) {
    for (Index j = 0; j < columns; ++j) {
      const double difference = static_cast<double>(a(n, j)) - static_cast<double>(b(n, j));
      if (!std::isnan(difference)) sum += difference * difference;
    }
  }
  return sum / static_cast<double>(a.rows);
}

Matrix below_each_other(ConstMatrixView first, ConstMatrixView second, Index columns) {
  Matrix both = zeros(first.rows + second.rows, columns);
  copy(first.column_range(0, columns), MatrixView(both).row_range(0, first.rows));
  copy(second.column_range(0, columns), MatrixView(both).row_range(first.rows, second.rows));
  return both;
}

std::string how(const Model& model) {
  if (model.network.is_autoencoder()) {
    return "by the autoencoder, through " +
           std::to_string(model.network.layers[model.network.code_layers - 1].weights.shape(1)) + " code units";
  }
  return model.layers.size() == 1 ? "E[v | E[h | v]] of the machine" : "means up through all layers and down again";
}

Markup side_pictures(const RowPictures& pictures, const Matrix& rows, const Matrix& found, const std::string& what) {
  const RowPictures::Range range = pictures.range_of(rows);
  if (pictures.are_pictures()) {
    const Matrix both = below_each_other(rows, found, pictures.columns());
    return figure(
        pictures.drawn(both, rows.shape(0), range, "First line: " + what + ". Second line: their reconstructions"),
        element("strong", "Above: " + what + ". Below: their reconstructions."));
  }
  return side_by_side(figure(pictures.drawn(rows, 0, range, what + ", a line each"), element("strong", what)) +
                      figure(pictures.drawn(found, 0, range, "Reconstructions of the same rows"),
                             element("strong", "Reconstructions")));
}

Markup reconstructions_content(const RunReportInput& run) {
  if (!run.model()) return {};
  if (run.shown() == nullptr) return data_notice(run);
  const Model& model = *run.model();
  const RowPictures pictures(model);
  const PickedRows picked = picked_rows(run.shown()->data->rows(), most_reconstructed);
  const Matrix found = reconstruction(model, picked.values, run.workers());
  const Index compared = std::min(picked.values.shape(1), found.shape(1));
  const double error = squared_difference(picked.values, found, compared);
  Markup content = side_pictures(pictures, pictures.in_data_units(picked.values), pictures.in_data_units(found),
                                 std::to_string(picked.numbers.size()) + " " + run.shown()->name + " rows");
  content += paragraph("Reconstructed " + how(model) + ". Squared error of these rows as the visible units see them, " +
                       "summed per row, mean: " + number_as(error) + ".");
  return content;
}

}  // namespace

extern const RunPanel reconstructions_panel{"reconstructions", "Reconstructions", reconstructions_content};

}  // namespace dbn::program
