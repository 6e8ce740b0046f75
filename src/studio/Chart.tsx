import type { EChartsType } from 'echarts/core';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { type Failure, toFailure } from '../base/errors';
import type { ChartDefinition, ChartTheme } from '../charts/types';
import styles from './Chart.module.css';
import { setTooltipFont, useCursor } from './chart-cursor';
import { usePacedOption } from './chart-option';
import { type Caption, captioned, pngOf } from './chart-picture';
import { useFocus, useGroup, useSight, useZoom } from './chart-sight';
import { type ChartTable, fileName, tableCsv } from './chart-table';
import { setTicks } from './chart-ticks';
import { useStudio } from './context';
import { download } from './download';
import { useChartTheme } from './theme';
import { IconButton } from './ui/Button';
import { cx } from './ui/cx';
import { Dialog } from './ui/Dialog';
import { ErrorNote } from './ui/ErrorNote';
import { FiguresTable } from './ui/FiguresTable';
import { Menu } from './ui/Menu';
import { VisuallyHidden } from './ui/VisuallyHidden';
import { useThinned } from './use-thinned';
import { ZoomWords } from './ZoomWords';
import type { ChartZoom } from './zoom';

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
  /** Stretches drawn shaded: what is left out. */
  readonly shaded?: readonly ChartZoom[] | undefined;
  /** While it is there, dragging across gives a stretch to it in place of zooming. */
  readonly onStretch?: ((stretch: ChartZoom) => void) | undefined;
  /** Only the picture and its words: no heading, no menu, no keys. For small ones in tables. */
  readonly bare?: boolean;
  readonly timeZone?: string;
}

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
  const [width, setWidth] = useState(1024);
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
          setWidth(Math.max(1, Math.ceil(element.clientWidth / 256)) * 256);
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
  const { view, sight, see } = useSight();
  const { drawn, words: thinning } = useThinned(definition, data, sight, width);
  usePacedOption(chart, definition, data, theme, zoomable, see, drawn, props.shaded);
  useGroup(chart, group);
  useZoom(chart, box, zoomable, theme, see, props.onZoom, props.onStretch);
  useFocus(chart, zoomable ? props.focus : undefined);

  const table = (): ChartTable => definition.table(data, drawn);
  const name = title === false ? definition.title : title;
  const { onKeyDown, said, index } = useCursor(chart, table, zoomable, data, theme.timeZone);
  const about = [note?.includes(series) ? undefined : series, note].filter(Boolean).join(' · ');
  const caption = { title: name, note: about };
  const file = series === '' || name.includes(series) ? name : `${series} ${name}`;
  const summary = definition.summary(data, theme.timeZone);
  const words = `${name}. ${summary}`;
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
        <div ref={box} className={styles.canvas} data-taking={props.onStretch !== undefined} />
        {chart === undefined && failure === undefined && <div className={styles.skeleton} />}
      </div>
      {thinning !== undefined && <p className={styles.thinned}>{thinning}</p>}
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
              label: drawn === undefined ? 'Save data as CSV' : 'Save the points drawn as CSV',
              icon: 'download',
              run: () => saveCsv(table(), file),
            },
          ]}
          trigger={(trigger) => <IconButton small {...trigger} icon="more" label={`${name}: save or read`} />}
        />
      </span>
      <VisuallyHidden>
        <span id={summaryId}>Arrow keys read it point by point. Its menu shows it as a table.</span>
      </VisuallyHidden>
      <VisuallyHidden live="polite">{index < 0 ? '' : said}</VisuallyHidden>
      <Dialog
        open={tableShown}
        onClose={() => setTableShown(false)}
        title={name}
        note={thinning === undefined ? summary : `${summary} The table has the points drawn.`}
        wide
      >
        {tableShown && <FiguresTable table={table()} label={name} />}
      </Dialog>
    </figure>
  );
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
