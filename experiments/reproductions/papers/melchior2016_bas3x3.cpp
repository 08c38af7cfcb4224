// The table of bars-and-stripes 3x3 of Melchior, Fischer & Wiskott 2016: see its config for recipe and rules.
#include <algorithm>
#include <array>

#include "experiments/reproductions/reproduction.hpp"

namespace dbn::program {
namespace {

constexpr double bars_and_stripes = 16;
constexpr double gain_tolerance = 2.5;
constexpr double least_gain = 2;

struct Cell {
  std::string_view name;
  std::string_view estimator;
  std::string_view rate;
  std::string_view centering;
  double published;
};

constexpr std::array<Cell, 10> cells{{{"CD-1 normal, rate .1", "cd", "0.1", "none", -65.05},
                                      {"CD-1 centered, rate .1", "cd", "0.1", "data", -60.41},
                                      {"PCD-1 normal, rate .1", "pcd", "0.1", "none", -57.27},
                                      {"PCD-1 centered, rate .1", "pcd", "0.1", "data", -54.75},
                                      {"CD-1 normal, rate .01", "cd", "0.01", "none", -68.41},
                                      {"CD-1 centered, rate .01", "cd", "0.01", "data", -61.22},
                                      {"PCD-1 normal, rate .01", "pcd", "0.01", "none", -64.52},
                                      {"PCD-1 centered, rate .01", "pcd", "0.01", "data", -56.68},
                                      {"PT-10 normal, rate .1", "parallel_tempering", "0.1", "none", -53.99},
                                      {"PT-10 centered, rate .1", "parallel_tempering", "0.1", "data", -51.13}}};

ReproductionPart part_of(const Cell& cell) {
  const std::string name =
      std::string(cell.estimator) + "-" + std::string(cell.centering) + "-" + std::string(cell.rate);
  return {name,
          {"rbm.estimator=" + std::string(cell.estimator), "rbm.learning_rate=" + std::string(cell.rate),
           "rbm.centering=" + std::string(cell.centering)}};
}

double mean_of_maxima(const std::vector<Trial>& trials, const std::string& cell) {
  double sum = 0;
  for (const Trial& trial : trials) {
    const Series series = series_of(trial.history, "log_likelihood", cell);
    sum += bars_and_stripes * *std::max_element(series.values.begin(), series.values.end());
  }
  return sum / static_cast<double>(trials.size());
}

}  // namespace

std::vector<Quantity> reproduce_melchior2016_bas3x3(ReproductionContext& context) {
  const Index count = context.extent() == Extent::full ? 25 : 3;
  std::vector<ReproductionPart> parts;
  for (const Cell& cell : cells) parts.push_back(part_of(cell));
  const auto trials = context.trials(parts, count);

  std::vector<Quantity> quantities;
  for (Index i = 0; i < cells.size(); ++i) {
    const double measured = mean_of_maxima(trials[i], parts[i].name);
    quantities.push_back(
        within(std::string(cells[i].name), cells[i].published, Source::commonly_quoted, gain_tolerance, measured));
  }
  for (const Index normal : {Index{0}, Index{4}}) {
    const std::string name = "gain by centering, " + std::string(cells[normal].name).replace(4, 8, "");
    const double published = cells[normal + 1].published - cells[normal].published;
    quantities.push_back(reaches(name, published_text(published, Source::commonly_quoted), least_gain,
                                 quantities[normal + 1].measured - quantities[normal].measured));
  }
  return quantities;
}

}  // namespace dbn::program
