// Documents as plain text, and the vocabulary that is made of them.
#include <algorithm>
#include <cctype>
#include <unordered_map>

#include "libdbn/data/formats/documents.hpp"
#include "libdbn/data/formats/sparse_listing.hpp"

namespace dbn {
namespace {

constexpr Index most_different_words = 2'000'000;
constexpr Index longest_word = 64;

bool is_word_character(char c) {
  const auto code = static_cast<unsigned char>(c);
  return code >= 0x80 || std::isalnum(code) != 0;
}

/// Calls `visit` on each word of the line, which becomes lower case. What is longer than any word is skipped.
template <class Visit>
void for_each_word(std::string& line, const Visit& visit) {
  for (Index at = 0; at < line.size();) {
    if (!is_word_character(line[at])) {
      ++at;
      continue;
    }
    const Index first = at;
    for (; at < line.size() && is_word_character(line[at]); ++at) {
      if (line[at] >= 'A' && line[at] <= 'Z') line[at] = static_cast<char>(line[at] - 'A' + 'a');
    }
    if (at - first <= longest_word) visit(std::string_view(line).substr(first, at - first));
  }
}

/// Looked up without making a text of each word.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
template <class Value>
using Dictionary = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

}  // namespace

std::vector<std::string> frequent_words(InputLines& lines, Index most, Index least_count) {
  Dictionary<Index> counts;
  std::string line;
  while (lines.next(line)) {
    for_each_word(line, [&](std::string_view word) {
      const auto known = counts.find(word);
      if (known != counts.end()) {
        ++known->second;
        return;
      }
      counts.emplace(word, 1);
      if (counts.size() <= most_different_words) return;
      throw lines.error("more than " + std::to_string(most_different_words) +
                        " different words so far; choose the words and give them by --vocabulary");
    });
  }
  std::vector<std::pair<std::string_view, Index>> ranked;
  for (const auto& [word, count] : counts) {
    if (count >= least_count) ranked.emplace_back(word, count);
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (ranked.empty()) {
    throw data_error(lines.place() + ": no word occurs " + std::to_string(least_count) +
                     " times up to here, the end; lower --minimum-count");
  }
  ranked.resize(std::min(ranked.size(), most));
  std::vector<std::string> words;
  for (const auto& [word, count] : ranked) words.emplace_back(word);
  return words;
}

SparseListing read_documents(InputLines& lines, EntrySorter& entries, std::vector<std::string> vocabulary) {
  SparseListing listing;
  listing.row_word = "document";
  listing.column_word = "word";
  Dictionary<std::uint32_t> columns;
  for (const std::string& word : vocabulary) columns.emplace(word, static_cast<std::uint32_t>(columns.size()));
  std::vector<std::uint32_t> found;
  std::string line;
  while (lines.next(line)) {
    found.clear();
    for_each_word(line, [&](std::string_view word) {
      const auto known = columns.find(word);
      if (known != columns.end()) found.push_back(known->second);
    });
    std::sort(found.begin(), found.end());
    for (auto word = found.begin(); word != found.end();) {
      const auto end = std::find_if(word, found.end(), [&](std::uint32_t other) { return other != *word; });
      const auto number = static_cast<std::uint32_t>(lines.number());
      entries.add({static_cast<std::uint32_t>(listing.rows), *word, static_cast<float>(end - word), number});
      word = end;
    }
    ++listing.rows;
  }
  if (entries.count() == 0) {
    throw data_error(lines.place() + ": none of the " + std::to_string(vocabulary.size()) +
                     " words of the vocabulary occurs up to here, the end; words of text are in lower case");
  }
  listing.table.columns = vocabulary.size();
  listing.table.column_names = std::move(vocabulary);
  return listing;
}

}  // namespace dbn
