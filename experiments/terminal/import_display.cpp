#include "experiments/terminal/import_display.hpp"

#include <iostream>

#include <unistd.h>

#include "experiments/terminal/progress.hpp"
#include "experiments/text/format.hpp"

namespace dbn::program {
namespace {

constexpr std::chrono::milliseconds import_redraw_interval{200};
constexpr std::chrono::seconds line_interval{10};

}  // namespace

ImportDisplay::ImportDisplay() : live_(isatty(STDERR_FILENO) == 1) {}

ImportDisplay::~ImportDisplay() { erase(); }

void ImportDisplay::show(const ImportStep& step) {
  if (stop_.requested())
    throw interrupted_error("interrupted while " + std::string(step.what) + "; nothing was written");
  const auto now = Clock::now();
  if (step_ != step.what) {
    step_ = step.what;
    start_ = now;
    last_drawn_ = now;
  }
  if (now - last_drawn_ < (live_ ? Clock::duration(import_redraw_interval) : Clock::duration(line_interval))) return;
  last_drawn_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  std::string text = step_ + "  " + short_text(100 * step.fraction, 3) + " %  " + std::to_string(step.rows) + " rows";
  if (step.fraction > 0) text += "  " + duration_text(seconds * (1 - step.fraction) / step.fraction) + " left";
  erase();
  std::cerr << text << (live_ ? "" : "\n") << std::flush;
  drawn_ = live_;
}

void ImportDisplay::erase() {
  if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace dbn::program
