// Every kernel that stands for the model leaves the model's distribution as it is: chains that start exactly there are
// still there after some steps, for every pair of layers one of which can be enumerated.
#include <algorithm>
#include <map>

#include "libdbn/estimators/estimator.hpp"
#include "libdbn/estimators/temperature_ladder.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "tests/support/layers.hpp"
#include "tests/support/memory_archive.hpp"

using namespace dbn;
using namespace dbn::test;

namespace stationarity_test {
namespace {

constexpr Index chains = 4000;

/// Every kind with every kind, and compositions with bernoulli units, on either side.
std::vector<std::pair<std::string, std::string>> pairs() {
  std::vector<std::pair<std::string, std::string>> result;
  const auto add = [&](const std::string& visible, const std::string& hidden) {
    const double states = std::min(make_units(visible)->state_count(), make_units(hidden)->state_count());
    if (std::isfinite(states)) result.emplace_back(visible, hidden);
  };
  const Index kinds = unit_kinds().size();
  const std::vector<std::string> specs = battery_specs();
  for (Index i = 0; i < specs.size(); ++i) {
    for (Index j = 0; j < kinds; ++j) {
      if (i < kinds) {
        add(specs[i], specs[j]);
      } else if (specs[j].starts_with("bernoulli")) {
        add(specs[i], specs[j]);
        add(specs[j], specs[i]);
      }
    }
  }
  return result;
}

/// Moderate weights, and deviations that are not 1.
Rbm machine(const std::string& visible, const std::string& hidden, unsigned seed) {
  Rbm rbm = make_rbm(make_units(visible), make_units(hidden));
  fill_normal(rbm.parameters.weights, 0.6, seed);
  rbm.parameters.visible = make_layer(visible, seed + 1).parameters;
  rbm.parameters.hidden = make_layer(hidden, seed + 2).parameters;
  return rbm;
}

/// Weights and biases times beta: what a replica at that inverse temperature runs on.
Rbm tempered(Rbm rbm, double beta) {
  for (real& w : rbm.parameters.weights) w *= static_cast<real>(beta);
  for (Matrix* parameters : {&rbm.parameters.visible, &rbm.parameters.hidden}) {
    for (Index i = 0; i < parameters->shape(1); ++i) (*parameters)(0, i) *= static_cast<real>(beta);
  }
  return rbm;
}

/// Joint states, one a row.
struct States {
  Matrix visible;
  Matrix hidden;
};

/// The layer that is enumerated with its exact probabilities, by which joint states can be drawn and judged.
class ExactLayer {
 public:
  explicit ExactLayer(const Rbm& rbm) : rbm_(rbm), side_(enumerated_side(rbm)) {
    states_ = all_states(side_ == Side::visible ? *rbm.visible : *rbm.hidden);
    const Energies energies = side_ == Side::visible ? free_energy(rbm, states_) : hidden_free_energy(rbm, states_);
    const double log_z = exact_log_z(rbm);
    for (Index s = 0; s < states_.shape(0); ++s) probabilities_.push_back(std::exp(-energies[s] - log_z));
    // Orders of the same words are several states, but one row of counts.
    for (Index s = 0; s < states_.shape(0); ++s) row_probabilities_[row_of(states_, s)] += probabilities_[s];
  }

  /// The enumerated layer by strata, so that the start adds no noise; the other one drawn given it.
  States draw(Index rows, std::uint64_t seed) const {
    Matrix given = zeros(rows, states_.shape(1));
    double cumulative = probabilities_[0];
    Index state = 0;
    for (Index n = 0; n < rows; ++n) {
      const double level = (static_cast<double>(n) + 0.5) / static_cast<double>(rows);
      while (cumulative < level && state + 1 < probabilities_.size()) cumulative += probabilities_[++state];
      copy(ConstMatrixView(states_).row_range(state, 1), MatrixView(given).row_range(n, 1));
    }
    Rng rng(seed);
    Matrix other = side_ == Side::visible ? sample_hidden(rbm_, given, rng) : sample_visible(rbm_, given, rng);
    return side_ == Side::visible ? States{given, other} : States{other, given};
  }

