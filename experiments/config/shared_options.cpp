#include "experiments/config/shared_options.hpp"

#include "experiments/config/run_options.hpp"

namespace dbn::program {
namespace {

std::string output_help(const std::string& formats) {
  const bool several = formats.find('|') != std::string::npos;
  return several ? "the file to write; the extension chooses the format" : "the file to write";
}

std::string usually(const std::string& usual) { return "; " + usual + " if not given"; }

}  // namespace

Option threads_option(Index& value) {
  return integer_option("threads", value, between(0, 1024),
                        "threads to compute with, 0 for all cores; results do not depend on it");
}

Option seed_option(Index& value) {
  return integer_option("seed", value, between(0, largest_exact_integer),
                        "start of every random number: equal seeds give equal results, others independent ones");
}

Option directory_option(std::string& value) {
  return text_option("directory", value, "a directory",
                     "where the files of data sets known by name are, e.g. those of mnist");
}

Argument threads_argument(Index& value) { return {Takes::value, threads_option(value)}; }

Argument threads_argument(std::optional<Index>& value) {
  Index usual = 0;
  Option option = threads_option(usual);
  option.set = [&value](std::string_view text) {
    Index number = 0;
    threads_option(number).set(text);
    value = number;
  };
  option.get = [&value] { return value ? std::to_string(*value) : std::string(); };
  return {Takes::value, std::move(option)};
}

Argument seed_argument(Index& value) { return {Takes::value, seed_option(value)}; }

Argument directory_argument(std::string& value) { return {Takes::value, directory_option(value)}; }

Argument data_argument(Takes takes, std::string& value) {
  return text(takes, "data", value, "SPEC",
              "the data: FILE (CSV, HDF5, .npy, .npz, IDX), FILE.h5:/group, FILE.npz:array or NAME:split")
      .that(Role::reads_data);
}

Argument assignments_argument(std::vector<std::string>& values) {
  Argument argument =
      list("set", values, "SECTION.KEY=VALUE",
           "a value that wins over the config's; may be repeated. 'dbn config --keys' explains the keys");
  argument.option.type = OptionType::assignment;
  return argument;
}

Argument output_file_argument(std::string& value, const std::string& formats, const std::string& kind) {
  return text(Takes::required_value, "out", value, formats, output_help(formats)).that_writes(kind);
}

Argument output_or_usual_file_argument(std::string& value, const std::string& formats, const std::string& usual) {
  return text(Takes::value, "out", value, formats, output_help(formats) + usually(usual)).that_writes();
}

Argument output_directory_argument(std::string& value, const std::string& usual) {
  return text(Takes::value, "out", value, "a directory", "where everything goes" + usually(usual));
}

Argument quiet_argument(bool& value) { return flag("quiet", value, "no progress on standard error"); }

Argument transformed_argument(bool& value) {
  return flag("transformed", value, "write numbers as the visible units see them, not in the units of the data");
}

}  // namespace dbn::program
