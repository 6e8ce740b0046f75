import { type RefObject, useEffect, useState } from 'react';
import { openFiles, openText } from '../../../state/file-actions';
import { useDeps } from '../../context';
import styles from './files.module.css';

const accepted =
  '.csv,.tsv,.tab,.txt,.gz,.parquet,.pq,.lp,.line,.json,.jsonl,.ndjson,text/csv,text/tab-separated-values,text/plain,application/json,application/gzip';

export interface FileInputProps {
  /** Click it to have the system ask for a file. */
  readonly ref: RefObject<HTMLInputElement | null>;
  readonly onFile: (file: File) => void;
}

/** The system's way to ask for a file; a button of the room opens it. */
export const FileInput = ({ ref, onFile }: FileInputProps) => (
  <input
    ref={ref}
    type="file"
    accept={accepted}
    hidden
    aria-label="File to open"
    onChange={(event) => {
      const file = event.target.files?.[0];
      event.target.value = ''; // The same file may be chosen again.
      if (file !== undefined) onFile(file);
    }}
  />
);

/** Takes files dropped anywhere on the page, and in the data room tables of text that are pasted outside of fields. */
export function FileCatcher() {
  const deps = useDeps();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hover = (event: DragEvent): void => {
      if (!bringsFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (event.defaultPrevented || !bringsFile(event)) return;
      event.preventDefault();
      void openFiles(deps, [...(event.dataTransfer?.files ?? [])]);
    };
    const paste = (event: ClipboardEvent): void => {
      if (event.defaultPrevented || deps.store.getState().room !== 'data' || isField(event.target)) return;
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (files.length > 0 && text === '') void openFiles(deps, files);
      else if (text.trim().includes('\n')) void openText(deps, text);
    };
    const listeners = [
      ['dragover', hover],
      ['dragleave', leave],
      ['drop', drop],
      ['paste', paste],
    ] as const;
    for (const [type, listener] of listeners) window.addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of listeners) window.removeEventListener(type, listener as EventListener);
    };
  }, [deps]);
  if (!over) return null;
  return (
    <div className={styles.drop} aria-hidden="true">
      <p>Drop it to open it</p>
    </div>
  );
}

const bringsFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

const isField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null;
