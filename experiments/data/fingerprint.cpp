#include "experiments/data/fingerprint.hpp"

#include <cstdio>

#include "libdbn/base/checksum.hpp"

namespace dbn::program {
namespace {

std::string checksum_text(std::uint64_t checksum) {
  char hexadecimal[32];
  std::snprintf(hexadecimal, sizeof hexadecimal, "checksum %016llx", static_cast<unsigned long long>(checksum));
  return hexadecimal;
}

/// Adds the bytes of every field that is saved.
class ChecksumArchive final : public Archive {
 public:
  explicit ChecksumArchive(Checksum& checksum) : checksum_(checksum) {}

  bool loading() const override { return false; }
  using Archive::field;
  void field(std::string_view, Matrix& value, std::string_view, Shape) override { checksum_.add(value); }
  void field(std::string_view, Vector& value, std::string_view, Shape) override { checksum_.add(value); }
  void field(std::string_view, std::vector<double>& value) override { checksum_.add(value); }
  void field(std::string_view, std::vector<std::int64_t>& value) override { checksum_.add(value); }
  void field(std::string_view, std::vector<std::string>& value) override {
    for (const std::string& text : value) checksum_.add(text);
  }
  void field(std::string_view, double& value) override { checksum_.add(&value, sizeof value); }
  void field(std::string_view, std::int64_t& value) override { checksum_.add(&value, sizeof value); }
  void field(std::string_view, std::string& value) override { checksum_.add(value); }
  void enter(std::string_view) override {}
  void leave() override {}

 private:
  Checksum& checksum_;
};

}  // namespace

void Fingerprint::archive(Archive& archive) {
  archive.field("rows", rows);
  archive.field("columns", columns);
  archive.field("classes", classes);
  archive.field("checksum", checksum);
}

std::string Fingerprint::text() const {
  return std::to_string(rows) + " rows of " + std::to_string(columns) + " columns, " + std::to_string(classes) +
         " classes, " + checksum_text(checksum);
}

Fingerprint fingerprint_of(const Dataset& data) {
  Checksum checksum;
  data.for_each_row([&, columns = data.columns()](Index, const auto* elements) {
    checksum.add(elements, columns * sizeof(*elements));
  });
  checksum.add(data.labels);
  checksum.add(data.weights);
  checksum.add(data.targets);
  return {data.rows(), data.columns(), data.classes(), checksum.value()};
}

void ModelFingerprint::archive(Archive& archive) {
  archive.field("layers", layers);
  archive.field("parameters", parameters);
  archive.field("checksum", checksum);
}

std::string ModelFingerprint::text() const {
  return std::to_string(layers) + " layers, " + std::to_string(parameters) + " parameters, " + checksum_text(checksum);
}

ModelFingerprint fingerprint_of(const Model& model) {
  Checksum checksum;
  Index parameters = 0;
  const auto add = [&](const auto& values) {
    checksum.add(values);
    parameters += values.size();
  };
  for (const Rbm& rbm : model.layers) {
    checksum.add(rbm.visible->spec());
    checksum.add(rbm.hidden->spec());
    for (const Matrix* part : {&rbm.parameters.weights, &rbm.parameters.visible, &rbm.parameters.hidden}) add(*part);
  }
  for (const Matrix& weights : model.recognition) add(weights);
  checksum.add(std::string(model.transform->name()));
  ChecksumArchive archive(checksum);
  save_transform(*model.transform, archive);
  return {model.layers.size(), parameters, checksum.value()};
}

}  // namespace dbn::program
