// Retrieval of rows of the same class by their codes: precision and recall.
#pragma once

#include "libdbn/base/types.hpp"
#include "libdbn/base/workers.hpp"

namespace dbn {

/// Means over the queries after so many rows were retrieved.
struct RetrievalPoint {
  Index retrieved = 0;
  double precision = 0;  ///< share of the rows retrieved that have the query's label
  double recall = 0;     ///< share of the rows with the query's label that were retrieved
};

struct RetrievalScore {
  Index queries = 0;  ///< those with a label that some candidate shares; the others have nothing to find
  Index candidates = 0;
  double precision_at_10 = 0;  ///< of the first candidates where there are fewer than 10
  double mean_average_precision = 0;
  std::vector<RetrievalPoint> curve;  ///< after 1, 2, 4, ... and all candidates
};

/// Codes of rows and their labels, one for each; missing_label where unknown.
struct LabeledCodes {
  ConstMatrixView codes;
  const Labels& labels;
};

/// Whether query n is candidate n too, which it must not find.
enum class Retrieval { from_others, from_themselves };

/// Ranks the candidates of each query by the cosine of the angle between codes (as Salakhutdinov & Hinton 2009 compare
/// topic vectors), equal ones by their number, by comparing with all of them. A candidate counts as right when it has
/// the query's label. Average precision is the mean over right candidates of the precision at their rank.
RetrievalScore score_retrieval(const LabeledCodes& queries, const LabeledCodes& candidates, Retrieval retrieval,
                               Workers& workers = Workers::serial());

}  // namespace dbn
