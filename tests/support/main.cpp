#define BOOST_TEST_MODULE libdbn
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <string>

#include "libdbn/base/workers.hpp"

namespace {

/// DBN_TEST_SPARSE=always lets every test that computes on the calling thread use sparse products.
struct ProductsOfThisRun {
  ProductsOfThisRun() {
    const char* wanted = std::getenv("DBN_TEST_SPARSE");
    const auto names = dbn::sparse_products_names();
    for (dbn::Index i = 0; i < names.size(); ++i) {
      if (wanted != nullptr && names[i] == wanted) {
        dbn::Workers::serial().set_sparse_products(static_cast<dbn::SparseProducts>(i));
      }
    }
  }
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(ProductsOfThisRun);
