// Options that an estimator declares in its own file, as values that travel with all others.
#pragma once

#include <any>

#include "libdbn/base/options.hpp"

namespace dbn {

/// One value of any copyable type with a member `OptionList options()`. Copies are independent of each other.
class OwnOptions {
 public:
  /// No options.
  OwnOptions() = default;
  template <class Values>
  static OwnOptions of() {
    OwnOptions result;
    result.values_ = Values{};
    result.declare_ = [](std::any& values) { return std::any_cast<Values&>(values).options(); };
    return result;
  }

  /// Bound to this object: valid until it is moved, assigned to or destroyed.
  OptionList options() { return declare_ == nullptr ? OptionList{} : declare_(values_); }
  /// Null where these are values of another type.
  template <class Values>
  const Values* as() const {
    return std::any_cast<Values>(&values_);
  }

 private:
  std::any values_;
  OptionList (*declare_)(std::any&) = nullptr;
};

}  // namespace dbn
