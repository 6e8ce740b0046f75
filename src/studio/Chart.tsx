import type { EChartsType } from 'echarts/core';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { type Failure, toFailure } from '../base/errors';
import type { ChartDefinition, ChartTheme } from '../charts/types';
import styles from './Chart.module.css';
import { type ChartTable, fileName, rowWords, tableCsv } from './chart-table';
import { download } from './download';
import { figure } from './format';
import { useChartTheme } from './theme';
import { IconButton } from './ui/Button';
import { cx } from './ui/cx';
import { Dialog } from './ui/Dialog';
import { ErrorNote } from './ui/ErrorNote';
import { FiguresTable } from './ui/FiguresTable';
import { Menu } from './ui/Menu';
import { VisuallyHidden } from './ui/VisuallyHidden';
import { addZoom, type ChartZoom, dragToZoom, resetZoom, zoomBy, zoomOf } from './zoom';

export type { ChartZoom } from './zoom';

type Core = typeof import('echarts/core');
let loading: Promise<Core> | undefined;

/** ECharts with what the charts use, loaded once and only when a chart is first on screen. */
function loadECharts(): Promise<Core> {
  loading ??= (async () => {
    const [core, { parts }] = await Promise.all([import('echarts/core'), import('./echarts-parts')]);
    core.use(parts);
    return core;
  })();
  loading.catch(() => {
    loading = undefined; // A lost connection: the next chart tries again.
  });
  return loading;
}

export interface ChartProps<D> {
  readonly definition: ChartDefinition<D>;
  readonly data: D;
  /** Its heading; the definition's title unless told. `false` leaves it out (the summary still names the picture). */
  readonly title?: string | false;
  /** Beside the heading: unit, what is beside what. */
  readonly note?: string;
  /** At the right of the heading, before the menu; how to zoom, where one can and nothing else is said. */
  readonly aside?: ReactNode;
  /** 120, 180, 280 or 340 px; `fill` takes the height of its box. */
  readonly size?: 'spark' | 'small' | 'medium' | 'tall' | 'fill';
  readonly className?: string;
  /** Charts of one group share cursor and zoom. */
  readonly group?: string;
  /** Without it a chart cannot be zoomed by dragging. `null` = the whole is in sight again. */
  readonly zoomable?: boolean;
  readonly onZoom?: (zoom: ChartZoom | null) => void;
  readonly timeZone?: string;
}

/** At most this often, ms: live losses need no more. */
const PACE = 100;

