import { useCallback, useState } from 'react';
import { openDemo } from '../state/demo-actions';
import { openModel } from '../state/library-actions';
import { disconnect } from '../state/open-actions';
import { lookAt } from '../state/read-actions';
import { redoRecipe, undoRecipe } from '../state/recipe-actions';
import { latest } from '../state/run';
import { chosenSeries, seriesRead } from '../state/series';
import { setTheme } from '../state/settings-actions';
import type { Room } from '../state/store';
import { cluster, detect, train } from '../state/work-actions';
import { useDeps } from './context';
import { stepsOf } from './steps';
import { type Command, CommandPalette } from './ui/CommandPalette';
import { ZonePicker } from './ZonePicker';

export interface PaletteProps extends PaletteState {
  readonly onAllSettings: () => void;
  readonly onShare: () => void;
}

export interface PaletteState {
  readonly isOpen: boolean;
  readonly open: () => void;
  readonly onOpenChange: (open: boolean) => void;
}

/** Whether the palette is open; Ctrl K or ⌘ K opens it too. */
export function usePalette(): PaletteState {
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(() => setOpen(true), []);
  return { isOpen, open, onOpenChange: setOpen };
}

/** Everything one can do or open, by a few letters of its name. */
export function Palette({ isOpen, onOpenChange, onAllSettings, onShare }: PaletteProps) {
  const [zonesOpen, setZonesOpen] = useState(false);
  const commands = useCommands(isOpen, onAllSettings, onShare, () => setZonesOpen(true));
  return (
    <>
      <CommandPalette open={isOpen} onOpenChange={onOpenChange} commands={commands} />
      <ZonePicker open={zonesOpen} onOpenChange={setZonesOpen} />
    </>
  );
}

function useCommands(
  wanted: boolean,
  onAllSettings: () => void,
  onShare: () => void,
  onZones: () => void,
): readonly Command[] {
  const deps = useDeps();
  if (!wanted) return [];
  const state = deps.store.getState();
  const chosen = chosenSeries(state) !== undefined;
  const goTo = stepsOf(state)
    .filter(({ disabled }) => disabled !== true)
    .map(({ id, title, icon }) => ({
      id: `go-${id}`,
      title,
      group: 'Go to',
      icon,
      run: () => deps.store.setState({ room: id as Room }),
    }));
  const work: Command[] = [
    { id: 'train', title: 'Train and forecast', group: 'Run', icon: 'play', run: () => inRoom('forecast', train) },
    {
      id: 'backtest',
      title: 'Try every forecaster',
      group: 'Run',
      icon: 'play',
      run: () => inRoom('backtest', async (on) => (await import('../state/backtest-actions')).backtest(on)),
    },
    { id: 'detect', title: 'Find anomalies', group: 'Run', icon: 'play', run: () => inRoom('anomalies', detect) },
    {
      id: 'cluster',
      title: 'Group series by shape',
      group: 'Run',
      icon: 'play',
      run: () => inRoom('compare', cluster),
    },
    {
      id: 'fleet',
      title: 'Forecast all series',
      group: 'Run',
      icon: 'play',
      run: () => inRoom('fleet', async (on) => (await import('../state/fleet-actions')).startFleet(on)),
    },
    { id: 'settings', title: 'All settings', group: 'Recipe', icon: 'settings', run: onAllSettings },
    { id: 'share', title: 'Share the recipe', group: 'Recipe', icon: 'share', run: onShare },
    {
      id: 'undo',
      title: 'Undo the last change of the recipe',
      group: 'Recipe',
      icon: 'undo',
      keys: 'mod+Z',
      run: () => undoRecipe(deps),
    },
    { id: 'redo', title: 'Redo', group: 'Recipe', icon: 'redo', keys: 'mod+Shift+Z', run: () => redoRecipe(deps) },
    { id: 'close', title: 'Close the source', group: 'Data', icon: 'close', run: () => disconnect(deps) },
  ];
  function inRoom(room: Room, action: (on: typeof deps) => Promise<void>): void {
    deps.store.setState({ room });
    void action(deps);
  }
  return [
    ...goTo,
    ...(chosen
      ? work
      : [
          {
            id: 'demo',
            title: 'Open the demo data',
            group: 'Data',
            icon: 'data' as const,
            run: () => void openDemo(deps),
          },
        ]),
    {
      id: 'influxdb',
      title: 'Connect to InfluxDB',
      group: 'Data',
      icon: 'data',
      run: () => deps.store.setState({ room: 'data' }),
    },
    ...seriesRead(state)
      .slice(0, 200)
      .map(({ name }) => ({
        id: `series-${name}`,
        title: name,
        group: 'Series',
        icon: 'explore' as const,
        run: () => void lookAt(deps, name),
      })),
    ...(latest(state.library) ?? []).map(({ id, name }) => ({
      id: `model-${id}`,
      title: name,
      group: 'Model',
      icon: 'library' as const,
      run: () => void openModel(deps, id),
    })),
    { id: 'zone', title: 'Choose the time zone', group: 'Time', icon: 'settings', run: onZones },
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      id: `theme-${theme}`,
      title: theme === 'system' ? 'Theme as the system' : theme === 'light' ? 'Light theme' : 'Dark theme',
      group: 'Theme',
      icon: theme === 'dark' ? ('moon' as const) : ('sun' as const),
      run: () => setTheme(deps, theme),
    })),
  ];
}
