import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Tone } from '../../base/definition';
import type { Failure } from '../../base/errors';
import { percent, rate, timeLeft } from '../format';
import { Button } from '../ui/Button';
import { Icon } from '../ui/icons';
import { Progress } from '../ui/Progress';
import { VisuallyHidden } from '../ui/VisuallyHidden';
import styles from './JobFoot.module.css';

/** A job as the foot shows it. */
export type JobView =
  | {
      readonly state: 'running';
      /** The phase: `Training`, `Reading`. */
      readonly title: string;
      /** Which part of it: `residual network`. */
      readonly part?: string | undefined;
      readonly tone?: Tone | undefined;
      /** Share done, 0 to 1; absent = not known. */
      readonly share?: number | undefined;
      readonly perSecond?: number | undefined;
      /** What is counted, in the plural: `steps`. */
      readonly unit?: string;
      readonly leftMs?: number | undefined;
      readonly onPause?: () => void;
      readonly onCancel?: () => void;
      /** Cancelling was asked for and is on its way. */
      readonly cancelling?: boolean;
    }
  | {
      readonly state: 'done' | 'cancelled';
      readonly title: string;
      readonly words?: string | undefined;
      readonly actions?: ReactNode;
      readonly onDismiss?: () => void;
    }
  | {
      readonly state: 'failed';
      readonly title: string;
      readonly failure: Failure;
      readonly actions?: ReactNode;
      readonly onDismiss?: () => void;
    };

/** The running job, at the foot of every room. */
export function JobFoot({ job }: { readonly job: JobView }) {
  return (
    <section className={styles.foot} data-state={job.state} aria-label="Job">
      {job.state === 'running' ? <Running job={job} /> : <Settled job={job} />}
      <Announcement words={spoken(job)} />
    </section>
  );
}

function Running({ job }: { readonly job: Extract<JobView, { state: 'running' }> }) {
  const { title, part, tone, share, perSecond, unit = '', leftMs, onPause, onCancel, cancelling = false } = job;
  return (
    <>
      <p className={styles.what}>
        <strong>{title}</strong>
        {part !== undefined && <span className={styles.part}>{part}</span>}
      </p>
      <Progress
        label={part === undefined ? title : `${title}, ${part}`}
        value={share}
        tone={tone}
        className={styles.bar}
      />
      <p className={styles.figures}>
        {share !== undefined && <span>{percent(share, 0)}</span>}
        {perSecond !== undefined && <span className={styles.rate}>{rate(perSecond, unit)}</span>}
        {leftMs !== undefined && <span>{timeLeft(leftMs)}</span>}
      </p>
      <div className={styles.actions}>
        {onPause !== undefined && (
          <Button small onClick={onPause}>
            Pause
          </Button>
        )}
        {onCancel !== undefined && (
          <Button small busy={cancelling} onClick={onCancel}>
            {cancelling ? 'Cancelling' : 'Cancel'}
          </Button>
        )}
      </div>
    </>
  );
}

function Settled({ job }: { readonly job: Exclude<JobView, { state: 'running' }> }) {
  const words = job.state === 'failed' ? [job.failure.message, job.failure.next].filter(Boolean).join(' ') : job.words;
  return (
    <>
      <span className={styles.sign}>
        <Icon name={job.state === 'failed' ? 'warn' : job.state === 'done' ? 'check' : 'close'} />
      </span>
      <p className={styles.what}>
        <strong>{job.title}</strong>
        {words !== undefined && <span className={styles.words}>{words}</span>}
      </p>
      <div className={styles.actions}>
        {job.actions}
        {job.onDismiss !== undefined && (
          <Button small onClick={job.onDismiss}>
            Dismiss
          </Button>
        )}
      </div>
    </>
  );
}

/** What is read aloud; the tenths of percent stay out so that it is not read all the time. */
function spoken(job: JobView): string {
  if (job.state === 'failed') return `${job.title}. ${job.failure.message} ${job.failure.next ?? ''}`;
  if (job.state !== 'running') return `${job.title}. ${job.words ?? ''}`;
  const share = job.share === undefined ? '' : `, ${percent(job.share, 0)}`;
  return `${job.title}${job.part === undefined ? '' : `, ${job.part}`}${share}`;
}

const EVERY = 5_000;

/** A live region that speaks at most every five seconds. */
function Announcement({ words }: { readonly words: string }) {
  const [said, setSaid] = useState('');
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + EVERY - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      setSaid(words);
    }, wait);
    return () => clearTimeout(timer);
  }, [words]);
  return <VisuallyHidden live="polite">{said}</VisuallyHidden>;
}
