#include "experiments/evaluation/perplexity.hpp"

#include <cmath>
#include <numeric>

#include "experiments/data/training_data.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/data/batches.hpp"

namespace dbn::program {
namespace {

std::vector<double> word_counts(const RowSource& rows) {
  std::vector<double> counts(rows.columns(), 0.0);
  for_each_block(rows, rows_per_block, [&](Index, const Batch& block) {
    for (Index n = 0; n < block.rows(); ++n) {
      for (Index w = 0; w < counts.size(); ++w) {
        const auto count = static_cast<double>(block.inputs(n, w));
        if (!std::isnan(count)) counts[w] += count;
      }
    }
  });
  return counts;
}

template <class Numbers>
double sum_of(const Numbers& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

// Whether rows are counts and nothing else: a row of ones then has a word for each column.
bool are_documents(const Units& units) {
  if (!units.has_lengths()) return false;
  Matrix ones = zeros(1, units.size());
  ones.fill(1);
  return units.length(ones) == static_cast<double>(units.size());
}

}  // namespace

void add_perplexity(const LikelihoodResult& result, const Units& units, const RowSource& rows, Json& object) {
  if (result.log_likelihood.size() == 0 || !are_documents(units)) return;
  const std::vector<double> counts = word_counts(rows);
  const double words = sum_of(counts);
  if (words == 0) throw data_error("dbn likelihood: the documents have no words, so there is no perplexity");
  const double surprise = -sum_of(result.log_likelihood);
  object["words"] = words;
  object["perplexity"] = std::exp(surprise / words);
  if (result.log_z_margin.size() > 0) {
    const double margin = sum_of(result.log_z_margin);
    object["perplexity_low"] = std::exp((surprise - margin) / words);
    object["perplexity_high"] = std::exp((surprise + margin) / words);
  }
  if (result.reverse_log_likelihood.size() > 0) {
    object["reverse_perplexity"] = std::exp(-sum_of(result.reverse_log_likelihood) / words);
  }
  double unigram_surprise = 0;
  for (const double count : counts) unigram_surprise -= count > 0 ? count * std::log(count / words) : 0;
  object["unigram_perplexity"] = std::exp(unigram_surprise / words);
}

}  // namespace dbn::program
