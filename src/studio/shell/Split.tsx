import type { ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import styles from './Shell.module.css';

export interface SplitProps {
  readonly room: ReactNode;
  readonly aside: ReactNode;
  /** Width of the aside in px, and where a change of it is kept. */
  readonly width: number;
  readonly onWidth: ((width: number) => void) | undefined;
}

/** A room beside its findings, with a border one can move. */
export default function Split({ room, aside, width, onWidth }: SplitProps) {
  return (
    <Group orientation="horizontal">
      <Panel id="charts" minSize={420} className={styles.pane}>
        {room}
      </Panel>
      <Separator className={styles.separator} aria-label="Width of the findings" />
      <Panel
        id="findings"
        minSize={240}
        maxSize="50%"
        defaultSize={width}
        groupResizeBehavior="preserve-pixel-size"
        className={styles.pane}
        onResize={(size) => onWidth?.(Math.round(size.inPixels))}
      >
        {aside}
      </Panel>
    </Group>
  );
}
