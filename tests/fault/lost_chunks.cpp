// A chunk that was lost reads as zeros, its checksum with it: it is refused, wherever it was.
#include "libdbn/io/model/checkpoint.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_models.hpp"

using namespace dbn;
using namespace dbn::test;

namespace lost_chunks_test {
namespace {

struct Chunk {
  std::string dataset;
  haddr_t place = 0;
  hsize_t bytes = 0;
};

herr_t add_chunks(hid_t file, const char* name, const H5O_info_t* object, void* list) {
  if (object->type != H5O_TYPE_DATASET) return 0;
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  hsize_t count = 0;
  H5Dget_num_chunks(dataset, space, &count);
  for (hsize_t i = 0; i < count; ++i) {
    Chunk chunk{name};
    hsize_t offset[4] = {};
    unsigned skipped_filters = 0;
    H5Dget_chunk_info(dataset, space, i, offset, &skipped_filters, &chunk.place, &chunk.bytes);
    static_cast<std::vector<Chunk>*>(list)->push_back(chunk);
  }
  H5Sclose(space);
  H5Dclose(dataset);
  return 0;
}

std::vector<Chunk> chunks_in(const std::filesystem::path& file) {
  std::vector<Chunk> chunks;
  const Hdf5Editor editor(file, Hdf5Editor::Mode::change);
  H5Ovisit(editor.id(), H5_INDEX_NAME, H5_ITER_INC, add_chunks, &chunks);
  return chunks;
}

struct State {
  Matrix moments = zeros(3, 2);
  Matrix large = zeros(500, 700);  // several chunks
  std::vector<double> history = {0.5, 0.25};
  std::string note = "text";

  State() {
    fill_normal(moments, 1, 1);
    fill_normal(large, 1, 2);
  }
  void archive(Archive& archive) {
    archive.field("moments", moments, "rows,columns");
    archive.field("large", large, "rows,columns");
    archive.field("history", history);
    archive.field("note", note);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lost_chunks)

BOOST_AUTO_TEST_CASE(of_a_checkpoint) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "checkpoint.h5";
  State state;
  save_checkpoint(file, small_model(3), "[run]\nseed = 1\n", [&](Archive& archive) { state.archive(archive); });
  const std::vector<Chunk> chunks = chunks_in(file);
  const std::string whole = contents_of(file);
  BOOST_REQUIRE_GT(chunks.size(), 20);
  for (const Chunk& chunk : chunks) {
    std::string holed = whole;
    holed.replace(chunk.place, chunk.bytes, chunk.bytes, '\0');
    write_file(file, holed);
    const auto load = [&] { load_checkpoint(file, [&](Archive& archive) { State().archive(archive); }); };
    check_failure(load, ErrorKind::model, {file.string(), chunk.dataset});
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lost_chunks_test
