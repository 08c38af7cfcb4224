// Cost of an operation relative to its matrix products, both measured in one process.
#pragma once

#include <functional>
#include <vector>

#include "libdbn/base/linalg.hpp"

namespace dbn::program {

/// Products of fixed shapes on one thread, each with numbers of its own: what work could not do without.
class ProductBound {
 public:
  /// The products of CD-k on a (V, H) machine: 1 + k towards the hidden side, k back, and both outer products.
  void add_contrastive_divergence(Index rows, Index visible, Index hidden, Index gibbs_steps);
  /// The products of backpropagation for one batch: forward and the update in every layer, back in all but the first.
  void add_backpropagation(Index rows, const std::vector<Index>& layers);
  /// Both ways through a machine once for each temperature but the last.
  void add_annealing(Index chains, Index visible, Index hidden, Index temperatures);

  void run();
  /// Additions and multiplications of one run.
  double operations() const { return operations_; }

 private:
  struct Layer {
    Matrix below;
    Matrix weights;
    Matrix above;
    Matrix up;  ///< results apart from the factors, which would run into denormal numbers otherwise
    Matrix down;
    Matrix ascent;
  };
  enum class Product { up, down, outer };

  Index add_layer(Index rows, Index below, Index above);
  void add(Product product, Index layer, Index times);

  struct Entry {
    Product product;
    Index layer;
    Index times;
  };
  std::vector<Layer> layers_;
  std::vector<Entry> entries_;
  double operations_ = 0;
};

/// Something that can be done again and again.
struct Work {
  std::function<void()> run;
  ProductBound products;
};

/// Medians over repetitions, in each of which the products and the work were measured one after the other.
struct Cost {
  double seconds = 0;          ///< of one run of the work
  double product_seconds = 0;  ///< of its products
  double ratio = 0;            ///< work / products
  double processor_ratio = 0;  ///< the same in processor time, which other programs disturb less
  double peak_megabytes = 0;   ///< of the process up to now
};

/// `repetitions` times: the products, then the work, each as often as fills `least_seconds`, of which the fastest
/// counts.
Cost measure(Work& work, Index repetitions, double least_seconds);

}  // namespace dbn::program
