#pragma once
// The world's failures (files, the JIT, damaged caches) as values.
// The author's mistakes are diagnostics (compiler/diag); ours are POL_BUG.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace pol {

struct Failure {
  std::string message;  ///< what was seen, where, what would fit; one line
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Failure failure) : state_(std::move(failure)) {}

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }
  T& value() { return std::get<T>(state_); }
  const T& value() const { return std::get<T>(state_); }
  T take() { return std::move(std::get<T>(state_)); }
  const std::string& error() const { return std::get<Failure>(state_).message; }

 private:
  std::variant<T, Failure> state_;
};

inline Failure failure(std::string message) { return Failure{std::move(message)}; }

}  // namespace pol

/// Our mistake: no input may reach it.
#define POL_BUG(what)                                                                    \
  do {                                                                                   \
    std::fprintf(stderr, "polc: internal error: %s (%s:%d)\n", what, __FILE__, __LINE__); \
    std::abort();                                                                        \
  } while (false)
