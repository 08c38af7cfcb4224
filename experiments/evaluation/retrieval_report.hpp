// Report of retrieval by hidden codes: `dbn evaluate --retrieval`.
#pragma once

#include "experiments/data/training_data.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/dbn/retrieval.hpp"

namespace dbn::program {

/// Looks for each row of `queries` among those of `candidates`, or among the other queries where that is null, by the
/// means of the top hidden units. Throws a data error that names the data without labels.
RetrievalScore measure_retrieval(const Model& model, const PresentedData& queries, const PresentedData* candidates,
                                 Workers& workers);

Json retrieval_json(const RetrievalScore& score);
std::string retrieval_text(const RetrievalScore& score);

}  // namespace dbn::program
