/** The smallest power of two that is at least `n`. */
export function nextPowerOfTwo(n: number): number {
  let size = 1;
  while (size < n) size *= 2;
  return size;
}

/**
 * The discrete Fourier transform, forward and in place: X[k] = Σ x[t]·exp(-2πi·kt/n), unscaled (Cooley and Tukey 1965,
 * radix 2). `real` and `imaginary` have one length, a power of two.
 */
export function fft(real: Float64Array, imaginary: Float64Array): void {
  const n = real.length;
  reverseBits(real, imaginary);
  const cosine = Float64Array.from({ length: n / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sine = Float64Array.from({ length: n / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / n));
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    const stride = n / size;
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < half; k++) {
        const i = start + k;
        const j = i + half;
        const c = cosine[k * stride] as number;
        const s = sine[k * stride] as number;
        const re = (real[j] as number) * c - (imaginary[j] as number) * s;
        const im = (real[j] as number) * s + (imaginary[j] as number) * c;
        real[j] = (real[i] as number) - re;
        imaginary[j] = (imaginary[i] as number) - im;
        real[i] = (real[i] as number) + re;
        imaginary[i] = (imaginary[i] as number) + im;
      }
    }
  }
}

function reverseBits(real: Float64Array, imaginary: Float64Array): void {
  const n = real.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >>> 1;
    for (; (j & bit) !== 0; bit >>>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [real[i], real[j]] = [real[j] as number, real[i] as number];
    [imaginary[i], imaginary[j]] = [imaginary[j] as number, imaginary[i] as number];
  }
}
