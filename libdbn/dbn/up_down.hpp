// Up-down algorithm: contrastive wake-sleep learning of a whole net whose directed layers have recognition weights
// of their own.
#pragma once

#include "libdbn/dbn/model.hpp"

namespace dbn {

/// Uphill directions of a net with untied weights, and how well either way guesses what the other draws.
struct UpDownAscent {
  /// Of the top machine as usual. Of a directed layer the weights and visible parameters are generative, p(v | h), and
  /// the hidden parameters are those of the recognition distribution q(h | v).
  std::vector<RbmParameters> layers;
  std::vector<Matrix> recognition;  ///< of the recognition weights (V, H) of each directed layer
  double wake_error = 0;            ///< || v - E[v | h] ||^2 at the data layer, h ~ q(h | v): mean over rows
  double sleep_error = 0;  ///< || h - E_q[h | v] ||^2 of the first hidden layer, v from p(v | h): mean over rows
};

/// One mini-batch of the up-down algorithm (Hinton, Osindero & Teh 2006, section 5 and appendix B), means over `rows`:
///
///     wake, up        h_i ~ q(h_i | h_{i-1}) by the recognition weights; ascent of log p(h_{i-1} | h_i)
///     top             CD-k from the wake states, k = `gibbs_steps`; its end starts the sleep phase
///     sleep, down     h_{i-1} ~ p(h_{i-1} | h_i), means at the data layer; ascent of log q(h_i | h_{i-1})
///
/// In the chain at the top all units are drawn but those of the label, which go on as probabilities, as in the paper's
/// appendix. `rows` are (n, V_0), with label units at the top (n, V_0 + K), where a label may be missing: it then stays
/// so. `stack` has recognition weights (`untie`). The ascent of sigma, where a layer has it, is 0: it is not learned.
/// Throws a data error when a value of the data layer is missing.
UpDownAscent up_down_ascent(const Stack& stack, ConstMatrixView rows, Index gibbs_steps, Rng& rng,
                            Workers& workers = Workers::serial());

}  // namespace dbn
