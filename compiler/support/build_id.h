#pragma once
// Which build of the program this is.

#include <string>

namespace pol {

/// What the linker calls this very program and the libraries it runs with: another build may answer otherwise. "" when
/// the linker gave no names.
std::string build_ids();

}  // namespace pol
