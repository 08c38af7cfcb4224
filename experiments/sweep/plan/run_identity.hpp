// Identity of a run: the hash of the options that decide its result.
#pragma once

#include "experiments/config/config.hpp"

namespace dbn::program {

/// Twelve hexadecimal digits that follow from every option that decides results and differs from its default. Where the
/// run is kept, threads and checkpoint intervals have no part in it, nor have options that a later version brings.
std::string run_id(const Config& config);

}  // namespace dbn::program
