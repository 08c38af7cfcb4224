// Files with damage of every kind, through every command that reads them: each is refused by name or gives exactly what
// the whole file gives. Never a crash, a hang, more than 1 GiB of memory, or another number.
//
// 440 files are made; DBN_DAMAGED_FILES=5000 makes as many as it says.
#include <cstdlib>
#include <map>

#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/reading_commands.hpp"
#include "tests/support/small_models.hpp"
#include "tests/support/small_ratings.hpp"

using namespace dbn;
using namespace dbn::test;

namespace damaged_files_test {
namespace {

namespace fs = std::filesystem;

constexpr Index usual_count = 440;
const std::string grid = "bars-and-stripes:4x4";

/// Persistent chains, fast weights, replicas, moments and velocities: every kind of state.
const std::string every_state_config =
    "[data]\ntrain = bars-and-stripes:4x4\nvalidation = 0.25\n"
    "[dbn]\nlayers = 7 6 5\n"
    "[rbm]\nepochs = 4\nbatch_size = 6\nchains = 4\nestimator = fpcd\nupdate_rule = adam\n"
    "[rbm.1]\nestimator = parallel_tempering\nupdate_rule = nesterov\n"
    "[rbm.2]\nestimator = pcd\n"
    "[finetune]\nepochs = 4\nbatch_size = 6\n"
    "[run]\nsnapshots = doubling\ncheckpoint_minutes = 0\ncheckpoint_every = 0\n";

/// For runs that need a model or data of 3, 6 or 16 columns.
std::string short_run_config(const std::string& train, const std::string& stack) {
  return "[data]\ntrain = " + train + "\n[dbn]\n" + stack +
         "\n[rbm]\nepochs = 2\nbatch_size = 8\n[finetune]\nepochs = 2\nbatch_size = 8\n";
}

/// What a file is to the commands: where its damaged copies lie and what is done with them.
struct Subject {
  std::string name;
  fs::path place;
  std::string whole;
  std::vector<ConfinedStep> steps;
  bool has_checksums = true;
  std::vector<StepResult> expected = {};
};

struct Counts {
  Index refused = 0;
  Index equal = 0;
  Index other = 0;
};

class Corpus {
 public:
  Corpus() {
    write_file(here_ / "t.cfg", every_state_config);
    run_well(here_, {"train", "t.cfg", "--out", "whole", "--threads", "1"});
    add_trained_model();
    add_model_with_every_part();
    for (const char* name : {"rbm.0.00002", "rbm.1.00002", "rbm.2.00002", "finetune.00002"}) add_checkpoint(name);
    add_data();
    add_data_with_targets();
    add_sparse_rows();
    add_ratings();
    add_streamed_data();
    add_foreign_model();
    for (Subject& subject : subjects_) {
      const ConfinedOutcome outcome = confine(subject, subject.whole);
      BOOST_REQUIRE_MESSAGE(outcome.death.empty(), subject.name << ": " << outcome.death);
      for (const StepResult& result : outcome.results) {
        BOOST_REQUIRE_MESSAGE(!result.refusal, subject.name << ": " << result.name << ": " << result.text);
      }
      subject.expected = outcome.results;
    }
  }

  std::vector<Subject>& subjects() { return subjects_; }

  static ConfinedOutcome confine(const Subject& subject, const std::string& bytes) {
    write_file(subject.place, bytes);
    return run_confined(subject.steps);
  }

 private:
  /// A copy of `file` at `place`, where damaged ones will be, and what the commands need beside it.
  Reading reading_of(const fs::path& place, Reading::Role role, const std::string& partner) const {
    const fs::path whole = here_ / ("whole-" + place.filename().string());
    fs::copy_file(place, whole);
    return {place, role, partner, whole, here_ / ("begun-" + place.stem().string()), here_, "bound"};
  }

  void add(const std::string& name, const Reading& reading, const std::vector<ConfinedStep>& commands,
           const ConfinedStep& contents) {
    std::vector<ConfinedStep> steps = commands;
    steps.push_back(contents);
    subjects_.push_back({name, reading.file, contents_of(reading.whole), steps});
  }

