// Divergence of persistent chains, after Fischer & Igel 2010 and 2014: see its config for recipe and rules.
#include <algorithm>
#include <array>

#include "experiments/figures/chart.hpp"
#include "experiments/reproductions/reproduction.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

constexpr double patterns = 32;
constexpr double far_below = 100;

// What a trial's curves come to.
struct Course {
  double fall;          ///< of the log-likelihood from its maximum to the end, all patterns together
  double error_change;  ///< of the reconstruction error from the epoch of that maximum to the end
};

Series likelihood_of(const std::string& history, const ReproductionPart& part) {
  Series series = series_of(history, "log_likelihood", part.name);
  for (double& value : series.values) value *= patterns;
  return series;
}

Course course_of(const std::string& history, const ReproductionPart& part) {
  const Series likelihood = likelihood_of(history, part);
  const Series error = series_of(history, "reconstruction_error", part.name);
  const auto best = std::max_element(likelihood.values.begin(), likelihood.values.end());
  const auto place = static_cast<Index>(best - likelihood.values.begin());
  return {*best - likelihood.values.back(), error.values.back() - error.values[place]};
}

double median_over(const std::vector<Trial>& trials, const ReproductionPart& part, double Course::*value) {
  std::vector<double> values;
  for (const Trial& trial : trials) values.push_back(course_of(trial.history, part).*value);
  return median_of(values);
}

Curve curve_of(const std::string& name, Series series) {
  return {name, std::move(series.epochs), std::move(series.values)};
}

Quantity rule(std::string name, std::string rule_text, double measured, bool holds) {
  return {std::move(name), "in words only", std::move(rule_text), measured, holds ? Verdict::pass : Verdict::miss};
}

}  // namespace

std::vector<Quantity> reproduce_fischer_igel_divergence(ReproductionContext& context) {
  const std::array<std::string, 2> names{"persistent chains", "parallel tempering"};
  const std::vector<ReproductionPart> parts{{"pcd", {"rbm.estimator=pcd"}},
                                            {"tempering", {"rbm.estimator=parallel_tempering"}}};
  const auto trials = context.trials(parts, context.extent() == Extent::full ? 5 : 1);

  std::vector<Panel> panels{{"updates", "log-likelihood of all patterns", Scale::linear, {}},
                            {"updates", "reconstruction error", Scale::logarithmic, {}}};
  for (Index p = 0; p < parts.size(); ++p) {
    const std::string& first = trials[p].front().history;
    panels[0].curves.push_back(curve_of(names[p], likelihood_of(first, parts[p])));
    panels[1].curves.push_back(curve_of(names[p], series_of(first, "reconstruction_error", parts[p].name)));
  }
  write_text_file(context.directory() / "figure.svg",
                  svg_panels("Bars-and-stripes 4x4, 16 hidden units, rate .1, first trial", panels));

  const double fall = median_over(trials[0], parts[0], &Course::fall);
  const double error = median_over(trials[0], parts[0], &Course::error_change);
  const double tempered = median_over(trials[1], parts[1], &Course::fall);
  return {rule("log-likelihood, maximum - end, persistent chains", "> 100", fall, fall > far_below),
          rule("reconstruction error, end - at that maximum", "< 0", error, error < 0),
          rule("log-likelihood, maximum - end, parallel tempering", "<= 100", tempered, tempered <= far_below)};
}

}  // namespace dbn::program
