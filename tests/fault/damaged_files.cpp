// Files with damage of every kind, through every command that reads them: each is refused by name or gives exactly what
// the whole file gives. Never a crash, a hang, more than 1 GiB of memory, or another number.
//
// 216 files are made; DBN_DAMAGED_FILES=5000 makes as many as it says.
#include <cstdlib>
#include <map>

#include "libdbn/data/sources.hpp"
#include "libdbn/io/data_file.hpp"
#include "libdbn/io/model_file.hpp"
#include "tests/support/confined.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/small_models.hpp"
#include "tests/support/small_runs.hpp"

using namespace dbn;
using namespace dbn::test;

namespace {

namespace fs = std::filesystem;

constexpr Index usual_count = 216;
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

/// What a file is to the commands: where its damaged copies lie and what is done with them.
struct Subject {
  std::string name;
  fs::path place;
  std::string whole;
  std::vector<ConfinedStep> steps;
  std::function<void()> prepare = [] {};
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
    // Disks are not what is tested here.
    if (access("/dev/shm", W_OK) == 0) setenv("TMPDIR", "/dev/shm", 0);
    directory_.emplace();
    here_ = directory_->path();
    write_file(here_ / "t.cfg", every_state_config);
    BOOST_REQUIRE_EQUAL(run_program(here_, {"train", "t.cfg", "--out", "whole", "--threads", "1"}).exit_code, 0);
    const fs::path snapshots = here_ / "whole/snapshots";
    add_model("trained model", contents_of(here_ / "whole/model.h5"));
    add_model_parts();
    for (const char* name : {"rbm.0.00002", "rbm.1.00002", "rbm.2.00002", "finetune.00002"}) {
      add_checkpoint(std::string("checkpoint ") + name, contents_of(snapshots / (std::string(name) + ".h5")));
    }
    add_data();
    add_foreign_model();
    for (Subject& subject : subjects_) {
      const Confinement outcome = confine(subject, subject.whole);
      BOOST_REQUIRE_MESSAGE(outcome.death.empty(), subject.name << ": " << outcome.death);
      for (const StepResult& result : outcome.results) {
        BOOST_REQUIRE_MESSAGE(!result.refusal, subject.name << ": " << result.name << ": " << result.text);
      }
      subject.expected = outcome.results;
    }
  }

  std::vector<Subject>& subjects() { return subjects_; }

  Confinement confine(const Subject& subject, const std::string& bytes) const {
    subject.prepare();
    write_file(subject.place, bytes);
    return run_confined(subject.steps);
  }

 private:
  static std::vector<ConfinedStep> model_steps(const std::string& model, const fs::path& out) {
    const std::string file = out.string();
    return {command_step({"likelihood", model, "--data", grid, "--method", "bound", "--threads", "1"}),
            command_step({"sample", model, "--count", "3", "--steps", "2", "--threads", "1", "--out", file}, {out}),
            command_step({"evaluate", model, "--data", grid, "--threads", "1"}),
            command_step({"transform", model, "--data", grid, "--threads", "1", "--out", file}, {out}),
            command_step({"inspect", model, "--json"})};
  }

  // Bit by bit, and the parts that no command above looks at.
  static ConfinedStep reading_step(const fs::path& file, const Model& model) {
    return {"read", [=] { return same(read_model(file), model) ? "same" : "OTHER PARAMETERS"; }};
  }

  void add_model(const std::string& name, const std::string& whole) {
    const fs::path place = here_ / "damaged-model.h5";
    write_file(place, whole);
    Subject subject{name, place, whole, model_steps(place.string(), here_ / "out.h5")};
    subject.steps.push_back(reading_step(place, read_model(place)));
    subjects_.push_back(subject);
  }

  /// Sigmas, a transform and class names.
  void add_model_parts() {
    const fs::path place = here_ / "damaged-parts.h5";
    const Model model = small_model(3);
    write_model(place, model);
    subjects_.push_back({"model with every part",
                         place,
                         contents_of(place),
                         {command_step({"inspect", place.string(), "--json"}), reading_step(place, model)}});
  }

  void add_checkpoint(const std::string& name, const std::string& whole) {
    const fs::path run = here_ / "run";
    const fs::path place = run / "checkpoint.h5";
    fs::create_directories(run);
    write_file(place, whole);
    const Model model = read_model(place);
    const fs::path out = here_ / "out.h5";
    std::vector<ConfinedStep> steps{
        reading_step(place, model), command_step({"evaluate", place.string(), "--data", grid, "--threads", "1"}),
        command_step(
            {"sample", place.string(), "--count", "3", "--steps", "2", "--threads", "1", "--out", out.string()}, {out}),
        command_step({"inspect", place.string(), "--json"}),
        command_step({"train", "--resume", "--out", run.string(), "--quiet", "--threads", "1"},
                     {run / "model.h5", run / "history.csv", place})};
    Subject subject{name, place, whole, steps};
    subject.prepare = [run] {
      fs::remove_all(run);
      fs::create_directories(run);
    };
    subjects_.push_back(subject);
  }

  void add_data() {
    const fs::path place = here_ / "damaged-data.h5";
    Dataset data = bars_and_stripes(4, 4);
    data.class_names = {"row", "column"};
    data.weights.assign(data.rows(), 0.5);
    data.weights[3] = 2;
    write_hdf5_data(place, data);
    const std::string spec = place.string();
    const std::string model = (here_ / "whole/model.h5").string();
    const fs::path out = here_ / "out.h5";
    const ConfinedStep read{"read", [=] {
                              const Dataset found = read_hdf5_data(place);
                              const bool equal = found.inputs == data.inputs && found.labels == data.labels &&
                                                 found.weights == data.weights && found.class_names == data.class_names;
                              return equal ? "same" : "OTHER DATA";
                            }};
    subjects_.push_back(
        {"data",
         place,
         contents_of(place),
         {read, command_step({"evaluate", model, "--data", spec, "--threads", "1"}),
          command_step({"likelihood", model, "--data", spec, "--method", "bound", "--threads", "1"}),
          command_step({"transform", model, "--data", spec, "--threads", "1", "--out", out.string()}, {out}),
          command_step({"inspect", spec, "--json"})}});
  }

  /// By another program: without checksums other numbers can be read, but nothing may crash.
  void add_foreign_model() {
    const fs::path place = here_ / "damaged-foreign.h5";
    Hdf5Editor(place, Hdf5Editor::Mode::create).foreign_model(H5T_IEEE_F64LE);
    Subject subject{"model of another program",
                    place,
                    contents_of(place),
                    {command_step({"inspect", place.string(), "--json"}),
                     command_step({"likelihood", place.string(), "--data", "bars-and-stripes:1x3"}),
                     command_step({"sample", place.string(), "--count", "3", "--out", (here_ / "out.h5").string()})}};
    subject.has_checksums = false;
    subjects_.push_back(subject);
  }

  std::optional<TemporaryDirectory> directory_;
  fs::path here_;
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

void count(const Subject& subject, const std::string& what, const Confinement& outcome, Counts& counts) {
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
    const Confinement outcome = corpus.confine(subject, bytes);
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
  BOOST_CHECK_MESSAGE(greatest < 1024 * 1024, greatest << " KiB");
}

BOOST_AUTO_TEST_SUITE_END()
