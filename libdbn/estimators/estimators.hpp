// The table of estimators. A new one is a file in this folder, which defines `const EstimatorKind NAME_estimator` with
// its name, help, maker and options, and a line here.
#pragma once

#include "libdbn/estimators/estimator.hpp"

/// One line for each estimator, in the order of help pages and of their options in a config.
#define DBN_FOR_EACH_ESTIMATOR(DO) \
  DO(cd)                           \
  DO(pcd)                          \
  DO(fpcd)                         \
  DO(parallel_tempering)           \
  DO(mean_field)                   \
  DO(exact)                        \
  DO(discriminative)

namespace dbn {

#define DBN_DECLARE_ESTIMATOR(name) extern const EstimatorKind name##_estimator;
DBN_FOR_EACH_ESTIMATOR(DBN_DECLARE_ESTIMATOR)
#undef DBN_DECLARE_ESTIMATOR

/// The maker of an estimator whose constructor takes the options.
template <class Estimator>
EstimatorPtr construct_estimator(const EstimatorOptions& options) {
  return std::make_unique<Estimator>(options);
}

}  // namespace dbn
