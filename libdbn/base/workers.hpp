// Thread pool whose threads share the tiles of one operation at a time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn {

/// Whether products go by lists of the nonzero elements of a factor: where the data make it pay, never, or always.
enum class SparseProducts { automatic, never, always };
/// Names in a config, in the order of SparseProducts.
std::vector<std::string> sparse_products_names();

/// Runs the independent tasks of an operation on several threads. Which thread takes a task is not determined,
/// so tasks must write disjoint memory and be cut by the shape of the work, never by the number of threads:
/// then results are the same bytes for any number of threads.
class Workers {
 public:
  /// `threads` >= 1 counts the calling thread. Sets OpenBLAS to one thread per call, which is what makes serial
  /// products inside the tasks both fast and reproducible.
  explicit Workers(Index threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Calls task(0) .. task(count-1), each once, and returns when all are done. The first exception of a task is
  /// thrown again here. Called from inside a task it runs serially.
  void run(Index count, const std::function<void(Index)>& task);

  /// Cuts [0, total) into pieces of `grain` and calls piece(first, count) for each.
  void run_pieces(Index total, Index grain, const std::function<void(Index, Index)>& piece);

  Index threads() const;

  /// How the products of this work are done: automatic unless set. The rule is part of a result's identity: dense
  /// products and lists differ in their last bits.
  SparseProducts sparse_products() const;
  void set_sparse_products(SparseProducts products);

  /// The calling thread alone.
  static Workers& serial();

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace dbn
