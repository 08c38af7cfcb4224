#include "experiments/advice.hpp"

#include "experiments/output.hpp"

namespace dbn::program {
namespace {

constexpr double many_units = 0.5;
// An error this close to guessing has learned nothing.
constexpr double near_chance = 0.95;

// The last record of each stage.
std::vector<EpochRecord> last_records(const History& history) {
  std::vector<EpochRecord> last;
  for (const EpochRecord& record : history.records()) {
    if (last.empty() || last.back().stage != record.stage) last.push_back(record);
    last.back() = record;
  }
  return last;
}

}  // namespace

std::vector<std::string> advice(const History& history, Index classes) {
  std::vector<std::string> sentences;
  const double chance = classes > 1 ? 1 - 1 / static_cast<double>(classes) : 1;
  for (const EpochRecord& record : last_records(history)) {
    const double idle = record.get("dead_units") + record.get("always_on_units");
    if (idle > many_units) {
      sentences.push_back(record.stage + ": " + percent(idle) +
                          " of the hidden units hardly differ from row to row; try more epochs, another learning_rate, "
                          "a larger initial_deviation or fewer units, and check that the data lie in [0, 1]");
    }
    if (record.get("training_error") > near_chance * chance) {
      sentences.push_back(record.stage + ": the classifier is at chance (training error " +
                          percent(record.get("training_error")) +
                          "); try another finetune.learning_rate, more epochs, or fewer layers");
    }
  }
  return sentences;
}

}  // namespace dbn::program
