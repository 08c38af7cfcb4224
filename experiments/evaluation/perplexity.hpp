// Perplexity of a model on documents, beside that of their unigram.
#pragma once

#include "experiments/evaluation/likelihood_methods.hpp"

namespace dbn::program {

/// Adds to `object`, where a result has log-likelihoods and the rows of `units` are words and nothing else:
///
///     words, perplexity         exp(-sum_n log p(v_n) / sum_n D_n), where D_n is the number of words of row n
///     perplexity_low, _high     the same with every log Z at one end of its 3-sigma interval, where these are annealed
///     reverse_perplexity        by reverse annealing, whose log Z is an upper bound in the mean
///     unigram_perplexity        of words drawn one by one, as often as they occur in these very documents: no other
///                               unigram comes below it here, one that was fitted to training documents lies above
///
/// A lower bound in place of the log-likelihood makes these upper bounds. Throws a data error when there are no words.
void add_perplexity(const LikelihoodResult& result, const Units& units, const RowSource& rows, Json& object);

}  // namespace dbn::program
