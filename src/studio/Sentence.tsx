import type { ReactNode } from 'react';
import styles from './Sentence.module.css';
import { type PhraseGroup, type Piece, pieces } from './sentence-words';
import { Button } from './ui/Button';
import { Popover } from './ui/Popover';

export type { PhraseGroup } from './sentence-words';

export interface SentenceProps {
  readonly groups: readonly PhraseGroup[];
  /** The few controls behind a phrase: its group's id and the parameters it names. */
  readonly open: (group: string, params: readonly string[], close: () => void) => ReactNode;
  /** Adds `All settings` under the controls. */
  readonly onAllSettings?: (group: string) => void;
  /** Groups whose phrases hold something to mend: they are underlined as such. */
  readonly faulty?: readonly string[];
}

/** The recipe in words; every bold phrase opens the controls behind it, in place. */
export function Sentence({ groups, open, onAllSettings, faulty = [] }: SentenceProps) {
  return (
    <p className={styles.sentence}>
      {pieces(groups).map((piece, index) =>
        piece.kind === 'words' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: words have no identity but their place.
          <span key={index}>{piece.text}</span>
        ) : (
          <PhraseButton key={piece.key} piece={piece} faulty={faulty.includes(piece.group)}>
            {(close) => (
              <>
                {open(piece.group, piece.params, close)}
                {onAllSettings !== undefined && (
                  <div className={styles.all}>
                    <Button
                      small
                      icon="settings"
                      onClick={() => {
                        close();
                        onAllSettings(piece.group);
                      }}
                    >
                      All settings
                    </Button>
                  </div>
                )}
              </>
            )}
          </PhraseButton>
        ),
      )}
    </p>
  );
}

interface PhraseButtonProps {
  readonly piece: Extract<Piece, { kind: 'phrase' }>;
  readonly faulty: boolean;
  readonly children: (close: () => void) => ReactNode;
}

function PhraseButton({ piece, faulty, children }: PhraseButtonProps) {
  return (
    <span className={styles.unbroken}>
      <Popover
        label={`Change “${piece.text}”`}
        trigger={(props) => (
          <button type="button" {...props} className={styles.phrase} data-tone={faulty ? 'critical' : piece.tone}>
            {piece.text}
          </button>
        )}
      >
        {children}
      </Popover>
      {piece.tail}
    </span>
  );
}
