// The options of a run with where their values come from, and its log.
#include <map>

#include "experiments/report/run/run_report.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"

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

}  // namespace

Markup config_content(const RunReportInput& run) {
  if (run.config_text().empty()) return {};
  if (!run.config()) {
    return notice("This version does not understand the config: " + run.data_problem()) +
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
    content += paragraph("The run has kept no origins; what differs from the default counts as given.");
  }
  content += folded(std::to_string(rest.rows.size()) + " options with their defaults", left_aligned(rest));
  return content;
}

Markup log_content(const RunReportInput& run) {
  constexpr std::size_t most_lines = 60;
  const std::filesystem::path file = run.directory() / "log.txt";
  if (!is_present(file)) return {};
  std::vector<std::string> lines = split(read_text_file(file, ErrorKind::config), '\n');
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  if (lines.empty()) return {};
  // What the run was made with stands first, how it ended last.
  std::string text = lines.front() + "\n";
  const std::size_t first = lines.size() > most_lines ? lines.size() - most_lines : 1;
  if (first > 1) text += "... " + std::to_string(first - 1) + " lines\n";
  for (std::size_t i = first; i < lines.size(); ++i) text += lines[i] + "\n";
  return folded("The log of the run", element("pre", text));
}

}  // namespace dbn::program
