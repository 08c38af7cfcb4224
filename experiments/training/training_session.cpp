#include "experiments/training/training_session.hpp"

#include <bit>
#include <fstream>

#include "experiments/terminal/stop_signal.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/blas.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/base/version.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/checkpoint.hpp"
#include "libdbn/io/model/model_file.hpp"

namespace dbn::program {
namespace {

std::string place_text(const Progress& progress) {
  if (progress.stage.empty()) return "the end";
  return progress.stage + ", epoch " + std::to_string(progress.epoch + 1) + " of " + std::to_string(progress.epochs) +
         ", batch " + std::to_string(progress.batch) + " of " + std::to_string(progress.batches);
}

bool is_reached(const Pause& pause, const Progress& progress) {
  return progress.stage == pause.stage && progress.epoch >= pause.epochs;
}

// Of runs with one; those of the first versions do not.
bool names_initial_model(const std::filesystem::path& checkpoint) {
  const hdf5::Group root = hdf5::open_file(checkpoint, ErrorKind::model);
  return root.group("state").group("data").has("initial");
}

void require_same_start(const Config& config, const TrainingData::Identity& of_run, const TrainingData::Identity& now) {
  const auto require = [](const std::string& what, const Fingerprint& before, const Fingerprint& after) {
    if (before == after) return;
    throw data_error("cannot resume: the " + what + " data are not those that the run began with: " + after.text() +
                     "; then " + before.text());
  };
  require("training", of_run.training, now.training);
  require("validation", of_run.validation, now.validation);
  if (!of_run.initial || of_run.initial == now.initial) return;
  throw model_error("cannot resume: " + config.where("dbn.init") + ": " + config.stack.init +
                    " is not the model that the run began with: found " + now.initial->text() + "; expected " +
                    of_run.initial->text() + ". Put that model back, or start a new run in another directory");
}

}  // namespace

TrainingSession::TrainingSession(const Config& config, const RunDirectory& directory, const TrainingData& data,
                                 TrainingRun& run, ProgressDisplay& display)
    : config_(config), directory_(directory), data_(data), run_(run), display_(display) {}

void TrainingSession::begin(Index threads) {
  if (directory_.has_checkpoint()) return load(directory_.checkpoint());
  write_text_file(directory_.config(), config_.text(Config::Origins::comment));
  directory_.log("dbn " + std::string(library_version()) + ", " + blas_description() + ", " + std::to_string(threads) +
                 " threads; training data: " + data_.identity().training.text());
  save();
}

void TrainingSession::go_back_to(const std::filesystem::path& earlier) {
  load(earlier);
  directory_.restore(earlier);
}

void TrainingSession::load(const std::filesystem::path& checkpoint) {
  load_checkpoint(checkpoint, [&](Archive& archive) {
    TrainingData::Identity of_run;
    if (data_.identity().initial && names_initial_model(checkpoint)) of_run.initial.emplace();
    archive.group("data", of_run);
    require_same_start(config_, of_run, data_.identity());
    archive.group("run", run_);
  });
  const CheckpointOrigin origin = read_checkpoint_origin(checkpoint);
  if (origin.blas != blas_description() || origin.tile_plan != tile_plan()) {
    const std::string note = "note: the checkpoint was made with " + origin.blas + ", tile plan " + origin.tile_plan +
                             "; here results may differ in their last digits";
    display_.line(note);
    directory_.log(note);
  }
  const std::string line = "resumed from " + checkpoint.filename().string() + " at " + place_text(run_.progress());
  display_.line(line);
  directory_.log(line);
}

void TrainingSession::write_checkpoint(const std::filesystem::path& file, Previous previous) {
  TrainingData::Identity identity = data_.identity();
  const auto state = [&](Archive& archive) {
    archive.group("data", identity);
    archive.group("run", run_);
  };
  save_checkpoint(file, run_.model(), config_.text(Config::Origins::omit), state, previous);
}

void TrainingSession::save() {
  const Clock::time_point begin = Clock::now();
  write_checkpoint(directory_.checkpoint(), Previous::keep);
  write_model(directory_.model(), run_.model());
  write_text_file(directory_.history(), run_.history().csv());
  last_saved_ = Clock::now();
  saving_ += last_saved_ - begin;
}

void TrainingSession::train(const std::optional<Pause>& pause) {
  const StopSignal stop;
  last_noted_ = Clock::now();
  saving_ = {};
  while (!run_.finished()) {
    if (pause && is_reached(*pause, run_.progress())) {
      save();
      directory_.log("paused at " + place_text(run_.progress()));
      return;
    }
    const Progress before = run_.progress();
    Advance advance = Advance::batch_done;
    try {
      advance = run_.advance();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::diverged) throw;
      directory_.log(name_of(RunState::diverged, Spelling::log) + ": " + error.what());
      throw diverged_error(std::string(error.what()) + ". The last good state is in " +
                           directory_.checkpoint().string() + " and " + directory_.model().string());
    }
    if (advance == Advance::batch_done) {
      display_.batch(run_.progress());
    } else {
      after_epoch(before);
      if (advance != Advance::epoch_done) note_early_stop(before);
    }
    const bool stopped = stop.requested() && !run_.finished();
    // Before the checkpoint: a run that is killed in between goes through the epoch again and makes up for it.
    if (snapshot_is_due(advance, before)) keep_snapshot(before);
    if (stopped || checkpoint_is_due(advance, before)) save();
    if (!stopped) continue;
    directory_.log(name_of(RunState::interrupted, Spelling::log) + " at " + place_text(run_.progress()));
    throw interrupted_error("interrupted at " + place_text(run_.progress()) +
                            "; continue with: dbn train --resume --out " + directory_.path().string());
  }
}

