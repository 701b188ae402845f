// Masks of rows from codes, numbers and days: the part of the hand-written columns that depends on the vector unit.
// Included once by each lumbar_columns_v*.cpp, within its namespace.

#if defined(__AVX512BW__)
constexpr int kLanes = 16;
typedef uint64_t Plane __attribute__((vector_size(64)));
#elif defined(__AVX2__)
constexpr int kLanes = 8;
typedef uint64_t Plane __attribute__((vector_size(32)));
#else
constexpr int kLanes = 4;
typedef uint64_t Plane __attribute__((vector_size(16)));
#endif
typedef int32_t Lanes __attribute__((vector_size(4 * kLanes)));
typedef float Floats __attribute__((vector_size(4 * kLanes)));

constexpr int kRows = POL_BLOCK_ROWS, kWords = POL_BLOCK_WORDS;

template <class T>
inline T load(const void* from) {
  T value;
  memcpy(&value, from, sizeof value);
  return value;
}

/// A bit for each lane in which a < b.
inline uint32_t is_less(Lanes a, Lanes b) {
#if defined(__AVX512BW__)
  return _mm512_cmplt_epi32_mask(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b));
#elif defined(__AVX2__)
  return static_cast<uint32_t>(_mm256_movemask_ps(reinterpret_cast<__m256>(a < b)));
#else
  return static_cast<uint32_t>(_mm_movemask_ps(reinterpret_cast<__m128>(a < b)));
#endif
}
inline uint32_t is_equal(Lanes a, Lanes b) {
#if defined(__AVX512BW__)
  return _mm512_cmpeq_epi32_mask(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b));
#elif defined(__AVX2__)
  return static_cast<uint32_t>(_mm256_movemask_ps(reinterpret_cast<__m256>(a == b)));
#else
  return static_cast<uint32_t>(_mm_movemask_ps(reinterpret_cast<__m128>(a == b)));
#endif
}
/// Of lane i: a where bit i is set, else b.
inline Lanes choose(uint32_t bits, Lanes a, Lanes b) {
#if defined(__AVX512BW__)
  return reinterpret_cast<Lanes>(_mm512_mask_blend_epi32(static_cast<__mmask16>(bits), reinterpret_cast<__m512i>(b),
                                                         reinterpret_cast<__m512i>(a)));
#else
#if defined(__AVX2__)
  const Lanes bit = {1, 2, 4, 8, 16, 32, 64, 128};
#else
  const Lanes bit = {1, 2, 4, 8};
#endif
  const Lanes set = ((bit & static_cast<int32_t>(bits)) == bit);
  return (a & set) | (b & ~set);
#endif
}

/// A bit for each of 64 codes that is in one of the runs.
template <class Choice>
inline uint64_t codes_in(const uint8_t* codes, const Choice& choice) {
  uint64_t mask = 0;
#if defined(__AVX512BW__)
  const __m512i all = _mm512_loadu_si512(codes);
  for (uint32_t i = 0; i < choice.runs; ++i) {
    const __m512i from = _mm512_sub_epi8(all, _mm512_set1_epi8(static_cast<char>(choice.run[i].low)));
    mask |= _mm512_cmple_epu8_mask(from, _mm512_set1_epi8(static_cast<char>(choice.run[i].more)));
  }
#else
  for (int at = 0; at < 64; at += 16) {
    const __m128i some = _mm_loadu_si128(reinterpret_cast<const __m128i*>(codes + at));
    __m128i in = _mm_setzero_si128();
    for (uint32_t i = 0; i < choice.runs; ++i) {
      const __m128i from = _mm_sub_epi8(some, _mm_set1_epi8(static_cast<char>(choice.run[i].low)));
      const __m128i most = _mm_set1_epi8(static_cast<char>(choice.run[i].more));
      in = _mm_or_si128(in, _mm_cmpeq_epi8(_mm_min_epu8(from, most), from));
    }
    mask |= static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(in))) << at;
  }
#endif
  return mask;
}

/// Writes the sum of the weights of the set bits as a byte a row, 64 rows.
template <int kCount>
inline void write_bytes(uint8_t* to, const uint64_t (&bits)[kCount], const uint8_t (&weights)[kCount]) {
#if defined(__AVX512BW__)
  __m512i sum = _mm512_setzero_si512();
  for (int i = 0; i < kCount; ++i) {
    sum = _mm512_or_si512(sum, _mm512_maskz_set1_epi8(bits[i], static_cast<char>(weights[i])));
  }
  _mm512_storeu_si512(to, sum);
#else
  const __m128i spread = _mm_set_epi64x(0x0101010101010101, 0);
  const __m128i bit = _mm_set1_epi64x(static_cast<int64_t>(0x8040201008040201));
  for (int at = 0; at < 64; at += 16) {
    __m128i sum = _mm_setzero_si128();
    for (int i = 0; i < kCount; ++i) {
      const __m128i piece = _mm_shuffle_epi8(_mm_cvtsi32_si128(static_cast<int>(bits[i] >> at & 0xFFFF)), spread);
      const __m128i is_set = _mm_cmpeq_epi8(_mm_and_si128(piece, bit), bit);
      sum = _mm_or_si128(sum, _mm_and_si128(is_set, _mm_set1_epi8(static_cast<char>(weights[i]))));
    }
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at), sum);
  }
#endif
}

/// Year, month from 0 and day of days since 1970-01-01, 1900 to 2200. Quotients by floats, which are exact so far.
struct Civil {
  Lanes month;  ///< year * 12 + month
  Lanes day, length;  ///< of the month
};

inline Lanes quotient(Lanes a, float reciprocal) {
  return __builtin_convertvector((__builtin_convertvector(a, Floats) + 0.5F) * reciprocal, Lanes);
}
inline Lanes length_of(Lanes month) {
  const Lanes year = quotient(month, 1.0F / 12), of_year = month - year * 12;
  const Lanes is_leap = ((year & 3) == 0) & (year != 1900) & (year != 2100) & (year != 2200);  // all ones: -1
  const Lanes february = 28 - is_leap, other = 30 + ((of_year + 1 + ((of_year + 1) >> 3)) & 1);
  const Lanes is_february = of_year == 1;
  return (february & is_february) | (other & ~is_february);
}
inline Civil civil(Lanes days) {
  const Lanes z = days + 135080;  // since 1600-03-01
  const Lanes century = quotient(z * 4 + 3, 1.0F / 146097);
  const Lanes of_century = z - ((century * 146097) >> 2);
  const Lanes year = quotient(of_century * 4 + 3, 1.0F / 1461);
  const Lanes of_year = of_century - ((year * 1461) >> 2);
  const Lanes shifted = ((of_year * 5 + 2) * 857) >> 17;  // from March
  Civil out;
  out.day = of_year - ((shifted * 153 + 2) * 52429 >> 18) + 1;
  out.month = (century * 100 + year + 1600) * 12 + shifted + 2;
  out.length = length_of(out.month);
  return out;
}
/// Such that `x + n months <= y` is `key(x) + 32 n <= key_up(y)`.
inline Lanes key(const Civil& on) { return on.month * 32 + on.day; }
inline Lanes key_up(const Civil& on) {
  const Lanes is_last = on.day == on.length;
  return on.month * 32 + ((31 & is_last) | (on.day & ~is_last));
}
/// Of the day so many months later, clamped to the month's end.
inline Lanes key_up_later(const Civil& on, int months) {
  const Lanes month = on.month + months, length = length_of(month);
  const Lanes is_last = on.day >= length;
  return month * 32 + ((31 & is_last) | (on.day & ~is_last));
}
