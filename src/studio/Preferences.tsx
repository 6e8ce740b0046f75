import { setTheme } from '../state/settings-actions';
import { useDeps, useStudio } from './context';
import { IconButton } from './ui/Button';
import { Menu } from './ui/Menu';

const themes = [
  { id: 'system', label: 'As the system' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
] as const;

/** Light or dark, at the right of the top bar. */
export function Preferences() {
  const deps = useDeps();
  const theme = useStudio((state) => state.theme);
  return (
    <Menu
      label="Theme"
      items={themes.map(({ id, label }) => ({ id, label, checked: id === theme, run: () => setTheme(deps, id) }))}
      trigger={(props) => <IconButton {...props} icon={theme === 'dark' ? 'moon' : 'sun'} label="Theme" />}
    />
  );
}
