#include "experiments/runs/run_directory.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <fstream>
#include <map>

#include "libdbn/base/errors.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/model/checkpoint.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

// Files that mark a directory as that of a run.
constexpr std::array<std::string_view, 7> run_files{"resolved.cfg", "checkpoint.h5", "model.h5",   "history.csv",
                                                    "times.csv",    "log.txt",       "result.json"};

// What a sweep keeps beside a run, from before it begins.
constexpr std::array<std::string_view, 2> sweep_files{sweep_status_name, sweep_errors_name};

template <class Names>
bool is_among(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::string_view snapshots_name = "snapshots";

// The name of one of a run's files, or nothing.
std::string run_file_in(const fs::path& directory) {
  std::error_code ignored;
  for (const std::string_view file : run_files) {
    if (fs::exists(directory / file, ignored)) return std::string(file);
  }
  return "";
}

constexpr std::string_view between_time_and_text = "  ";
constexpr Index time_width = std::string_view("2000-01-01 00:00:00").size();

std::string time_of_day() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts = {};
  localtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return text.data();
}

fs::file_time_type time_of(const fs::path& file) {
  std::error_code failure;
  const fs::file_time_type time = fs::last_write_time(file, failure);
  return failure ? fs::file_time_type::min() : time;
}

/// The checkpoints beside the last one, newest first.
std::vector<fs::path> kept_checkpoints(const fs::path& run_directory) {
  std::vector<fs::path> files;
  std::error_code failure;
  const fs::path previous = run_directory / "checkpoint.previous.h5";
  if (fs::exists(previous, failure)) files.push_back(previous);
  for (fs::directory_iterator entry(run_directory / snapshots_name, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (entry->path().extension() == ".h5") files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    const fs::file_time_type first = time_of(a);
    const fs::file_time_type second = time_of(b);
    return first != second ? first > second : a < b;
  });
  return files;
}

bool is_whole(const fs::path& checkpoint) {
  try {
    read_config_text(checkpoint);
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// What can be done about a checkpoint that cannot be read.
std::string remedy(const fs::path& run_directory) {
  for (const fs::path& file : kept_checkpoints(run_directory)) {
    if (!is_whole(file)) continue;
    return "; an earlier checkpoint is whole: continue from it with 'dbn train --resume --out " +
           run_directory.string() + " --from " + file.string() + "'";
  }
  return "; no earlier checkpoint of this run is whole: start a new run in another directory";
}

std::string value_in(const std::vector<Setting>& settings, const std::string& key) {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting& s) { return s.key() == key; });
  return found == settings.end() ? "not set" : found->value;
}

}  // namespace

bool holds_run(const fs::path& directory) { return !run_file_in(directory).empty(); }

bool is_file_of_run(const fs::path& file) {
  std::error_code ignored;
  const fs::path parent = fs::weakly_canonical(file.has_parent_path() ? file.parent_path() : fs::path("."), ignored);
  if (parent.filename() == snapshots_name && holds_run(parent.parent_path())) return true;
  const std::string name = file.filename().string();
  return (is_among(run_files, name) || is_among(sweep_files, name) || name == ".lock" ||
          name == "checkpoint.previous.h5") &&
         holds_run(parent);
}

std::string other_entry_in(const fs::path& directory) {
  std::error_code failure;
  for (fs::directory_iterator entry(directory, failure), end; !failure && entry != end; entry.increment(failure)) {
    const std::string name = entry->path().filename().string();
    // What a run that was killed in its first moments leaves behind is no run.
    if (name != ".lock" && !is_temporary(entry->path()) && !is_among(sweep_files, name)) return name;
  }
  return "";
}

namespace {

void require_no_run(const fs::path& directory) {
  if (const std::string file = run_file_in(directory); !file.empty()) {
    throw config_error(directory.string() + " holds a run already (" + file +
                       "); continue it with 'dbn train --resume --out " + directory.string() +
                       "', or choose another directory with --out");
  }
  if (const std::string entry = other_entry_in(directory); !entry.empty()) {
    throw config_error(directory.string() + " is not empty (" + entry + "); choose another directory with --out");
  }
}

}  // namespace

