import { markRegular, type SeriesFrame } from '../frame/frame';
import type { Forecast } from '../frame/parts';

/** A forecast as a frame of its own: `yhat`, and with a band `yhat_lower` and `yhat_upper`, the fields it is written as. */
export function forecastFrame(forecast: Forecast): SeriesFrame {
  const lower = forecast.quantiles[0];
  const upper = forecast.quantiles.at(-1);
  const column = (key: string, values: Float64Array) => ({ key, values, labels: { _of: forecast.target } });
  return markRegular({
    time: forecast.time,
    columns: [
      column('yhat', forecast.point),
      ...(lower !== undefined && upper !== undefined && lower !== upper
        ? [column('yhat_lower', lower.values), column('yhat_upper', upper.values)]
        : []),
    ],
  });
}
