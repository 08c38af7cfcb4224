// Variational lower bound of a deep belief net's log-likelihood.
#pragma once

#include "libdbn/dbn/model.hpp"

namespace dbn {

/// How the expectation over hidden states is taken: over all joint states of each layer while there are at most
/// `most_states` of them, else over `samples` draws per row.
struct BoundOptions {
  double most_states = 4096;
  Index samples = 100;
  std::uint64_t seed = 1;
};

/// A lower bound of log p(v_n) per row (Salakhutdinov & Murray 2008, section 5; Hinton, Osindero & Teh 2006, equation
/// 3), with q(h | v) the recognition distribution of each layer and F the free energies seen from either side:
///
///     L_i(v) = -F_i(v) + E_q[ F_i(h) + L_{i+1}(h) ],      L_top(v) = -F_top(v) - log Z_top
///
/// since log p(v | h) = -E + F_i(h) and log q(h | v) = -E + F_i(v). Where recognition weights R of their own give
/// F_i(v) and q, the expectation is also of s(v) (W - R) s(h), the difference of the two energies E. `top_log_z` is
/// that of the last machine. With sampled hidden states the value is an unbiased estimate of the bound. Rows with
/// missing units, or lengths of their own, see a first layer of their own (rbm/row_machine.hpp); a row that is missing
/// altogether has 0. A net of one layer must be given complete rows, as `top_log_z` is then that of the first layer.
/// With label units at the top rows end in their label and the value bounds log p(v_n, label_n); a row without a label
/// is a data error. The same bytes for any number of workers.
Energies lower_bound(const Stack& stack, ConstMatrixView visible, double top_log_z, const BoundOptions& options = {},
                     Workers& workers = Workers::serial());

}  // namespace dbn
