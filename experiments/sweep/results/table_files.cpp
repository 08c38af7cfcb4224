// The table in the formats of other programs. Nothing in them depends on time or place.
#include <algorithm>
#include <cmath>

#include "experiments/sweep/results/table.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"

namespace dbn::program {
namespace {

using Row = std::vector<std::string>;

const std::vector<std::string> spread_names{"mean", "deviation", "count"};

Json number_json(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json spread_json(const Spread& spread) {
  return {{"mean", number_json(spread.mean)}, {"deviation", number_json(spread.deviation)}, {"count", spread.count}};
}

void set_values(Json& object, const std::vector<std::string>& axes, const std::vector<std::string>& values) {
  for (Index i = 0; i < axes.size(); ++i) object[axes[i]] = values[i];
}

Json run_json(const SweepTable& table, const SweepTable::Run& run) {
  Json object{{"id", run.id}, {"state", name_of(run.state, Spelling::sweep)}};
  set_values(object, table.axes, run.values);
  for (Index m = 0; m < table.metrics.size(); ++m) object[table.metrics[m]] = number_json(run.metrics[m]);
  return object;
}

Json group_json(const SweepTable& table, const SweepTable::Group& group) {
  Json object = Json::object();
  set_values(object, table.group_axes, group.values);
  object["runs"] = group.runs;
  for (Index m = 0; m < table.metrics.size(); ++m) object[table.metrics[m]] = spread_json(group.metrics[m]);
  return object;
}

Json best_json(const SweepTable& table) {
  Json object{{"by", table.metric}, {"goal", goal_name(table.goal)}};
  object["run"] = table.best.run ? run_json(table, table.runs[*table.best.run]) : Json(nullptr);
  object["group"] = table.best.group ? group_json(table, table.groups[*table.best.group]) : Json(nullptr);
  if (!table.best.reason.empty()) object["reason"] = table.best.reason;
  return object;
}

std::string number_text(double value) { return std::isnan(value) ? "" : to_text(value); }

std::vector<Row> run_rows(const SweepTable& table) {
  std::vector<Row> rows{{"id", "state"}};
  rows[0].insert(rows[0].end(), table.axes.begin(), table.axes.end());
  rows[0].insert(rows[0].end(), table.metrics.begin(), table.metrics.end());
  for (const SweepTable::Run& run : table.runs) {
    Row row{run.id, name_of(run.state, Spelling::sweep)};
    row.insert(row.end(), run.values.begin(), run.values.end());
    for (const double value : run.metrics) row.push_back(number_text(value));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> group_rows(const SweepTable& table) {
  std::vector<Row> rows{table.group_axes};
  rows[0].push_back("runs");
  for (const std::string& metric : table.metrics) {
    for (const std::string& name : spread_names) rows[0].push_back(metric + "_" + name);
  }
  for (const SweepTable::Group& group : table.groups) {
    Row row = group.values;
    row.push_back(std::to_string(group.runs));
    for (const Spread& spread : group.metrics) {
      row.insert(row.end(), {number_text(spread.mean), number_text(spread.deviation), std::to_string(spread.count)});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string csv_text(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    for (Index i = 0; i < row.size(); ++i) text += (i > 0 ? "," : "") + csv_cell(row[i]);
    text += "\n";
  }
  return text;
}

std::string html_cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

std::string html_rows(const std::string& caption, const std::vector<Row>& rows, std::optional<Index> best) {
  std::string text = "<table>\n<caption>" + html_cell(caption) + "</caption>\n<thead><tr>";
  for (const std::string& cell : rows[0]) text += "<th scope=\"col\">" + html_cell(cell) + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (Index i = 1; i < rows.size(); ++i) {
    text += best && *best + 1 == i ? "<tr class=\"best\">" : "<tr>";
    for (const std::string& cell : rows[i]) text += "<td>" + html_cell(cell) + "</td>";
    text += "</tr>\n";
  }
  return text + "</tbody>\n</table>\n";
}

// "0.12 +- 0.01 (2)": the count where some of the seeds have no value.
std::string spread_text(const Spread& spread, Index runs) {
  if (spread.count == 0) return "-";
  std::string text = short_text(spread.mean);
  if (spread.count > 1) text += " +- " + short_text(spread.deviation, 2);
  return spread.count < runs ? text + " (" + std::to_string(spread.count) + ")" : text;
}

std::string best_text(const SweepTable& table) {
  if (!table.best.run) return "no best run: " + table.best.reason;
  const SweepTable::Run& run = table.runs[*table.best.run];
  std::string text = "best by " + table.metric + ": run " + run.id;
  for (Index i = 0; i < table.axes.size(); ++i) text += "  " + table.axes[i] + "=" + run.values[i];
  for (Index m = 0; m < table.metrics.size(); ++m) {
    const std::string& name = table.metrics[m];
    if (name == table.metric || name.starts_with("test_")) text += "  " + name + " " + short_text(run.metrics[m]);
  }
  return text;
}

void write_values(const hdf5::Group& parent, const std::vector<std::string>& axes,
                  const std::vector<std::vector<std::string>>& rows) {
  const hdf5::Group group = parent.create_group("axes");
  for (Index i = 0; i < axes.size(); ++i) {
    std::vector<std::string> column;
    for (const auto& row : rows) column.push_back(row[i]);
    group.write_array(axes[i], column);
  }
}

// The same columns as in the other formats; numbers that are missing are NaN.
std::string hdf5_text(const SweepTable& table, const std::filesystem::path& file) {
  hdf5::MemoryFile memory(file.string(), ErrorKind::model);
  const hdf5::Group root = memory.root();
  root.write_attribute("name", table.name);
  root.write_attribute("best_by", table.metric);
  root.write_attribute("best_run", table.best.run ? table.runs[*table.best.run].id : "");
  const hdf5::Group runs = root.create_group("runs");
  std::vector<std::string> ids;
  std::vector<std::string> states;
  std::vector<std::vector<std::string>> values;
  for (const SweepTable::Run& run : table.runs) {
    ids.push_back(run.id);
    states.push_back(name_of(run.state, Spelling::sweep));
    values.push_back(run.values);
  }
  runs.write_array("id", ids);
  runs.write_array("state", states);
  write_values(runs, table.axes, values);
  const hdf5::Group groups = root.create_group("groups");
  values.clear();
  for (const SweepTable::Group& group : table.groups) values.push_back(group.values);
  write_values(groups, table.group_axes, values);
  const hdf5::Group run_metrics = runs.create_group("metrics");
  const hdf5::Group group_metrics = groups.create_group("metrics");
  for (Index m = 0; m < table.metrics.size(); ++m) {
    std::vector<double> column;
    for (const SweepTable::Run& run : table.runs) column.push_back(run.metrics[m]);
    run_metrics.write_array(table.metrics[m], column.data(), {column.size()});
    const hdf5::Group spreads = group_metrics.create_group(table.metrics[m]);
    std::vector<double> means;
    std::vector<double> deviations;
    std::vector<std::int64_t> counts;
    for (const SweepTable::Group& group : table.groups) {
      means.push_back(group.metrics[m].mean);
      deviations.push_back(group.metrics[m].deviation);
      counts.push_back(static_cast<std::int64_t>(group.metrics[m].count));
    }
    spreads.write_array("mean", means.data(), {means.size()});
    spreads.write_array("deviation", deviations.data(), {deviations.size()});
    spreads.write_array("count", counts.data(), {counts.size()});
  }
  return std::string(memory.finish());
}

}  // namespace

Json table_json(const SweepTable& table) {
  Json object{{"name", table.name}, {"axes", table.axes}, {"metrics", table.metrics}};
  object["runs"] = Json::array();
  for (const SweepTable::Run& run : table.runs) object["runs"].push_back(run_json(table, run));
  object["groups"] = Json::array();
  for (const SweepTable::Group& group : table.groups) object["groups"].push_back(group_json(table, group));
  object["best"] = best_json(table);
  return object;
}

std::string runs_csv(const SweepTable& table) { return csv_text(run_rows(table)); }

std::string groups_csv(const SweepTable& table) { return csv_text(group_rows(table)); }

std::string table_html(const SweepTable& table) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>" + html_cell(table.name) +
         "</title>\n<style>\n:root { color-scheme: light dark; font-family: sans-serif; }\n"
         "table { border-collapse: collapse; margin: 1em 0; }\n"
         "caption { text-align: left; font-weight: bold; padding: 0.4em 0; }\n"
         "th, td { padding: 0.2em 0.7em; text-align: right; border-bottom: 1px solid #8888; }\n"
         ".best { font-weight: bold; }\n</style>\n<h1>" +
         html_cell(table.name) + "</h1>\n<p>" + html_cell(best_text(table)) + "</p>\n" +
         html_rows("Points, over their seeds", group_rows(table), table.best.group) +
         html_rows("Runs", run_rows(table), table.best.run) + "</html>\n";
}

std::string table_text(const SweepTable& table) {
  std::vector<Row> rows{table.group_axes};
  rows[0].push_back("seeds");
  rows[0].insert(rows[0].end(), table.metrics.begin(), table.metrics.end());
  for (const SweepTable::Group& group : table.groups) {
    Row row = group.values;
    row.push_back(std::to_string(group.runs));
    for (const Spread& spread : group.metrics) row.push_back(spread_text(spread, group.runs));
    rows.push_back(std::move(row));
  }
  return aligned(rows) + best_text(table) + "\n";
}

void write_table(const SweepTable& table, const std::filesystem::path& directory) {
  write_text_file(directory / "table.csv", runs_csv(table));
  write_text_file(directory / "groups.csv", groups_csv(table));
  write_text_file(directory / "table.h5", hdf5_text(table, directory / "table.h5"));
  write_text_file(directory / "table.html", table_html(table));
  write_text_file(directory / "table.json", table_json(table).dump(2) + "\n");
}

}  // namespace dbn::program
