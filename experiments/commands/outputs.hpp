// Outputs of a command: the one door that all files it writes go through, before anything is computed.
#pragma once

#include "experiments/config/command_line.hpp"

namespace dbn::program {

/// What an output may take the place of.
enum class Replace { nothing, same_kind };

/// Throws a config error unless every output of a call can be written and nothing is lost by it: its directory is
/// there, its name ends as its format does, it is no input of the call and no other output of it (whatever the path:
/// links and other spellings are the same file), no file of a run, and no file that is there, of which
/// Replace::same_kind excepts those of the kind that the command writes. Devices and pipes are no files in this sense.
void require_safe_outputs(const std::string& command, const std::vector<GivenArgument>& given, Replace replace);

}  // namespace dbn::program
