// Base64 (RFC 4648, section 4), for data URIs and content policies.
#pragma once

#include <string>
#include <string_view>

namespace dbn::program {

std::string base64(std::string_view bytes);

}  // namespace dbn::program
