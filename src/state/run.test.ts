import { describe, expect, it } from 'vitest';
import type { Progress } from '../base/job';
import { latest, metering } from './run';

const at = (done: number, phase = 'Training'): Progress => ({ phase, done, total: 100, unit: 'steps' });

describe('the meter', () => {
  it('knows no rate from one report, then rate and time left', () => {
    let now = 0;
    const meter = metering(() => now);
    expect(meter(at(0)).rate).toBeUndefined();
    now = 1000;
    const { rate, leftMs } = meter(at(10));
    expect(rate).toBeCloseTo(10, 9);
    expect(leftMs).toBeCloseTo(9000, 6);
  });

  it('smooths, and starts anew with each phase', () => {
    let now = 0;
    const meter = metering(() => now);
    meter(at(0));
    now = 1000;
    meter(at(10));
    now = 2000;
    expect(meter(at(30)).rate).toBeCloseTo(0.7 * 10 + 0.3 * 20, 9);
    now = 2500;
    expect(meter(at(5, 'Judging')).rate).toBeUndefined();
  });

  it('gathers each epoch once', () => {
    const meter = metering(() => 0);
    const epoch = (n: number) => ({ ...at(n), epoch: { epoch: n, epochs: 9, losses: [] } });
    meter(epoch(1));
    meter(epoch(1));
    expect(meter(epoch(2)).epochs.map((report) => report.epoch)).toEqual([1, 2]);
  });
});

it('a run that goes again or failed still has its last value', () => {
  expect(latest({ status: 'idle' })).toBeUndefined();
  expect(latest({ status: 'running', previous: 1 })).toBe(1);
  expect(latest({ status: 'failed', failure: { code: 'internal', message: '' }, previous: 2 })).toBe(2);
  expect(latest({ status: 'done', value: 3, seconds: 0 })).toBe(3);
});
