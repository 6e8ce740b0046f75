/** (e^(p·log) - 1) / p, and log itself at p = 0: a power transform of x from log x, exact for small arguments. */
export const powerOfLog = (log: number, p: number): number => (Math.abs(p) < 1e-12 ? log : Math.expm1(p * log) / p);