  // Bit by bit, and the parts that no command looks at.
  static ConfinedStep contents_step(const fs::path& file, const Model& model) {
    return {"read", [=] { return same(read_model(file), model) ? "same" : "OTHER PARAMETERS"; }};
  }

  void add_trained_model() {
    const fs::path place = here_ / "damaged-model.h5";
    fs::copy_file(here_ / "whole/model.h5", place);
    const Reading reading = reading_of(place, Reading::Role::model, grid);
    begin_run(reading.begun, short_run_config(grid, "init = " + place.string()), "finetune.00001");
    add("trained model", reading, reading_steps(reading), contents_step(place, read_model(place)));
  }

  /// Sigmas, a transform and class names.
  void add_model_with_every_part() {
    const fs::path place = here_ / "damaged-parts.h5";
    const Model model = small_model(3);
    write_model(place, model);
    Dataset data;
    Matrix inputs = zeros(8, 6);
    fill_normal(inputs, 0.05, 5);
    // The model draws bits: its transform has to put the rows into [0, 1].
    inputs += real(0.5);
    model.transform->invert(inputs);
    data.inputs = inputs;
    data.labels = {0, 1, 0, 1, 0, 1, 0, 1};
    const fs::path rows = here_ / "six-columns.h5";
    write_hdf5_data(rows, data);
    const Reading reading = reading_of(place, Reading::Role::model, rows.string());
    begin_run(reading.begun, short_run_config(rows.string(), "init = " + place.string()), "finetune.00001");
    add("model with every part", reading, reading_steps(reading), contents_step(place, model));
  }

  void add_checkpoint(const std::string& snapshot) {
    const fs::path begun = here_ / ("begun-" + snapshot);
    fs::create_directories(begun);
    const fs::path source = here_ / "whole/snapshots" / (snapshot + ".h5");
    fs::copy_file(source, begun / "checkpoint.h5");
    const fs::path place = here_ / snapshot / "checkpoint.h5";
    fs::create_directories(place.parent_path());
    fs::copy_file(source, place);
    const Reading reading{place, Reading::Role::model, grid, source, begun, here_, "bound"};
    add("checkpoint " + snapshot, reading, reading_steps(reading, resuming_step(begun, here_, {}, place)),
        contents_step(place, read_model(place)));
  }

  void add_data() {
    const fs::path place = here_ / "damaged-data.h5";
    Dataset data = bars_and_stripes(4, 4);
    data.class_names = {"rows", "columns"};
    data.weights.assign(data.rows(), 0.5);
    data.weights[3] = 2;
    write_hdf5_data(place, data);
    const ConfinedStep contents{"read", [=] {
                                  const Dataset found = read_hdf5_data(place);
                                  const bool equal = found.inputs == data.inputs && found.labels == data.labels &&
                                                     found.weights == data.weights &&
                                                     found.class_names == data.class_names;
                                  return equal ? "same" : "OTHER DATA";
                                }};
    const Reading reading = reading_of(place, Reading::Role::data, (here_ / "whole/model.h5").string());
    begin_run(reading.begun, short_run_config(place.string(), "layers = 5 4"), "rbm.1.00001");
    add("data", reading, reading_steps(reading), contents);
  }

  void add_data_with_targets() {
    const fs::path place = here_ / "damaged-targets.h5";
    Dataset data = bars_and_stripes(4, 4);
    data.labels = {};
    data.class_names = {};
    data.targets = zeros(data.rows(), 2);
    fill_normal(data.targets, 1, 7);
    data.target_names = {"height", "slope"};
    write_hdf5_data(place, data);
    const ConfinedStep contents{"read", [=] {
                                  const Dataset found = read_hdf5_data(place);
                                  const bool equal = found.inputs == data.inputs && found.targets == data.targets &&
                                                     found.target_names == data.target_names;
                                  return equal ? "same" : "OTHER DATA";
                                }};
    const std::string config = short_run_config(place.string(), "layers = 5 4") + "objective = regress\n";
    const fs::path regressor = here_ / "begun-damaged-targets.whole";
    const Reading reading = reading_of(place, Reading::Role::data, (regressor / "model.h5").string());
    begin_run(reading.begun, config, "finetune.00001");
    add("data with targets", reading, reading_steps(reading), contents);
  }

