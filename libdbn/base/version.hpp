// Version of the linked library.
#pragma once

#include <string_view>

namespace dbn {

/// "major.minor.patch" of the project, written down in the top CMakeLists.txt and nowhere else.
std::string_view library_version();

}  // namespace dbn
