// HTML page of a report: one self-contained file.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "experiments/text/markup.hpp"
#include "libdbn/base/types.hpp"

namespace dbn::program {

/// A part of a page with its heading; `id` is where links of the contents lead.
struct Section {
  std::string id;
  std::string title;
  Markup content;
};

/// A table. The first cell of a row is its heading.
struct Table {
  std::string caption;
  std::vector<Markup> columns;
  std::vector<std::vector<Markup>> rows;
  /// sortable: a click on a heading sorts the rows, for those who have scripts.
  enum class Order { fixed, sortable };
  Order order = Order::fixed;
};
Markup table(const Table& content);

/// `text` with the number that it stands for, which programs read from the attribute `value` in full precision.
Markup number_as(double value, const std::string& text);
/// The same with 4 significant digits; a dash for NaN.
Markup number_as(double value);
Markup whole_number(Index value);

Markup paragraph(const Markup& content);
/// Something that is missing or went wrong.
Markup notice(const Markup& content);
/// What is shown on demand.
Markup folded(const Markup& summary, const Markup& content);
/// A picture, chart or table with what is to be said of it.
Markup figure(const Markup& content, const Markup& caption);
/// Parts side by side as far as there is room.
Markup side_by_side(const Markup& parts);

/// The whole document. The policy in its head allows its own style sheet and script, pictures within the page, and
/// nothing from elsewhere. `lead` stands below the title.
std::string html_page(const std::string& title, const Markup& lead, const std::vector<Section>& sections);

}  // namespace dbn::program
