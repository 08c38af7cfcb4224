// Tiny deep belief nets against log p(v) and its bound, computed elsewhere by brute force.
#include <cmath>
#include <sstream>

#include "libdbn/dbn/bound.hpp"
#include "libdbn/dbn/generate.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "tests/support/frequencies.hpp"
#include "tests/support/oracle_file.hpp"

using namespace dbn;
using namespace dbn::test;

namespace dbn_exact_test {
namespace {

struct Case {
  std::vector<Rbm> layers;
  Matrix visible;
};

Rbm machine(const OracleFile& file, const std::string& group, const std::string& number, Index visible, Index hidden) {
  Rbm rbm = make_rbm(make_units(std::to_string(visible)), make_units(std::to_string(hidden)));
  rbm.parameters.weights = file.matrix(group + "/W" + number, visible, hidden);
  rbm.parameters.visible = file.matrix(group + "/b" + number, 1, visible);
  rbm.parameters.hidden = file.matrix(group + "/c" + number, 1, hidden);
  return rbm;
}

Case read_case(const OracleFile& file, const std::string& group) {
  std::istringstream sizes(group);
  Index v = 0;
  Index h1 = 0;
  Index h2 = 0;
  char dash = 0;
  sizes >> v >> dash >> h1 >> dash >> h2;
  Case result{{machine(file, group, "1", v, h1), machine(file, group, "2", h1, h2)}, {}};
  result.visible = file.matrix(group + "/v", file.numbers(group + "/v").size() / v, v);
  return result;
}

void check_values(const Energies& found, const std::vector<double>& expected, const std::string& what) {
  BOOST_REQUIRE_EQUAL(found.size(), expected.size());
  for (Index n = 0; n < expected.size(); ++n) check_close(found[n], expected[n], exact_tolerance, what);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dbn_exact)

BOOST_AUTO_TEST_CASE(the_bound_and_its_top_log_z) {
  const auto path = shared_file("oracles/dbn_exact.h5");
  if (path.empty()) return;
  const OracleFile file(path);
  BOOST_REQUIRE_EQUAL(file.groups().size(), 3);
  for (const std::string& group : file.groups()) {
    const Case net = read_case(file, group);
    const double log_z = exact_log_z(net.layers[1]);
    check_close(log_z, file.number(group + "/log_z_top"), exact_tolerance, group + " log Z");
    check_values(lower_bound({net.layers}, net.visible, log_z), file.numbers(group + "/lower_bound"), group + " bound");
  }
}

// p(v) = sum_h1 p(v | h1) p(h1), the prior from the top machine; log p(v | h) = F_hidden(h) - E(v, h).
BOOST_AUTO_TEST_CASE(log_p_by_enumeration) {
  const auto path = shared_file("oracles/dbn_exact.h5");
  if (path.empty()) return;
  const OracleFile file(path);
  for (const std::string& group : file.groups()) {
    const Case net = read_case(file, group);
    const Matrix hidden = all_states(*net.layers[0].hidden);
    const Energies prior = log_likelihood(net.layers[1], hidden, exact_log_z(net.layers[1]));
    const Energies down = hidden_free_energy(net.layers[0], hidden);
    Energies found({net.visible.shape(0)}, 0.0);
    for (Index n = 0; n < found.size(); ++n) {
      for (Index h = 0; h < hidden.shape(0); ++h) {
        const double joint = energy(net.layers[0], ConstMatrixView(net.visible).row_range(n, 1),
                                    ConstMatrixView(hidden).row_range(h, 1))[0];
        found[n] += std::exp(prior[h] + down[h] - joint);
      }
      found[n] = std::log(found[n]);
    }
    check_values(found, file.numbers(group + "/log_p"), group + " log p");
  }
}

BOOST_AUTO_TEST_CASE(sampled_bounds_agree_with_enumerated_ones) {
  const auto path = shared_file("oracles/dbn_exact.h5");
  if (path.empty()) return;
  const Case net = read_case(OracleFile(path), "8-7-6");
  const double log_z = exact_log_z(net.layers[1]);
  Stack tied{net.layers};
  Stack untied = tied;
  untie(untied);
  fill_normal(untied.recognition[0], 0.7, 3);
  for (const Stack& stack : {tied, untied}) {
    const Energies exact = lower_bound(stack, net.visible, log_z);
    const Energies sampled = lower_bound(stack, net.visible, log_z, {.most_states = 1, .samples = 4000});
    const Energies again = lower_bound(stack, net.visible, log_z, {.most_states = 1, .samples = 4000, .seed = 2});
    for (Index n = 0; n < exact.size(); ++n) {
      // Two independent estimates tell their own spread.
      const double spread = std::abs(sampled[n] - again[n]) + 0.05;
      BOOST_CHECK_LE(std::abs(sampled[n] - exact[n]), 4 * spread);
    }
  }
}

BOOST_AUTO_TEST_CASE(samples_are_distributed_as_the_net) {
  const auto path = shared_file("oracles/dbn_exact.h5");
  if (path.empty()) return;
  const OracleFile file(path);
  for (const std::string& group : file.groups()) {
    const Case net = read_case(file, group);
    Rng rng(6);
    const Samples found = draw_samples(net.layers, noise_at_top(net.layers, 20000, rng), {.steps = 60}, rng);
    check_frequencies(found.visible, file.numbers(group + "/p_all"), group + " p(v)");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace dbn_exact_test
