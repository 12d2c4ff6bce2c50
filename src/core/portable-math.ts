/**
 * Natural logarithm and exponential from IEEE 754 additions, multiplications and divisions alone.
 * `Math.log` and `Math.exp` may differ in the last bit between engines and processors; the population must not.
 * Source: fdlibm (Sun Microsystems, 1993), e_log.c and e_exp.c; error below 1 ulp.
 */

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const invLn2 = 1 / (ln2High + ln2Low);

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);
const highWord = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** ln(x) for finite normal x > 0. */
export function ln(x: number): number {
  bits[0] = x;
  let high = words[highWord]!;
  let exponent = (high >>> 20) - 1023;
  high &= 0x000fffff;
  // Normalise the mantissa to [sqrt(2)/2, sqrt(2)].
  const shift = (high + 0x95f64) & 0x100000;
  words[highWord] = high | (shift ^ 0x3ff00000);
  exponent += shift >>> 20;
  const f = bits[0]! - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return exponent * ln2High - (half - (s * (half + odd + even) + exponent * ln2Low) - f);
}

/** e^x for -700 < x < 700. */
export function exp(x: number): number {
  const k = Math.floor(invLn2 * x + 0.5);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  const mantissa = 1 - (low - (r * c) / (2 - c) - high);
  bits[0] = 1;
  words[highWord] = (k + 1023) << 20;
  return mantissa * bits[0]!;
}

/** base^exponent for base > 0. */
export function pow(base: number, exponent: number): number {
  return exp(exponent * ln(base));
}

/** base^n for a small whole n >= 1, by multiplication: `**` is no more portable than Math.pow. */
export function power(base: number, n: number): number {
  let result = base;
  for (let i = 1; i < n; i++) result *= base;
  return result;
}
