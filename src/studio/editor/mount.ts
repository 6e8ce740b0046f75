import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import {
  Compartment,
  EditorState,
  type Extension,
  Prec,
  StateEffect,
  StateField,
  Transaction,
} from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { type Around, complete, type Names, type Suggestion } from './complete';
import { highlighting } from './highlight';
import type { Language } from './lex';
import { theme } from './theme';

/** What an editor is made with. The functions are asked whenever they are needed, so they may change. */
export interface Mounting {
  readonly language: Language;
  readonly text: string;
  readonly label: string;
  /** Read to those who do not see it: that Tab leaves. */
  readonly hint: string;
  readonly placeholder: string;
  readonly names: Names;
  readonly around: () => Around;
  readonly onChange: (text: string) => void;
}

/** What may change while an editor stands. */
export interface Look {
  readonly label: string;
  readonly readOnly: boolean;
  readonly invalid: boolean;
}

export interface Mounted {
  /** Another text, unless it is already there; the cursor stays where it can. */
  setText(text: string): void;
  look(look: Look): void;
  /** Marks a stretch that is wrong until the text changes; an empty one marks nothing. */
  mark(span: { readonly from: number; readonly to: number }): void;
  focus(at?: number): void;
  destroy(): void;
}

const markFault = StateEffect.define<{ readonly from: number; readonly to: number }>();

const faults = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects) {
      if (!effect.is(markFault)) continue;
      const span = effect.value;
      next =
        span.to > transaction.state.doc.length || span.from >= span.to
          ? Decoration.none
          : Decoration.set(Decoration.mark({ class: 'fault' }).range(span.from, span.to));
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** What is told from the program, not typed: no step of the editor's own to undo, and nobody is told again. */
const told = Transaction.addToHistory.of(false);

/** Puts an editor into an element, in a shadow root of its own: its styles then need no exception from the page's policy. */
export function mountEditor(host: HTMLElement, mounting: Mounting): Mounted {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open', delegatesFocus: true });
  const frame = new Compartment();
  const framed = ({ label, readOnly, invalid }: Look): Extension => [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-multiline': 'true',
      'aria-describedby': 'hint',
      'aria-readonly': String(readOnly),
      ...(invalid && { 'aria-invalid': 'true' }),
      spellcheck: 'false',
      autocapitalize: 'off',
      autocorrect: 'off',
    }),
  ];
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: mounting.text,
      extensions: [
        frame.of(framed({ label: mounting.label, readOnly: false, invalid: false })),
        lineNumbers(),
        history(),
        bracketMatching(),
        highlighting(mounting.language),
        theme,
        faults,
        placeholder(mounting.placeholder),
        EditorView.lineWrapping,
        autocompletion({
          override: [(context) => completions(context, mounting)],
          icons: false,
          activateOnTyping: true,
          defaultKeymap: false,
        }),
        Prec.highest(
          keymap.of([
            // Reading is the panel's: the key goes on to it, and no line is broken here.
            { key: 'Mod-Enter', run: () => true },
            // A suggestion that has just come is not taken yet, but is no reason to leave either.
            { key: 'Tab', run: (on) => acceptCompletion(on) || completionStatus(on.state) === 'active' },
            ...completionKeymap,
          ]),
        ),
        keymap.of([...historyKeymap, ...defaultKeymap]),
        EditorView.domEventHandlers({ beforeinput: typeOver }),
        EditorView.updateListener.of((update) => {
          if (
            update.docChanged &&
            !update.transactions.every((one) => one.annotation(Transaction.addToHistory) === false)
          )
            mounting.onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  const hint = root.ownerDocument.createElement('p');
  hint.id = 'hint';
  hint.className = 'hint';
  hint.textContent = mounting.hint;
  view.dom.append(hint);
  return {
    setText(text) {
      const before = view.state.doc.toString();
      if (before === text) return;
      const { anchor } = view.state.selection.main;
      view.dispatch({
        changes: { from: 0, to: before.length, insert: text },
        selection: { anchor: Math.min(anchor, text.length) },
        annotations: told,
      });
    },
    look: (look) => view.dispatch({ effects: frame.reconfigure(framed(look)) }),
    mark: (span) => view.dispatch({ effects: markFault.of(span) }),
    focus(at) {
      view.focus();
      if (at !== undefined)
        view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) }, scrollIntoView: true });
    },
    destroy: () => view.destroy(),
  };
}

/**
 * Typing over a selection. Left to the browser, it would carry the colours of what was there along in style attributes,
 * which the page's policy refuses.
 */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { data, inputType } = event;
  if (inputType !== 'insertText' || data === null || view.composing || view.state.readOnly) return false;
  // Where the page says, not the editor: the editor hears of a new selection a moment later.
  // Chromium alone gives the selection inside a shadow root; elsewhere the browser's own way is left to it.
  const root: DocumentOrShadowRoot & { getSelection?(): Selection | null } = view.root;
  const { anchorNode = null, anchorOffset = 0, focusNode = null, focusOffset = 0 } = root.getSelection?.() ?? {};
  if (!view.contentDOM.contains(anchorNode) || !view.contentDOM.contains(focusNode)) return false;
  if (anchorNode === null || focusNode === null) return false;
  const ends = [view.posAtDOM(anchorNode, anchorOffset), view.posAtDOM(focusNode, focusOffset)];
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  if (to <= from) return false;
  const insert = view.state.toText(data);
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    userEvent: 'input.type',
    scrollIntoView: true,
  });
  event.preventDefault();
  return true;
}

async function completions(
  context: CompletionContext,
  { language, names, around }: Mounting,
): Promise<CompletionResult | null> {
  if (context.state.readOnly) return null;
  const text = context.state.doc.toString();
  const found = await complete(language, text, context.pos, around(), names, context.explicit);
  if (found === undefined || found.suggestions.length === 0 || context.aborted) return null;
  return {
    from: found.from,
    options: found.suggestions.map((suggestion, i) => ({
      label: suggestion.label,
      detail: suggestion.help ?? '',
      // In the order given, where letters fit alike: names of the data before functions before keywords.
      boost: Math.max(-99, -Math.floor(i / 10)),
      apply: (view, _, from, to) => take(view, suggestion, found.open, from, to),
    })),
  };
}

/** Writes a suggestion in place of the letters typed and of the quotes around them. */
function take(view: EditorView, { insert }: Suggestion, open: string, from: number, to: number): void {
  const start = from - open.length;
  const closed = open !== '' && view.state.sliceDoc(to, to + open.length) === open;
  const doubled = insert.endsWith('(') && view.state.sliceDoc(to, to + 1) === '(' ? insert.slice(0, -1) : insert;
  view.dispatch({
    changes: { from: start, to: closed ? to + open.length : to, insert: doubled },
    selection: { anchor: start + doubled.length },
    userEvent: 'input.complete',
    scrollIntoView: true,
  });
}
