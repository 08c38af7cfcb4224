// The table of unit kinds. Adding a kind is one file and one line here.
#include "libdbn/units/kinds.hpp"

#include <array>

#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

using Maker = UnitsPtr (*)(std::string_view shape);

constexpr std::array kinds{
    Entry<Maker>{"bernoulli", "binary units, bernoulli:N", make_bernoulli},
};

UnitsPtr make_block(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return make_bernoulli(text);
  const Maker make = find_in<Maker>(kinds, "kind of units", trimmed(text.substr(0, colon)));
  return make(trimmed(text.substr(colon + 1)));
}

}  // namespace

std::vector<std::string> unit_kinds() { return names_in<Maker>(kinds); }

UnitsPtr make_units(std::string_view spec) {
  const auto blocks = split(spec, '+');
  if (blocks.size() != 1)
    throw config_error("'" + std::string(spec) + "' is not a layer; expected KIND:SIZE, e.g. bernoulli:500");
  return make_block(blocks[0]);
}

Index parse_unit_count(std::string_view kind, std::string_view text) {
  constexpr std::int64_t most = 10'000'000;
  const auto count = parse_integer(text);
  if (!count || *count < 1 || *count > most) {
    throw config_error("'" + std::string(text) + "' is not a size of " + std::string(kind) +
                       " units; expected an integer from 1 to " + std::to_string(most) + ", e.g. " + std::string(kind) +
                       ":500");
  }
  return static_cast<Index>(*count);
}

}  // namespace dbn
