// What a shell may offer for the word that is being typed, read off the declarations of commands and config keys.
#pragma once

#include "experiments/config/command_line.hpp"

namespace dbn::program {

struct Candidate {
  std::string text;
  std::string help;  ///< a few words
};

struct Candidates {
  std::vector<Candidate> words;
  bool files = false;        ///< file names fit as well
  std::string before_files;  ///< what stands before such a name in the same word, e.g. "data.train="
  bool open = false;         ///< the words go on, e.g. "rbm.estimator="
};

/// What may stand for the last of `words`, which are the arguments of a command; the last is what is there of it.
Candidates candidates_of(const Syntax& syntax, const std::vector<std::string>& words);

/// `text` up to the first semicolon or full stop.
std::string first_clause(const std::string& text);

}  // namespace dbn::program
