// Classification of rows, and its error measures.
#pragma once

#include "libdbn/data/batches.hpp"
#include "libdbn/dbn/calibration.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn {

struct ClassificationScore {
  Index rows = 0;                          ///< labeled rows; rows without a label do not count
  Index unlabeled = 0;                     ///< those
  Index errors = 0;                        ///< rows whose most probable class is not their label
  double log_likelihood = 0;               ///< mean log p(label | row)
  xt::xtensor<std::int64_t, 2> confusion;  ///< (true class, most probable class)
  Calibration calibration;                 ///< of the class probabilities

  double error() const { return rows == 0 ? 0 : static_cast<double>(errors) / static_cast<double>(rows); }
};

/// The number of classes that a model can tell apart: the outputs of its network, or the label units of a single
/// machine or of the top one; 0 when it has neither.
Index classes_of(const Model& model);
/// Throws a model error, with `where` in front, when there are none.
void require_classes(const Model& model, const std::string& where);

/// p(class | row): the network's outputs after fine-tuning, else the label units' exact posterior given the other
/// visible units of their machine (`label_probabilities`), which in a deep net are the hidden means below it, found in
/// one deterministic up pass (Hinton, Osindero & Teh 2006, section 6.2). (rows, V) -> (rows, classes). Throws a model
/// error for a model without either.
Matrix class_probabilities(const Model& model, ConstMatrixView visible, Workers& workers = Workers::serial());

/// Class probabilities of a block of rows. (rows, V) -> (rows, classes)
using Classifier = std::function<Matrix(ConstMatrixView visible)>;

/// Classifies every row of `source`, in blocks. A label outside the classes is a data error.
ClassificationScore score_classifier(const Classifier& probabilities_of, Index classes, const RowSource& source);

}  // namespace dbn
