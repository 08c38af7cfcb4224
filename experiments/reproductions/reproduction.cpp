// The table of reproductions. Adding one is a file, a config of its name, and a line here.
#include "experiments/reproductions/reproduction.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dbn::program {
namespace {

// clang-format off
constexpr std::array table{
    Entry<Reproduction>{"melchior2016_bas3x3", "centered and normal machines on bars-and-stripes 3x3, exact likelihood",
                        {reproduce_melchior2016_bas3x3, "3 trials of each cell in place of 25"}},
    Entry<Reproduction>{"melchior_mnist16_exact", "784x16 on MNIST, centered and normal, exact and annealed likelihood",
                        {reproduce_melchior_mnist16_exact, "5 of 50 epochs, 1 trial in place of 10, and nothing is judged"}},
    Entry<Reproduction>{"melchior_mnist500", "784x500 on MNIST, centered, likelihood annealed in both directions",
                        {reproduce_melchior_mnist500, "5 of 200 epochs and 1,000 of 10,000 temperatures, and nothing is judged"}},
    Entry<Reproduction>{"fischer_igel_divergence", "divergence of persistent chains on bars-and-stripes 4x4, none with parallel tempering",
                        {reproduce_fischer_igel_divergence, "1 trial in place of 5"}},
    Entry<Reproduction>{"larochelle2007_rectangles", "rectangles, taller or wider: nets of three layers, chosen by a sweep on validation rows",
                        {reproduce_larochelle2007_rectangles, "2 of 36 runs, 100 100 units, 200 of 1,000 rows, 3 epochs a layer and 5 of fine-tuning, and nothing is judged"}},
    Entry<Reproduction>{"larochelle2007_convex", "convex regions or not: nets of three layers, chosen by a sweep on validation rows",
                        {reproduce_larochelle2007_convex, "2 of 36 runs, 100 100 units, 200 of 6,500 rows, 3 epochs a layer and 5 of fine-tuning, and nothing is judged"}},
    Entry<Reproduction>{"hinton2006_updown", "784-500-500-2000 with labels at the top on MNIST, greedy and then up-down",
                        {reproduce_hinton2006_updown, "5,000 of 60,000 rows, 3 epochs of each layer and 3 of 300 of up-down, and nothing is judged"}},
    Entry<Reproduction>{"hinton_salakhutdinov2006_classify", "784-500-500-2000-10 on MNIST, fine-tuned by conjugate gradient",
                        {reproduce_hinton_salakhutdinov2006_classify, "10,000 of 60,000 rows, 5 of 50 epochs a layer and 6 of 48 of fine-tuning, and the error is not judged"}},
    Entry<Reproduction>{"hinton_salakhutdinov2006_mnist_ae", "a deep autoencoder of MNIST with 30 code units against PCA",
                        {reproduce_hinton_salakhutdinov2006_mnist_ae, "10 of 50 epochs a layer and 8 of 200 of fine-tuning; passes up to an error of 6"}},
    Entry<Reproduction>{"salakhutdinov_murray2008", "784x500 on MNIST by CD-1, CD-3, CD-25, annealed likelihood; a deep net's bound",
                        {reproduce_salakhutdinov_murray2008, "3,000 of 60,000 rows, 2 epochs a machine and 1,000 temperatures, and only base rates are judged", "base_rates small cd1 cd3 cd25 dbn"}},
    Entry<Reproduction>{"larochelle_bengio2008", "classification machines on MNIST, discriminative and hybrid, one-row updates",
                        {reproduce_larochelle_bengio2008, "2,000 of 60,000 rows, 50 and 100 hidden units, at most 4 epochs, and nothing is judged", "drbm hdrbm"}},
    Entry<Reproduction>{"theano_tutorial_dbn", "784-1000-1000-1000-10 on MNIST, fine-tuned by stochastic gradient",
                        {reproduce_theano_tutorial_dbn, "3,000 of 60,000 rows, 2 of 100 epochs a layer and 5 of fine-tuning, and nothing is judged"}},
};
// clang-format on

}  // namespace

std::string_view verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass: return "pass";
    case Verdict::miss: return "MISS";
    case Verdict::not_judged: return "not judged";
  }
  return "";
}

std::string published_text(double published, Source source) {
  return short_text(published, 5) + (source == Source::commonly_quoted ? " (as commonly quoted)" : "");
}

Quantity within(std::string name, double published, Source source, double tolerance, double measured) {
  const Verdict verdict = std::abs(measured - published) <= tolerance ? Verdict::pass : Verdict::miss;
  return {std::move(name), published_text(published, source), "+-" + short_text(tolerance), measured, verdict};
}

Quantity reaches(std::string name, std::string published, double least, double measured) {
  return {std::move(name), std::move(published), ">= " + short_text(least, 5), measured,
          measured >= least ? Verdict::pass : Verdict::miss};
}

Quantity at_most(std::string name, std::string published, double greatest, double measured) {
  return {std::move(name), std::move(published), "<= " + short_text(greatest, 5), measured,
          measured <= greatest ? Verdict::pass : Verdict::miss};
}

Quantity lies_within(std::string name, std::string published, double least, double greatest, double measured) {
  const Verdict verdict = measured >= least && measured <= greatest ? Verdict::pass : Verdict::miss;
  return {std::move(name), std::move(published), short_text(least, 5) + " .. " + short_text(greatest, 5), measured,
          verdict};
}

Quantity covers(std::string name, double published, Source source, double tolerance,
                const std::vector<double>& trials) {
  const auto [least, greatest] = std::minmax_element(trials.begin(), trials.end());
  const bool covered = published >= *least - tolerance && published <= *greatest + tolerance;
  return {std::move(name), published_text(published, source),
          "+-" + short_text(tolerance) + " of " + short_text(*least, 5) + " .. " + short_text(*greatest, 5),
          median_of(trials), covered ? Verdict::pass : Verdict::miss};
}

Quantity reported(std::string name, std::string published, double measured) {
  return {std::move(name), std::move(published), "", measured, Verdict::not_judged};
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const Index half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::span<const Entry<Reproduction>> reproductions() { return table; }

}  // namespace dbn::program
