#include "experiments/report/report.hpp"

#include "experiments/report/run/run_report.hpp"
#include "experiments/report/sweep/sweep_page.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {

namespace fs = std::filesystem;

fs::path report_file(const fs::path& directory) { return directory / "report.html"; }

void write_report(const fs::path& directory, const fs::path& file, Workers& workers) {
  const std::string page = holds_sweep(directory) ? sweep_page(directory) : run_page(directory, workers);
  write_text_file(file, page, ErrorKind::config);
}

}  // namespace dbn::program
