// Every key of a config, read off the declarations: for a terminal, for programs, and as a page.
#pragma once

#include <string>

#include "experiments/text/format.hpp"

namespace dbn::program {

std::string reference_text();
/// {"section.key": {"default", "expects", "help"}}
Json reference_json();
/// A page with one table for each section; configs/REFERENCE.md.
std::string reference_markdown();

}  // namespace dbn::program
