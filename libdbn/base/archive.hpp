// Archive interface: a part lists its fields once, for saving, loading and inspection.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/types.hpp"

namespace dbn {

/// Visits the persistent fields of a part in a fixed order. A writing archive stores them; a reading one replaces
/// them, and throws a model error when a field is absent, of another type, or of a shape other than `value` has
/// where the part says the shape is known (see `Shape`).
class Archive {
 public:
  /// Whether a loaded array must have the shape it has in memory, or brings its own.
  enum class Shape { known, stored };

  virtual ~Archive() = default;
  virtual bool loading() const = 0;
  /// Whether a field is there to be loaded; of a writing archive true.
  virtual bool has(std::string_view /*name*/) const { return true; }
  /// Throws the model error of a field that was loaded but cannot be right.
  [[noreturn]] virtual void refuse(std::string_view name, const std::string& message) const {
    throw model_error(std::string(name) + ": " + message);
  }

  /// `axes` names the dimensions for readers in other languages, e.g. "visible,hidden".
  virtual void field(std::string_view name, Matrix& value, std::string_view axes, Shape shape = Shape::known) = 0;
  virtual void field(std::string_view name, Vector& value, std::string_view axes, Shape shape = Shape::known) = 0;
  virtual void field(std::string_view name, std::vector<double>& value) = 0;
  virtual void field(std::string_view name, std::vector<std::int64_t>& value) = 0;
  virtual void field(std::string_view name, std::vector<std::string>& value) = 0;
  virtual void field(std::string_view name, double& value) = 0;
  virtual void field(std::string_view name, std::int64_t& value) = 0;
  virtual void field(std::string_view name, std::string& value) = 0;

  /// Any other integer or enum travels as int64, bit for bit.
  template <class Number, class = std::enable_if_t<(std::is_integral_v<Number> ||
                                                    std::is_enum_v<Number>)&&!std::is_same_v<Number, std::int64_t>>>
  void field(std::string_view name, Number& value) {
    auto wide = static_cast<std::int64_t>(value);
    field(name, wide);
    value = static_cast<Number>(wide);
  }

  /// Archives `part.archive(*this)` one level down.
  template <class Part>
  void group(std::string_view name, Part& part) {
    enter(name);
    part.archive(*this);
    leave();
  }

  virtual void enter(std::string_view name) = 0;
  virtual void leave() = 0;
};

}  // namespace dbn
