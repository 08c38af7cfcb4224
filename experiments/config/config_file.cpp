#include "experiments/config/config_file.hpp"

#include <fstream>
#include <optional>
#include <sstream>

#include <boost/program_options.hpp>

#include "experiments/config/plain_text.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"

namespace dbn::program {
namespace {

namespace po = boost::program_options;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_comment(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with('#') || line.starts_with(';')) return {};
  for (auto at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    if (line[at - 1] == ' ' || line[at - 1] == '\t') return trimmed(line.substr(0, at));
  }
  return line;
}

// Program_options would cut the line there without a word.
void require_no_hash(std::string_view value, const std::string& where) {
  if (value.find('#') == std::string_view::npos) return;
  throw config_error(where + ": a section or value cannot contain '#'; put a space before it if a comment is meant");
}

/// The lines of a config with comments blanked out, and the line of each key.
class Lines {
 public:
  Lines(std::string_view text, const std::string& name) : name_(name) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    for (Index number = 1; !text.empty(); ++number) {
      const auto end = std::min(text.find('\n'), text.size());
      const std::string_view line = without_comment(text.substr(0, end));
      if (!line.empty()) visit(line, {name_, number});
      clean_ += std::string(line) + "\n";
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  const std::string& clean() const { return clean_; }
  const Origin& origin(const std::string& key) const {
    const auto found = origins_.find(key);
    if (found == origins_.end()) throw config_error(name_ + ": '" + key + "' is no key of a section");
    return found->second;
  }

 private:
  void visit(std::string_view line, const Origin& origin) {
    require_plain_text(line, origin.text());
    if (line.front() == '[') {
      require_no_hash(line, origin.text());
      if (line.back() != ']' || trimmed(line.substr(1, line.size() - 2)).empty()) {
        throw config_error(origin.text() + ": '" + std::string(line) + "' is not a section; expected [NAME]");
      }
      const std::string_view name = trimmed(line.substr(1, line.size() - 2));
      if (name.front() == '.' || name.back() == '.') {
        throw config_error(origin.text() + ": '" + std::string(line) + "' has a point too many; expected e.g. [data]");
      }
      section_ = std::string(line.substr(1, line.size() - 2)) + ".";
      return;
    }
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || trimmed(line.substr(0, equals)).empty()) {
      throw config_error(origin.text() + ": '" + std::string(line) + "' is neither [section] nor key = value");
    }
    require_no_hash(line, origin.text());
    const std::string key = section_ + std::string(trimmed(line.substr(0, equals)));
    const auto [first, inserted] = origins_.emplace(key, origin);
    if (!inserted) {
      throw config_error(origin.text() + ": '" + key + "' is given twice, the first time in line " +
                         std::to_string(first->second.line));
    }
  }

  std::string name_;
  std::string section_;
  std::string clean_;
  std::map<std::string, Origin> origins_;
};

}  // namespace

std::vector<Assignment> scan_config(std::string_view text, const std::string& name) {
  const Lines lines(text, name);
  std::istringstream stream(lines.clean());
  const auto parsed = po::parse_config_file(stream, po::options_description(), true);
  std::vector<Assignment> assignments;
  for (const po::option& option : parsed.options) {
    const std::string value = option.value.empty() ? std::string() : option.value.front();
    assignments.push_back({option.string_key, value, lines.origin(option.string_key)});
  }
  return assignments;
}

std::map<std::string, std::string> comments_of(std::string_view text) {
  std::map<std::string, std::string> comments;
  std::string section;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view whole = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::string_view bare = without_comment(whole);
    if (bare.starts_with('[') && bare.ends_with(']')) section = std::string(bare.substr(1, bare.size() - 2)) + ".";
    const auto equals = bare.find('=');
    if (equals == std::string_view::npos || bare.size() == whole.size()) continue;
    const std::string_view comment = trimmed(whole.substr(bare.size()));
    comments[section + std::string(trimmed(bare.substr(0, equals)))] = trimmed(comment.substr(1));
  }
  return comments;
}

std::string read_config_source(const std::filesystem::path& file) {
  std::error_code ignored;
  std::ifstream stream(file, std::ios::binary);
  if (!stream || std::filesystem::is_directory(file, ignored)) {
    throw config_error(file.string() + ": cannot be read; expected a config file");
  }
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

Assignment parse_assignment(std::string_view text) {
  const auto equals = text.find('=');
  const std::string key(trimmed(text.substr(0, equals)));
  if (equals == std::string_view::npos || key.empty()) {
    throw config_error("'" + std::string(text) + "' is not SECTION.KEY=VALUE, e.g. rbm.learning_rate=0.05");
  }
  const std::string_view value = trimmed(text.substr(equals + 1));
  require_plain_text(text, key);
  require_no_hash(value, key);
  return {key, std::string(value), {"command line", 0}};
}

std::vector<Assignment> parse_assignments(const std::vector<std::string>& texts) {
  std::vector<Assignment> assignments;
  for (const std::string& text : texts) assignments.push_back(parse_assignment(text));
  return assignments;
}

}  // namespace dbn::program
