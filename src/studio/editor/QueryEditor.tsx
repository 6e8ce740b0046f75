import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { TextArea } from '../ui/Input';
import type { Around, Names } from './complete';
import { type FaultPlace, faultSpan } from './fault-place';
import { offerFocus } from './focus-request';
import type { Language } from './lex';
import type { Mounted } from './mount';
import styles from './QueryEditor.module.css';

export interface QueryEditorProps {
  readonly language: Language;
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly readOnly: boolean;
  readonly invalid: boolean;
  /** Where the server found it wrong. */
  readonly fault: FaultPlace | undefined;
  readonly placeholder: string;
  readonly names: Names;
  readonly around: Around;
}

const HINT =
  'Suggestions come while you type, or with Control and Space. Escape closes them; then Tab leaves the editor.';

type Mount = typeof import('./mount')['mountEditor'];

/** A query, in colours and with completion. A plain text area stands in until the editor has come, and if it does not. */
export function QueryEditor(props: QueryEditorProps) {
  const { label, value, onChange, readOnly, invalid, placeholder } = props;
  const plain = useRef<HTMLDivElement>(null);
  const [come, setCome] = useState<{ readonly mount: Mount; readonly at: number | undefined }>();
  useEffect(() => {
    let gone = false;
    import('./mount').then(
      ({ mountEditor }) => {
        if (gone) return;
        const area = plain.current?.querySelector('textarea');
        const typing = area !== null && area !== undefined && area === document.activeElement;
        setCome({ mount: mountEditor, at: typing ? area.selectionStart : undefined });
      },
      () => undefined, // The text area stays: everything can be done in it.
    );
    return () => {
      gone = true;
    };
  }, []);
  return (
    <div className={styles.frame} data-read-only={readOnly} data-invalid={invalid}>
      {come !== undefined ? (
        <Standing {...props} {...come} />
      ) : (
        <div ref={plain}>
          <TextArea
            mono
            aria-label={label}
            readOnly={readOnly}
            rows={Math.min(14, Math.max(3, value.split('\n').length))}
            value={value}
            placeholder={placeholder}
            aria-invalid={invalid || undefined}
            className={styles.plain}
            onChange={onChange}
          />
        </div>
      )}
    </div>
  );
}

/** The editor itself. `at` = where the cursor stood in the text area that it takes the place of, if it stood there. */
function Standing(props: QueryEditorProps & { readonly mount: Mount; readonly at: number | undefined }) {
  const { language, label, value, readOnly, invalid, fault, mount, at } = props;
  const host = useRef<HTMLDivElement>(null);
  const mounted = useRef<Mounted>(undefined);
  const now = useRef(props);
  useLayoutEffect(() => {
    now.current = props;
  });
  useLayoutEffect(() => {
    if (host.current === null) return;
    const editor = mount(host.current, {
      language,
      text: now.current.value,
      label: now.current.label,
      hint: HINT,
      placeholder: now.current.placeholder,
      names: (path) => now.current.names(path),
      around: () => now.current.around,
      onChange: (text) => now.current.onChange(text),
    });
    mounted.current = editor;
    const standDown = offerFocus(() => editor.focus());
    if (at !== undefined) editor.focus(at);
    return () => {
      standDown();
      editor.destroy();
      mounted.current = undefined;
    };
  }, [mount, language, at]);
  useEffect(() => mounted.current?.setText(value), [value]);
  useEffect(() => mounted.current?.look({ label, readOnly, invalid }), [label, readOnly, invalid]);
  const { from, to } = fault === undefined ? { from: 0, to: 0 } : faultSpan(value, fault);
  useEffect(() => mounted.current?.mark({ from, to }), [from, to]);
  return <div ref={host} className={styles.host} />;
}
