// The log of a run.
#include "experiments/report/run/run_report.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

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

}  // namespace

extern const RunPanel log_panel{"log", "Log", log_content};

}  // namespace dbn::program
