#pragma once
// What the parts of a columnar function share: where its inputs are, and its scratch of one block.

#include <llvm/IR/IRBuilder.h>

#include <cstdint>
#include <map>
#include <utility>

#include "compiler/columns/plan.h"

namespace pol::codegen {

/// Planes of one block (16 words) that one step of the function leaves for a later one.
class ScratchPlanes {
 public:
  enum class Kind : std::uint8_t {
    LessMask,  ///< of a node: it is so, of documented values
    LessYes,   ///< of a node: it is surely so. Of a comparison of values also 4 n + 1, 2, 3: with the left side open,
              ///< the right one, both
    LessNo,          ///< of a node: it is surely not so. The same
    OutOfRange,      ///< of an input: documented as nothing that it may be, where it has a value
    Known,           ///< of a fact that a record may derive: it has a value
    HasBounds,       ///< of a fact: known between bounds only
    ClashInEpisode,  ///< of a record: it does not fit, or is left to a single case
    ClashInAge,      ///< the same
    CodeIs,          ///< of an atom: the code is one of its values
    Possible,        ///< of an outcome
    Only             ///< of an outcome: no other is possible
  };
  std::uint64_t offset_of(Kind kind, std::uint32_t of) {
    return places_.emplace(std::pair(kind, of), bytes()).first->second;
  }
  /// The first plane takes what nobody asked for.
  static constexpr std::uint64_t kSink = 0;
  std::uint64_t bytes() const { return bytes_of(places_.size()); }
  static constexpr std::uint64_t bytes_of(std::uint64_t planes) { return kBytes * (1 + planes); }

 private:
  static constexpr std::uint64_t kBytes = 128;
  std::map<std::pair<Kind, std::uint32_t>, std::uint64_t> places_;
};

struct ColumnFrame {
  const ir::Policy& policy;
  const planes::Program& program;
  const columns::Plan& plan;
  const std::vector<bool>& live;  ///< nodes to be found
  std::uint32_t inputs_read;      ///< the first so many
  llvm::IRBuilder<>& builder;
  ScratchPlanes& planes;
  llvm::Value* inputs = nullptr;  ///< pol_input*
  llvm::Value* scales = nullptr;  ///< pol_scale*
  llvm::Value* scratch = nullptr;

  bool reads(ir::FactId fact) const {
    const std::optional<columns::InputIndex> input = plan.inputs.of(fact);
    return input && *input < inputs_read;
  }
  /// It is prepared here.
  bool reads_record(const ir::Record& record) const {
    if (record.kind == ir::Record::Kind::Age) return record.birth.is_set() && reads(record.birth);
    for (const ir::FactId fact : {record.start, record.end, record.length, record.status}) {
      if (fact.is_set()) return reads(fact);
    }
    return false;
  }

  enum class Part : std::uint8_t { Values, Valid, None };
  llvm::Value* address(llvm::Value* base, llvm::Value* bytes) {
    return builder.CreateInBoundsGEP(builder.getInt8Ty(), base, bytes);
  }
  llvm::Value* address(llvm::Value* base, std::uint64_t bytes) {
    return builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), base, bytes);
  }
  llvm::Value* pointer_of(columns::InputIndex input, Part part) {
    constexpr std::uint64_t kInputBytes = 24;
    return builder.CreateAlignedLoad(builder.getPtrTy(),
                                     address(inputs, kInputBytes * input + 8 * static_cast<std::uint64_t>(part)),
                                     llvm::Align(8));
  }
};

}  // namespace pol::codegen