/** A picture of a result: drawn by ECharts, summed up in words, with its figures as a table and as files. */
export function Chart<D>(props: ChartProps<D>) {
  const {
    definition,
    data,
    title = definition.title,
    note,
    aside,
    size = 'medium',
    className,
    group,
    zoomable = false,
  } = props;
  const theme = useChartTheme(props.timeZone);
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();
  const [failure, setFailure] = useState<Failure>();
  const [tableShown, setTableShown] = useState(false);
  const summaryId = useId();

  useEffect(() => {
    let gone = false;
    let made: EChartsType | undefined;
    let observer: ResizeObserver | undefined;
    loadECharts().then(
      (core) => {
        const element = box.current;
        if (gone || element === null) return;
        made = core.init(element, null, { renderer: 'canvas' });
        observer = new ResizeObserver(() => made?.resize({ animation: { duration: 0 } }));
        observer.observe(element);
        setChart(made);
        // Text drawn before the font came is measured and drawn again.
        document.fonts.ready.then(
          () => made?.isDisposed() === false && made.resize(),
          () => undefined,
        );
      },
      (error: unknown) => {
        if (!gone) setFailure(toFailure(error));
      },
    );
    return () => {
      gone = true;
      observer?.disconnect();
      made?.dispose();
      setChart(undefined);
    };
  }, []);

  usePacedOption(chart, definition, data, theme, zoomable);
  useGroup(chart, group);
  useZoom(chart, box, zoomable, props.onZoom);

  const name = title === false ? definition.title : title;
  const { onKeyDown, said, index } = useCursor(chart, () => definition.table(data), zoomable, data);
  return (
    <figure className={cx(styles.chart, className)}>
      {(title !== false || aside !== undefined) && (
        <figcaption className={styles.head}>
          {title !== false && <h2 className={styles.title}>{title}</h2>}
          {note !== undefined && <p className={styles.note}>{note}</p>}
          <span className={styles.aside}>
            {aside ?? (zoomable && <span className={styles.hint}>drag to zoom · double-click to reset</span>)}
          </span>
        </figcaption>
      )}
      {failure !== undefined && (
        <ErrorNote failure={{ ...failure, message: 'The chart could not be loaded.', next: 'Reload the page.' }} />
      )}
      <div
        className={cx(styles.plot, styles[size])}
        role="img"
        aria-label={`${name}. ${definition.summary(data)}`}
        aria-describedby={summaryId}
        aria-busy={chart === undefined && failure === undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move through the points.
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div ref={box} className={styles.canvas} />
        {chart === undefined && failure === undefined && <div className={styles.skeleton} />}
      </div>
      <span className={styles.menu}>
        <Menu
          label={`${name}: save or read`}
          items={[
            { id: 'table', label: 'Show as table', icon: 'table', run: () => setTableShown(true) },
            {
              id: 'png',
              label: 'Save as PNG',
              icon: 'download',
              disabled: chart === undefined,
              run: () => chart && savePng(chart, theme, name),
            },
            {
              id: 'svg',
              label: 'Save as SVG',
              icon: 'download',
              disabled: chart === undefined,
              run: () => chart && saveSvg(chart, theme, name).catch((error: unknown) => setFailure(toFailure(error))),
            },
            {
              id: 'csv',
              label: 'Save data as CSV',
              icon: 'download',
              run: () => saveCsv(definition.table(data), name),
            },
          ]}
          trigger={(trigger) => <IconButton small {...trigger} icon="more" label={`${name}: save or read`} />}
        />
      </span>
      <VisuallyHidden>
        <span id={summaryId}>Arrow keys read it point by point. Its menu shows it as a table.</span>
      </VisuallyHidden>
      <VisuallyHidden live="polite">{index < 0 ? '' : said}</VisuallyHidden>
      <Dialog open={tableShown} onClose={() => setTableShown(false)} title={name} note={definition.summary(data)} wide>
        {tableShown && <FiguresTable table={definition.table(data)} label={name} />}
      </Dialog>
    </figure>
  );
}

/** Puts the option on the chart: at once when it is new, otherwise at most every `PACE` ms, the latest winning. */
function usePacedOption<D>(
  chart: EChartsType | undefined,
  definition: ChartDefinition<D>,
  data: D,
  theme: ChartTheme,
  zoomable: boolean,
): void {
  const drawn = useRef<{ chart?: EChartsType | undefined; theme?: ChartTheme; definition?: unknown; at: number }>({
    at: Number.NEGATIVE_INFINITY,
  });
  useEffect(() => {
    if (chart === undefined) return;
    const last = drawn.current;
    const fresh = last.chart !== chart || last.theme !== theme || last.definition !== definition;
    const draw = (): void => {
      if (chart.isDisposed()) return;
      const option = definition.option(data, theme);
      const whole = {
        animation: false,
        textStyle: { fontFamily: theme.font },
        ...option,
        ...(zoomable && { dataZoom: addZoom(option) }),
        aria: { enabled: false },
      };
      if (fresh) {
        const kept = last.chart === chart && last.definition === definition ? zoomOf(chart) : null;
        chart.setOption(whole, { notMerge: true });
        if (kept !== null) chart.dispatchAction({ type: 'dataZoom', startValue: kept.start, endValue: kept.stop });
      } else chart.setOption(whole, { replaceMerge: ['series', 'grid', 'xAxis', 'yAxis', 'title'] });
      drawn.current = { chart, theme, definition, at: performance.now() };
    };
    const wait = fresh ? 0 : last.at + PACE - performance.now();
    if (wait <= 0) {
      draw();
      return;
    }
    const timer = setTimeout(draw, wait);
    return () => clearTimeout(timer);
  }, [chart, definition, data, theme, zoomable]);
}

/** One cursor and one zoom for all charts of a group. */
function useGroup(chart: EChartsType | undefined, group: string | undefined): void {
  useEffect(() => {
    if (chart === undefined || group === undefined) return;
    chart.group = group;
    loadECharts().then(
      (core) => core.connect(group),
      () => undefined,
    ); // It is loaded: a chart stands.
  }, [chart, group]);
}

function useZoom(
  chart: EChartsType | undefined,
  box: React.RefObject<HTMLDivElement | null>,
  zoomable: boolean,
  onZoom: ((zoom: ChartZoom | null) => void) | undefined,
): void {
  const told = useRef(onZoom);
  useEffect(() => {
    told.current = onZoom;
  });
  useEffect(() => {
    const element = box.current;
    if (chart === undefined || element === null || !zoomable) return;
    const tell = (): void => told.current?.(zoomOf(chart));
    chart.on('datazoom', tell);
    const undo = dragToZoom(chart, element);
    return () => {
      undo();
      if (!chart.isDisposed()) chart.off('datazoom', tell);
    };
  }, [chart, box, zoomable]);
}

/** A cursor moved by keys: shows the tooltip there, and says the figures. */
function useCursor(chart: EChartsType | undefined, table: () => ChartTable, zoomable: boolean, data: unknown) {
  const [cursor, setCursor] = useState({ index: -1, said: '', data });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (zoomable && chart !== undefined && (event.key === '+' || event.key === '-' || event.key === '0')) {
      if (event.key === '0') resetZoom(chart);
      else zoomBy(chart, event.key === '+' ? 0.5 : 2);
      return;
    }
    const figures = table();
    const last = figures.rows.length - 1;
    const from = cursor.data === data ? cursor.index : -1;
    const far = Math.max(1, Math.round(last / 20));
    const moves: Record<string, number> = {
      ArrowRight: from + 1,
      ArrowLeft: from < 0 ? last : from - 1,
      PageDown: from + far,
      PageUp: from - far,
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape' && from >= 0) {
      chart?.dispatchAction({ type: 'hideTip' });
      chart?.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
      setCursor({ index: -1, said: '', data });
      return;
    }
    const wanted = moves[event.key];
    if (wanted === undefined || last < 0) return;
    event.preventDefault();
    const index = Math.min(last, Math.max(0, wanted));
    setCursor({ index, said: rowWords(figures, index, (value) => figure(value)), data });
    if (chart !== undefined) pointAt(chart, figures.rows[index]?.[0], index);
  };
  return { onKeyDown, said: cursor.said, index: cursor.index };
}

