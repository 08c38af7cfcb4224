#include "experiments/terminal/progress.hpp"

#include <array>
#include <cmath>
#include <iostream>

#include <sys/ioctl.h>
#include <unistd.h>

#include "experiments/text/format.hpp"

namespace dbn::program {
namespace {

constexpr auto redraw_interval = std::chrono::milliseconds(200);

// What a person looks at first, with short names.
struct Shown {
  std::string_view metric;
  std::string_view name;
  bool percent;
};
constexpr std::array<Shown, 11> shown_metrics{{{"reconstruction_error", "reconstruction error", false},
                                               {"free_energy_gap", "free energy gap", false},
                                               {"dead_units", "dead units", true},
                                               {"wake_error", "wake error", false},
                                               {"sleep_error", "sleep error", false},
                                               {"label_error", "label error", true},
                                               {"training_loss", "training loss", false},
                                               {"training_error", "training error", true},
                                               {"validation_error", "validation error", true},
                                               {"validation_rmse", "validation RMSE", false},
                                               {"validation_squared_error", "validation squared error", false}}};

}  // namespace

Index terminal_width() {
  winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::string epoch_line(const EpochRecord& record, std::optional<Index> epochs) {
  std::string line = record.stage + "  epoch " + std::to_string(record.epoch + 1);
  if (epochs) line += "/" + std::to_string(*epochs);
  for (const Shown& shown : shown_metrics) {
    const double value = record.get(shown.metric);
    if (std::isnan(value)) continue;
    line += "  " + std::string(shown.name) + " " + (shown.percent ? percent(value) : short_text(value));
  }
  return line;
}

ProgressDisplay::ProgressDisplay(Verbosity verbosity)
    : verbosity_(verbosity), live_(verbosity == Verbosity::normal && isatty(STDERR_FILENO) == 1) {}

ProgressDisplay::~ProgressDisplay() { erase(); }

void ProgressDisplay::batch(const Progress& progress) {
  if (!live_) return;
  const auto now = Clock::now();
  if (first_fraction_ < 0) {
    first_fraction_ = progress.fraction;
    start_ = now;
    last_drawn_ = now;
  }
  rows_ += progress.rows;
  const double since_drawn = std::chrono::duration<double>(now - last_drawn_).count();
  if (now - last_drawn_ < redraw_interval) return;
  rows_per_second_ = static_cast<double>(rows_) / since_drawn;
  rows_ = 0;
  last_drawn_ = now;
  std::string text = bar(progress, std::chrono::duration<double>(now - start_).count());
  text.resize(std::min(text.size(), terminal_width() - 1));
  std::cerr << "\r\x1b[K" << text << std::flush;
  drawn_ = true;
}

void ProgressDisplay::line(const std::string& text) {
  if (verbosity_ == Verbosity::quiet) return;
  erase();
  std::cerr << text << std::endl;
}

std::string ProgressDisplay::bar(const Progress& progress, double seconds) const {
  constexpr Index cells = 20;
  const auto full = static_cast<Index>(progress.fraction * static_cast<double>(cells));
  const double done = progress.fraction - first_fraction_;
  std::string text = "[" + std::string(full, '#') + std::string(cells - std::min(cells, full), '.') + "] " +
                     short_text(100 * progress.fraction, 3) + " %";
  if (done > 0) text += "  " + duration_text(seconds * (1 - progress.fraction) / done) + " left";
  text += "  " + progress.stage + " epoch " + std::to_string(progress.epoch + 1) + "/" +
          std::to_string(progress.epochs) + " batch " + std::to_string(progress.batch) + "/" +
          std::to_string(progress.batches);
  return text + "  " + std::to_string(std::lround(rows_per_second_)) + " rows/s";
}

void ProgressDisplay::erase() {
  if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace dbn::program
