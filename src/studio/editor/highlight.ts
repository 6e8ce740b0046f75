import { LanguageSupport, StreamLanguage, type StringStream, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { type Kind, type Language, type Lexing, step } from './lex';
import { functions, keywords } from './words';

/** How pieces are painted, by the names CodeMirror has for them. */
const styles: Readonly<Record<Kind, string | null>> = {
  blank: null,
  comment: 'comment',
  string: 'string',
  name: 'propertyName',
  regex: 'regexp',
  time: 'number',
  number: 'number',
  word: null,
  sign: 'operator',
};

const more: Readonly<Record<Language, string>> = {
  flux: 'option package return builtin then else with testcase',
  influxql:
    'show by into on limit offset slimit soffset desc asc fill tz with key keys values field tag measurements databases retention policies series cardinality exact in is null none explain analyze distinct not',
  sql: 'with as on in is null not and or between like case when then else end inner left right outer full cross over partition order group having union all explain desc asc interval timestamp exists over true false',
};

const known = (language: Language): ((word: string) => string | null) => {
  const fold = language === 'flux' ? (word: string): string => word : (word: string): string => word.toLowerCase();
  const called = new Set(functions[language].map(({ name }) => fold(name)));
  const reserved = new Set([
    ...keywords[language].flatMap(({ name }) => name.split(' ')).map(fold),
    ...more[language].split(' '),
  ]);
  return (word) => (called.has(fold(word)) ? 'variableName.function' : reserved.has(fold(word)) ? 'keyword' : null);
};

/** The colours of a language: one lexer paints and completes. */
export function highlighting(language: Language): Extension {
  const wordStyle = known(language);
  return [
    new LanguageSupport(
      StreamLanguage.define<Lexing>({
        name: language,
        startState: () => ({ before: '' }),
        copyState: (state) => ({ ...state }),
        token(stream: StringStream, state) {
          const { kind, end } = step(language, stream.string, stream.pos, state);
          const text = stream.string.slice(stream.pos, end);
          stream.pos = end;
          return kind === 'word' ? wordStyle(text) : styles[kind];
        },
        languageData: { commentTokens: { line: language === 'flux' ? '//' : '--' } },
      }),
    ),
    syntaxHighlighting({ style: (tags) => classOf(tags) }),
  ];
}

const classes = ['comment', 'string', 'propertyName', 'regexp', 'number', 'keyword', 'operator'];

/** Tags go by name: a tag's set begins with itself, its parents follow. */
function classOf(tags: readonly { readonly set: readonly { toString(): string }[] }[]): string | null {
  const names = tags.flatMap(({ set }) => set.map(String));
  if (names.includes('function(variableName)')) return 'tok-function';
  const found = classes.find((name) => names.includes(name));
  return found === undefined ? null : `tok-${found}`;
}