  /// Total variation between how often enumerated states occur and their probabilities, against a bound that is passed
  /// by chance once in a million times: the mean is at most half the sum of standard deviations, and one chain moves it
  /// by at most 1 / rows (McDiarmid 1989). Then means and mean squares of the other layer and of products of a visible
  /// and a hidden unit, which tell whether the layers still belong together, against those of `start`.
  void check(const States& found, const States& start, const std::string& what) const {
    BOOST_CHECK_MESSAGE(distance(found) < floor(),
                        what << ": total variation " << distance(found) << ", floor " << floor());
    const bool visible = side_ == Side::hidden;
    check_moments(visible ? found.visible : found.hidden, visible ? start.visible : start.hidden, what);
    check_moments(products(found), products(start), what + " products");
  }

  double distance(const States& found) const {
    const Matrix& given = side_ == Side::visible ? found.visible : found.hidden;
    const auto rows = static_cast<double>(given.shape(0));
    std::map<std::vector<real>, double> surplus;
    for (const auto& [row, p] : row_probabilities_) surplus[row] = -p;
    for (Index n = 0; n < given.shape(0); ++n) surplus[row_of(given, n)] += 1 / rows;
    double sum = 0;
    for (const auto& [row, difference] : surplus) sum += std::abs(difference) / 2;
    return sum;
  }

  double floor() const {
    double sum = 0;
    for (const auto& [row, p] : row_probabilities_) sum += std::sqrt(p * (1 - p) / chains) / 2;
    return sum + std::sqrt(std::log(1e6) / (2 * chains));
  }

 private:
  static std::vector<real> row_of(ConstMatrixView rows, Index n) { return {rows.row(n), rows.row(n) + rows.columns}; }

  static Matrix products(const States& states) {
    const Index columns = states.hidden.shape(1);
    Matrix result = zeros(states.visible.shape(0), states.visible.shape(1) * columns);
    for (Index n = 0; n < result.shape(0); ++n) {
      for (Index k = 0; k < result.shape(1); ++k) {
        result(n, k) = states.visible(n, k / columns) * states.hidden(n, k % columns);
      }
    }
    return result;
  }

  static void check_moments(const Matrix& found, const Matrix& expected, const std::string& what) {
    for (Index i = 0; i < found.shape(1); ++i) {
      for (const int power : {1, 2}) {
        double difference = 0;
        double variance = 0;
        for (const Matrix* rows : {&found, &expected}) {
          double mean = 0;
          double square = 0;
          for (Index n = 0; n < chains; ++n) {
            const double x = std::pow(static_cast<double>((*rows)(n, i)), power);
            mean += x / chains;
            square += x * x / chains;
          }
          difference = mean - difference;
          variance += (square - mean * mean) / chains;
        }
        BOOST_CHECK_MESSAGE(std::abs(difference) <= 5.5 * std::sqrt(std::max(0.0, variance)) + 1e-6,
                            what << ": moment " << power << " of column " << i << " moved by " << difference
                                 << ", standard error " << std::sqrt(variance));
      }
    }
  }

  Rbm rbm_;
  Side side_;
  Matrix states_;
  std::vector<double> probabilities_;
  std::map<std::vector<real>, double> row_probabilities_;
};

double share_of_changed_rows(const Matrix& a, const Matrix& b) {
  double changed = 0;
  for (Index n = 0; n < a.shape(0); ++n) {
    const ConstMatrixView x = a;
    const ConstMatrixView y = b;
    changed += std::equal(x.row(n), x.row(n) + x.columns, y.row(n)) ? 0 : 1;
  }
  return changed / static_cast<double>(a.shape(0));
}

/// The fields of pcd and fpcd, to put chains where they are wanted and to see where they went.
struct ChainFields {
  States states;
  void archive(Archive& archive) {
    archive.field("chain_visible", states.visible, "", Archive::Shape::stored);
    archive.field("chain_hidden", states.hidden, "", Archive::Shape::stored);
  }
};

/// Those of parallel tempering, whose replicas lie one temperature after another.
struct ReplicaFields {
  explicit ReplicaFields(const std::string& temperatures) : ladder(temperatures) {}

