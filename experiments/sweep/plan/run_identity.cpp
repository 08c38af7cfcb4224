#include "experiments/sweep/plan/run_identity.hpp"

#include <cstdio>

#include "experiments/runs/run_directory.hpp"
#include "libdbn/base/checksum.hpp"
#include "libdbn/base/random.hpp"

namespace dbn::program {
namespace {

const std::map<std::string, std::string>& defaults() {
  static const std::map<std::string, std::string> values = [] {
    std::map<std::string, std::string> result;
    for (const Setting& setting : Config("", "", {}).settings()) result.emplace(setting.key(), setting.value);
    return result;
  }();
  return values;
}

bool is_default(const Setting& setting) {
  const auto found = defaults().find(setting.key());
  return found != defaults().end() && found->second == setting.value;
}

}  // namespace

std::string run_id(const Config& config) {
  std::map<std::string, std::string> decisive;
  for (const Setting& setting : config.settings()) {
    if (role_of(setting.key()) == KeyRole::decides_nothing || is_default(setting)) continue;
    decisive.emplace(setting.key(), setting.value);
  }
  Checksum checksum;
  for (const auto& [key, value] : decisive) {
    checksum.add(key);
    checksum.add(value);
  }
  // The checksum alone makes ids of neighbors that look alike.
  const std::uint64_t sum = checksum.value();
  const auto mixed = philox({static_cast<std::uint32_t>(sum), static_cast<std::uint32_t>(sum >> 32), 0, 0}, {0, 0});
  char digits[32];
  std::snprintf(digits, sizeof digits, "%08x%04x", static_cast<unsigned>(mixed[0]),
                static_cast<unsigned>(mixed[1] & 0xffff));
  return digits;
}

}  // namespace dbn::program
