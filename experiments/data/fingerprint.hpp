// Fingerprints of data and models, for comparison with those of an earlier run.
#pragma once

#include "libdbn/base/archive.hpp"
#include "libdbn/data/dataset.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {

/// Shape, classes and a checksum of every stored value, label, weight and target (64-bit FNV-1a; Fowler, Noll & Vo
/// 1991).
struct Fingerprint {
  Index rows = 0;
  Index columns = 0;
  Index classes = 0;
  std::uint64_t checksum = 0;

  bool operator==(const Fingerprint&) const = default;
  void archive(Archive& archive);
  /// "54000 rows of 784 columns, 10 classes, checksum 0123456789abcdef".
  std::string text() const;
};

Fingerprint fingerprint_of(const Dataset& data);

/// Size and a checksum of what a run takes from the model it begins with: kinds of units, parameters, recognition
/// weights and transform. The network is not among them.
struct ModelFingerprint {
  Index layers = 0;
  Index parameters = 0;
  std::uint64_t checksum = 0;

  bool operator==(const ModelFingerprint&) const = default;
  void archive(Archive& archive);
  /// "2 layers, 1234 parameters, checksum 0123456789abcdef".
  std::string text() const;
};

ModelFingerprint fingerprint_of(const Model& model);

}  // namespace dbn::program
