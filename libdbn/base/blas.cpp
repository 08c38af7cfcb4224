#include "libdbn/base/blas.hpp"

// Declared here because <cblas.h> and xtensor-blas cannot share a translation unit, and only these are needed.
extern "C" {
char* openblas_get_config(void);
char* openblas_get_corename(void);
int openblas_get_parallel(void);
void openblas_set_num_threads(int);
}

namespace dbn {

std::string blas_description() { return std::string(openblas_get_config()) + " core " + openblas_get_corename(); }

bool blas_is_thread_safe() { return openblas_get_parallel() != 0; }

void use_one_blas_thread() { openblas_set_num_threads(1); }

}  // namespace dbn
