// Element-wise kernels of training, on contiguous rows.
#pragma once

#include "libdbn/base/random.hpp"
#include "libdbn/base/types.hpp"

namespace dbn::kernels {

/// mean_j = logistic(bias_j + input_j). Within 3 ulp; exactly 0 or 1 far out; NaN stays NaN.
void logistic(const real* bias, const real* inputs, Index count, real* mean);

/// The same, and state_j = [uniform_j < mean_j] with the uniforms of this row of `draws`. `mean` may be null.
void logistic_sample(const real* bias, const real* inputs, Index count, const Draws& draws, Index row, real* mean,
                     real* states);

/// state_j = [uniform_j < probability_j].
void bernoulli_sample(const real* probabilities, Index count, const Draws& draws, Index row, real* states);

/// sum_j log(1 + exp(bias_j + input_j)), summed in double.
double softplus_sum(const real* bias, const real* inputs, Index count);

/// sum_j a_j b_j, summed in double in a fixed order.
double dot(const real* a, const real* b, Index count);

/// out_j += scale * a_j.
void add_scaled(const real* a, real scale, Index count, real* out);
/// The same where a_j is a number: a missing value, NaN, leaves out_j as it is.
void add_scaled_present(const real* a, real scale, Index count, real* out);
/// out_j = a_j, or 0 where a_j is NaN. `out` may be `a`.
void copy_present(const real* a, Index count, real* out);

/// velocity = momentum velocity + rate ascent; theta += velocity.
void momentum_step(real* theta, real* velocity, const real* ascent, real rate, real momentum, Index count);

/// How many of the numbers are not 0; NaN is not 0.
Index count_nonzeros(const real* values, Index count);

/// Whether any of the numbers is NaN.
bool has_nan(const real* values, Index count);
/// Whether all of the numbers are finite.
bool all_finite(const real* values, Index count);

}  // namespace dbn::kernels
