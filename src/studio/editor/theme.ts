import { EditorView } from '@codemirror/view';

/** The editor in the studio's own colours: variables reach into its shadow root, so light and dark follow by themselves. */
export const theme = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'var(--figures-s)', lineHeight: '20px', maxHeight: '320px', overflow: 'auto' },
  '.cm-content': { padding: '6px 0', minHeight: '72px', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 10px 0 6px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--ink-3)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '28px', padding: '0 4px 0 8px' },
  '.cm-content ::selection, .cm-line::selection': {
    backgroundColor: 'color-mix(in srgb, var(--trend) 26%, transparent)',
  },
  '.cm-placeholder': { color: 'var(--ink-2)' },
  '.tok-keyword': { color: 'var(--residual-text)' },
  '.tok-function': { color: 'var(--trend-text)' },
  '.tok-string': { color: 'var(--day-text)' },
  '.tok-regexp': { color: 'var(--forecast-text)' },
  '.tok-number': { color: 'var(--forecast-text)' },
  '.tok-propertyName': { color: 'var(--ink)', fontWeight: '600' },
  '.tok-comment, .tok-operator': { color: 'var(--ink-2)' },
  '.fault': {
    textDecoration: 'underline wavy var(--critical) 1px',
    textUnderlineOffset: '3px',
    backgroundColor: 'color-mix(in srgb, var(--critical) 14%, transparent)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--hover)',
    outline: '1px solid var(--edge)',
  },
  '.cm-tooltip': {
    border: '1px solid var(--edge)',
    borderRadius: 'var(--radius-s)',
    backgroundColor: 'var(--raised)',
    overflow: 'hidden',
    zIndex: '40',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    font: 'var(--text-s)',
    maxHeight: '228px',
    maxWidth: 'min(460px, 92vw)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: '12px',
    alignItems: 'baseline',
    padding: '4px 10px',
    color: 'var(--ink)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--hover)',
    color: 'var(--ink)',
    boxShadow: 'inset 3px 0 0 var(--trend)',
  },
  '.cm-completionLabel': {
    font: 'var(--figures-s)',
    flex: 'none',
    maxWidth: '60%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600', color: 'var(--trend-text)' },
  '.cm-completionDetail': {
    marginLeft: 'auto',
    fontStyle: 'normal',
    color: 'var(--ink-2)',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '.hint': { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  '@media (pointer: coarse)': {
    '.cm-scroller': { fontSize: '16px', lineHeight: '24px' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '10px' },
  },
});
