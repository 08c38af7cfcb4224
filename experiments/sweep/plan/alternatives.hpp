// Alternatives in one line: "0.1 | 0.05 | 0.01". Values contain spaces and commas, none contains a bar.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dbn::program {

/// The values between bars. Throws a config error when one of them is empty.
std::vector<std::string> alternatives(std::string_view text);

}  // namespace dbn::program
