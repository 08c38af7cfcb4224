// Parallel tempering: replicas at rising temperatures change places, so that the one at temperature 1 mixes between
// modes (Desjardins et al. 2010; Cho, Raiko & Ilin 2010). Replica m has the energy
//
//     E_m = E_0 + beta_m (E - E_0)
//
// where E_0 is the energy without weights and biases: biases and weights are multiplied by beta, a gaussian unit keeps
// its sigma. After each Gibbs step neighbors swap with probability min(1, exp((beta_m - beta_n) (e_m - e_n))), e = E -
// E_0.
#include <algorithm>
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/estimators/estimators.hpp"
#include "libdbn/estimators/phases.hpp"
#include "libdbn/estimators/temperature_ladder.hpp"

namespace dbn {
namespace {

constexpr std::int64_t updates_between_respacings = 100;

struct Tempering {
  std::string temperatures = "10";  // see TemperatureLadder
  bool adaptive = false;

  OptionList options() {
    return {
        text_option("temperatures", temperatures, "a count, or inverse temperatures that fall from 1",
                    "of parallel_tempering; '10' is evenly spaced from 1 to 0"),
        switch_option("adaptive_temperatures", adaptive,
                      "respace the temperatures every 100 updates so that all neighbors swap equally often"),
    };
  }
};

class ParallelTempering final : public GradientEstimator {
 public:
  explicit ParallelTempering(const EstimatorOptions& options)
      : options_(options), tempering_(options.of<Tempering>()), ladder_(tempering_.temperatures) {
    estimate_.sigma = options.sigma;
  }

  GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) override {
    const Index chains = options_.chains;
    begin_estimate(rbm, batch.shares(), chains, estimate_);
    temper(rbm);
    data_.enter(rbm, batch, options_.hidden_statistics, step, estimate_);
    // Neighbors may only change places with states of the same units: chain c resembles one row on every rung.
    like_ = rows_to_resemble(rbm, batch, chains, step.rng);
    if (visible_.size() == 0) start(rbm, step);
    for (Index k = 0; k < step.gibbs_steps; ++k) {
      gibbs_step(rbm, step);
      swap_neighbors(rbm, step);
    }
    // Swaps have changed who is at temperature 1, so its hidden inputs are computed anew.
    const auto cold_visible = ConstMatrixView(visible_).row_range(0, chains);
    LayerPass(rbm, Side::hidden, step.workers).inputs(cold_visible, cold_inputs_);
    const Phase model{cold_visible, cold_inputs_, ConstMatrixView(hidden_).row_range(0, chains)};
    add_phase(rbm, model, equal_shares(chains, -1), options_.hidden_statistics, batch.rows(), estimate_, step.workers);
    ++updates_;
    if (tempering_.adaptive && updates_ % updates_between_respacings == 0) ladder_.respace();
    return estimate_;
  }

  bool states_data_means() const override { return true; }

  void archive(Archive& archive) override {
    archive.field("replica_visible", visible_, "temperature chain,visible", Archive::Shape::stored);
    archive.field("replica_hidden", hidden_, "temperature chain,hidden", Archive::Shape::stored);
    archive.field("updates", updates_);
    archive.field("next_first_rung", next_first_rung_);
    archive.group("ladder", ladder_);
    if (!archive.loading() || visible_.size() == 0 || visible_.shape(0) == replicas()) return;
    throw model_error("the checkpoint holds " + std::to_string(visible_.shape(0)) + " replicas, the config asks for " +
                      std::to_string(replicas()));
  }

  Diagnostics diagnostics() const override {
    double least = 1;
    double sum = 0;
    for (Index m = 0; m + 1 < ladder_.size(); ++m) {
      least = std::min(least, ladder_.swap_rate(m));
      sum += ladder_.swap_rate(m);
    }
    return {{"swap_rate", sum / static_cast<double>(ladder_.size() - 1)}, {"least_swap_rate", least}};
  }

 private:
  Index replicas() const { return ladder_.size() * options_.chains; }
  MatrixView rung(Matrix& rows, Index m) const {
    return MatrixView(rows).row_range(m * options_.chains, options_.chains);
  }

  static Matrix with_bias_times(double beta, const Matrix& parameters) {
    Matrix result = parameters;
    for (Index i = 0; i < parameters.shape(1); ++i) result(0, i) *= static_cast<real>(beta);
    return result;
  }

  void temper(const Rbm& rbm) {
    tempered_visible_.clear();
    tempered_hidden_.clear();
    for (Index m = 0; m < ladder_.size(); ++m) {
      tempered_visible_.push_back(with_bias_times(ladder_.beta(m), rbm.parameters.visible));
      tempered_hidden_.push_back(with_bias_times(ladder_.beta(m), rbm.parameters.hidden));
    }
  }

