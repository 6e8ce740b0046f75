import styles from './DoorPicture.module.css';
import { bandPath, demand, host, linePath, passengers } from './pictures';

const WIDTH = 304;
const HEIGHT = 140;

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
const seen = 109;
const spread = (i: number): number => 0.5 + 0.05 * i;

function Demo() {
  const range = [19, 40] as const;
  const x = 200;
  const past = { x: 0, y: 12, width: x, height: 104 };
  const future = { x, y: 12, width: WIDTH - x, height: 104 };
  const ahead = load.slice(seen - 1);
  const lower = ahead.map((value, i) => value - spread(i));
  const upper = ahead.map((value, i) => value + spread(i));
  return (
    <>
      <path className={styles.grid} d={`M0 116H${WIDTH}M0 64H${WIDTH}M0 12H${WIDTH}`} />
      <path className={styles.band} d={bandPath(lower, upper, future, range)} />
      <path className={styles.observed} d={linePath(load.slice(0, seen), past, range)} />
      <path className={styles.forecast} d={linePath(ahead, future, range)} />
      <path className={styles.cut} d={`M${x} 4V124`} />
      <text className={styles.said} x={x + 6} y="134">
        forecast
      </text>
    </>
  );
}

const hosts = [3, 11, 8, 21].map((seed, i) => ({ name: `web-0${i + 1}`, wrong: i === 2, values: host(seed, i === 2) }));

function Database() {
  return hosts.map(({ name, values, wrong }, i) => {
    const box = { x: 56, y: 8 + i * 34, width: WIDTH - 56, height: 21 };
    const step = box.width / (values.length - 1);
    const range = [Math.min(...values), Math.max(...values)] as const;
    return (
      <g key={name}>
        <path className={styles.grid} d={`M0 ${35 + i * 34}H${WIDTH}`} />
        <text className={styles.name} x="0" y={26 + i * 34}>
          {name}
        </text>
        <path className={styles.observed} d={linePath(values, box, range)} />
        {wrong && (
          <path
            className={styles.critical}
            d={linePath(values.slice(40, 51), { ...box, x: 56 + 40 * step, width: 10 * step }, range)}
          />
        )}
      </g>
    );
  });
}

const lines = ['Month,Passengers', ...passengers.slice(0, 6).map((value, i) => `1949-0${i + 1},${value}`)];

function File() {
  return (
    <>
      <text className={styles.cells} x="0" y="20">
        {lines.map((text, i) => (
          <tspan key={text} x="0" dy={i === 0 ? 0 : 18} className={i === 0 ? styles.header : undefined}>
            {text}
          </tspan>
        ))}
      </text>
      <path className={styles.grid} d={`M140 128H${WIDTH}M140 70H${WIDTH}M140 12H${WIDTH}`} />
      <path className={styles.observed} d={linePath(passengers, { x: 140, y: 14, width: WIDTH - 142, height: 108 })} />
    </>
  );
}
