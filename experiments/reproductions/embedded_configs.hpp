// Embedded configs: files of configs/reproductions and configs/sweeps, part of the program.
#pragma once

#include <span>

#include "libdbn/base/registry.hpp"

namespace dbn::program {

/// Name of a reproduction and the whole text of its config; the help of an entry is empty.
std::span<const Entry<std::string_view>> embedded_configs();
/// The same of the sweeps that reproductions choose their models by.
std::span<const Entry<std::string_view>> embedded_sweeps();

}  // namespace dbn::program
