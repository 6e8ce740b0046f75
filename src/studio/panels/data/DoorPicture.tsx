import styles from './DoorPicture.module.css';
import { bandPath, demand, host, linePath, passengers } from './pictures';

const WIDTH = 320;
const HEIGHT = 132;

export type Picture = 'demo' | 'database' | 'file';

/** What lies behind a door, drawn from small data: a forecast, a fleet, rows that become a line. */
export function DoorPicture({ of }: { readonly of: Picture }) {
  return (
    <svg
      className={styles.picture}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
      focusable="false"
      preserveAspectRatio="xMidYMid meet"
    >
      {of === 'demo' ? <Demo /> : of === 'database' ? <Database /> : <File />}
    </svg>
  );
}

const load = demand();
const seen = 60;

function Demo() {
  const range = [18, 40] as const;
  const past = { x: 12, y: 14, width: 196, height: 98 };
  const future = { x: 208, y: 14, width: 76, height: 98 };
  const ahead = load.slice(seen - 1);
  const spread = ahead.map((_, i) => 0.5 + 0.13 * i);
  return (
    <>
      <path className={styles.grid} d="M12 112H308M12 63H308M12 14H308" />
      <path
        className={styles.band}
        d={bandPath(
          ahead.map((v, i) => v - (spread[i] ?? 0)),
          ahead.map((v, i) => v + (spread[i] ?? 0)),
          future,
          range,
        )}
      />
      <path className={styles.observed} d={linePath(load.slice(0, seen), past, range)} />
      <path className={styles.forecast} d={linePath(ahead, future, range)} />
      <path className={styles.cut} d="M208 8V118" />
      <text className={styles.said} x="212" y="127">
        forecast
      </text>
    </>
  );
}

const hosts = [3, 11, 8, 21].map((seed, i) => ({ name: `web-0${i + 1}`, wrong: i === 2, values: host(seed, i === 2) }));

function Database() {
  return hosts.map(({ name, values, wrong }, i) => {
    const box = { x: 68, y: 12 + i * 30, width: 240, height: 20 };
    return (
      <g key={name}>
        <path className={styles.grid} d={`M12 ${36 + i * 30}H308`} />
        <text className={styles.name} x="12" y={28 + i * 30}>
          {name}
        </text>
        <path className={styles.observed} d={linePath(values, box)} />
        {wrong && (
          <path
            className={styles.critical}
            d={linePath(values.slice(40, 51), { ...box, x: 68 + (40 / 63) * 240, width: (10 / 63) * 240 }, [
              Math.min(...values),
              Math.max(...values),
            ])}
          />
        )}
      </g>
    );
  });
}

function File() {
  return (
    <>
      <text className={styles.cells} x="12" y="18">
        {[
          'Month,Passengers',
          '1949-01,112',
          '1949-02,118',
          '1949-03,132',
          '1949-04,129',
          '1949-05,121',
          '1949-06,135',
        ].map((line, i) => (
          <tspan key={line} x="12" dy={i === 0 ? 0 : 16.4} className={i === 0 ? styles.header : undefined}>
            {line}
          </tspan>
        ))}
      </text>
      <path className={styles.grid} d="M150 116H308M150 65H308M150 14H308" />
      <path className={styles.observed} d={linePath(passengers, { x: 150, y: 16, width: 158, height: 94 })} />
    </>
  );
}
