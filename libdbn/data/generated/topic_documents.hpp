// Documents drawn from a known topic model, whose own perplexity is exact.
#pragma once

#include "libdbn/data/sparse/sparse_rows.hpp"

namespace dbn {

/// The generating model and what is drawn from it. The words belong to T topics, equally many to each, and are drawn
/// with probability ~ 1 / rank among those of their topic. A document has a dominant topic t, its label, and another
/// one s, each pair equally likely, and a share a out of `shares`; each of its words is then drawn by itself:
///
///     p(topic u) = (1 - background) (a [u = t] + (1 - a) [u = s]) + background / T
///
/// Nothing of the model is random: another seed draws other documents of the same topics, to test on.
struct TopicDocumentOptions {
  Index topics = 20;       ///< from 2 to 10,000
  Index words = 2000;      ///< a multiple of the topics, at most 1,000,000
  Index documents = 1000;  ///< from 1 to 10,000,000
  Index shortest = 80;     ///< lengths are uniform from the shortest to the longest
  Index longest = 120;     ///< at most 100,000
  double background = 0.05;
  std::vector<double> shares{0.8};
  std::uint64_t seed = 1;
};

/// Perplexities exp(-sum log p / words) of the documents drawn, under what made them.
struct TopicPerplexities {
  /// Of documents of which nothing is known but their length: exact, the sum over all t, s and a. What to compare with.
  double marginal = 0;
  /// Of documents whose t, s and a are known, which no model of documents can reach.
  double given_topics = 0;
  /// Of words without topics, each drawn from the mean over all documents.
  double unigram = 0;
};

struct TopicDocuments {
  SparseRows rows;  ///< columns are called topic03_word017, numbered by topic and rank
  TopicPerplexities perplexities;
};

/// Row n depends on the options and n alone, and not on how many there are. Throws a config error for options outside
/// their ranges.
TopicDocuments topic_documents(const TopicDocumentOptions& options);

}  // namespace dbn
