// Where the sign of a monotone function's outcome changes, decided exactly.
#include "generator/import/monotone.hpp"

#include <algorithm>
#include <cassert>

#include "generator/import/refusal.hpp"

namespace scbnn::import {
namespace {

/// Of what is no rational number: the values that a sum can have lie further apart by far.
constexpr mp_bitcnt_t kCurveBits = 512;

Neuron constant_neuron(int sign) {
  Neuron neuron;
  neuron.slope = 0;
  neuron.constant = sign;
  return neuron;
}

/// The sign of g at v = `value`.
int sign_at(const Neuron& g, const mpq_class& value) {
  Neuron fixed = g;
  fixed.shift += fixed.slope * value;
  fixed.slope = 0;
  return Decision(fixed, 1).sign_at(0, 1);
}

/// g(y(z)).
Neuron composed(const Neuron& g, const Neuron& y) {
  Neuron result = y;
  result.multiply(g.slope);
  result.add(g.shift);
  const auto divide = [&](const mpq_class& radicand, const mpq_class& summand) {
    if (radicand == 1) return result.add(summand);
    if (!result.can_normalize()) {
      throw Refusal("compares a value after more batch norms than are supported");
    }
    result.normalize(1, summand, 0, radicand);
  };
  divide(g.image_radicand, g.inner);
  divide(g.radicand, g.constant);
  return result;
}

/// Where g is 0, to kCurveBits. Its slope is not 0.
mpf_class zero_of(const Neuron& g) {
  const auto real = [](const mpq_class& value) { return mpf_class(value, kCurveBits); };
  const mpf_class outer = real(g.constant) * sqrt(real(g.radicand)) + real(g.inner);
  return mpf_class(-(outer * sqrt(real(g.image_radicand)) + real(g.shift)) / real(g.slope),
                   kCurveBits);
}

/// Of -1 < v < 1, to about kCurveBits.
mpf_class atanh(mpf_class v) {
  // atanh v = 2 atanh(v / (1 + sqrt(1 - v^2))) makes it small, and then v + v^3/3 + v^5/5 + ..
  int halvings = 0;
  while (abs(v) > mpf_class(1, kCurveBits) / 16) {
    v = v / (1 + sqrt(mpf_class(1 - v * v, kCurveBits)));
    ++halvings;
  }
  const mpf_class square = v * v;
  mpf_class power = v;
  mpf_class sum(0, kCurveBits);
  for (unsigned n = 1; n < kCurveBits / 4; n += 2, power *= square) sum += power / n;
  mpf_mul_2exp(sum.get_mpf_t(), sum.get_mpf_t(), static_cast<mp_bitcnt_t>(halvings));
  return sum;
}

/// The function is no number beyond its bounds, so that an outcome which changes there never does.
Neuron folded_between(const Monotone& function, const Neuron& after) {
  const bool is_tanh = function.kind == Monotone::Kind::kTanh;
  const bool grows = after.slope > 0;
  const int at_low = sign_at(after, is_tanh ? -1 : 0);
  const int at_high = sign_at(after, 1);
  // Strictly between the bounds the outcome is strictly between theirs.
  if ((grows ? at_low : at_high) >= 0) return constant_neuron(1);
  if ((grows ? at_high : at_low) <= 0) return constant_neuron(-1);
  Neuron result;
  result.slope = grows ? 1 : -1;
  const mpq_class middle = is_tanh ? mpq_class(0) : mpq_class(1, 2);
  if (sign_at(after, middle) == 0) return result;  // y = 0 there, exactly
  // sigmoid y = (1 + tanh(y / 2)) / 2
  const mpf_class zero = zero_of(after);
  const mpf_class level =
      is_tanh ? atanh(zero) : mpf_class(2 * atanh(mpf_class(2 * zero - 1, kCurveBits)), kCurveBits);
  result.shift = grows ? mpq_class(-mpq_class(level)) : mpq_class(level);
  return result;
}

}  // namespace

bool Monotone::keeps_order() const {
  if (kind == Kind::kClip) return false;
  return std::all_of(slopes.begin(), slopes.end(),
                     [&](const mpq_class& slope) { return slope == slopes.front(); });
}

Folded fold(const Monotone& function, std::size_t output, const Neuron& after, bool zero_is_on) {
  const Neuron& before = function.before[output];
  if (after.slope == 0) return {after, false};
  const bool grows = after.slope > 0;
  switch (function.kind) {
    case Monotone::Kind::kClip: {
      // The outcome grows from where v is at `least` to where it is at `most`.
      const std::optional<mpq_class>& least = grows ? function.low : function.high;
      const std::optional<mpq_class>& most = grows ? function.high : function.low;
      const int at_least = least ? sign_at(after, *least) : -1;
      const int at_most = most ? sign_at(after, *most) : 1;
      const auto is_on = [&](int sign) { return zero_is_on ? sign >= 0 : sign > 0; };
      const bool is_zero = at_least == 0 || at_most == 0;
      // At a bound the outcome is what it can only be beyond it too; or the clip changes nothing.
      if (is_on(at_least) || !is_on(at_most))
        return {constant_neuron(is_on(at_least) ? 1 : -1), is_zero};
      return {composed(after, before), is_zero};
    }
    case Monotone::Kind::kBent: {
      // The outcome changes its sign on one of the two pieces.
      Neuron piece = after;
      const bool below = sign_at(after, 0) * (grows ? 1 : -1) > 0;
      if (below) piece.slope *= function.slopes[output];
      return {composed(piece, before), false};
    }
    case Monotone::Kind::kTanh:
    case Monotone::Kind::kSigmoid:
      return {composed(folded_between(function, after), before), false};
  }
  assert(false);
  return {};
}

}  // namespace scbnn::import
