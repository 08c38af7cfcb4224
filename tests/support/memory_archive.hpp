// An archive in memory: what was saved can be compared, and loaded again.
#pragma once

#include <map>
#include <variant>

#include "libdbn/base/archive.hpp"
#include "tests/support/checks.hpp"

namespace dbn::test {

class MemoryArchive final : public Archive {
 public:
  using Value = std::variant<Matrix, Vector, std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>,
                             double, std::int64_t, std::string>;

  MemoryArchive() = default;
  /// An archive that loads what `source` has saved.
  static MemoryArchive reader(const MemoryArchive& source) {
    MemoryArchive archive;
    archive.values_ = source.values_;
    archive.loading_ = true;
    return archive;
  }

  bool loading() const override { return loading_; }
  bool has(std::string_view name) const override { return !loading_ || values_.count(path_ + std::string(name)) == 1; }
  void field(std::string_view name, Matrix& value, std::string_view, Shape) override { visit(name, value); }
  void field(std::string_view name, Vector& value, std::string_view, Shape) override { visit(name, value); }
  void field(std::string_view name, std::vector<double>& value) override { visit(name, value); }
  void field(std::string_view name, std::vector<std::int64_t>& value) override { visit(name, value); }
  void field(std::string_view name, std::vector<std::string>& value) override { visit(name, value); }
  void field(std::string_view name, double& value) override { visit(name, value); }
  void field(std::string_view name, std::int64_t& value) override { visit(name, value); }
  void field(std::string_view name, std::string& value) override { visit(name, value); }
  using Archive::field;
  void enter(std::string_view name) override { path_ += std::string(name) + "/"; }
  void leave() override { path_.erase(path_.find_last_of('/', path_.size() - 2) + 1); }

  const std::map<std::string, Value>& values() const { return values_; }

 private:
  template <class T>
  void visit(std::string_view name, T& value) {
    const std::string path = path_ + std::string(name);
    if (loading_) {
      BOOST_REQUIRE_MESSAGE(values_.count(path) == 1, "loaded field " << path << " was not saved");
      value = std::get<T>(values_.at(path));
    } else {
      BOOST_REQUIRE_MESSAGE(values_.emplace(path, value).second, "field " << path << " is saved twice");
    }
  }

  std::map<std::string, Value> values_;
  std::string path_;
  bool loading_ = false;
};

template <class Part>
MemoryArchive saved(Part& part) {
  MemoryArchive archive;
  part.archive(archive);
  return archive;
}

template <class Part>
void load(const MemoryArchive& source, Part& part) {
  MemoryArchive archive = MemoryArchive::reader(source);
  part.archive(archive);
}

/// Checks that both hold the same fields with the same bits (NaN equals NaN of the same bits).
inline void check_same_bytes(const MemoryArchive& found, const MemoryArchive& expected, const std::string& what) {
  BOOST_REQUIRE_EQUAL(found.values().size(), expected.values().size());
  const auto same = [](const auto& a, const auto& b) {
    using T = std::decay_t<decltype(a)>;
    if constexpr (std::is_same_v<T, double>) {
      return std::memcmp(&a, &b, sizeof a) == 0;
    } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::string> ||
                         std::is_same_v<T, std::vector<std::string>>) {
      return a == b;
    } else {
      return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(*a.data())) == 0;
    }
  };
  for (const auto& [path, value] : expected.values()) {
    const MemoryArchive::Value& other = found.values().at(path);
    const bool equal =
        std::visit([&](const auto& x) { return same(x, std::get<std::decay_t<decltype(x)>>(other)); }, value);
    BOOST_CHECK_MESSAGE(equal, what << ": " << path << " differs");
  }
}

}  // namespace dbn::test
