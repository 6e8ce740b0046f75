import type { EChartsType } from 'echarts/core';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { type Failure, toFailure } from '../base/errors';
import type { ChartDefinition, ChartTheme } from '../charts/types';
import styles from './Chart.module.css';
import { isFollowing, joinGroup, toOthers } from './chart-group';
import { type Caption, captioned, pngOf } from './chart-picture';
import { type ChartTable, fileName, rowWords, tableCsv } from './chart-table';
import { setTicks } from './chart-ticks';
import { useStudio } from './context';
import { download } from './download';
import { figure } from './format';
import { useChartTheme } from './theme';
import { Button, IconButton } from './ui/Button';
import { cx } from './ui/cx';
import { Dialog } from './ui/Dialog';
import { ErrorNote } from './ui/ErrorNote';
import { FiguresTable } from './ui/FiguresTable';
import { Menu } from './ui/Menu';
import { VisuallyHidden } from './ui/VisuallyHidden';
import {
  addZoom,
  type ChartView,
  type ChartZoom,
  dragToZoom,
  isLost,
  openingOf,
  resetZoom,
  setOpening,
  show,
  toggleZoom,
  viewOf,
  zoomBy,
  zoomOf,
} from './zoom';

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
  /** A stretch to zoom to when it is set; back to the opening when it is no longer. */
  readonly focus?: ChartZoom | undefined;
  /** Only the picture and its words: no heading, no menu, no keys. For small ones in tables. */
  readonly bare?: boolean;
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
    bare = false,
  } = props;
  const series = useStudio((state) => state.recipe.present.series);
  const theme = useChartTheme(props.timeZone);
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();
  const [failure, setFailure] = useState<Failure>();
  const [tableShown, setTableShown] = useState(false);
  const summaryId = useId();
  const resized = useRef<() => void>(undefined);

  useEffect(() => {
    let gone = false;
    let made: EChartsType | undefined;
    let observer: ResizeObserver | undefined;
    loadECharts().then(
      (core) => {
        const element = box.current;
        if (gone || element === null) return;
        made = core.init(element, null, { renderer: 'canvas' });
        setTooltipFont(made);
        observer = new ResizeObserver(() => {
          made?.resize({ animation: { duration: 0 } });
          resized.current?.();
        });
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

  useEffect(() => {
    resized.current = chart && (() => setTicks(chart, theme));
  }, [chart, theme]);
  const [view, setView] = useState<ChartView>('opening');
  usePacedOption(chart, definition, data, theme, zoomable, setView);
  useGroup(chart, group);
  useZoom(chart, box, zoomable, theme, setView, props.onZoom);
  useFocus(chart, zoomable ? props.focus : undefined);

  const name = title === false ? definition.title : title;
  const { onKeyDown, said, index } = useCursor(chart, () => definition.table(data), zoomable, data);
  const about = [note?.includes(series) ? undefined : series, note].filter(Boolean).join(' · ');
  const caption = { title: name, note: about };
  const file = series === '' || name.includes(series) ? name : `${series} ${name}`;
  const words = `${name}. ${definition.summary(data)}`;
  const fail = (error: unknown): void => setFailure(toFailure(error));
  if (bare) {
    return (
      <figure className={cx(styles.chart, className)}>
        <div className={cx(styles.plot, styles[size])} role="img" aria-label={words}>
          <div ref={box} className={styles.canvas} />
        </div>
      </figure>
    );
  }
  return (
    <figure className={cx(styles.chart, className)}>
      {(title !== false || aside !== undefined) && (
        <figcaption className={styles.head}>
          {title !== false && <h2 className={styles.title}>{title}</h2>}
          {note !== undefined && <p className={styles.note}>{note}</p>}
          <span className={styles.aside}>
            {zoomable && chart !== undefined && <ZoomWords chart={chart} view={view} beside={aside !== undefined} />}
            {aside}
          </span>
        </figcaption>
      )}
      {failure !== undefined && (
        <ErrorNote failure={{ ...failure, message: 'The chart could not be loaded.', next: 'Reload the page.' }} />
      )}
      <div
        className={cx(styles.plot, styles[size])}
        role="img"
        aria-label={words}
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
              run: () => chart && savePng(chart, theme, caption, file).catch(fail),
            },
            {
              id: 'svg',
              label: 'Save as SVG',
              icon: 'download',
              disabled: chart === undefined,
              run: () => chart && saveSvg(chart, theme, caption, file).catch(fail),
            },
            {
              id: 'csv',
              label: 'Save data as CSV',
              icon: 'download',
              run: () => saveCsv(definition.table(data), file),
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
  setView: (view: ChartView) => void,
): void {
  const drawn = useRef<{
    chart?: EChartsType | undefined;
    theme?: ChartTheme;
    definition?: unknown;
    opening?: string;
    at: number;
  }>({ at: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (chart === undefined) return;
    const last = drawn.current;
    const fresh = last.chart !== chart || last.theme !== theme || last.definition !== definition;
    const draw = (): void => {
      if (chart.isDisposed()) return;
      const { dataZoom, ...option } = definition.option(data, theme);
      const opening = JSON.stringify(dataZoom);
      const same = last.chart === chart && last.definition === definition && last.opening === opening;
      const kept = same && zoomable && viewOf(chart) !== 'opening' ? { zoom: zoomOf(chart) } : undefined;
      const whole = {
        animation: false,
        textStyle: { fontFamily: theme.font },
        ...option,
        aria: { enabled: false },
      };
      const zoom = zoomable ? addZoom(dataZoom) : dataZoom;
      if (fresh) chart.setOption({ ...whole, ...(zoom !== undefined && { dataZoom: zoom }) }, { notMerge: true });
      else {
        const replaceMerge = ['series', 'grid', 'xAxis', 'yAxis', 'title'];
        // The zoom stays as the reader has it, unless the picture now opens on something else.
        if (same || zoom === undefined) chart.setOption(whole, { replaceMerge });
        else chart.setOption({ ...whole, dataZoom: zoom }, { replaceMerge: [...replaceMerge, 'dataZoom'] });
      }
      if (zoomable && kept === undefined) {
        if (isLost(chart)) show(chart, null);
        setOpening(chart);
      } else if (kept !== undefined) {
        if (fresh) {
          setOpening(chart);
          show(chart, kept.zoom);
        } else if (isLost(chart)) show(chart, openingOf(chart));
      }
      setView(viewOf(chart));
      setTicks(chart, theme);
      drawn.current = { chart, theme, definition, opening, at: performance.now() };
    };
    const wait = fresh ? 0 : last.at + PACE - performance.now();
    if (wait <= 0) {
      draw();
      return;
    }
    const timer = setTimeout(draw, wait);
    return () => clearTimeout(timer);
  }, [chart, definition, data, theme, zoomable, setView]);
}

/** One cursor and one zoom for all charts of a group. */
function useGroup(chart: EChartsType | undefined, group: string | undefined): void {
  useEffect(() => {
    if (chart === undefined || group === undefined) return;
    const leave = joinGroup(chart, group);
    const point = (event: unknown): void => {
      const { axesInfo: [first] = [] } = event as { readonly axesInfo?: readonly { readonly value?: number }[] };
      toOthers(chart, (other) => (first?.value === undefined ? leaveCursor(other) : pointAt(other, first.value, 0)));
    };
    chart.on('updateAxisPointer', point);
    return () => {
      leave();
      if (!chart.isDisposed()) chart.off('updateAxisPointer', point);
    };
  }, [chart, group]);
}

function useZoom(
  chart: EChartsType | undefined,
  box: React.RefObject<HTMLDivElement | null>,
  zoomable: boolean,
  theme: ChartTheme,
  setView: (view: ChartView) => void,
  onZoom: ((zoom: ChartZoom | null) => void) | undefined,
): void {
  const told = useRef({ onZoom, theme });
  useEffect(() => {
    told.current = { onZoom, theme };
  });
  useEffect(() => {
    const element = box.current;
    if (chart === undefined || element === null || !zoomable) return;
    const tell = (): void => {
      setView(viewOf(chart));
      setTicks(chart, told.current.theme);
      leaveCursor(chart);
      const zoom = zoomOf(chart);
      if (!isFollowing()) told.current.onZoom?.(zoom);
      toOthers(chart, (other) => show(other, zoom));
    };
    chart.on('datazoom', tell);
    const undo = dragToZoom(chart, element);
    return () => {
      undo();
      if (!chart.isDisposed()) chart.off('datazoom', tell);
    };
  }, [chart, box, zoomable, setView]);
}

/** Zooms to what is asked for, and back when it no longer is. */
function useFocus(chart: EChartsType | undefined, focus: ChartZoom | undefined): void {
  const { start, stop } = focus ?? {};
  const on = useRef(false);
  useEffect(() => {
    if (chart === undefined) return;
    if (start !== undefined && stop !== undefined) show(chart, { start, stop });
    else if (on.current) resetZoom(chart);
    on.current = start !== undefined;
  }, [chart, start, stop]);
}

interface ZoomWordsProps {
  readonly chart: EChartsType;
  readonly view: ChartView;
  /** Something stands beside it: it is shown only where there is much room. */
  readonly beside: boolean;
}

/** How to zoom, or the way back. */
function ZoomWords({ chart, view, beside }: ZoomWordsProps) {
  if (view !== 'opening') {
    return (
      <Button small kind="outline" title="A double-click does it too" onClick={() => resetZoom(chart)}>
        Reset zoom
      </Button>
    );
  }
  return (
    <span className={cx(styles.hint, beside && styles.beside)}>
      drag to zoom{openingOf(chart) === null ? '' : ' · double-click for the whole'}
    </span>
  );
}

/** A cursor moved by keys: shows the tooltip there, and says the figures. */
function useCursor(chart: EChartsType | undefined, table: () => ChartTable, zoomable: boolean, data: unknown) {
  const [cursor, setCursor] = useState({ index: -1, said: '', data });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (zoomable && chart !== undefined && (event.key === '+' || event.key === '-' || event.key === '0')) {
      if (event.key === '0') toggleZoom(chart);
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
      if (chart !== undefined) leaveCursor(chart);
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

/** Takes cursor and tooltip away. */
function leaveCursor(chart: EChartsType): void {
  chart.dispatchAction({ type: 'hideTip' });
  chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
}

/** ECharts draws its tooltips on the canvas in a face of its own: this gives them the page's. */
function setTooltipFont(chart: EChartsType): void {
  const zr = chart.getZr();
  const add = zr.add.bind(zr);
  const fontFamily = getComputedStyle(document.documentElement).getPropertyValue('--sans').trim();
  zr.add = (element) => {
    if (element.type === 'text')
      (element as { setStyle?: (style: object) => void }).setStyle?.({ fontFamily, fontSize: 12 });
    add(element);
  };
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

async function savePng(chart: EChartsType, theme: ChartTheme, caption: Caption, file: string): Promise<void> {
  const blob = await pngOf(chart, theme, caption);
  if (blob !== null) download(fileName(file, 'png'), blob);
}

async function saveSvg(chart: EChartsType, theme: ChartTheme, caption: Caption, file: string): Promise<void> {
  const core = await loadECharts();
  const { SVGRenderer } = await import('echarts/renderers');
  core.use([SVGRenderer]);
  const size = { width: chart.getWidth(), height: chart.getHeight() };
  const copy = core.init(null, null, { renderer: 'svg', ssr: true, ...size });
  copy.setOption({ ...chart.getOption(), backgroundColor: theme.paper, animation: false });
  const text = captioned(copy.renderToSVGString(), size, theme, caption);
  copy.dispose();
  download(fileName(file, 'svg'), new Blob([text], { type: 'image/svg+xml' }));
}

const saveCsv = (table: ChartTable, name: string): void =>
  download(fileName(name, 'csv'), new Blob([tableCsv(table)], { type: 'text/csv;charset=utf-8' }));
