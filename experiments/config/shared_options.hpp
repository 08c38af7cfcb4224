// Options that several commands, or a command and a config, have: each is declared here, with one help text.
#pragma once

#include <optional>

#include "experiments/config/command_line.hpp"

namespace dbn::program {

Option threads_option(Index& value);
Option seed_option(Index& value);
Option directory_option(std::string& value);

/// --threads; the second one tells whether it was given.
Argument threads_argument(Index& value);
Argument threads_argument(std::optional<Index>& value);
/// --seed.
Argument seed_argument(Index& value);
/// --directory.
Argument directory_argument(std::string& value);
/// --data, one SPEC.
Argument data_argument(Takes takes, std::string& value);
/// --set, any number of times.
Argument assignments_argument(std::vector<std::string>& values);
/// --out of commands that write a file; `formats` is e.g. "FILE.h5|FILE.png", `kind` that of an HDF5 file.
Argument output_file_argument(std::string& value, const std::string& formats, const std::string& kind);
/// --out of commands that write no HDF5 and have a usual place.
Argument output_or_usual_file_argument(std::string& value, const std::string& formats, const std::string& usual);
Argument output_directory_argument(std::string& value, const std::string& usual);
/// --transformed, of commands that write states of the visible units.
Argument transformed_argument(bool& value);
/// --quiet.
Argument quiet_argument(bool& value);

}  // namespace dbn::program
