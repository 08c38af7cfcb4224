// The style sheet and the script of pages, which are files of the source tree and part of the program.
#pragma once

#include <string_view>

namespace dbn::program {

struct PageFile {
  std::string_view text;
  std::string_view sha256;  ///< of the text, hexadecimal
};
PageFile style_sheet();
PageFile script();

}  // namespace dbn::program
