#include "experiments/terminal/note.hpp"

#include <iostream>

#include "libdbn/base/characters.hpp"

namespace dbn::program {

std::string note_line(const std::string& data, const std::string& text) {
  return printable("note: " + data + ": " + text);
}

void print_notes(const std::string& data, const std::vector<std::string>& notes) {
  for (const std::string& text : notes) std::cerr << note_line(data, text) << '\n';
}

}  // namespace dbn::program
