import { type Member, memberOf } from '../../base/definition';
import type { Failure } from '../../base/errors';
import { useDeps, useStudio } from '../context';
import { MemberControls, type MemberFamily } from '../controls/ClauseControls';
import { HorizonControls, SeasonControls } from '../controls/NumberControls';
import { Button } from '../ui/Button';
import styles from './panel.module.css';

export interface MendingProps {
  readonly failure: Failure;
  readonly family: MemberFamily;
  readonly members: readonly Member<unknown>[];
  readonly label: string;
}

/** The very setting that a failure names, to be mended on the spot; nothing when it names none. */
export function Mending({ failure: { code, place }, family, members, label }: MendingProps) {
  const deps = useDeps();
  const chosen = useStudio((state) => state.recipe.present[family].id);
  if (place === undefined) return null;
  if (place === 'range' || place === 'step') {
    return (
      <Button kind="outline" onClick={() => deps.store.setState({ room: 'data' })}>
        {code === 'too-short' || code === 'empty' ? 'Read a longer range' : 'Change what is read'}
      </Button>
    );
  }
  const controls =
    place === 'horizon' ? (
      <HorizonControls told />
    ) : place === 'periods' ? (
      <SeasonControls />
    ) : place in memberOf<unknown>(members, chosen).params ? (
      <MemberControls family={family} members={members} label={label} only={[place]} />
    ) : undefined;
  return controls && <div className={styles.mend}>{controls}</div>;
}
