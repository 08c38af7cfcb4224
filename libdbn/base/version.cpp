#include "libdbn/base/version.hpp"

namespace dbn {

std::string_view library_version() { return DBN_VERSION; }

}  // namespace dbn
