#include "compiler/pipeline/answers.h"
#include "compiler/support/limits.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace pol::pipeline {

namespace {

using ir::FactState;
using ir::Patient;
using smt::Answer;

constexpr std::uint64_t kLayout = 1;
/// An answer that so many runs did not ask for is of a text that is no more.
constexpr std::uint64_t kOldest = 16;
constexpr std::size_t kMostBytes = limits::kAnswersBytes;

class Writer {
 public:
  /// Seven bits a byte, the lowest first.
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) bytes_.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
    bytes_.push_back(static_cast<char>(value));
  }
  /// Small ones are short, whatever their sign.
  void whole(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    number(value < 0 ? ~(bits << 1U) : bits << 1U);
  }
  void text(const std::string& text) {
    number(text.size());
    bytes_ += text;
  }
  void key(const smt::Key& key) { bytes_.append(key.bytes.begin(), key.bytes.end()); }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Behind the end everything is 0, and nothing is good.
class Reader {
 public:
  explicit Reader(const std::string& bytes) : bytes_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = next();
      value |= (byte & 0x7FU) << shift;
      if (byte < 0x80) return value;
    }
    good_ = false;
    return 0;
  }
  std::int64_t whole() {
    const std::uint64_t bits = number();
    return static_cast<std::int64_t>((bits & 1U) != 0 ? ~(bits >> 1U) : bits >> 1U);
  }
  std::string text() {
    const std::size_t size = count();
    std::string text = bytes_.substr(at_, size);
    at_ += size;
    return text;
  }
  smt::Key key() {
    smt::Key key;
    for (std::uint8_t& byte : key.bytes) byte = next();
    return key;
  }
  /// Of parts that take a byte or more.
  std::size_t count() {
    const std::uint64_t count = number();
    good_ = good_ && count <= bytes_.size() - at_;
    return good_ ? static_cast<std::size_t>(count) : 0;
  }
  void refuse() { good_ = false; }
  bool is_good() const { return good_; }
  bool is_done() const { return good_ && at_ == bytes_.size(); }

 private:
  std::uint8_t next() {
    if (at_ < bytes_.size()) return static_cast<std::uint8_t>(bytes_[at_++]);
    good_ = false;
    return 0;
  }

  const std::string& bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

void write(Writer& out, const ir::Members& members) {
  const std::vector<std::size_t> list = members.list();
  out.number(list.size());
  for (const std::size_t i : list) out.number(i);
}

ir::Members read_members(Reader& in) {
  constexpr std::uint64_t kMost = 1U << 20U;
  ir::Members members;
  for (std::size_t left = in.count(); left > 0; --left) {
    const std::uint64_t i = in.number();
    if (i < kMost) members.insert(i);
    if (i >= kMost) in.refuse();
  }
  return members;
}

/// All but `sources`: no document stands behind a solver's patient.
bool is_equal(const FactState& a, const FactState& b) {
  return same_value(a, b) && a.asked == b.asked && a.assumed == b.assumed && a.derived == b.derived &&
         a.conflict == b.conflict;
}

void write(Writer& out, const FactState& state) {
  const auto flag = [](bool is_set, unsigned bit) { return static_cast<std::uint64_t>(is_set) << bit; };
  out.number(static_cast<std::uint64_t>(state.kind) | flag(state.asked, 2) | flag(state.assumed, 3) |
             flag(state.derived, 4) | flag(state.or_reference, 5) | flag(state.conflict, 6));
  out.whole(state.low);
  out.whole(state.high - state.low);
  write(out, state.in);
  write(out, state.out);
}

FactState read_state(Reader& in) {
  const std::uint64_t flags = in.number();
  const auto is_set = [&](unsigned bit) { return ((flags >> bit) & 1U) != 0; };
  FactState state;
  if ((flags & 3U) > 2) in.refuse();
  state.kind = static_cast<FactState::Kind>(flags & 3U);
  state.asked = is_set(2);
  state.assumed = is_set(3);
  state.derived = is_set(4);
  state.or_reference = is_set(5);
  state.conflict = is_set(6);
  state.low = in.whole();
  if (__builtin_add_overflow(state.low, in.whole(), &state.high)) in.refuse();
  state.in = read_members(in);
  state.out = read_members(in);
  return state;
}

