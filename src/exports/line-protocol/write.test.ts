import { expect, it } from 'vitest';
import { sampleForecast } from '../sample';
import { lineProtocol } from '.';

it('writes one line a point, with the names a write-back uses', async () => {
  const { bytes } = await lineProtocol.export({
    name: 'cpu',
    forecast: sampleForecast,
    target: { measurement: 'fore cast', tags: { host: 'a b' } },
  });
  expect(new TextDecoder().decode(bytes)).toBe(
    '# Times are in milliseconds: influx write --precision ms\n' +
      'fore\\ cast,host=a\\ b yhat=1.5,yhat_lower=1,yhat_upper=2 1700000000000\n' +
      'fore\\ cast,host=a\\ b yhat=-2,yhat_lower=-3,yhat_upper=-1 1700000060000\n',
  );
});
