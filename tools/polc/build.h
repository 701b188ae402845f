#pragma once
// The parts of `polc build`.

#include <string>
#include <string_view>

#include "compiler/ir/policy.h"
#include "compiler/support/result.h"

namespace pol::tool {

/// The bytes of libpol_runtime.a, which polc carries so that static libraries are complete wherever they are built.
std::string_view runtime_archive();

/// As an identifier of C: `lumbar_mri`.
std::string c_name(const std::string& text);

/// The header of a built policy: its symbol, its content hash, and facts, values and criteria by name.
std::string library_header(const ir::Policy& policy);

/// A shared library of the object, by a linker of this machine.
Result<std::string> link_shared(const std::string& object, const std::string& file_name);

}  // namespace pol::tool
