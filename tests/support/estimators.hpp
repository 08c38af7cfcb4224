// The estimators that a machine can be given to, so that batteries run over the table.
#pragma once

#include "libdbn/base/errors.hpp"
#include "libdbn/estimators/estimator.hpp"

namespace dbn::test {

inline bool fits(const std::string& estimator, const Rbm& rbm) {
  try {
    make_estimator(estimator, {})->require_fit(rbm);
    return true;
  } catch (const Error&) {
    return false;
  }
}

inline std::vector<std::string> estimators_for(const Rbm& rbm) {
  std::vector<std::string> names;
  for (const std::string& name : estimator_names()) {
    if (fits(name, rbm)) names.push_back(name);
  }
  return names;
}

}  // namespace dbn::test
