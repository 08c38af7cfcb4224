// Bytes as text (RFC 4648, section 4), as data URIs and content policies have them.
#pragma once

#include <string>
#include <string_view>

namespace dbn::program {

std::string base64(std::string_view bytes);

}  // namespace dbn::program
