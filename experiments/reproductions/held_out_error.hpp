// Test errors of a trained model, and reconstruction error of principal components.
#pragma once

#include "experiments/reproductions/reproduction_context.hpp"

namespace dbn::program {

/// What 'dbn evaluate' says of the validation rows, where there are any, and of the test rows of a part's data. Keys:
/// validation, test.
Json evaluated(ReproductionContext& context, const ReproductionPart& part, const Model& model);

/// The squared error of the best linear reconstruction from `components` numbers: mean over the rows of `test` of the
/// squares left over by the greatest principal components of `training`, around its mean: sum_n (|x_n - m|^2 -
/// sum_k (v_k . (x_n - m))^2) / N with the eigenvectors v_k of their covariance.
double squared_error_of_components(const RowSource& training, const RowSource& test, Index components,
                                   Workers& workers);

}  // namespace dbn::program