void TrainingSession::after_epoch(const Progress& before) {
  const std::vector<EpochRecord>& records = run_.history().records();
  if (records.empty() || records.back().stage != before.stage || records.back().epoch != before.epoch) return;
  const std::string line = epoch_line(records.back(), before.epochs);
  display_.line(line);
  directory_.log(line);
  note_time(before);
}

void TrainingSession::note_early_stop(const Progress& before) {
  const Index done = before.epoch + 1;
  if (done >= before.epochs) return;
  const auto since = static_cast<Index>(run_.history().records().back().get("epochs_since_best"));
  const std::string line = before.stage + "  stopped early after epoch " + std::to_string(done) + " of " +
                           std::to_string(before.epochs) + "; the best epoch by validation was " +
                           std::to_string(done - since) + ", and its parameters are kept";
  display_.line(line);
  directory_.log(line);
}

// Beside the history and not in it, which is the same for every run of a config. Like the log it is for people and for
// estimates of the time left, and its failures are ignored; epochs that are gone through again after a crash have a
// second line.
void TrainingSession::note_time(const Progress& before) {
  const auto seconds = [](Clock::duration time) { return short_text(std::chrono::duration<double>(time).count(), 5); };
  const Clock::time_point now = Clock::now();
  std::error_code ignored;
  const bool is_new = !std::filesystem::exists(directory_.times(), ignored);
  std::ofstream file(directory_.times(), std::ios::app);
  if (is_new) file << "stage,epoch,training_seconds,saving_seconds,fraction\n";
  file << before.stage << "," << before.epoch << "," << seconds(now - last_noted_ - saving_) << "," << seconds(saving_)
       << "," << short_text(run_.progress().fraction, 6) << "\n";
  last_noted_ = now;
  saving_ = {};
}

bool TrainingSession::snapshot_is_due(Advance advance, const Progress& before) const {
  return config_.run.snapshots == Snapshots::doubling && advance != Advance::batch_done &&
         std::has_single_bit(before.epoch + 1);
}

void TrainingSession::keep_snapshot(const Progress& before) {
  const Clock::time_point begin = Clock::now();
  const std::filesystem::path file = directory_.snapshot(before.stage, before.epoch + 1);
  std::error_code ignored;
  std::filesystem::create_directory(file.parent_path(), ignored);
  write_checkpoint(file, Previous::drop);
  saving_ += Clock::now() - begin;
}

bool TrainingSession::checkpoint_is_due(Advance advance, const Progress& before) const {
  if (advance == Advance::run_done) return true;
  const Index every = config_.run.checkpoint_every;
  if (advance != Advance::batch_done && every > 0 && (before.epoch + 1) % every == 0) return true;
  const std::chrono::duration<double, std::ratio<60>> age = Clock::now() - last_saved_;
  return config_.run.checkpoint_minutes > 0 && age.count() >= config_.run.checkpoint_minutes;
}

}  // namespace dbn::program