  States rung(Index m) const {
    const auto rows = [m](const Matrix& all) { return copy_of(ConstMatrixView(all).row_range(m * chains, chains)); };
    return {rows(states.visible), rows(states.hidden)};
  }
  void put(Index m, const States& at) {
    copy(at.visible, MatrixView(states.visible).row_range(m * chains, chains));
    copy(at.hidden, MatrixView(states.hidden).row_range(m * chains, chains));
  }
  void archive(Archive& archive) {
    archive.field("replica_visible", states.visible, "", Archive::Shape::stored);
    archive.field("replica_hidden", states.hidden, "", Archive::Shape::stored);
    archive.field("updates", updates);
    archive.field("next_first_rung", next_first_rung);
    archive.group("ladder", ladder);
  }

  States states;
  std::int64_t updates = 0;
  std::int64_t next_first_rung = 0;
  TemperatureLadder ladder;
};

Batch one_row_of(const Matrix& rows) {
  Batch batch;
  batch.inputs = copy_of(ConstMatrixView(rows).row_range(0, 1));
  return batch;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stationarity)

BOOST_AUTO_TEST_CASE(gibbs_steps_of_every_pair_of_layers) {
  BOOST_CHECK_EQUAL(pairs().size(), 31);
  for (const auto& [visible, hidden] : pairs()) {
    const Rbm rbm = machine(visible, hidden, 71);
    const ExactLayer exact(rbm);
    const States start = exact.draw(chains, 1);
    Rng rng(2, Purpose::gibbs);
    States end;
    end.visible = gibbs(rbm, start.visible, 2, rng);
    end.hidden = sample_hidden(rbm, end.visible, rng);
    exact.check(end, start, visible + " x " + hidden);
    BOOST_CHECK_GT(share_of_changed_rows(end.visible, start.visible), 0.2);
  }
}

BOOST_AUTO_TEST_CASE(persistent_chains_of_every_pair_of_layers) {
  for (const auto& [visible, hidden] : pairs()) {
    const Rbm rbm = machine(visible, hidden, 72);
    const ExactLayer exact(rbm);
    ChainFields chain{exact.draw(chains, 3)};
    const States start = chain.states;
    EstimatorOptions options;
    options.chains = chains;
    const EstimatorPtr pcd = make_estimator("pcd", options);
    load(saved(chain), *pcd);
    Rng rng(4, Purpose::gibbs);
    pcd->estimate(rbm, one_row_of(start.visible), {2, rng, Workers::serial()});
    load(saved(*pcd), chain);
    exact.check(chain.states, start, visible + " x " + hidden);
    BOOST_CHECK_GT(share_of_changed_rows(chain.states.visible, start.visible), 0.2);
  }
}

// Two updates of one step: neighbors (0, 1) swap, then (1, 2). Each temperature keeps its own distribution.
BOOST_AUTO_TEST_CASE(tempered_and_swapped_replicas_of_every_pair_of_layers) {
  const std::string temperatures = "1 0.6 0.3";
  for (const auto& [visible, hidden] : pairs()) {
    const Rbm rbm = machine(visible, hidden, 73);
    ReplicaFields replicas(temperatures);
    const Index rungs = replicas.ladder.size();
    replicas.states = {zeros(rungs * chains, rbm.visible->size()), zeros(rungs * chains, rbm.hidden->size())};
    std::vector<ExactLayer> exact;
    for (Index m = 0; m < rungs; ++m) {
      exact.emplace_back(tempered(rbm, replicas.ladder.beta(m)));
      replicas.put(m, exact[m].draw(chains, 5 + m));
    }
    const ReplicaFields start = replicas;
    EstimatorOptions options;
    options.chains = chains;
    options.set("temperatures", temperatures);
    const EstimatorPtr estimator = make_estimator("parallel_tempering", options);
    load(saved(replicas), *estimator);
    Rng rng(6, Purpose::gibbs);
    for (int update = 0; update < 2; ++update) {
      estimator->estimate(rbm, one_row_of(start.states.visible), {1, rng, Workers::serial()});
    }
    load(saved(*estimator), replicas);
    for (Index m = 0; m < rungs; ++m) {
      exact[m].check(replicas.rung(m), start.rung(m), visible + " x " + hidden + " at rung " + std::to_string(m));
      if (m + 1 < rungs) BOOST_CHECK_GT(replicas.ladder.swap_rate(m), 0.2);
    }
  }
}

// Where no layer can be enumerated: p(v) of one visible unit from its free energy on a fine grid.
BOOST_AUTO_TEST_CASE(gibbs_steps_of_continuous_layers) {
  constexpr Index cells = 60'000;
  constexpr Index bins = 20;
  constexpr Index rows = 40'000;
  for (const std::string& visible : continuous_specs()) {
    for (const std::string& hidden : continuous_specs()) {
      Rbm rbm = machine(visible, hidden, 75);
      rbm.parameters.weights = Matrix{{real(0.7)}};
      const double from = rbm.visible->domain(0) == Domain::half_line ? 0 : -15;
      const double width = (15 - from) / cells;
      Matrix grid = zeros(cells, 1);
      for (Index k = 0; k < cells; ++k) grid(k, 0) = static_cast<real>(from + (static_cast<double>(k) + 0.5) * width);
      const Energies energies = free_energy(rbm, grid);
      std::vector<double> cumulative{0};
      for (const double energy : energies) cumulative.push_back(cumulative.back() + std::exp(-energy));
      const auto rank_of = [&](real v) {
        const auto k = static_cast<Index>((static_cast<double>(v) - from) / width);
        return cumulative[std::min(k, cells)] / cumulative.back();
      };

      Matrix states = zeros(rows, 1);
      for (Index n = 0; n < rows; ++n) {
        const double level = (static_cast<double>(n) + 0.5) / rows * cumulative.back();
        const auto at = std::upper_bound(cumulative.begin(), cumulative.end(), level) - cumulative.begin();
        states(n, 0) = grid(static_cast<Index>(at) - 1, 0);
      }
      const Matrix start = states;
      Rng rng(10, Purpose::gibbs);
      states = gibbs(rbm, states, 3, rng);
      BOOST_CHECK_GT(share_of_changed_rows(states, start), 0.99);
      std::vector<double> frequencies(bins);
      for (Index n = 0; n < rows; ++n) {
        frequencies[std::min(bins - 1, static_cast<Index>(bins * rank_of(states(n, 0))))] += 1.0 / rows;
      }
      double distance = 0;
      for (const double frequency : frequencies) distance += std::abs(frequency - 1.0 / bins) / 2;
      const double floor = std::sqrt((bins - 1.0) / rows) / 2 + std::sqrt(std::log(1e6) / (2 * rows));
      BOOST_CHECK_MESSAGE(distance < floor,
                          visible << " x " << hidden << ": total variation " << distance << ", floor " << floor);
    }
  }
}

// The floors have power: a kernel of a slightly other machine does not pass, and swapped replicas are not alike.
BOOST_AUTO_TEST_CASE(another_distribution_is_noticed) {
  const Rbm rbm = machine("bernoulli:3", "bernoulli:3", 74);
  const ExactLayer exact(rbm);
  Rbm other = rbm;
  for (Index i = 0; i < 3; ++i) other.parameters.hidden(0, i) += real(0.5);
  Rng rng(7, Purpose::gibbs);
  States end;
  end.visible = gibbs(other, exact.draw(chains, 8).visible, 2, rng);
  end.hidden = sample_hidden(other, end.visible, rng);
  BOOST_CHECK_GT(exact.distance(end), 1.5 * exact.floor());
  BOOST_CHECK_GT(exact.distance(ExactLayer(tempered(rbm, 0.3)).draw(chains, 9)), 1.5 * exact.floor());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace stationarity_test
