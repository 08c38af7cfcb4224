// What a command assumed about its data, told on standard error, where it is in nobody's way.
#pragma once

#include <string>
#include <vector>

namespace dbn::program {

/// "note: DATA: TEXT", a line for each.
std::string note_line(const std::string& data, const std::string& text);
void print_notes(const std::string& data, const std::vector<std::string>& notes);

}  // namespace dbn::program
