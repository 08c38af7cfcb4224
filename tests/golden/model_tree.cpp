// The layout of model files as other programs see it.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "libdbn/base/version.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/hdf5/tree.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/small_models.hpp"

using namespace dbn;
using namespace dbn::test;

namespace model_tree_test {
namespace {

std::string line_of(const TreeNode& node) {
  std::ostringstream line;
  line << node.path << " " << node.type;
  for (const std::uint64_t n : node.shape) line << " " << n;
  for (const auto& [name, value] : node.attributes) line << " " << name << "=" << value;
  return line.str();
}

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer;
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) output += buffer.data();
  const int status = pclose(pipe);
  BOOST_CHECK_MESSAGE(status == 0, command << " failed with status " << status << ": " << output);
  return output;
}

const char* const exchange_script = R"(
import h5py, sys
ours = h5py.File(sys.argv[1] + '/ours.h5', 'r')
assert ours['data/class_names'][1].decode() == 'dog\u00e9'
for version in ('earliest', 'latest'):
    for kind in ('f4', 'f8', '>f8'):
        with h5py.File(sys.argv[1] + '/' + version + '-' + kind + '.h5', 'w', libver=version) as f:
            f.attrs['format'] = 'libdbn'
            f.attrs['version'] = 1
            f.attrs['kind'] = 'model'
            for i in ours['layers']:
                g = f.create_group('layers/' + i)
                for side in ('visible', 'hidden'):
                    text = ours['layers'][i].attrs[side]
                    g.attrs[side] = text.decode() if isinstance(text, bytes) else text
                for name, data in ours['layers'][i].items():
                    g.create_dataset(name, data=data[()], dtype=kind, compression='gzip', shuffle=True)
)";

}  // namespace

BOOST_AUTO_TEST_SUITE(model_tree)

BOOST_AUTO_TEST_CASE(objects_types_and_attributes) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "model.h5";
  write_model(file, small_model(1));
  const std::string number = sizeof(real) == 4 ? "float32" : "float64";
  const std::vector<std::string> expected = {
      "/ group energy=hinton-krizhevsky v/sigma format=libdbn kind=model library=" + std::string(library_version()) +
          " version=1",
      "/data group binarize=once image_height=2 image_width=3 transform=standardize",
      "/data/class_names text 2",
      "/data/scale " + number + " 6 axes=visible",
      "/data/shift " + number + " 6 axes=visible",
      "/layers group",
      "/layers/0 group hidden=bernoulli:4 visible=gaussian:6",
      "/layers/0/hidden_bias " + number + " 4 axes=hidden",
      "/layers/0/visible_bias " + number + " 6 axes=visible",
      "/layers/0/visible_sigma " + number + " 6 axes=visible",
      "/layers/0/weights " + number + " 6 4 axes=visible,hidden",
      "/layers/1 group hidden=bernoulli:3 visible=bernoulli:4",
      "/layers/1/hidden_bias " + number + " 3 axes=hidden",
      "/layers/1/visible_bias " + number + " 4 axes=visible",
      "/layers/1/weights " + number + " 4 3 axes=visible,hidden",
      "/network group",
      "/network/0 group activation=logistic",
      "/network/0/bias " + number + " 4 axes=out",
      "/network/0/weights " + number + " 6 4 axes=in,out",
      "/network/1 group activation=relu",
      "/network/1/bias " + number + " 3 axes=out",
      "/network/1/weights " + number + " 4 3 axes=in,out",
      "/network/2 group activation=softmax",
      "/network/2/bias " + number + " 2 axes=out",
      "/network/2/weights " + number + " 3 2 axes=in,out",
  };
  std::vector<std::string> found;
  for (const TreeNode& node : read_tree(file)) found.push_back(line_of(node));
  BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
}

// Checksums on every dataset, fixed-length text: the layout that turns a flipped bit into an error.
BOOST_AUTO_TEST_CASE(every_dataset_has_a_checksum_and_no_text_varies_in_length) {
  if (std::system("command -v h5dump > /dev/null 2>&1") != 0) {
    std::printf("SKIPPED: h5dump is not here\n");
    return;
  }
  const TemporaryDirectory directory;
  const auto file = directory.path() / "model.h5";
  write_model(file, small_model(1));
  const std::string dump = output_of("h5dump -p -H " + file.string());
  const auto count = [&](const std::string& text) {
    Index found = 0;
    for (auto at = dump.find(text); at != std::string::npos; at = dump.find(text, at + 1)) ++found;
    return found;
  };
  BOOST_CHECK_EQUAL(count("DATASET \""), 16);
  BOOST_CHECK_EQUAL(count("CHECKSUM FLETCHER32"), 16);
  BOOST_CHECK_EQUAL(count("H5T_VARIABLE"), 0);
  BOOST_CHECK(count("H5T_STR_NULLPAD") > 0);
  BOOST_CHECK_EQUAL(count("H5T_STR_NULLTERM"), 0);
}

// h5py writes what it must and reads what is written here.
BOOST_AUTO_TEST_CASE(h5py_and_this_library_read_each_other) {
  const std::string python = "/usr/bin/python3";
  if (std::system((python + " -c 'import h5py' > /dev/null 2>&1").c_str()) != 0) {
    std::printf("SKIPPED: python3 with h5py is not here\n");
    return;
  }
  const TemporaryDirectory directory;
  const auto ours = directory.path() / "ours.h5";
  const auto script = directory.path() / "exchange.py";
  const Model model = small_model(5);
  write_model(ours, model);
  write_text_file(script, exchange_script);
  output_of(python + " " + script.string() + " " + directory.path().string() + " 2>&1");
  for (const char* name : {"earliest-f4", "earliest-f8", "earliest->f8", "latest-f4", "latest-f8", "latest->f8"}) {
    const Model found = read_model(directory.path() / (std::string(name) + ".h5"));
    BOOST_REQUIRE_EQUAL(found.layers.size(), 2);
    for (Index i = 0; i < 2; ++i) {
      const RbmParameters& a = found.layers[i].parameters;
      const RbmParameters& b = model.layers[i].parameters;
      check_close(a.weights, b.weights, 1e-6, "weights");
      check_close(a.visible, b.visible, 1e-6, "visible");
      check_close(a.hidden, b.hidden, 1e-6, "hidden");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace model_tree_test
