// The up-down algorithm: contrastive wake-sleep learning of a whole net whose directed layers have recognition weights
// of their own.
#pragma once

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// Uphill directions of a net with untied weights.
struct UpDownAscent {
  /// Of the top machine as usual. Of a directed layer the weights and visible parameters are generative, p(v | h), and
  /// the hidden parameters are those of the recognition distribution q(h | v).
  std::vector<RbmParameters> layers;
  std::vector<Matrix> recognition;  ///< of the recognition weights (V, H) of each directed layer
};

/// The recognition weights that greedy learning leaves: those of the directed layers, one for each but the top.
std::vector<Matrix> tied_recognition(const std::vector<Rbm>& layers);

/// One mini-batch of the up-down algorithm (Hinton, Osindero & Teh 2006, section 5 and appendix B), means over `rows`:
///
///     wake, up        h_i ~ q(h_i | h_{i-1}) by the recognition weights; ascent of log p(h_{i-1} | h_i)
///     top             CD-k from the wake states, k = `gibbs_steps`; its end starts the sleep phase
///     sleep, down     h_{i-1} ~ p(h_{i-1} | h_i), means at the data layer; ascent of log q(h_i | h_{i-1})
///
/// `rows` are (n, V_0), with label units at the top (n, V_0 + K), where a label may be missing. Deviation from the
/// paper's program: label units of the chain are drawn, not replaced by their means, which makes it a Gibbs chain.
/// Throws a data error when a value of the data layer is missing.
UpDownAscent up_down_ascent(const std::vector<Rbm>& layers, const std::vector<Matrix>& recognition,
                            ConstMatrixView rows, Index gibbs_steps, Rng& rng, Workers& workers = Workers::serial());

}  // namespace dbn