  void start(const Rbm& rbm, const Step& step) {
    visible_ = zeros(replicas(), rbm.visible->size());
    hidden_ = zeros(replicas(), rbm.hidden->size());
    visible_inputs_ = zeros(replicas(), rbm.visible->size());
    sample(*rbm.visible, tempered_visible_, visible_inputs_, like_, step, visible_);
    LayerPass(rbm, Side::hidden, step.workers).inputs(visible_, hidden_inputs_);
    sample(*rbm.hidden, tempered_hidden_, hidden_inputs_, {}, step, hidden_);
  }

  // One product serves all temperatures; only the inputs of each rung are scaled.
  void gibbs_step(const Rbm& rbm, const Step& step) {
    LayerPass(rbm, Side::visible, step.workers).inputs(hidden_, visible_inputs_);
    sample(*rbm.visible, tempered_visible_, visible_inputs_, like_, step, visible_);
    LayerPass(rbm, Side::hidden, step.workers).inputs(visible_, hidden_inputs_);
    sample(*rbm.hidden, tempered_hidden_, hidden_inputs_, {}, step, hidden_);
  }

  // `like` has a row for each chain, or is empty.
  void sample(const Units& units, const std::vector<Matrix>& parameters, Matrix& inputs, const Matrix& like,
              const Step& step, Matrix& states) const {
    const Draws draws = step.rng.next();
    step.workers.run(ladder_.size(), [&](Index m) {
      const MatrixView rows = rung(inputs, m);
      for (Index n = 0; n < rows.rows; ++n) {
        for (Index j = 0; j < rows.columns; ++j) rows(n, j) *= static_cast<real>(ladder_.beta(m));
      }
      const Draws of_rung = draws.from_row(m * options_.chains);
      if (like.size() > 0) {
        units.sample_like(parameters[m], rows, like, of_rung, rung(states, m));
      } else {
        units.sample(parameters[m], rows, of_rung, rung(states, m));
      }
    });
  }

  // Even and odd pairs take turns.
  void swap_neighbors(const Rbm& rbm, const Step& step) {
    Rbm base = make_rbm(rbm.visible, rbm.hidden);
    base.parameters.visible = with_bias_times(0, rbm.parameters.visible);
    base.parameters.hidden = with_bias_times(0, rbm.parameters.hidden);
    Energies scaled = energy(rbm, visible_, hidden_);
    const Energies kept = energy(base, visible_, hidden_);
    for (Index n = 0; n < scaled.size(); ++n) scaled[n] -= kept[n];

    const Draws draws = step.rng.next();
    for (auto m = static_cast<Index>(next_first_rung_); m + 1 < ladder_.size(); m += 2) {
      for (Index c = 0; c < options_.chains; ++c) {
        const Index cold = m * options_.chains + c;
        const Index hot = cold + options_.chains;
        const double log_ratio = (ladder_.beta(m) - ladder_.beta(m + 1)) * (scaled[cold] - scaled[hot]);
        const bool accepted = std::log(draws.open_uniform(m, c)) < log_ratio;
        ladder_.count_swap(m, accepted);
        if (accepted) swap_rows(cold, hot);
      }
    }
    next_first_rung_ = 1 - next_first_rung_;
  }

  void swap_rows(Index a, Index b) {
    for (Matrix* states : {&visible_, &hidden_}) {
      const MatrixView rows = *states;
      std::swap_ranges(rows.row(a), rows.row(a) + rows.columns, rows.row(b));
    }
  }

  EstimatorOptions options_;
  Tempering tempering_;
  TemperatureLadder ladder_;
  DataPhase data_;
  GradientEstimate estimate_;
  std::vector<Matrix> tempered_visible_;
  std::vector<Matrix> tempered_hidden_;
  Matrix visible_;
  Matrix hidden_;
  Matrix visible_inputs_;
  Matrix hidden_inputs_;
  Matrix cold_inputs_;
  Matrix like_;
  std::int64_t updates_ = 0;
  std::int64_t next_first_rung_ = 0;
};

}  // namespace

const EstimatorKind parallel_tempering_estimator{
    .name = "parallel_tempering",
    .help = "persistent chains at several temperatures that swap (Desjardins et al. 2010)",
    .make = construct_estimator<ParallelTempering>,
    .options = OwnOptions::of<Tempering>,
    .takes_gibbs_steps = true,
};

}  // namespace dbn