  void add_sparse_rows() {
    const fs::path place = here_ / "damaged-sparse.h5";
    SparseRows rows;
    rows.columns = 16;
    rows.column_names.assign(16, "word");
    for (std::uint32_t n = 0; n < 30; ++n) {
      const std::vector<std::uint32_t> columns{n % 5, 5 + n % 3, 9 + n % 7};
      const std::vector<float> values{1, 1, 1};
      rows.add_row({columns, values});
      rows.labels.push_back(static_cast<std::int32_t>(n % 2));
    }
    write_sparse_rows(place, rows);
    const ConfinedStep contents{"read", [=] {
                                  const SparseRows found = read_sparse_rows(place);
                                  const bool equal = found.starts == rows.starts && found.positions == rows.positions &&
                                                     found.values == rows.values && found.labels == rows.labels &&
                                                     found.column_names == rows.column_names;
                                  return equal ? "same" : "OTHER ROWS";
                                }};
    Reading reading = reading_of(place, Reading::Role::data, (here_ / "whole/model.h5").string());
    begin_run(reading.begun, short_run_config(place.string(), "layers = 5 4"), "rbm.1.00001");
    std::vector<ConfinedStep> steps = reading_steps(reading);
    steps.push_back(command_step({"data", "describe", place.string(), "--json"}));
    add("sparse rows", reading, steps, contents);
  }

  void add_ratings() {
    const fs::path place = here_ / "damaged-ratings.h5";
    SparseRows rows = random_ratings(30, 8, 5, 0.4, 1);
    rows.column_names.assign(8, "item");
    write_sparse_rows(place, rows);
    const ConfinedStep contents{"read", [=] {
                                  const SparseRows found = read_sparse_rows(place);
                                  const bool equal = found.starts == rows.starts && found.positions == rows.positions &&
                                                     found.values == rows.values && found.levels == rows.levels;
                                  return equal ? "same" : "OTHER RATINGS";
                                }};
    const fs::path trained = here_ / "begun-damaged-ratings.whole";
    Reading reading = reading_of(place, Reading::Role::data, (trained / "model.h5").string());
    reading.method = "exact";
    begin_run(reading.begun,
              "[data]\ntrain = " + place.string() +
                  "\n[dbn]\nvisible = softmax\nlayers = 4\n[rbm]\nepochs = 2\nbatch_size = 8\n[finetune]\nepochs = 0\n",
              "rbm.0.00001");
    std::vector<ConfinedStep> steps = reading_steps(reading);
    for (const ConfinedStep& step : rating_steps(reading)) steps.push_back(step);
    add("ratings", reading, steps, contents);
  }

  /// Of several blocks, which are not looked at before they are read.
  void add_streamed_data() {
    const fs::path place = here_ / "damaged-streamed.h5";
    constexpr Index columns = 2048;
    Dataset data;
    ByteMatrix bytes = ByteMatrix::from_shape({600, columns});
    for (Index i = 0; i < bytes.size(); ++i) bytes.data()[i] = static_cast<std::uint8_t>(i * 31 + i / 999);
    data.inputs = bytes;
    write_hdf5_data(place, data);
    const ConfinedStep contents{
        "read", [=] { return std::get<ByteMatrix>(read_hdf5_data(place).inputs) == bytes ? "same" : "OTHER DATA"; }};
    const fs::path trained = here_ / "begun-damaged-streamed.whole";
    const Reading reading = reading_of(place, Reading::Role::data, (trained / "model.h5").string());
    begin_run(
        reading.begun,
        "[data]\ntrain = " + place.string() +
            "\nstream = always\nstream_buffer = 1\n[dbn]\nlayers = 3 2\n[rbm]\nepochs = 2\n[finetune]\nepochs = 0\n",
        "rbm.1.00001");
    add("streamed data", reading, {resuming_step(reading.begun, here_), training_step(reading.begun, here_)}, contents);
  }