/** Moves the axis pointer to a row of the table: by its time or number where the axis has such, by its place otherwise. */
function pointAt(chart: EChartsType, key: string | number | undefined, index: number): void {
  const x = typeof key === 'string' && !Number.isNaN(Date.parse(key)) ? Date.parse(key) : key;
  const pixel: unknown = chart.convertToPixel({ gridIndex: 0 }, [x ?? index, 0]);
  const left = Array.isArray(pixel) && Number.isFinite(pixel[0]) ? Number(pixel[0]) : undefined;
  if (left === undefined) return;
  for (let y = 24; y < chart.getHeight(); y += 24) {
    if (chart.containPixel({ gridIndex: 0 }, [left, y])) {
      chart.dispatchAction({ type: 'showTip', x: left, y });
      return;
    }
  }
}

function savePng(chart: EChartsType, theme: ChartTheme, name: string): void {
  const canvas = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: theme.paper });
  canvas.toBlob((blob) => {
    if (blob !== null) download(fileName(name, 'png'), blob);
  }, 'image/png');
}

async function saveSvg(chart: EChartsType, theme: ChartTheme, name: string): Promise<void> {
  const core = await loadECharts();
  const { SVGRenderer } = await import('echarts/renderers');
  core.use([SVGRenderer]);
  const copy = core.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: chart.getWidth(),
    height: chart.getHeight(),
  });
  copy.setOption({ ...chart.getOption(), backgroundColor: theme.paper, animation: false });
  const text = copy.renderToSVGString();
  copy.dispose();
  download(fileName(name, 'svg'), new Blob([text], { type: 'image/svg+xml' }));
}

const saveCsv = (table: ChartTable, name: string): void =>
  download(fileName(name, 'csv'), new Blob([tableCsv(table)], { type: 'text/csv;charset=utf-8' }));
