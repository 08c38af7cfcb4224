// Reproductions of published results: published value, tolerance, measured value, verdict.
#pragma once

#include <span>

#include "experiments/reproductions/reproduction_context.hpp"
#include "libdbn/base/registry.hpp"

namespace dbn::program {

/// Whether a number was read in the paper or its authors' documentation, or is known from others who quote it.
enum class Source { read, commonly_quoted };

enum class Verdict { pass, miss, not_judged };
/// "pass", "MISS", "not judged".
std::string_view verdict_text(Verdict verdict);

/// One number of a reproduction.
struct Quantity {
  std::string name;
  std::string published;  ///< empty where the paper makes a statement without a number
  std::string tolerance;  ///< the rule in words
  double measured;
  Verdict verdict;
};

/// `published` with its source, as tables show it.
std::string published_text(double published, Source source);
/// Passes when `measured` is within `tolerance` of `published`.
Quantity within(std::string name, double published, Source source, double tolerance, double measured);
/// Passes when `measured` is `least` or more.
Quantity reaches(std::string name, std::string published, double least, double measured);
/// Passes when `measured` is `greatest` or less.
Quantity at_most(std::string name, std::string published, double greatest, double measured);
/// Passes when `measured` is from `least` to `greatest`.
Quantity lies_within(std::string name, std::string published, double least, double greatest, double measured);
/// For a published value of a single run, where runs differ: passes when `published` is within `tolerance` of the range
/// of the trials' values. What is shown as measured is their median.
Quantity covers(std::string name, double published, Source source, double tolerance, const std::vector<double>& trials);
/// Measured, but without a rule.
Quantity reported(std::string name, std::string published, double measured);

struct Reproduction {
  std::vector<Quantity> (*run)(ReproductionContext&);
  std::string_view quick;    ///< what --quick leaves out
  std::string_view parts{};  ///< names of those that can be asked for one by one; empty: only the whole
};

double median_of(std::vector<double> values);

/// Every reproduction; its config has its name.
std::span<const Entry<Reproduction>> reproductions();

std::vector<Quantity> reproduce_melchior2016_bas3x3(ReproductionContext& context);
std::vector<Quantity> reproduce_melchior_mnist16_exact(ReproductionContext& context);
std::vector<Quantity> reproduce_melchior_mnist500(ReproductionContext& context);
std::vector<Quantity> reproduce_fischer_igel_divergence(ReproductionContext& context);
std::vector<Quantity> reproduce_larochelle2007_rectangles(ReproductionContext& context);
std::vector<Quantity> reproduce_larochelle2007_convex(ReproductionContext& context);
std::vector<Quantity> reproduce_hinton2006_updown(ReproductionContext& context);
std::vector<Quantity> reproduce_hinton_salakhutdinov2006_classify(ReproductionContext& context);
std::vector<Quantity> reproduce_hinton_salakhutdinov2006_mnist_ae(ReproductionContext& context);
std::vector<Quantity> reproduce_salakhutdinov_murray2008(ReproductionContext& context);
std::vector<Quantity> reproduce_larochelle_bengio2008(ReproductionContext& context);
std::vector<Quantity> reproduce_theano_tutorial_dbn(ReproductionContext& context);

}  // namespace dbn::program
