#include "libdbn/units/kinds.hpp"

#include <array>
#include <cmath>

#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

using Maker = UnitsPtr (*)(std::string_view shape);

#define DBN_ENTRY(name, help) Entry<Maker>{#name, help, make_##name},
constexpr std::array kinds{DBN_UNIT_KINDS(DBN_ENTRY)};
#undef DBN_ENTRY

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
  if (blocks.empty()) throw config_error("a layer without units; expected KIND:SIZE, e.g. bernoulli:500");
  std::vector<UnitsPtr> parts;
  for (const std::string& block : blocks) parts.push_back(make_block(block));
  return parts.size() == 1 ? parts[0] : make_blocks(std::move(parts));
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

Index append_present(ConstMatrixView row, Index first_column, std::vector<Index>& kept) {
  Index present = 0;
  for (Index i = 0; i < row.columns; ++i) {
    if (std::isnan(row(0, i))) continue;
    kept.push_back(first_column + i);
    ++present;
  }
  return present;
}

void refuse_enumeration(const Units& units) {
  throw config_error("the states of " + units.spec() + " cannot be enumerated; they are not finitely many");
}

void refuse_state(std::string_view what, Index row, Index column, real value, std::string_view rule) {
  throw data_error(std::string(what) + ": row " + std::to_string(row) + ", column " + std::to_string(column) + " is " +
                   to_text(static_cast<double>(value)) + ", but " + std::string(rule));
}

}  // namespace dbn
