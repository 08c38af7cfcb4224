#include "experiments/data/file_list.hpp"

#include <algorithm>

#include <glob.h>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

constexpr std::string_view sign = " + ";

std::vector<std::string> matches(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> files;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  // The order of glob is that of the locale.
  std::sort(files.begin(), files.end());
  return files;
}

// A pattern may end in the group of its files.
std::vector<std::string> expanded(const std::string& spec) {
  if (is_present(spec) || spec.find_first_of("*?[") == std::string::npos) return {spec};
  std::vector<std::string> files = matches(spec);
  if (!files.empty()) return files;
  const auto colon = spec.rfind(':');
  if (colon != std::string::npos) files = matches(spec.substr(0, colon));
  if (files.empty()) throw data_error(spec + ": no file matches this pattern");
  for (std::string& file : files) file += spec.substr(colon);
  return files;
}

}  // namespace

std::vector<std::string> listed_files(const std::string& spec) {
  if (is_present(spec)) return {spec};
  std::vector<std::string> files;
  // Padded, as values of a config come without the blanks around them.
  for (std::string rest = " " + spec + " "; !trimmed(rest).empty();) {
    const auto end = rest.find(sign);
    const std::string one(trimmed(std::string_view(rest).substr(0, end)));
    rest = end == std::string::npos ? "" : rest.substr(end + sign.size());
    const bool ends_in_sign = end != std::string::npos && trimmed(rest).empty();
    if (one.empty() || ends_in_sign) throw data_error(spec + ": expected a file on both sides of '+'");
    for (std::string& file : expanded(one)) files.push_back(std::move(file));
  }
  return files.empty() ? std::vector<std::string>{spec} : files;
}

}  // namespace dbn::program
