#include "experiments/report/page/page.hpp"

#include <cmath>

#include "experiments/report/page/base64.hpp"
#include "experiments/report/page/page_files.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/text.hpp"

namespace dbn::program {
namespace {

const Markup line_end = Markup::verbatim("\n");

// The hash of a file of the page as a content policy names it.
std::string source_hash(const PageFile& file) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < file.sha256.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(file.sha256.substr(i, 2)), nullptr, 16));
  }
  return "'sha256-" + base64(bytes) + "'";
}

Markup head(const std::string& title) {
  const std::string policy = "default-src 'none'; img-src data:; style-src " + source_hash(style_sheet()) +
                             "; script-src " + source_hash(script()) + "; base-uri 'none'; form-action 'none'";
  return element(
      "head", line_end + empty_element("meta", {{"charset", "utf-8"}}) + line_end +
                  empty_element("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}}) + line_end +
                  empty_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
                  line_end + empty_element("meta", {{"name", "color-scheme"}, {"content", "light dark"}}) + line_end +
                  empty_element("meta", {{"name", "referrer"}, {"content", "no-referrer"}}) + line_end +
                  element("title", title) + line_end + element("style", Markup::verbatim(style_sheet().text)) +
                  line_end);
}

Markup contents(const std::vector<Section>& sections) {
  Markup links;
  for (const Section& section : sections) {
    links += element("li", element("a", {{"href", "#" + section.id}}, section.title));
  }
  return element("nav", {{"aria-label", "Contents"}}, element("ul", links));
}

}  // namespace

Markup table(const Table& content) {
  Markup headings;
  for (const Markup& column : content.columns) headings += element("th", {{"scope", "col"}}, column);
  Markup body;
  for (const std::vector<Markup>& row : content.rows) {
    Markup cells;
    for (std::size_t j = 0; j < row.size(); ++j) {
      cells += j == 0 ? element("th", {{"scope", "row"}}, row[j]) : element("td", row[j]);
    }
    body += element("tr", cells) + line_end;
  }
  Attributes attributes;
  if (content.order == Table::Order::sortable) attributes.push_back({"class", "sortable"});
  const Markup whole = element("table", attributes,
                               element("caption", content.caption) + line_end +
                                   element("thead", element("tr", headings)) + line_end + element("tbody", body));
  // Wide tables scroll on their own, also by keyboard.
  return element("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", content.caption}},
                 whole) +
         line_end;
}

Markup number_as(double value, const std::string& text) {
  return std::isnan(value) ? Markup("–") : element("data", {{"value", to_text(value)}}, text);
}

Markup number_as(double value) { return number_as(value, short_text(value)); }

Markup whole_number(Index value) { return number_as(static_cast<double>(value), std::to_string(value)); }

Markup paragraph(const Markup& content) { return element("p", content) + line_end; }

Markup notice(const Markup& content) { return element("p", {{"class", "notice"}}, content) + line_end; }

Markup folded(const Markup& summary, const Markup& content) {
  return element("details", element("summary", summary) + line_end + content) + line_end;
}

Markup figure(const Markup& content, const Markup& caption) {
  return element("figure", content + line_end + element("figcaption", caption)) + line_end;
}

Markup side_by_side(const Markup& parts) { return element("div", {{"class", "grid-of-figures"}}, parts) + line_end; }

std::string html_page(const std::string& title, const Markup& lead, const std::vector<Section>& sections) {
  Markup main;
  for (const Section& section : sections) {
    const std::string heading = section.id + "-heading";
    main += element("section", {{"id", section.id}, {"aria-labelledby", heading}},
                    line_end + element("h2", {{"id", heading}}, section.title) + line_end + section.content) +
            line_end;
  }
  const Markup body = element("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to the report") + line_end +
                      element("header", element("h1", title) + line_end + lead + contents(sections)) + line_end +
                      element("main", {{"id", "main"}}, line_end + main) + line_end +
                      element("footer", paragraph("Made by dbn report. This page is one file and loads nothing.")) +
                      line_end + element("script", Markup::verbatim(script().text)) + line_end;
  return "<!DOCTYPE html>\n" +
         element("html", {{"lang", "en"}}, line_end + head(title) + line_end + element("body", line_end + body))
             .code() +
         "\n";
}

}  // namespace dbn::program
