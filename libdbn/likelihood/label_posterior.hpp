// Label posterior p(label | row) of an RBM whose last visible units are a label.
#pragma once

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// The number of classes, where the last block of visible units is one softmax group; otherwise 0.
Index label_classes(const Rbm& rbm);

/// Throws a config error when there is none.
void require_label_units(const Rbm& rbm);

/// p(label = k | the other visible units) per row, exactly, from the free energies of all labels (Larochelle & Bengio
/// 2008, equation 2). `visible` is (rows, V), whose label columns are not looked at, or (rows, V - K) without them.
/// Returns (rows, K). Throws a config error when the machine has no label units.
Matrix label_probabilities(const Rbm& rbm, ConstMatrixView visible, Workers& workers = Workers::serial());

}  // namespace dbn
