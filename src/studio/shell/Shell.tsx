import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useLayoutEffect, useRef } from 'react';
import { cx } from '../ui/cx';
import { useMedia } from '../ui/use-media';
import { VisuallyHidden } from '../ui/VisuallyHidden';
import { JobFoot, type JobView } from './JobFoot';
import { Rail, type RailProps } from './Rail';
import { SentenceBar, type SentenceBarProps } from './SentenceBar';
import styles from './Shell.module.css';
import { TopBar, type TopBarProps } from './TopBar';

const loadSplit = () => import('./Split');
const Split = lazy(loadSplit);

export interface ShellProps extends TopBarProps, RailProps {
  /** Names the main part: the current room's title. */
  readonly title: string;
  /** Absent on the first visit. */
  readonly sentence?: SentenceBarProps;
  readonly children: ReactNode;
  /** What was found, at the right; under the charts on a small screen. */
  readonly findings?: ReactNode;
  readonly job?: JobView | undefined;
  /** Width of the findings in px, and where a change of it is kept. */
  readonly findingsWidth?: number;
  readonly onFindingsWidth?: (width: number) => void;
}

/** The one quiet frame: top bar, rail, sentence, charts, findings, the running job. */
export function Shell(props: ShellProps) {
  const { title, crumbs, range, onHome, onCommand, backend, extra, steps, current, onStep, words } = props;
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    void loadSplit(); // No part of a first visit, and there before the first findings.
  }, []);
  // A room begins at its top, however far down the one before was read. A phone scrolls the stage itself.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the room that changes.
  useLayoutEffect(() => {
    const columns = main.current?.querySelectorAll(`.${styles.pane}`) ?? [];
    for (const one of [main.current?.parentElement, main.current, ...columns]) one?.scrollTo(0, 0);
  }, [current]);
  return (
    <div className={cx(styles.shell, props.job !== undefined && styles.working)}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        Skip to {title}
      </button>
      <TopBar crumbs={crumbs} range={range} onHome={onHome} onCommand={onCommand} backend={backend} extra={extra} />
      <Rail steps={steps} current={current} onStep={onStep} {...(words !== undefined && { words })} />
      <div className={styles.stage}>
        {props.sentence !== undefined && <SentenceBar {...props.sentence} />}
        <Work {...props} main={main} />
      </div>
      {props.job !== undefined && (
        <div className={styles.job}>
          <JobFoot job={props.job} />
        </div>
      )}
    </div>
  );
}

interface WorkProps extends ShellProps {
  readonly main: RefObject<HTMLElement | null>;
}

function Work({ title, children, findings, findingsWidth = 336, onFindingsWidth, main }: WorkProps) {
  const wide = useMedia('(min-width: 1024px)');
  const room = (
    <div className={styles.room}>
      <h1>
        <VisuallyHidden>{title}</VisuallyHidden>
      </h1>
      {children}
    </div>
  );
  const aside = findings !== undefined && (
    <section aria-label="Findings" className={styles.findings}>
      {findings}
    </section>
  );
  if (!wide || aside === false) {
    return (
      <main ref={main} tabIndex={-1} aria-label={title} className={styles.column}>
        {room}
        {aside}
      </main>
    );
  }
  return (
    <main ref={main} tabIndex={-1} aria-label={title} className={styles.split}>
      <Suspense fallback={null}>
        <Split room={room} aside={aside} width={findingsWidth} onWidth={onFindingsWidth} />
      </Suspense>
    </main>
  );
}
