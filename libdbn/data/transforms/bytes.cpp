// x' = x / 255 of whole numbers from 0 to 255, in whatever type they are kept.
#include "libdbn/data/transforms/bytes.hpp"

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/number_range.hpp"
#include "libdbn/data/transforms/transforms.hpp"

namespace dbn {
namespace {

constexpr double greatest_byte = 255;

void require_bytes(const Dataset& data) {
  data.for_each_row([&](Index n, const auto* row) {
    for (Index j = 0; j < data.columns(); ++j) {
      const auto value = static_cast<double>(row[j]);
      if (std::isnan(value) || (value >= 0 && value <= greatest_byte && value == std::floor(value))) continue;
      throw data_error(data.name + ": row " + std::to_string(n) + ", column " + std::to_string(j) + " is " +
                       to_text(value) +
                       ", but data.transform = bytes divides whole numbers from 0 to 255; take scale or none for "
                       "other numbers");
    }
  });
}

TransformPtr fit_bytes(const Dataset& training) {
  if (lies_in_unit_interval(training)) {
    throw data_error(training.name +
                     ": all values lie in [0, 1] already, but data.transform = bytes divides by 255; set "
                     "data.transform = none");
  }
  require_bytes(training);
  return byte_transform("bytes", training.columns());
}

}  // namespace

TransformPtr byte_transform(std::string name, Index columns) {
  return std::make_shared<ByteTransform>(std::move(name), Vector(),
                                         Vector({columns}, static_cast<real>(greatest_byte)));
}

std::unique_ptr<InputTransform> unfitted_bytes(std::string_view name) {
  return std::make_unique<ByteTransform>(std::string(name));
}

Entry<TransformMaker> bytes_transform() {
  return {"bytes", "divides whole numbers 0 to 255 by 255", {fit_bytes, unfitted_bytes}};
}

}  // namespace dbn