  /// By another program: without checksums other numbers can be read, but nothing may crash.
  void add_foreign_model() {
    const fs::path place = here_ / "damaged-foreign.h5";
    Hdf5Editor(place, Hdf5Editor::Mode::create).foreign_model(H5T_IEEE_F64LE);
    const std::string rows = "bars-and-stripes:1x3";
    const Reading reading = reading_of(place, Reading::Role::model, rows);
    begin_run(reading.begun, short_run_config(rows, "init = " + place.string()), "rbm.0.00001");
    add("model of another program", reading, reading_steps(reading), contents_step(place, read_model(place)));
    subjects_.back().has_checksums = false;
  }

  MemoryForFiles memory_;
  TemporaryDirectory directory_;
  fs::path here_ = directory_.path();
  std::vector<Subject> subjects_;
};

/// A refusal says which file it is about, and is not one of the program's own faults.
void check_refusal(const std::string& what, const Subject& subject, const StepResult& result) {
  BOOST_CHECK_MESSAGE(*result.refusal != ErrorKind::internal, what << ": " << result.name << ": " << result.text);
  // Without checksums a damaged model may be a good one that the data do not fit.
  if (!subject.has_checksums) return;
  const bool kind_is_right = *result.refusal == ErrorKind::model || *result.refusal == ErrorKind::data;
  BOOST_CHECK_MESSAGE(kind_is_right && result.text.find(subject.place.filename().string()) != std::string::npos,
                      what << ": " << result.name << ": " << result.text);
}

void count(const Subject& subject, const std::string& what, const ConfinedOutcome& outcome, Counts& counts) {
  bool refused = false;
  bool other = false;
  for (Index i = 0; i < outcome.results.size(); ++i) {
    const StepResult& result = outcome.results[i];
    if (result.refusal) {
      refused = true;
      check_refusal(what, subject, result);
    } else if (result.text != subject.expected[i].text) {
      other = true;
      BOOST_CHECK_MESSAGE(!subject.has_checksums, what << ": " << result.name << " gives other results");
    }
  }
  ++(other ? counts.other : refused ? counts.refused : counts.equal);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(damaged_files)

BOOST_AUTO_TEST_CASE(refused_or_the_same_in_every_command) {
  const char* const wanted = std::getenv("DBN_DAMAGED_FILES");
  const Index files = wanted == nullptr ? usual_count : static_cast<Index>(std::strtoul(wanted, nullptr, 10));
  Corpus corpus;
  std::map<std::string, std::map<Index, Counts>> table;
  long greatest = 0;
  for (Index n = 0; n < files; ++n) {
    const Subject& subject = corpus.subjects()[n % corpus.subjects().size()];
    const Index kind = n / corpus.subjects().size() % damages.size();
    std::mt19937 engine(static_cast<unsigned>(n));
    const std::string bytes = damaged(subject.whole, kind, engine);
    const std::string what = subject.name + ", " + std::string(damages[kind]) + ", seed " + std::to_string(n);
    const ConfinedOutcome outcome = Corpus::confine(subject, bytes);
    BOOST_CHECK_MESSAGE(outcome.death.empty(), what << ": died in " << outcome.death);
    greatest = std::max(greatest, outcome.kilobytes);
    count(subject, what, outcome, table[subject.name][kind]);
  }
  for (const auto& [name, kinds] : table) {
    for (const auto& [kind, counts] : kinds) {
      BOOST_TEST_MESSAGE(name << ", " << damages[kind] << ": " << counts.refused << " refused, " << counts.equal
                              << " equal, " << counts.other << " other");
    }
  }
  BOOST_TEST_MESSAGE(files << " files, at most " << greatest / 1024 << " MiB");
  BOOST_CHECK_MESSAGE(greatest < confined::most_kilobytes, greatest << " KiB");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace damaged_files_test
