// The options of a run with where their values come from.
#include <map>

#include "experiments/report/run/run_report.hpp"

namespace dbn::program {
namespace {

constexpr std::string_view by_default = "default";

std::map<std::string, std::string> default_values() {
  std::map<std::string, std::string> values;
  for (const Setting& setting : Config("", "", {}).settings()) values[setting.key()] = setting.value;
  return values;
}

// Runs that kept no origins show by the value alone whether it was given.
class Origins {
 public:
  explicit Origins(const std::string& text) : noted_(comments_of(text)), defaults_(default_values()) {}

  std::string of(const Setting& setting) const {
    if (const auto noted = noted_.find(setting.key()); noted != noted_.end()) return noted->second;
    const auto usual = defaults_.find(setting.key());
    return usual != defaults_.end() && usual->second == setting.value ? std::string(by_default) : "given";
  }
  bool are_noted() const { return !noted_.empty(); }

 private:
  std::map<std::string, std::string> noted_;
  std::map<std::string, std::string> defaults_;
};

Table options_table(const std::string& caption) { return {caption, {"option", "value", "from"}, {}}; }

Markup left_aligned(const Table& options) { return element("div", {{"class", "texts"}}, table(options)); }

Markup config_content(const RunReportInput& run) {
  if (run.config_text().empty()) return {};
  if (!run.config()) {
    return notice("The config cannot be read by this version: " + run.data_problem()) +
           element("pre", run.config_text());
  }
  const Origins origins(run.config_text());
  Table given = options_table("Options that the config or the command line sets");
  Table rest = options_table("Options with their defaults");
  for (const Setting& setting : run.config()->settings()) {
    const std::string origin = origins.of(setting);
    Table& options = origin == by_default ? rest : given;
    options.rows.push_back({setting.key(), setting.value, origin});
  }
  Markup content = given.rows.empty() ? paragraph("Every option has its default.") : left_aligned(given);
  if (!origins.are_noted()) {
    content += paragraph("Origins were not recorded; values that differ from the default are listed as given.");
  }
  content += folded(std::to_string(rest.rows.size()) + " options with their defaults", left_aligned(rest));
  return content;
}

}  // namespace

extern const RunPanel configuration_panel{"config", "Config", config_content};

}  // namespace dbn::program
