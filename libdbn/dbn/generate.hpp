// Sampling from a deep belief net, free or with clamped units.
#pragma once

#include "libdbn/dbn/model.hpp"

namespace dbn {

/// Consecutive columns of a layer.
struct Columns {
  Index first = 0;
  Index count = 0;
};

/// The label units of the machine that models the label, the top one; none (count 0) where it has none.
Columns label_columns(const std::vector<Rbm>& layers);

/// How chains run and what they keep.
struct SamplingOptions {
  Index steps = 1000;  ///< Gibbs steps of each chain
  Labels labels = {};  ///< the class that each chain's label units show throughout; empty: they are drawn like others
};

/// The ends of chains, one a row.
struct Samples {
  Matrix top;      ///< (rows, V_top): states of the top machine's visible units that the others were drawn from
  Matrix visible;  ///< (rows, V_0): states of the data layer
  Matrix mean;     ///< (rows, V_0): the means that they were drawn with
};

/// Where chains begin that know nothing: the top's visible units drawn from their biases alone. (count, V_top)
Matrix noise_at_top(const std::vector<Rbm>& layers, Index count, Rng& rng);
/// Where chains begin that know data: what arrives at the top (`arriving_at`), with noise for missing units.
/// (rows, V_0) -> (rows, V_top)
Matrix data_at_top(const Stack& stack, ConstMatrixView visible, Rng& rng, Workers& workers = Workers::serial());

/// `options.steps` Gibbs steps in the top machine from `top` (rows, V_top), then one draw down through each directed
/// layer (Hinton, Osindero & Teh 2006, section 4). Nothing goes up, so recognition weights play no part. With labels
/// the top machine samples p(. | label), and so the net p(v | label). Throws a data error for labels that the net has
/// no units for.
Samples draw_samples(const std::vector<Rbm>& layers, Matrix top, const SamplingOptions& options, Rng& rng,
                     Workers& workers = Workers::serial());

/// Completes rows: the columns `kept` of the data layer are those of `rows` (rows, V_0) throughout, the others begin as
/// noise. For a single machine these are Gibbs steps that leave p(others | kept) invariant. In a deep net a step is a
/// sampled up pass, one Gibbs step in the top machine and a sampled down pass, after which the kept columns are put
/// back: as the up pass samples the recognition distribution and not the posterior, the completion is approximate.
/// Throws a data error when `kept` cuts a softmax group.
Samples complete_rows(const Stack& stack, ConstMatrixView rows, Columns kept, const SamplingOptions& options, Rng& rng,
                      Workers& workers = Workers::serial());

}  // namespace dbn
