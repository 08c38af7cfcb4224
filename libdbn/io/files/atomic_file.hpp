// Atomic replacement of a file: at every instant its name stands for the complete old or the complete new contents.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "libdbn/base/errors.hpp"

namespace dbn {

/// Whether a file is there. False also where nobody may look: what then reads the file says why it cannot.
inline bool is_present(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

/// What becomes of the file that was there: it is dropped, or kept as STEM.previous.EXTENSION beside the new one.
enum class Previous { drop, keep };

/// Has `write` fill a temporary file beside `target` (TARGET.tmp.PID-DIGITS), forces it to the disk, renames it. When
/// anything fails (also in `write`) the temporary is removed and the old file stays; failures of the system are errors
/// of `kind` with the system's reason and the remedy.
void replace_file(const std::filesystem::path& target, ErrorKind kind,
                  const std::function<void(const std::filesystem::path& temporary)>& write,
                  Previous previous = Previous::drop);

/// The same with the whole contents at hand.
void write_text_file(const std::filesystem::path& target, std::string_view contents, ErrorKind kind = ErrorKind::model);

/// Gives the present contents of `file` the name `copy` as well, in place of what had it; they stay when `file` is
/// replaced. A hard link where the file system has them.
void keep_copy(const std::filesystem::path& file, const std::filesystem::path& copy, ErrorKind kind);

/// Creates or empties `file` and writes `contents`, without any promise when it fails half-way: for temporaries.
void write_bytes(const std::filesystem::path& file, std::string_view contents, ErrorKind kind);

/// All bytes of a file. Throws an error of `kind` with the system's reason.
std::string read_text_file(const std::filesystem::path& file, ErrorKind kind);

/// Whether a file has the name of a temporary of replace_file, TARGET.tmp.PID-DIGITS.
bool is_temporary(const std::filesystem::path& file);

/// Removes what replace_file of other processes left in `directory` when they were killed. Call it with the
/// directory's RunLock held. Gives the number of files removed; a directory that is absent has none.
std::size_t remove_stale_temporaries(const std::filesystem::path& directory);

}  // namespace dbn
