#include "experiments/commands/result_format.hpp"

#include <iostream>

namespace dbn::program {

Argument ResultFormat::argument() {
  return flag("json", json_, "print one JSON object on standard output and nothing else there");
}

void ResultFormat::print(const Json& object, const std::string& text) const {
  print_text(json_ ? object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n" : text);
}

void print_text(const std::string& text) { std::cout << text; }

}  // namespace dbn::program
