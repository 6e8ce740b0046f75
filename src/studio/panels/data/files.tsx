import { type RefObject, useEffect, useRef, useState } from 'react';

const accepted = '.csv,.tsv,.tab,.txt,text/csv,text/tab-separated-values,text/plain';

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

/** Takes a file dropped anywhere on the page; tells whether one hovers over it. */
export function useFileDrop(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const told = useRef(onFile);
  useEffect(() => {
    told.current = onFile;
  });
  useEffect(() => {
    const isFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const hover = (event: DragEvent): void => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) told.current(file);
    };
    window.addEventListener('dragover', hover);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', hover);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return over;
}
