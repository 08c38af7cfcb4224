// Makers behind the table of estimators; each is defined in the file named after its estimator.
#pragma once

#include "libdbn/estimators/estimator.hpp"

namespace dbn {

EstimatorPtr make_cd(const EstimatorOptions& options);
EstimatorPtr make_pcd(const EstimatorOptions& options);
EstimatorPtr make_fpcd(const EstimatorOptions& options);
EstimatorPtr make_parallel_tempering(const EstimatorOptions& options);
EstimatorPtr make_mean_field(const EstimatorOptions& options);
EstimatorPtr make_exact(const EstimatorOptions& options);
EstimatorPtr make_discriminative(const EstimatorOptions& options);

}  // namespace dbn
