// Config files as text: keys, values and line numbers.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn::program {

/// Where a value comes from. Line 0 is the command line.
struct Origin {
  std::string source;
  Index line = 0;
  /// "t.cfg:5" or "command line".
  std::string text() const { return line > 0 ? source + ":" + std::to_string(line) : source; }
};

/// One "key = value" with its section in front of the key: "rbm.0.learning_rate".
struct Assignment {
  std::string key;
  std::string value;
  Origin origin;
};

/// The assignments of an INI text in its order. A byte-order mark, carriage returns, lines that begin with '#' or ';'
/// and everything behind a '#' that follows white space are left out. Throws a config error with the line for text that
/// is neither a section nor an assignment, a '#' inside a value, and a key that is given twice (with both lines).
std::vector<Assignment> scan_config(std::string_view text, const std::string& name);

/// What stands as comment behind the assignments of an INI text, by key: in the config of a run, where its values come
/// from (Config::Origins::comment).
std::map<std::string, std::string> comments_of(std::string_view text);

/// The text of a config or sweep file. Throws a config error when it cannot be read.
std::string read_config_source(const std::filesystem::path& file);

/// "key=value" of the command line. Throws a config error when there is no '='.
Assignment parse_assignment(std::string_view text);
std::vector<Assignment> parse_assignments(const std::vector<std::string>& texts);

}  // namespace dbn::program
