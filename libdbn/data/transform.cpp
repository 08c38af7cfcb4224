#include "libdbn/data/transform.hpp"

#include <array>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/transforms/transforms.hpp"

namespace dbn {
namespace {

std::span<const Entry<TransformMaker>> transforms() {
#define DBN_ENTRY(name) name##_transform(),
  static const std::array table{DBN_TRANSFORMS(DBN_ENTRY)};
#undef DBN_ENTRY
  return table;
}

}  // namespace

std::vector<std::string> transform_names() { return names_in(transforms()); }

std::string transform_help() {
  std::string text;
  for (const Entry<TransformMaker>& entry : transforms()) {
    if (entry.help.empty()) continue;
    text.append(text.empty() ? "" : ", ").append(entry.name).append(" ").append(entry.help);
  }
  return text;
}

const TransformPtr& no_transform() {
  static const TransformPtr none = none_transform().thing.unfitted("none");
  return none;
}

TransformPtr fit_transform(std::string_view name, const Dataset& training) {
  return find_in(transforms(), "transform", name).fit(training);
}

void save_transform(const InputTransform& transform, Archive& archive) { transform.copy()->archive(archive); }

TransformPtr load_transform(std::string_view name, Archive& archive) {
  for (const Entry<TransformMaker>& entry : transforms()) {
    if (entry.name != name) continue;
    std::unique_ptr<InputTransform> transform = entry.thing.unfitted(entry.name);
    transform->archive(archive);
    return transform;
  }
  throw model_error(unknown_name_message("input transform", name, transform_names()));
}

}  // namespace dbn
