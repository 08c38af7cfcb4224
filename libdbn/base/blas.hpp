// BLAS identification, and its restriction to the calling thread.
#pragma once

#include <string>

namespace dbn {

/// OpenBLAS name, version, build options and the core it chose, e.g. "OpenBLAS 0.3.21 ... SkylakeX".
/// Products differ in their last bits between cores, so this is part of a result's identity.
std::string blas_description();
/// False for a BLAS built without thread support, which must not be called from two threads at once.
bool blas_is_thread_safe();
void use_one_blas_thread();

}  // namespace dbn
