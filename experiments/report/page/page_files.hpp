// Style sheet and script of report pages, embedded from files of the source tree.
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