void write(Writer& out, const Patient& patient, const Patient& base) {
  std::vector<std::size_t> other;
  for (std::size_t i = 0; i < patient.facts.size(); ++i) {
    if (!is_equal(patient.facts[i], base.facts[i])) other.push_back(i);
  }
  out.number(other.size());
  for (const std::size_t i : other) {
    out.number(i);
    write(out, patient.facts[i]);
  }
}

void read(Reader& in, Patient& patient) {
  for (std::size_t left = in.count(); left > 0; --left) {
    const std::uint64_t i = in.number();
    if (i >= patient.facts.size()) return in.refuse();
    patient.facts[i] = read_state(in);
  }
}

}  // namespace

StoredAnswers::StoredAnswers(std::size_t facts, const std::string& bytes) : facts_(facts) {
  if (read(bytes)) return;
  base_ = {};
  entries_.clear();
}

bool StoredAnswers::read(const std::string& bytes) {
  Reader in(bytes);
  if (in.number() != kLayout || in.number() != facts_) return false;
  if (in.number() != 0) {
    base_.facts.resize(facts_);
    pipeline::read(in, base_);
  }
  for (std::size_t left = in.count(); left > 0 && in.is_good(); --left) {
    const smt::Key key = in.key();
    Entry entry;
    entry.age = in.number() + 1;
    entry.bytes = in.text();
    entries_.emplace(key, std::move(entry));
  }
  return in.is_done();
}

std::optional<smt::Kept> StoredAnswers::find(const smt::Key& key) {
  const auto at = entries_.find(key);
  if (at == entries_.end()) return std::nullopt;
  Reader in(at->second.bytes);
  smt::Kept kept;
  const std::uint64_t verdict = in.number();
  if (verdict > static_cast<std::uint64_t>(Answer::Verdict::Undecided)) return std::nullopt;
  kept.answer.verdict = static_cast<Answer::Verdict>(verdict);
  kept.answer.rests_on_unstated = in.number() != 0;
  for (std::size_t left = in.count(); left > 0; --left) kept.core.push_back(static_cast<std::uint32_t>(in.number()));
  if (in.number() != 0) {
    kept.answer.witness = base_;
    pipeline::read(in, *kept.answer.witness);
  }
  if (!in.is_done()) return std::nullopt;
  at->second.age = 0;
  return kept;
}

void StoredAnswers::keep(const smt::Key& key, const smt::Kept& kept) {
  const std::optional<Patient>& witness = kept.answer.witness;
  if (witness && witness->facts.size() != facts_) return;
  if (witness && base_.facts.empty()) base_ = *witness;
  Writer out;
  out.number(static_cast<std::uint64_t>(kept.answer.verdict));
  out.number(kept.answer.rests_on_unstated ? 1 : 0);
  out.number(kept.core.size());
  for (const std::uint32_t i : kept.core) out.number(i);
  out.number(witness ? 1 : 0);
  if (witness) write(out, *witness, base_);
  entries_[key] = {out.take(), 0};
  is_new_ = true;
}

std::string StoredAnswers::bytes() const {
  using Each = std::pair<const smt::Key, Entry>;
  std::vector<const Each*> kept;
  for (const Each& each : entries_) {
    if (each.second.age <= kOldest) kept.push_back(&each);
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Each* a, const Each* b) { return a->second.age < b->second.age; });
  std::size_t size = 0, count = 0;
  for (; count < kept.size() && size < kMostBytes; ++count)
    size += sizeof(smt::Key) + 8 + kept[count]->second.bytes.size();
  kept.resize(count);

  Writer out;
  out.number(kLayout);
  out.number(facts_);
  out.number(base_.facts.empty() ? 0 : 1);
  if (!base_.facts.empty()) {
    Patient nothing;
    nothing.facts.resize(facts_);
    write(out, base_, nothing);
  }
  out.number(kept.size());
  for (const Each* each : kept) {
    out.key(each->first);
    out.number(each->second.age);
    out.text(each->second.bytes);
  }
  return out.take();
}

}  // namespace pol::pipeline
