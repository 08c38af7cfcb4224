// File lists: SPECs that name several files.
#pragma once

#include <string>
#include <vector>

namespace dbn::program {

/// The SPECs of the files that are read as one set, in their order: "A.h5 + B.h5:/group", with blanks around the sign,
/// and patterns with * ? and [...], which stand for the files that match, sorted by name: "parts/train-*.h5". What is
/// the name of a file stands for itself. A SPEC of one thing gives itself. Throws a data error for a pattern that no
/// file matches and for an empty place beside a sign.
std::vector<std::string> listed_files(const std::string& spec);

}  // namespace dbn::program
