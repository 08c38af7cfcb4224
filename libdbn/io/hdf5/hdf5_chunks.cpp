#include "libdbn/io/hdf5/hdf5_chunks.hpp"

#include "libdbn/io/hdf5/hdf5_call.hpp"

namespace dbn::hdf5 {
namespace {

constexpr Index rows_per_band_without_chunks = 1024;
constexpr Index greatest_band_bytes = Index{64} << 20;

std::vector<ChunkFilter> filters_of(hid_t creation, const Location& where) {
  std::vector<ChunkFilter> filters;
  const int count = checked(H5Pget_nfilters(creation), where, "its filters cannot be read");
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    size_t no_values = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &no_values, nullptr, 0, nullptr, nullptr);
    // Group::array has refused all others.
    filters.push_back(filter == H5Z_FILTER_DEFLATE   ? ChunkFilter::deflate
                      : filter == H5Z_FILTER_SHUFFLE ? ChunkFilter::shuffle
                                                     : ChunkFilter::fletcher32);
  }
  return filters;
}

void require_inside(const StoredChunk& chunk, const Location& where) {
  const std::uint64_t size = where.context().file_bytes;
  if (chunk.place <= size && chunk.bytes <= size - chunk.place) return;
  throw where.error("a chunk of " + std::to_string(chunk.bytes) + " bytes lies at byte " + std::to_string(chunk.place) +
                    " of a file of " + std::to_string(size) +
                    " bytes: it was not written to its end, or the file is damaged");
}

// A dataset in one piece is cut into bands as chunks would.
void map_contiguous(const StoredArray& array, ChunkMap& map) {
  map.rows_per_band = std::min(map.rows, rows_per_band_without_chunks);
  map.columns_per_chunk = map.columns;
  map.is_stored_whole = false;
  const haddr_t place = H5Dget_offset(array.id());
  if (place == HADDR_UNDEF) throw array.error("was never written");
  const Index row_bytes = map.columns * map.element_bytes;
  for (Index first = 0; first < map.rows; first += map.rows_per_band) {
    map.chunks.push_back({place + first * row_bytes, std::min(map.rows_per_band, map.rows - first) * row_bytes, 0});
  }
}

void map_chunks(const StoredArray& array, const std::vector<hsize_t>& shape, ChunkMap& map) {
  const std::string what = "its chunks cannot be found";
  std::vector<hsize_t> place_in_array(array.rank(), 0);
  for (Index band = 0; band < map.bands(); ++band) {
    place_in_array[0] = band * shape[0];
    for (Index i = 0; i < map.chunks_per_band(); ++i) {
      if (array.rank() == 2) place_in_array[1] = i * shape[1];
      unsigned skipped = 0;
      haddr_t place = HADDR_UNDEF;
      hsize_t bytes = 0;
      checked(H5Dget_chunk_info_by_coord(array.id(), place_in_array.data(), &skipped, &place, &bytes), array, what);
      if (place == HADDR_UNDEF) {
        throw array.error("the chunk at row " + std::to_string(band * shape[0]) +
                          " is missing: it was not written to its end, or the file is damaged");
      }
      map.chunks.push_back({place, bytes, skipped});
    }
  }
}

bool is_read_without_library(const ElementType& type, hid_t stored) {
  const bool is_byte = type.bytes == 1 && (type.element_class == ElementClass::boolean || !type.is_signed);
  const bool is_real =
      type.element_class == ElementClass::floating && type.bytes >= 4 && H5Tget_order(stored) == H5T_ORDER_LE;
  return is_byte || is_real;
}

}  // namespace

std::optional<ChunkMap> chunk_map(const StoredArray& array, std::string& why_not) {
  const auto refuse = [&why_not](const std::string& reason) {
    why_not = reason;
    return std::nullopt;
  };
  const Handle stored = own(H5Dget_type(array.id()), H5Tclose, array, "its type cannot be read");
  if (!is_read_without_library(array.type(), *stored)) {
    return refuse("its elements are " + array.type().text() + "; expected uint8, or little-endian float32 or float64");
  }
  const Handle file = own(H5Iget_file_id(array.id()), H5Fclose, array, "its file cannot be asked");
  const Handle file_creation = own(H5Fget_create_plist(*file), H5Pclose, array, "its file cannot be asked");
  hsize_t user_block = 0;
  checked(H5Pget_userblock(*file_creation, &user_block), array, "its file cannot be asked");
  if (user_block != 0) return refuse("the file begins with a user block");

  ChunkMap map;
  map.rows = array.shape()[0];
  map.columns = array.count() / map.rows;
  map.element_bytes = array.type().bytes;
  const Handle creation = own(H5Dget_create_plist(array.id()), H5Pclose, array, "its storage cannot be read");
  switch (H5Pget_layout(*creation)) {
    case H5D_CONTIGUOUS: map_contiguous(array, map); break;
    case H5D_CHUNKED: {
      std::vector<hsize_t> shape(array.rank());
      checked(H5Pget_chunk(*creation, static_cast<int>(shape.size()), shape.data()), array,
              "its chunks cannot be found");
      bool has_whole_rows = true;
      for (Index i = 1; i < shape.size(); ++i) has_whole_rows = has_whole_rows && shape[i] == array.shape()[i];
      if (!has_whole_rows && array.rank() != 2) return refuse("its chunks hold parts of images");
      map.rows_per_band = shape[0];
      map.columns_per_chunk = has_whole_rows ? map.columns : shape[1];
      if (map.rows_per_band > greatest_band_bytes / (map.columns * map.element_bytes)) {
        return refuse("its chunks of " + std::to_string(map.rows_per_band) + " rows make bands of more than 64 MiB");
      }
      map.filters = filters_of(*creation, array);
      map_chunks(array, shape, map);
      break;
    }
    default: return refuse("it is kept in the header of the file");
  }
  for (const StoredChunk& chunk : map.chunks) require_inside(chunk, array);
  return map;
}

}  // namespace dbn::hdf5
