#include "experiments/evaluation/rating_predictions.hpp"

#include "libdbn/base/text.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

std::string name_of(const std::vector<std::string>& names, Index place) {
  return place < names.size() ? csv_cell(names[place]) : std::to_string(place);
}

std::string csv_text(const Rbm& rbm, const RatingRows& ratings, RatingMethod method, Workers& workers) {
  const SparseRows& table = ratings.given();
  std::string text = "row,item,rating,expected";
  for (const double level : table.levels) text += ",p(" + to_text(level) + ")";
  text += "\n";
  predict_ratings(rbm, ratings, method, workers, [&](const RatingPrediction& found) {
    text += name_of(table.row_names, found.row) + "," + name_of(table.column_names, found.column) + "," +
            to_text(table.levels[found.level]) + "," + to_text(found.expected);
    for (const double probability : found.probabilities) text += "," + to_text(probability);
    text += "\n";
  });
  return text;
}

void write_arrays(const std::filesystem::path& file, const Rbm& rbm, const RatingRows& ratings, RatingMethod method,
                  Workers& workers) {
  const std::vector<double>& levels = ratings.given().levels;
  Labels rows;
  Labels items;
  std::vector<double> values;
  std::vector<double> expected;
  Matrix probabilities = zeros(ratings.wanted().entries(), levels.size());
  predict_ratings(rbm, ratings, method, workers, [&](const RatingPrediction& found) {
    for (Index k = 0; k < levels.size(); ++k) {
      probabilities(rows.size(), k) = static_cast<real>(found.probabilities[k]);
    }
    rows.push_back(static_cast<std::int32_t>(found.row));
    items.push_back(static_cast<std::int32_t>(found.column));
    values.push_back(levels[found.level]);
    expected.push_back(found.expected);
  });
  write_hdf5_table(file, {{"rows", &rows, "ratings"},
                          {"items", &items, "ratings"},
                          {"ratings", &values, "ratings"},
                          {"expected", &expected, "ratings"},
                          {"probabilities", &probabilities, "ratings,levels"}});
}

}  // namespace

Index write_rating_predictions(const std::filesystem::path& file, const Rbm& rbm, const RatingRows& ratings,
                               RatingMethod method, Workers& workers) {
  if (file.extension() == ".csv") {
    write_text_file(file, csv_text(rbm, ratings, method, workers), ErrorKind::data);
  } else {
    write_arrays(file, rbm, ratings, method, workers);
  }
  return ratings.wanted().entries();
}

}  // namespace dbn::program
