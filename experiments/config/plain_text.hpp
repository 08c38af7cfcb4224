// Text from outside, as it goes into configs, scripts, JSON and terminals: no control characters, valid UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace dbn::program {

/// Throws a config error that begins with `where` unless `text` is UTF-8 without control characters; tabs are none.
void require_plain_text(std::string_view text, const std::string& where);

}  // namespace dbn::program