RunDirectory::RunDirectory(fs::path path, Opening opening) : path_(std::move(path)) {
  if (opening == Opening::fresh) require_no_run(path_);
  std::error_code error;
  fs::create_directories(path_, error);
  if (error || !fs::is_directory(path_)) {
    throw config_error(path_.string() + ": the run directory cannot be made: " +
                       (error ? error.message() : std::string("a file is in the way")) +
                       "; choose a place you can write to with --out");
  }
  lock_.emplace(path_);
  // Another run may have begun here between the first look and the lock.
  if (opening == Opening::fresh) require_no_run(path_);
  remove_stale_temporaries(path_);
  remove_stale_temporaries(path_ / snapshots_name);
}

fs::path RunDirectory::snapshot(const std::string& stage, Index epochs) const {
  std::string digits = std::to_string(epochs);
  constexpr Index width = 5;
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return path_ / snapshots_name / (stage + "." + digits + ".h5");
}

void RunDirectory::restore(const fs::path& earlier) const { keep_copy(earlier, checkpoint(), ErrorKind::model); }

bool RunDirectory::has_checkpoint() const {
  std::error_code ignored;
  return fs::exists(checkpoint(), ignored);
}

void RunDirectory::log(const std::string& line) const {
  std::ofstream(log_file(), std::ios::app) << time_of_day() << between_time_and_text << line << "\n";
}

KeyRole role_of(std::string_view key) {
  static const std::map<std::string, KeyRole, std::less<>> roles = [] {
    std::map<std::string, KeyRole, std::less<>> found;
    for (const ConfigSection& section : config_reference()) {
      for (const Option& option : section.options) found.emplace(section.name + "." + option.name, option.role);
    }
    return found;
  }();
  const auto found = roles.find(key);
  return found == roles.end() ? KeyRole::decides_results : found->second;
}

// The last line that begins with a time: what follows "finished" are results.
RunState logged_end(const fs::path& run_directory) {
  std::ifstream log(run_directory / "log.txt");
  std::string last;
  for (std::string line; std::getline(log, line);) {
    if (line.size() > time_width && line[4] == '-' && line[10] == ' ' && line[13] == ':') last = line;
  }
  const std::string_view text =
      std::string_view(last).substr(std::min(last.size(), time_width + between_time_and_text.size()));
  for (const RunState end : {RunState::finished, RunState::interrupted, RunState::diverged}) {
    if (text.starts_with(name_of(end, Spelling::log))) return end;
  }
  return RunState::lost;
}

std::string stored_config_text(const fs::path& run_directory, const fs::path& from) {
  std::error_code ignored;
  const fs::path checkpoint = from.empty() ? run_directory / "checkpoint.h5" : from;
  if (fs::exists(checkpoint, ignored) || !from.empty() || !kept_checkpoints(run_directory).empty()) {
    try {
      return read_config_text(checkpoint);
    } catch (const Error& error) {
      throw Error(error.kind(), error.what() + remedy(run_directory));
    }
  }
  const fs::path config = run_directory / "resolved.cfg";
  if (fs::exists(config, ignored)) return read_text_file(config, ErrorKind::config);
  throw config_error(run_directory.string() +
                     ": there is no run to resume here (no checkpoint.h5, no resolved.cfg); "
                     "start one with 'dbn train CONFIG --out " +
                     run_directory.string() + "'");
}

void require_same_experiment(const Config& of_run, const Config& now, const fs::path& run_directory) {
  const std::vector<Setting> before = of_run.settings();
  const std::vector<Setting> after = now.settings();
  std::vector<std::string> keys;
  for (const std::vector<Setting>* settings : {&before, &after}) {
    for (const Setting& setting : *settings) {
      if (std::find(keys.begin(), keys.end(), setting.key()) == keys.end()) keys.push_back(setting.key());
    }
  }
  std::string differences;
  for (const std::string& key : keys) {
    const std::string was = value_in(before, key);
    const std::string is = value_in(after, key);
    // The data may move as long as their fingerprint, which the checkpoint holds, stays.
    if (was == is || role_of(key) != KeyRole::decides_results) continue;
    differences += (differences.empty() ? "" : "; ") + now.where(key) + " is " + is + ", was " + was;
  }
  if (differences.empty()) return;
  throw config_error("cannot resume " + run_directory.string() + " with other options: " + differences +
                     ". Resume with the old values ('dbn train --resume --out " + run_directory.string() +
                     "') or start a new run in another directory");
}

}  // namespace dbn::program
