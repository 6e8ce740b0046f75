import { expect, it } from 'vitest';
import { normal, seeded } from '../base/random';
import { fft, nextPowerOfTwo } from './fft';

it.each([1, 2, 8, 64])('is the Fourier sum, %d points', (n) => {
  const random = seeded(n);
  const real = Float64Array.from({ length: n }, () => normal(random));
  const imaginary = Float64Array.from({ length: n }, () => normal(random));
  const [re, im] = [real.slice(), imaginary.slice()];
  fft(re, im);
  for (let k = 0; k < n; k++) {
    let a = 0;
    let b = 0;
    for (let t = 0; t < n; t++) {
      const angle = (-2 * Math.PI * k * t) / n;
      a += (real[t] as number) * Math.cos(angle) - (imaginary[t] as number) * Math.sin(angle);
      b += (real[t] as number) * Math.sin(angle) + (imaginary[t] as number) * Math.cos(angle);
    }
    expect(re[k]).toBeCloseTo(a, 10);
    expect(im[k]).toBeCloseTo(b, 10);
  }
});

it('rounds sizes up', () => {
  expect([1, 2, 3, 1000, 1024].map(nextPowerOfTwo)).toEqual([1, 2, 4, 1024, 1024]);
});
