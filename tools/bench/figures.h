#pragma once
// What was measured: figures with their spread and aim, printed as a table or as JSON.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace pol::bench {

struct Figure {
  std::string section, name;
  std::string unit;  ///< `ms`, `ns`, `MB`, or "" for a ratio
  double median = 0, low = 0, high = 0;
  std::size_t runs = 0;
  std::optional<double> aim;  ///< at most this

  bool is_met() const { return !aim || median <= *aim; }
};

/// Median, least and greatest of the samples. At least one.
Figure figure_of(std::string section, std::string name, std::string unit, std::vector<double> samples);

struct Line {
  std::string section, name, text;
};

/// Figures and facts about the run, in the order added.
class Report {
 public:
  void add(Figure figure);
  void add(std::string section, std::string name, std::string text);
  void add(std::vector<Figure> figures);
  void add(const Report& other);

  std::string text() const;
  nlohmann::ordered_json json() const;

 private:
  struct Entry {
    std::optional<Figure> figure;
    Line line;
  };
  std::vector<Entry> entries_;
};

}  // namespace pol::bench
