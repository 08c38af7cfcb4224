#include "experiments/runs/history_file.hpp"

#include <functional>
#include <map>
#include <optional>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

using Cells = std::vector<std::string>;

// Calls `row` with header and cells for each complete line behind the header.
void for_each_row(const std::filesystem::path& file, const std::function<void(const Cells&, const Cells&)>& row) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return;
  const std::string text = read_text_file(file, ErrorKind::config);
  Cells header;
  std::string_view rest = text;
  for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    const Cells cells = split(rest.substr(0, end), ',');
    rest.remove_prefix(end + 1);
    if (header.empty()) {
      header = cells;
    } else {
      row(header, cells);
    }
  }
}

constexpr Index first_metric = 2;  // behind stage and epoch

std::optional<Index> epoch_in(const Cells& cells) {
  if (cells.size() < first_metric) return std::nullopt;
  const auto epoch = parse_integer(cells[1]);
  if (!epoch || *epoch < 0) return std::nullopt;
  return static_cast<Index>(*epoch);
}

}  // namespace

std::vector<EpochRecord> read_history_file(const std::filesystem::path& file) {
  std::vector<EpochRecord> records;
  for_each_row(file, [&](const Cells& header, const Cells& cells) {
    const auto epoch = epoch_in(cells);
    if (!epoch || cells.size() != header.size()) return;
    EpochRecord record{cells[0], *epoch, {}};
    for (Index i = first_metric; i < cells.size(); ++i) {
      if (const auto value = parse_number(cells[i])) record.set_figure(header[i], *value);
    }
    records.push_back(std::move(record));
  });
  return records;
}

RunTimes read_times_file(const std::filesystem::path& file) {
  RunTimes times;
  std::map<std::pair<std::string, Index>, Index> places;
  for_each_row(file, [&](const Cells&, const Cells& cells) {
    const auto epoch = epoch_in(cells);
    constexpr Index training = 2;
    constexpr Index saving = 3;
    constexpr Index fraction = 4;
    if (!epoch || cells.size() <= saving) return;
    const auto [place, is_new] = places.try_emplace({cells[0], *epoch}, times.epochs.size());
    if (is_new) times.epochs.push_back({cells[0], *epoch});
    EpochTime& time = times.epochs[place->second];
    time.training = parse_number(cells[training]).value_or(0);
    time.saving = parse_number(cells[saving]).value_or(0);
    times.fraction = cells.size() > fraction ? parse_number(cells[fraction]).value_or(0) : 0;
  });
  for (const EpochTime& epoch : times.epochs) times.seconds += epoch.seconds();
  return times;
}

}  // namespace dbn::program
